//! A searchset and the links between its pages.

use form_urlencoded::Serializer;
use serde_json::{Value, json};

use super::super::faults::Fault;
use super::super::record::Record;

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
    /// STU3 servers link pages by offset, the others by an opaque address on
    /// the base, so that both are met.
    pub stu3: bool,
}

impl Listing<'_> {
    /// The page as a Bundle.
    pub fn bundle(&self, base: &str, fault: Fault) -> Value {
        let wanted = self.items.iter().skip(self.offset).take(self.count);
        let entries: Vec<Value> = wanted.map(|item| entry(item, base)).collect();
        let mut links = vec![json!({"relation": "self", "url": self.url(base, self.offset)})];
        let next = self.offset.saturating_add(self.count);
        if self.count > 0
            && (next < self.items.len() || matches!(fault, Fault::RedirectNext | Fault::LoopNext))
        {
            links.push(json!({"relation": "next", "url": self.next(base, next, fault)}));
        }
        let total = self.items.iter().filter(|item| !item.included).count();
        let mut bundle =
            json!({"resourceType": "Bundle", "type": "searchset", "total": total, "link": links});
        // FHIR allows no empty array.
        if let (false, Some(members)) = (entries.is_empty(), bundle.as_object_mut()) {
            members.insert("entry".to_owned(), Value::Array(entries));
        }
        bundle
    }

    fn next(&self, base: &str, offset: usize, fault: Fault) -> String {
        match fault {
            Fault::LoopNext => self.page(base, self.offset),
            Fault::RedirectNext => self.page("https://elsewhere.invalid/fhir", offset),
            _ => self.page(base, offset),
        }
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

fn entry(item: &Item<'_>, base: &str) -> Value {
    let record = item.record;
    let mode = if item.included { "include" } else { "match" };
    let mut entry = json!({"resource": record.body, "search": {"mode": mode}});
    if let (false, Some(members)) = (record.id.is_empty(), entry.as_object_mut()) {
        let url = format!("{base}/{}/{}", record.kind, record.id);
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
