use std::rc::Rc;

use timeline_json::Value;
use timeline_model::{Packed, PartialDate, packed, protocol::LoadFault};

use super::{
    Agreement, agreement, check,
    keys::{self, SOURCE_KEYS},
    note, owned, text_map, texts,
};
use crate::feeds::Mapping;

/// One source.
#[derive(Clone, Debug)]
pub struct SourceConfig {
    /// Unique, for events and links.
    pub id: String,
    /// The name that users know it by.
    pub title: String,
    /// Whose it is; empty where the title says.
    pub organisation: String,
    /// Whom users may ask about it; empty for nobody.
    pub contact: String,
    /// Where it is, as written, without a slash at its end.
    pub base_url: String,
    /// What it speaks.
    pub kind: SourceKind,
    /// How it is signed in to.
    pub credentials: Credentials,
    /// Who carries the requests.
    pub carrier: Carrier,
    /// Further headers for each request.
    pub headers: Vec<(String, String)>,
    /// The header in which the purpose of use goes along; empty for none.
    pub purpose_header: String,
    /// The purpose with which it is asked in an emergency; empty for none.
    pub emergency: String,
    /// Only what changed since then is asked for.
    pub since: Option<PartialDate>,
    /// Which sources go first at one origin; 0 is first.
    pub priority: u32,
    /// Whether an answer that names no patient is accepted on the strength of
    /// its address.
    pub trusted: bool,
    /// Where the source's own system shows a record; empty for nowhere.
    pub open_in: String,
    /// The agreement under which it is shared.
    pub agreement: Option<Agreement>,
    /// It is the system that the user works in.
    pub own: bool,
    /// Resources asked for on one page.
    pub page_size: u32,
    /// Pages read at most for one request of the plan.
    pub max_pages: u32,
    /// Bytes that one page or document may have after it is decompressed.
    pub max_bytes: u32,
    /// How long things may take.
    pub times: Times,
}

/// How long things may take, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Until the headers of an answer.
    pub headers: u32,
    /// Between two pieces of its body.
    pub chunk: u32,
    /// One page.
    pub page: u32,
    /// The source as a whole.
    pub total: u32,
}

/// What a source speaks.
#[derive(Clone, Debug)]
pub enum SourceKind {
    /// FHIR.
    Fhir(FhirPlan),
    /// Other JSON or CSV, by a mapping.
    Feed(Rc<Mapping>),
}

/// How a FHIR source is asked.
#[derive(Clone, Debug, Default)]
pub struct FhirPlan {
    /// The version asked for; `any` or `auto`.
    pub version: String,
    /// How the patient is found.
    pub find: Find,
    /// The patient's id at the source, with `{system}` and `{value}`; empty
    /// where the host gives it.
    pub patient_id: String,
    /// Searches are made by POST.
    pub search_by_post: bool,
    /// How the record is loaded.
    pub load: Load,
    /// The types searched for, the most useful first.
    pub types: Vec<String>,
    /// Searches of the host's own.
    pub searches: Vec<String>,
    /// Where the document lies under the base.
    pub document: String,
}

/// How the patient is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Find {
    /// By a search for the identifier.
    #[default]
    Search,
    /// By `$match`, of which only a certain match is taken.
    Match,
    /// By an id that is known.
    Id,
    /// Not at all: the load itself names the patient.
    None,
}

/// How the record is loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Load {
    /// By `Patient/[id]/$everything`.
    #[default]
    Everything,
    /// By searches.
    Types,
    /// As a document at an address.
    Document,
    /// By `Patient/[id]/$summary`.
    Summary,
    /// By GP Connect's `$gpc.getstructuredrecord`.
    GpConnect,
}

/// How a source is signed in to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Not at all.
    None,
    /// By the browser's cookies.
    Cookie,
    /// By a token of the host's.
    Token,
}

/// Who carries the requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// The browser, to the source or to a proxy of the host's.
    Browser,
    /// The host.
    Host,
}

