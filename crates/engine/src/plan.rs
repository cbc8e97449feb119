//! From configuration and patient to requests: which address is asked how, and
//! for which kinds of record.

use timeline_fhir::{Offer, day, kinds_of, match_parameters, structured_record, types_of};
use timeline_model::{KindSet, Packed, PartialDate, Person, digits, packed, part};

use crate::config::{FhirPlan, Find, Load, SourceConfig, SourceKind};

/// One thing that is asked for; its further pages have no part in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// The address.
    pub url: String,
    /// By POST with this body; by GET where there is none.
    pub body: Option<String>,
    /// What the body is.
    pub content: &'static str,
    /// The kinds of record that it may give.
    pub kinds: KindSet,
}

/// What the requests for one patient to one source are made of.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'p> {
    /// The source.
    pub config: &'p SourceConfig,
    /// Its address, absolute, without a slash at its end.
    pub base: &'p str,
    /// Whose record it is.
    pub asked: &'p Person,
    /// The patient's id at the source, where the host gave it.
    pub given: &'p str,
    /// What the source says that it offers.
    pub offer: Option<&'p Offer>,
}

/// What is a form, and what is FHIR.
const FORM: &str = "application/x-www-form-urlencoded";
const FHIR: &str = "application/fhir+json";

/// What the versions of FHIR are called in a configuration, and in media types.
const VERSIONS: Packed = packed!["DSTU2", "STU3", "R4", "R4B", "R5"];
const NUMBERS: Packed = packed!["1.0", "3.0", "4.0", "4.3", "5.0"];

