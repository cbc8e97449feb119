//! What of an entry can be compared, made once for each.

use timeline_model::{
    Basis, Entry, Field, Identifier, Intent, Kind, Marks, Packed, Precision, RecordKey, Role,
    StatusClass, packed, part,
};

use crate::{
    codes::classes_of,
    group::TELLING,
    hash, order,
    qualifiers::{self, Qualifiers},
    scales::Scales,
    seen::Seen,
    systems::code_hash,
    time::{Moment, Zones},
    values::Found,
    words::Style,
};

/// The comparable parts of one entry. All hashes are sorted, each once.
pub(crate) struct Feature {
    pub(crate) key: RecordKey,
    pub(crate) kind: Kind,
    /// Its kind; a vital sign counts as a result, for not every source tells
    /// them apart.
    pub(crate) family: Kind,
    /// The type of resource under its present name, hashed.
    pub(crate) class: u64,
    /// The type is one of FHIR's, so that another type is another thing.
    pub(crate) is_fhir: bool,
    pub(crate) start: Option<Moment>,
    pub(crate) end: Option<Moment>,
    pub(crate) recorded: Option<Moment>,
    basis: Basis,
    /// Systems and codes together; the last bits tell the system.
    pub(crate) codes: Vec<u64>,
    /// The systems of the codes.
    pub(crate) systems: Vec<u64>,
    /// The classes that codes of ICD-10 lie in.
    pub(crate) classes: Vec<u64>,
    /// The place of its name among those of the record.
    pub(crate) name: usize,
    /// What it says beside its name.
    pub(crate) beside: Qualifiers,
    pub(crate) marks: Marks,
    pub(crate) status: StatusClass,
    intent: Intent,
    pub(crate) found: Found,
    pub(crate) identifiers: Vec<u64>,
    /// Its `Type/id`, hashed; `None` without one.
    pub(crate) alias: Option<u64>,
    /// The id is unique in the world (a UUID), whichever server it came from.
    pub(crate) alias_is_unique: bool,
    /// The ids, unique in the world, of what it was made from; sorted.
    pub(crate) origins: Vec<u64>,
    /// Title, times, value and status as sent, hashed.
    pub(crate) content: u64,
    /// The facts that may contradict those of a copy.
    pub(crate) telling: Vec<(Field, u64)>,
    /// What makes a copy the one to show; never 0.
    pub(crate) precedence: u64,
    /// The records that are part of it, or that it is part of, as
    /// [`packed_key`] with [`WHOLE`].
    pub(crate) related: Vec<u128>,
}

/// Set beside a record that the feature is part of.
pub(crate) const WHOLE: u128 = 1;

/// A record key as a number that sorts as it does, with room for 32 bits.
pub(crate) fn packed_key(key: RecordKey) -> u128 {
    let place = u64::from(key.page) << 32 | u64::from(key.place);
    u128::from(key.source) << 96 | u128::from(place) << 32
}

/// The record key that was packed.
pub(crate) fn unpacked_key(packed: u128) -> RecordKey {
    RecordKey {
        source: (packed >> 96) as u16,
        page: (packed >> 64) as u32,
        place: (packed >> 32) as u32,
    }
}

impl Feature {
    pub(crate) fn new(entry: &Entry, seen: &mut Seen, scales: &Scales) -> Feature {
        let (mut codes, mut systems, mut identifiers) = (Vec::new(), Vec::new(), Vec::new());
        let mut classes = Vec::new();
        for code in &entry.codes {
            if let Some(system) = seen.systems.hash(&code.system)
                && !code.code.is_empty()
            {
                order::insert(&mut systems, system);
                order::insert(&mut codes, code_hash(system, &code.code));
                classes_of(&code.system, &code.code, &mut classes);
            }
        }
        for identifier in &entry.identifiers {
            if let Some(identifier) = identifier_hash(identifier) {
                order::insert(&mut identifiers, identifier);
            }
        }
        let (class, is_fhir) = class_of(&entry.resource);
        let id = part::cut_last(&entry.alias, b'/').map_or("", |(_, id)| id);
        Feature {
            key: entry.key,
            kind: entry.kind,
            family: match entry.kind {
                Kind::VitalSign => Kind::Result,
                kind => kind,
            },
            class,
            is_fhir,
            start: entry.when.start.map(Moment::of),
            end: entry.when.end.map(Moment::of),
            recorded: entry.recorded.map(Moment::of),
            basis: entry.when.basis,
            codes,
            systems,
            classes,
            name: 0,
            beside: qualifiers::beside(scales, entry),
            marks: entry.marks.clone(),
            status: entry.status.class,
            intent: entry.intent,
            found: Found::of(entry, seen),
            identifiers,
            alias: (!id.is_empty()).then(|| id_hash(class, id)),
            alias_is_unique: is_uuid(id),
            origins: origins(entry),
            content: content(entry),
            telling: telling(entry, seen),
            precedence: precedence(entry),
            related: related(entry),
        }
    }

    /// Notes the zones of its times, or with -1 that they are gone.
    #[inline(never)]
    pub(crate) fn note(&self, zones: &mut Zones, by: i32) {
        for moment in [&self.start, &self.end, &self.recorded] {
            zones.note(moment.as_ref().map(|moment| moment.date), by);
        }
    }

    pub(crate) fn source(&self) -> u16 {
        self.key.source
    }

    /// The seconds between its start and another's; `None` where one is not
    /// known.
    pub(crate) fn gap(&self, other: &Feature) -> Option<i64> {
        Some(self.start.as_ref()?.gap(other.start.as_ref()?))
    }

