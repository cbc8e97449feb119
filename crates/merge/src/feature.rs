//! What of an entry can be compared, made once for each.

use timeline_model::{
    Basis, Entry, Identifier, Intent, Kind, Packed, RecordKey, packed, part, plain_system,
};

use crate::{
    hash, order,
    qualifiers::{self, Forbidden, Qualifiers},
    time::{Moment, Zones},
    units::Substance,
    values::Found,
    words::{Style, Words, normalise},
};

/// One entry and its comparable parts. All hashes are sorted, each once.
pub(crate) struct Feature<'a> {
    pub(crate) entry: &'a Entry,
    /// Its kind; a vital sign counts as a result, for not every source tells
    /// them apart.
    pub(crate) family: Kind,
    /// The type of resource under its present name, hashed.
    pub(crate) class: u64,
    pub(crate) start: Option<Moment>,
    pub(crate) end: Option<Moment>,
    pub(crate) recorded: Option<Moment>,
    /// The type is one of FHIR's, so that another type is another thing.
    pub(crate) is_fhir: bool,
    /// Systems and codes together.
    pub(crate) codes: Vec<u64>,
    /// The systems of the codes.
    pub(crate) systems: Vec<u64>,
    /// The place of its name in [`Record::names`].
    name: usize,
    /// What it says beside its name, as bits.
    marks: u32,
    pub(crate) found: Found,
    pub(crate) identifiers: Vec<u64>,
    /// Its `Type/id`, hashed; `None` without one.
    pub(crate) alias: Option<u64>,
    /// The id is unique in the world (a UUID), whichever server it came from.
    pub(crate) alias_is_unique: bool,
}

/// All entries to be merged, by key, with what they share.
pub(crate) struct Record<'a> {
    pub(crate) features: Vec<Feature<'a>>,
    names: Vec<Name>,
    pub(crate) zones: Zones,
    /// Identifiers that one source puts on several records of a class, such as
    /// the number of a whole panel, with the class.
    group_identifiers: Vec<u64>,
    no_name: Name,
}

/// What a name alone says.
#[derive(Default)]
struct Name {
    words: Words,
    qualifiers: Qualifiers,
    substance: Option<Substance>,
}

impl Name {
    fn of(entry: &Entry) -> Name {
        let words = normalise(&entry.title, Style::of(entry.kind));
        Name {
            qualifiers: Qualifiers::of_name(&words, entry.kind),
            substance: Substance::named(&words),
            words,
        }
    }
}