impl Plan<'_> {
    /// Where the source says what it offers, where that is to be asked first.
    pub fn metadata(&self) -> Option<Asking> {
        let auto = self.fhir()?.version == "auto" && self.offer.is_none();
        auto.then(|| self.get("/metadata"))
    }

    /// The media types that are understood, the version where one is known.
    pub fn accept(&self) -> String {
        let Some(plan) = self.fhir() else {
            return "application/json, text/csv".to_owned();
        };
        let mut number = self.offer.map_or("", |offer| &*offer.version);
        for (name, own) in VERSIONS.iter().zip(NUMBERS.iter()) {
            if name == plan.version {
                number = own;
            }
        }
        // GP Connect's media type is written without a version.
        match number {
            "1.0" => "application/json+fhir, application/fhir+json".to_owned(),
            "" => FHIR.to_owned(),
            _ if plan.load == Load::GpConnect => FHIR.to_owned(),
            _ => [FHIR, "; fhirVersion=", number].concat(),
        }
    }

    /// What finds the patient; `None` where the record is asked for at once, or
    /// where the id that is needed is not known.
    pub fn find(&self) -> Option<Asking> {
        let plan = self.fhir()?;
        let identifier = self.asked.identifiers.first()?;
        match plan.find {
            Find::None => None,
            Find::Id => {
                let id = match plan.patient_id.is_empty() {
                    true => encoded(self.given),
                    false => self.filled(&plan.patient_id, ""),
                };
                (!id.is_empty()).then(|| self.get(&["/Patient/", &id].concat()))
            }
            Find::Match => Some(Asking {
                body: Some(match_parameters(self.asked)),
                content: FHIR,
                ..self.get("/Patient/$match")
            }),
            Find::Search => {
                let system = encoded(&identifier.system);
                let query = ["identifier=", &system, "%7C", &encoded(&identifier.value)];
                Some(self.search(plan, "Patient", &query.concat(), KindSet::NONE))
            }
        }
    }

    /// What is asked for of the record, the most useful first, once the patient
    /// of this id was found; and the kinds that the source does not offer.
    pub fn record(&self, id: &str) -> (Vec<Asking>, KindSet) {
        let mut askings = Vec::new();
        let mut missing = KindSet::NONE;
        let Some(plan) = self.fhir() else {
            if let SourceKind::Feed(mapping) = &self.config.kind {
                askings.push(self.get(&self.filled(mapping.path(), "")));
            }
            return (askings, missing);
        };
        let patient = ["/Patient/", &encoded(id)].concat();
        match plan.load {
            Load::Everything if self.offer.is_none_or(|offer| offer.has("everything")) => {
                let query = self.everything();
                askings.push(self.get(&[&patient, "/$everything?", &query].concat()));
            }
            Load::Everything | Load::Types => missing = self.searches(plan, id, &mut askings),
            Load::Summary => askings.push(self.get(&[&patient, "/$summary"].concat())),
            Load::Document => {
                let path = self.filled(&plan.document, id);
                let path = path.strip_prefix("/").unwrap_or(&path);
                askings.push(self.get(&["/", path].concat()));
            }
            Load::GpConnect => {
                let whose = self.asked.identifiers.first();
                askings.push(Asking {
                    body: whose.map(|whose| structured_record(whose, self.shared())),
                    content: FHIR,
                    ..self.get("/Patient/$gpc.getstructuredrecord")
                });
            }
        }
        (askings, missing)
    }

    fn fhir(&self) -> Option<&FhirPlan> {
        match &self.config.kind {
            SourceKind::Fhir(plan) => Some(plan),
            SourceKind::Feed(_) => None,
        }
    }

    /// The kinds that are shared.
    fn shared(&self) -> KindSet {
        let agreement = self.config.agreement.as_ref();
        agreement.map_or(KindSet::ALL, |agreement| agreement.kinds)
    }

    /// The parameters of `$everything`.
    fn everything(&self) -> String {
        let mut query = ["_count=", &digits(self.config.page_size)].concat();
        if let Some(since) = self.config.since {
            query.push_str("&_since=");
            query.push_str(&day(PartialDate::from_epoch(since.earliest(), 0)));
            query.push_str("T00:00:00Z");
        }
        if self.shared() != KindSet::ALL {
            let mut mark = "&_type=";
            for name in types_of(self.shared()) {
                query.push_str(mark);
                query.push_str(name);
                mark = ",";
            }
        }
        query
    }

    /// Searches by type, and those of the host's own; gives the kinds that the
    /// source does not offer.
    fn searches(&self, plan: &FhirPlan, id: &str, askings: &mut Vec<Asking>) -> KindSet {
        let (mut missing, mut fed) = (KindSet::NONE, KindSet::NONE);
        let mut more = ["&_count=", &digits(self.config.page_size)].concat();
        if let Some(since) = self.config.since {
            more.push_str("&_lastUpdated=ge");
            more.push_str(&day(since));
        }
        for search in plan.searches.iter().chain(&plan.types) {
            let (name, own) = part::cut(search, "?").unwrap_or((search, ""));
            let kinds = kinds_of(name).and(self.shared());
            if kinds.is_empty() && !kinds_of(name).is_empty() {
                continue;
            }
            if self.offer.is_some_and(|offer| !offer.searches(name)) {
                missing = missing.or(kinds);
                continue;
            }
            fed = fed.or(kinds);
            let mut query = own.to_owned();
            // Not every source takes an id alone, or calls it so.
            if !part::has(own, "{") {
                let mark = if own.is_empty() { "" } else { "&" };
                query.push_str(mark);
                query.push_str("patient={id}");
            }
            query = [&*self.filled(&query, id), &more].concat();
            let asking = self.search(plan, name, &query, kinds);
            if !askings.contains(&asking) {
                askings.push(asking);
            }
        }
        // What has another place at the source is asked for there.
        missing.without(fed)
    }

    fn search(&self, plan: &FhirPlan, name: &str, query: &str, kinds: KindSet) -> Asking {
        let by_post = plan.search_by_post;
        let name = encoded(name);
        let path = match by_post {
            true => ["/", &name, "/_search"].concat(),
            false => ["/", &name, "?", query].concat(),
        };
        Asking {
            body: by_post.then(|| query.to_owned()),
            content: FORM,
            kinds,
            ..self.get(&path)
        }
    }

    fn get(&self, path: &str) -> Asking {
        Asking {
            url: [self.base, path].concat(),
            kinds: self.shared(),
            ..Asking::default()
        }
    }

    /// A path with the identifier and the id in it.
    fn filled(&self, path: &str, id: &str) -> String {
        let mut path = part::replaced(path, "{id}", &encoded(id));
        if let Some(own) = self.asked.identifiers.first() {
            path = part::replaced(&path, "{system}", &encoded(&own.system));
            path = part::replaced(&path, "{value}", &encoded(&own.value));
        }
        path
    }
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                let letter = if half < 10 { b'0' } else { b'A' - 10 };
                out.push(char::from(letter + half));
            }
        }
    }
    out
}