/// Reads one source.
pub(super) fn read(item: &Value<'_>, path: &str, faults: &mut Vec<LoadFault>) -> SourceConfig {
    let number = |key| keys::number(SOURCE_KEYS, item, key);
    let seconds = |key| number(key).saturating_mul(1000);
    let kind = match keys::word(item, "kind") {
        "feed" => feed(item, path, faults),
        _ => {
            check::absent(item, path, "feed", "only where kind is feed", faults);
            SourceKind::Fhir(fhir(item, path, faults))
        }
    };
    let purpose_header = owned(item, "purposeHeader");
    if !purpose_header.is_empty() && !check::is_token(&purpose_header) {
        let path = check::under(path, "purposeHeader");
        note(faults, &path, &purpose_header, "the name of a header");
    }
    if purpose_header.is_empty() {
        let allowed = "only with purposeHeader, by which it goes along";
        check::absent(item, path, "emergency", allowed, faults);
    }
    SourceConfig {
        id: owned(item, "id"),
        title: owned(item, "title"),
        organisation: owned(item, "organisation"),
        contact: owned(item, "contact"),
        base_url: owned(item, "baseUrl").trim_end_matches('/').to_owned(),
        kind,
        credentials: match keys::word(item, "credentials") {
            "cookie" => Credentials::Cookie,
            "token" => Credentials::Token,
            _ => Credentials::None,
        },
        carrier: match keys::word(item, "carrier") {
            "host" => Carrier::Host,
            _ => Carrier::Browser,
        },
        headers: text_map(item, "headers"),
        purpose_header,
        emergency: owned(item, "emergency"),
        since: keys::text(item, "since").and_then(PartialDate::parse),
        priority: number("priority"),
        trusted: keys::flag(SOURCE_KEYS, item, "trusted"),
        open_in: owned(item, "openIn"),
        agreement: agreement::read(item, path, faults),
        own: keys::flag(SOURCE_KEYS, item, "own"),
        page_size: number("pageSize"),
        max_pages: number("maxPages"),
        max_bytes: number("maxBytes").saturating_mul(1_000_000),
        times: Times {
            headers: seconds("headersTimeout"),
            chunk: seconds("chunkTimeout"),
            page: seconds("timeout"),
            total: seconds("totalTimeout"),
        },
    }
}

fn fhir(item: &Value<'_>, path: &str, faults: &mut Vec<LoadFault>) -> FhirPlan {
    let find = match keys::word(item, "find") {
        "match" => Find::Match,
        "id" => Find::Id,
        "none" => Find::None,
        _ => Find::Search,
    };
    let load = match keys::word(item, "load") {
        "types" => Load::Types,
        "document" => Load::Document,
        "summary" => Load::Summary,
        "gp-connect" => Load::GpConnect,
        _ => Load::Everything,
    };
    if find != Find::Id {
        check::absent(item, path, "patientId", "only where find is id", faults);
    }
    if load != Load::Types {
        for key in ["types", "searches"] {
            check::absent(item, path, key, "only where load is types", faults);
        }
    }
    if load != Load::Document {
        check::absent(
            item,
            path,
            "document",
            "only where load is document",
            faults,
        );
    }
    let names_patient = matches!(load, Load::Document | Load::GpConnect);
    if find == Find::None && !names_patient {
        let allowed = "search, match or id: this load needs the patient's id";
        note(faults, &check::under(path, "find"), "none", allowed);
    }
    // A browser cannot reach GP Connect: it wants signed certificates.
    let relative = !keys::text(item, "baseUrl").is_some_and(|url| url.starts_with("http"));
    if load == Load::GpConnect && keys::word(item, "carrier") == "browser" && !relative {
        let allowed = "host or proxy, or a baseUrl on the host's own origin: browsers cannot reach GP Connect";
        note(faults, &check::under(path, "carrier"), "browser", allowed);
    }
    let mut types = texts(item, "types");
    let searches = texts(item, "searches");
    if types.is_empty() && searches.is_empty() {
        for kind in TYPES.iter() {
            types.push(kind.to_owned());
        }
    }
    FhirPlan {
        version: keys::word(item, "version").to_owned(),
        find,
        patient_id: owned(item, "patientId"),
        search_by_post: keys::word(item, "search") == "post",
        load,
        types,
        searches,
        document: owned(item, "document"),
    }
}

/// The keys that mean something only where FHIR is spoken.
const OF_FHIR: Packed = packed![
    "version",
    "find",
    "patientId",
    "search",
    "load",
    "types",
    "searches",
    "document",
    "since",
];

fn feed(item: &Value<'_>, path: &str, faults: &mut Vec<LoadFault>) -> SourceKind {
    for key in OF_FHIR.iter() {
        check::absent(item, path, key, "only where kind is fhir", faults);
    }
    let path = check::under(path, "feed");
    let nothing = SourceKind::Fhir(FhirPlan::default());
    let Some(mapping) = item.get("feed") else {
        note(faults, &path, "nothing", "a mapping, since kind is feed");
        return nothing;
    };
    match Mapping::read(mapping, &path) {
        Ok(mapping) => SourceKind::Feed(Rc::new(mapping)),
        Err(list) => {
            for f in list {
                note(faults, &f.path, &f.found, &f.allowed);
            }
            nothing
        }
    }
}

/// The types asked for by search where none are chosen, the most useful first.
const TYPES: Packed = packed![
    "AllergyIntolerance",
    "Condition",
    "MedicationRequest",
    "MedicationStatement",
    "Flag",
    "Encounter",
    "Observation",
    "DiagnosticReport",
    "DocumentReference",
    "Procedure",
    "ImagingStudy",
    "Immunization",
    "CarePlan",
    "CareTeam",
    "Goal",
    "MedicationAdministration",
    "MedicationDispense",
    "ServiceRequest",
    "Appointment",
    "Communication",
    "EpisodeOfCare",
    "QuestionnaireResponse",
    "FamilyMemberHistory",
    "Task",
    "List",
    "Consent",
];
