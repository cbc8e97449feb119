//! What of an entry can be compared, made once for each.

use std::collections::BTreeMap;

use timeline_model::{Basis, Entry, Intent, Kind, RecordKey};

use crate::{
    hash,
    qualifiers::Qualifiers,
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
    pub(crate) qualifiers: Qualifiers,
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
    names: Vec<(Words, Option<Substance>)>,
    pub(crate) zones: Zones,
    /// Identifiers that one source puts on several records of a class, such as
    /// the number of a whole panel, with the class.
    group_identifiers: Vec<(u64, u64)>,
    no_name: Words,
}

impl<'a> Record<'a> {
    /// Makes the features of `entries`, which are sorted by key.
    pub(crate) fn new(entries: &[&'a Entry]) -> Record<'a> {
        let mut zones = Zones::default();
        // Names repeat: each is read once.
        let mut known: BTreeMap<(Kind, &str), (usize, Qualifiers)> = BTreeMap::new();
        let mut names = Vec::new();
        let mut features = Vec::with_capacity(entries.len());
        for entry in entries.iter().copied() {
            for date in [entry.when.start, entry.when.end, entry.recorded] {
                date.into_iter().for_each(|date| zones.note(date));
            }
            let (name, qualifiers) = known
                .entry((entry.kind, entry.title.as_str()))
                .or_insert_with(|| {
                    let words = normalise(&entry.title, Style::of(entry.kind));
                    let qualifiers = Qualifiers::of_name(&words, entry.kind);
                    let substance = Substance::named(&words);
                    names.push((words, substance));
                    (names.len() - 1, qualifiers)
                });
            features.push(Feature::new(entry, *name, qualifiers.and_of(entry)));
        }
        let group_identifiers = group_identifiers(&features);
        Record {
            features,
            names,
            zones,
            group_identifiers,
            no_name: Words::default(),
        }
    }

    /// The name of a feature in its normal form.
    pub(crate) fn words(&self, feature: &Feature<'_>) -> &Words {
        self.names
            .get(feature.name)
            .map_or(&self.no_name, |(words, _)| words)
    }

    /// What a feature measures, where its units convert.
    pub(crate) fn substance(&self, feature: &Feature<'_>) -> Option<Substance> {
        self.names.get(feature.name).and_then(|(_, of)| *of)
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
        self.group_identifiers
            .binary_search(&(identifier, class))
            .is_ok()
    }
}

impl<'a> Feature<'a> {
    fn new(entry: &'a Entry, name: usize, qualifiers: Qualifiers) -> Feature<'a> {
        let mut codes = Vec::with_capacity(entry.codes.len());
        let mut systems = Vec::with_capacity(entry.codes.len());
        for code in &entry.codes {
            if let Some(system) = system_hash(&code.system)
                && !code.code.is_empty()
            {
                systems.push(system);
                codes.push(hash::of_parts(b'c', system, hash::of_text(&code.code)));
            }
        }
        let identifiers = entry.identifiers.iter().filter_map(identifier_hash);
        let (class, is_fhir) = class_of(&entry.resource);
        let id = entry.alias.rsplit('/').next().unwrap_or_default();
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
            codes: sorted(codes),
            systems: sorted(systems),
            name,
            qualifiers,
            found: Found::of(entry),
            identifiers: sorted(identifiers.collect()),
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
        Some(self.start?.gap(&other.start?))
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
pub(crate) fn shared(a: &[u64], b: &[u64]) -> Option<u64> {
    a.iter().copied().find(|x| b.binary_search(x).is_ok())
}

fn sorted(mut list: Vec<u64>) -> Vec<u64> {
    list.sort_unstable();
    list.dedup();
    list
}

/// A code system under one name, whatever spelling the source used; `None` for
/// no system and for codes that only say that a code is missing.
fn system_hash(system: &str) -> Option<u64> {
    let plain = system.trim().trim_end_matches('/').to_ascii_lowercase();
    let name = match plain.as_str() {
        "" => return None,
        "urn:oid:2.16.840.1.113883.6.96" => "http://snomed.info/sct",
        "urn:oid:2.16.840.1.113883.6.1" => "http://loinc.org",
        "urn:oid:2.16.840.1.113883.6.88" => "http://www.nlm.nih.gov/research/umls/rxnorm",
        "urn:oid:2.16.840.1.113883.12.292" => "http://hl7.org/fhir/sid/cvx",
        other if other.contains("nullflavor") || other.contains("data-absent-reason") => {
            return None;
        }
        other => other,
    };
    Some(hash::of_text(name))
}

/// By the same rule as [`timeline_model::Identifier::same_as`].
fn identifier_hash(identifier: &timeline_model::Identifier) -> Option<u64> {
    let system = identifier.system.trim_end_matches('/').to_ascii_lowercase();
    let value: String = identifier
        .value
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    (!identifier.system.is_empty() && !identifier.value.is_empty())
        .then(|| hash::of_parts(b'i', hash::of_text(&system), hash::of_text(&value)))
}

/// Types of resource that had another name in an earlier version of FHIR.
const RENAMED: &[(&str, &str)] = &[
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
    let name = RENAMED
        .iter()
        .find(|(old, _)| *old == resource)
        .map_or(resource, |(_, new)| *new);
    // FHIR's types are one word that begins with a capital; a mapping's name
    // is whatever the integrator called it.
    let is_fhir = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|b| b.is_ascii_alphanumeric());
    (hash::of_text(name), is_fhir)
}

/// The 8-4-4-4-12 form.
fn is_uuid(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn group_identifiers(features: &[Feature<'_>]) -> Vec<(u64, u64)> {
    let mut seen: Vec<(u64, u64, u16, Option<u64>)> = features
        .iter()
        .flat_map(|f| {
            f.identifiers
                .iter()
                .map(|i| (*i, f.class, f.source(), f.alias))
        })
        .collect();
    seen.sort_unstable();
    // The same resource sent twice is one record.
    seen.dedup_by(|a, b| a == b && a.3.is_some());
    let mut groups: Vec<(u64, u64)> = seen
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if (a.0, a.1, a.2) == (b.0, b.1, b.2) => Some((a.0, a.1)),
            _ => None,
        })
        .collect();
    groups.dedup();
    groups
}
