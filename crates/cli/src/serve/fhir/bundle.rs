//! A searchset and the links between its pages.

use form_urlencoded::Serializer;
use serde_json::{Value, json};

use super::super::faults::{Fault, Specs};
use super::super::record::Record;
use super::withheld;

/// The parameter that holds an opaque page address.
pub const PAGE_TOKEN: &str = "_page";

/// Path segments and parameters.
pub type Request = (Vec<String>, Vec<(String, String)>);

/// One hit.
pub struct Item<'a> {
    /// The resource.
    pub record: &'a Record,
    /// Brought along, not matched.
    pub included: bool,
}

/// All hits of a search, and which of them are wanted.
pub struct Listing<'a> {
    /// The search's path below the base.
    pub path: String,
    /// The parameters that took effect, for the self link.
    pub used: Vec<(String, String)>,
    /// Every hit in order.
    pub items: Vec<Item<'a>>,
    /// The first hit that is wanted.
    pub offset: usize,
    /// How many are wanted.
    pub count: usize,
    /// Whether it is to be said that an emergency gives more.
    pub says_more: bool,
    /// STU3 servers link pages by offset, the others by an opaque address on
    /// the base, so that both are met.
    pub stu3: bool,
}

impl Listing<'_> {
    /// The page as a Bundle.
    pub fn bundle(&self, base: &str, faults: &Specs) -> Value {
        let mut entries: Vec<Value> = self
            .wanted(faults)
            .map(|(item, round)| entry(item, base, round))
            .collect();
        if faults.has(Fault::MoreInEmergency) && self.says_more && self.offset == 0 {
            let note = withheld::emergency_note();
            entries.push(json!({"resource": note, "search": {"mode": "outcome"}}));
        }
        let mut links = vec![json!({"relation": "self", "url": self.url(base, self.offset)})];
        if let Some(next) = self.next(base, faults) {
            links.push(json!({"relation": "next", "url": next}));
        }
        let total = self.items.iter().filter(|item| !item.included).count();
        let mut bundle =
            json!({"resourceType": "Bundle", "type": "searchset", "total": total, "link": links});
        if let Some(members) = bundle.as_object_mut() {
            if faults.has(Fault::Masked) {
                members.insert("meta".to_owned(), withheld::masked_label());
            }
            // FHIR allows no empty array.
            if !entries.is_empty() {
                members.insert("entry".to_owned(), Value::Array(entries));
            }
        }
        bundle
    }

    /// The hits of this page, each with how often it was sent before.
    fn wanted(&self, faults: &Specs) -> impl Iterator<Item = (&Item<'_>, usize)> {
        let all = self.items.len();
        let mut start = self.offset;
        if faults.has(Fault::DuplicatePage) {
            start = start.saturating_sub(self.count);
        }
        let mut round = 0;
        if faults.has(Fault::EndlessNext) || faults.has(Fault::EndlessNew) {
            // Rounds are of whole pages, so that a page that comes again is
            // the same page.
            let whole = all.div_ceil(self.count.max(1)).max(1) * self.count.max(1);
            if faults.has(Fault::EndlessNew) {
                round = start / whole;
            }
            start %= whole;
        }
        let page = self.items.iter().skip(start).take(self.count);
        page.map(move |item| (item, round))
    }

    fn next(&self, base: &str, faults: &Specs) -> Option<String> {
        let next = self.offset.saturating_add(self.count);
        if self.count == 0 {
            return None;
        }
        if faults.has(Fault::LoopNext) {
            return Some(self.page(base, self.offset));
        }
        if faults.has(Fault::RedirectNext) {
            return Some(self.page("https://elsewhere.invalid/fhir", next));
        }
        if faults.has(Fault::PathNext) {
            let mut parts = base.splitn(4, '/');
            let scheme = parts.next().unwrap_or_default();
            let host = parts.nth(1).unwrap_or_default();
            return Some(self.page(&format!("{scheme}//{host}/elsewhere/fhir"), next));
        }
        let endless = faults.has(Fault::EndlessNext) || faults.has(Fault::EndlessNew);
        (endless || next < self.items.len()).then(|| self.page(base, next))
    }

    fn page(&self, base: &str, offset: usize) -> String {
        let url = self.url("", offset);
        match self.stu3 {
            true => format!("{base}{url}"),
            false => format!("{base}?{PAGE_TOKEN}={}", token(&url)),
        }
    }

    fn url(&self, base: &str, offset: usize) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(&self.used);
        if offset > 0 {
            query.append_pair("_offset", &offset.to_string());
        }
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{base}/{}{mark}{query}", self.path)
    }
}

fn entry(item: &Item<'_>, base: &str, round: usize) -> Value {
    let record = item.record;
    let mode = if item.included { "include" } else { "match" };
    let mut body = record.body.clone();
    let mut id = record.id.clone();
    if round > 0 && !id.is_empty() {
        id = format!("{id}-{round}");
        if let Some(members) = body.as_object_mut() {
            members.insert("id".to_owned(), Value::from(id.as_str()));
        }
    }
    let mut entry = json!({"resource": body, "search": {"mode": mode}});
    if let (false, Some(members)) = (id.is_empty(), entry.as_object_mut()) {
        let url = format!("{base}/{}/{id}", record.kind);
        members.shift_insert(0, "fullUrl".to_owned(), Value::String(url));
    }
    entry
}

/// The address in hexadecimal: opaque, not secret.
fn token(url: &str) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    url.bytes()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// The request that an opaque page address stands for.
pub fn read_token(token: &str) -> Option<Request> {
    let pairs = token.as_bytes().chunks(2);
    let bytes = pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    let url = String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()?;
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let path = path
        .strip_prefix('/')?
        .split('/')
        .map(str::to_owned)
        .collect();
    Some((
        path,
        form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
    ))
}