impl<'a> Record<'a> {
    /// Makes the features of `entries`, which are sorted by key.
    pub(crate) fn new(entries: &[&'a Entry]) -> Record<'a> {
        let mut zones = Zones::default();
        let mut features = Vec::with_capacity(entries.len());
        let mut titles: Vec<u128> = Vec::with_capacity(entries.len());
        for (at, entry) in entries.iter().enumerate() {
            for date in [entry.when.start, entry.when.end, entry.recorded] {
                zones.note(date);
            }
            let title = hash::of_parts(b'n', entry.kind as u64, hash::of_text(&entry.title));
            titles.push(order::pack(title, 0, at as u32));
            features.push(Feature::new(entry));
        }
        order::sort(&mut titles);
        // Names repeat: each is read once.
        let mut names: Vec<Name> = Vec::new();
        let mut last = None;
        for title in titles {
            let (_, at) = order::pair(title);
            let Some(feature) = features.get_mut(at as usize) else {
                continue;
            };
            if last != Some(order::key(title)) {
                last = Some(order::key(title));
                names.push(Name::of(feature.entry));
            }
            feature.name = names.len() - 1;
        }
        let group_identifiers = group_identifiers(&features);
        Record {
            features,
            names,
            zones,
            group_identifiers,
            no_name: Name::default(),
        }
    }

    #[inline(never)]
    fn name(&self, feature: &Feature<'_>) -> &Name {
        self.names.get(feature.name).unwrap_or(&self.no_name)
    }

    /// The name of a feature in its normal form.
    pub(crate) fn words(&self, feature: &Feature<'_>) -> &Words {
        &self.name(feature).words
    }

    /// What a feature measures, where its units convert.
    pub(crate) fn substance(&self, feature: &Feature<'_>) -> Option<Substance> {
        self.name(feature).substance
    }

    /// What forbids that two features are the same; `None` where nothing does.
    pub(crate) fn forbid(&self, a: &Feature<'_>, b: &Feature<'_>) -> Option<Forbidden> {
        let (one, two) = (&self.name(a).qualifiers, &self.name(b).qualifiers);
        one.forbid(a.marks, two, b.marks)
    }

    /// The feature at a place.
    pub(crate) fn get(&self, at: u32) -> Option<&Feature<'a>> {
        self.features.get(at as usize)
    }

    /// The place of the entry with this key.
    pub(crate) fn find(&self, key: RecordKey) -> Option<u32> {
        self.features
            .binary_search_by(|f| f.entry.key.cmp(&key))
            .ok()
            .map(|at| at as u32)
    }

    /// Whether an identifier names a whole group of records in some source.
    pub(crate) fn names_a_group(&self, identifier: u64, class: u64) -> bool {
        order::holds(&self.group_identifiers, of_class(identifier, class))
    }
}

impl<'a> Feature<'a> {
    fn new(entry: &'a Entry) -> Feature<'a> {
        let (mut codes, mut systems, mut identifiers) = (Vec::new(), Vec::new(), Vec::new());
        for code in &entry.codes {
            if let Some(system) = system_hash(&code.system)
                && !code.code.is_empty()
            {
                let code = hash::of_parts(b'c', system, hash::of_text(&code.code));
                order::insert(&mut systems, system);
                order::insert(&mut codes, code);
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
            entry,
            family: match entry.kind {
                Kind::VitalSign => Kind::Result,
                kind => kind,
            },
            class,
            is_fhir,
            start: entry.when.start.map(Moment::of),
            end: entry.when.end.map(Moment::of),
            recorded: entry.recorded.map(Moment::of),
            codes,
            systems,
            name: 0,
            marks: qualifiers::marks_beside(entry),
            found: Found::of(entry),
            identifiers,
            alias: (!id.is_empty()).then(|| hash::of_parts(b'a', class, hash::of_text(id))),
            alias_is_unique: is_uuid(id),
        }
    }

    pub(crate) fn source(&self) -> u16 {
        self.entry.key.source
    }

    /// The seconds between its start and another's; `None` where one is not
    /// known.
    pub(crate) fn gap(&self, other: &Feature<'_>) -> Option<i64> {
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
        self.entry.when.basis == Basis::Recorded
    }

    /// Whether it is meant rather than done; a request is ordered, whatever a
    /// source says of it.
    pub(crate) fn is_meant(&self) -> bool {
        matches!(self.entry.intent, Intent::Proposed | Intent::Planned)
    }
}

/// Whether two sorted lists share an item, and the first that they share.
#[inline(never)]
pub(crate) fn shared(a: &[u64], b: &[u64]) -> Option<u64> {
    a.iter().copied().find(|x| order::holds(b, *x))
}

/// Code systems that are known by two names.
const SYSTEMS: Packed = packed![
    ("urn:oid:2.16.840.1.113883.6.96", "http://snomed.info/sct"),
    ("urn:oid:2.16.840.1.113883.6.1", "http://loinc.org"),
    (
        "urn:oid:2.16.840.1.113883.6.88",
        "http://www.nlm.nih.gov/research/umls/rxnorm"
    ),
    (
        "urn:oid:2.16.840.1.113883.12.292",
        "http://hl7.org/fhir/sid/cvx"
    ),
];

/// A code system under one name, whatever spelling the source used; `None` for
/// no system and for codes that only say that a code is missing.
fn system_hash(system: &str) -> Option<u64> {
    let plain = plain_system(system.trim());
    let says_nothing =
        plain.is_empty() || plain.ends_with("nullflavor") || plain.ends_with("data-absent-reason");
    let name = SYSTEMS.meaning(&plain).unwrap_or(&plain);
    (!says_nothing).then(|| hash::of_text(name))
}

/// The same for all that are [`Identifier::same_as`] each other.
fn identifier_hash(identifier: &Identifier) -> Option<u64> {
    let (system, value) = identifier.plain()?;
    Some(hash::of_parts(
        b'i',
        hash::of_text(&system),
        hash::of_text(&value),
    ))
}

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
    let is_fhir = name.starts_with(|c: char| c.is_ascii_uppercase())
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

/// An identifier as one class of records bears it.
fn of_class(identifier: u64, class: u64) -> u64 {
    hash::of_parts(b'g', identifier, class)
}

/// Identifiers that one source puts on several records of a class; sorted.
fn group_identifiers(features: &[Feature<'_>]) -> Vec<u64> {
    let mut borne: Vec<u128> = Vec::new();
    for (at, feature) in features.iter().enumerate() {
        // The same resource sent twice is one record.
        let which = feature.alias.unwrap_or(hash::of_parts(b'r', at as u64, 0));
        let source = u32::from(feature.source());
        for identifier in &feature.identifiers {
            let key = of_class(*identifier, feature.class);
            borne.push(order::pack(key, source, which as u32));
        }
    }
    order::sort(&mut borne);
    let mut groups = Vec::new();
    let mut last = None;
    for item in borne {
        // In order, for `borne` is.
        if last == Some(item >> 32) {
            order::insert(&mut groups, order::key(item));
        }
        last = Some(item >> 32);
    }
    groups
}