    /// Whether it began at a known time of a day.
    pub(crate) fn is_timed(&self) -> bool {
        self.start
            .as_ref()
            .is_some_and(|start| start.date.has_time())
    }

    /// Whether its time is only when it was written down.
    pub(crate) fn is_recorded_only(&self) -> bool {
        self.basis == Basis::Recorded
    }

    /// Whether both have a number of one system, and not the same.
    pub(crate) fn numbers_differ(&self, other: &Feature) -> bool {
        let numbered = |number: &u64| {
            let of_system = |another: &u64| (number ^ another) & SYSTEM == 0;
            other.identifiers.iter().any(of_system)
        };
        shared(&self.identifiers, &other.identifiers).is_none()
            && self.identifiers.iter().any(numbered)
    }

    /// Whether it was made from the other.
    pub(crate) fn comes_from(&self, other: &Feature) -> bool {
        let holds = |alias: u64| order::holds(&self.origins, alias);
        other.alias.is_some_and(holds)
    }

    /// Whether it is meant rather than done; a request is ordered, whatever a
    /// source says of it.
    pub(crate) fn is_meant(&self) -> bool {
        matches!(self.intent, Intent::Proposed | Intent::Planned)
    }
}

/// Whether two sorted lists share an item, and the first that they share.
#[inline(never)]
pub(crate) fn shared(a: &[u64], b: &[u64]) -> Option<u64> {
    a.iter().copied().find(|x| order::holds(b, *x))
}

/// The same for all that are [`Identifier::same_as`] each other.
fn identifier_hash(identifier: &Identifier) -> Option<u64> {
    let (system, value) = identifier.plain()?;
    let system = hash::of_text(&system);
    let hash = hash::of_parts(b'i', system, hash::of_text(&value));
    // Short numbers are used again, and whoever likes makes a UUID.
    Some(if value.len() < LONG || is_uuid(&value) {
        hash
    } else {
        hash & !SYSTEM | system & SYSTEM
    })
}

/// From how many letters on an identifier is one for good.
const LONG: usize = 6;

/// The bits of such an identifier that tell its system.
const SYSTEM: u64 = 0xffff;

/// Types of resource that had another name in an earlier version of FHIR.
const RENAMED: Packed = packed![
    ("MedicationOrder", "MedicationRequest"),
    ("MedicationPrescription", "MedicationRequest"),
    ("MedicationUsage", "MedicationStatement"),
    ("ProcedureRequest", "ServiceRequest"),
    ("ReferralRequest", "ServiceRequest"),
    ("DiagnosticOrder", "ServiceRequest"),
    ("DeviceUseRequest", "DeviceRequest"),
    ("DeviceUseStatement", "DeviceUsage"),
];

fn class_of(resource: &str) -> (u64, bool) {
    let name = RENAMED.meaning(resource).unwrap_or(resource);
    // FHIR's types are one word that begins with a capital; a mapping's name
    // is whatever the integrator called it.
    let is_fhir = matches!(name.as_bytes(), [b'A'..=b'Z', ..])
        && name.bytes().all(|b| b.is_ascii_alphanumeric());
    (hash::of_text(name), is_fhir)
}

/// Begins with the 8-4-4-4-12 form; some systems add what part of the record
/// it is.
fn is_uuid(id: &str) -> bool {
    id.len() >= 36
        && id.bytes().take(36).enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn content(entry: &Entry) -> u64 {
    let mut content = hash::Hasher::new();
    content.text(&entry.title);
    content.text(&entry.status.sent);
    if let Some(value) = &entry.value {
        content.text(&value.words(" "));
    }
    for date in [entry.when.start, entry.when.end].into_iter().flatten() {
        content.number(date.earliest() as u64);
        content.byte(date.precision as u8);
    }
    content.finish()
}

fn telling(entry: &Entry, seen: &mut Seen) -> Vec<(Field, u64)> {
    let mut telling = Vec::new();
    for fact in &entry.facts {
        if TELLING.contains(&fact.field) {
            telling.push((fact.field, seen.name(&fact.text, Style::Medicine)));
        }
    }
    telling
}

/// Live, precise, and full.
fn precedence(entry: &Entry) -> u64 {
    let live = u64::from(!entry.marks.entered_in_error);
    let dated = u64::from(entry.when.start.is_some() && entry.when.basis != Basis::Recorded);
    let precision = entry.when.start.map_or(Precision::Year, |d| d.precision) as u64;
    let fullness = entry.facts.len() + entry.codes.len() + entry.components.len();
    live << 49 | dated << 48 | precision << 40 | (fullness as u64 + 1)
}

/// Another system's record of it, or the document that it was taken from.
fn origins(entry: &Entry) -> Vec<u64> {
    let mut origins = Vec::new();
    for reference in &entry.references {
        if reference.role == Role::Derived
            && let Some((resource, id)) = part::cut_last(&reference.target, b'/')
            && is_uuid(id)
        {
            let (class, _) = class_of(part::behind_last(resource, b'/'));
            order::insert(&mut origins, id_hash(class, id));
        }
    }
    origins
}

fn id_hash(class: u64, id: &str) -> u64 {
    hash::of_parts(b'a', class, hash::of_text(id))
}

fn related(entry: &Entry) -> Vec<u128> {
    let mut related = Vec::new();
    for reference in &entry.references {
        let whole = match reference.role {
            Role::Encounter => WHOLE,
            Role::Member => 0,
            _ => continue,
        };
        if let Some(key) = reference.key {
            related.push(packed_key(key) | whole);
        }
    }
    related
}
