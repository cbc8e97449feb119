//! The merged record as it stands: which records make which entry, and what of
//! it the viewer has been told.

use std::collections::BTreeMap;

use timeline_merge::{Group, Overrides, merge};
use timeline_model::{
    Entry, EntryId, FoldReason, Person, RecordKey, Row, SourceState,
    protocol::{Death, Demographics, Patch, Summary},
};

use crate::{clock::Clock, identity::births_differ, rows, search::Index, source::Source};

/// One entry as it was folded.
pub struct Folded {
    /// Its records; the named copy first, the rest by key.
    pub members: Vec<RecordKey>,
    pub group: Group,
    /// Entries that are possibly the same, with what speaks for and against.
    pub possible: Vec<(EntryId, Vec<FoldReason>)>,
}

/// The record of one load.
#[derive(Default)]
pub struct Record {
    pub folded: BTreeMap<EntryId, Folded>,
    /// What the viewer has been told.
    pub rows: BTreeMap<EntryId, Row>,
    person: Option<Demographics>,
    overrides: Overrides,
    links: u32,
    index: Option<Index>,
}

impl Record {
    /// Merges what the sources hold now and says what changed.
    pub fn rebuild(&mut self, sources: &mut [Source], clock: &Clock, asked: &Person) -> Patch {
        hold_back_strangers(sources, asked);
        let warned: Vec<bool> = sources
            .iter()
            .map(|source| source.reason == Some(SourceState::NameDiffers))
            .collect();
        let entries: Vec<&Entry> = sources.iter_mut().flat_map(Source::entries).collect();
        let merged = merge(&entries, &self.overrides);
        self.index = None;
        self.folded.clear();
        let mut rows = BTreeMap::new();
        let mut ids = Vec::with_capacity(merged.groups.len());
        for group in merged.groups {
            let Some(lead) = entries.get(group.lead) else {
                continue;
            };
            let mut members: Vec<&Entry> = vec![lead];
            let others = group.members.iter().filter(|m| **m != group.lead);
            members.extend(others.filter_map(|m| entries.get(*m).copied()));
            let Some(smallest) = members.iter().map(|entry| entry.key).min() else {
                continue;
            };
            let id = EntryId::of(smallest);
            ids.push(id);
            rows.insert(id, rows::row(id, &members, &group, clock, &warned));
            let members = members.iter().map(|entry| entry.key).collect();
            let possible = Vec::new();
            self.folded.insert(
                id,
                Folded {
                    members,
                    group,
                    possible,
                },
            );
        }
        self.links = merged.possible.len() as u32;
        for link in merged.possible {
            let (Some(a), Some(b)) = (ids.get(link.a), ids.get(link.b)) else {
                continue;
            };
            for (own, other) in [(a, b), (b, a)] {
                if let Some(folded) = self.folded.get_mut(own) {
                    folded.possible.push((*other, link.reasons.clone()));
                }
                if let Some(row) = rows.get_mut(own) {
                    row.marks = row.marks.with(timeline_model::Mark::PossibleDuplicate);
                }
            }
        }
        let mut patch = self.difference(rows);
        let person = demographics(sources, clock, asked);
        if self.person.as_ref() != Some(&person) {
            self.person = Some(person.clone());
            patch.person = Some(person);
        }
        patch
    }

    /// Takes the new rows and says what differs from those before.
    fn difference(&mut self, rows: BTreeMap<EntryId, Row>) -> Patch {
        let before = core::mem::replace(&mut self.rows, rows);
        let upserts = self
            .rows
            .iter()
            .filter(|(id, row)| before.get(id) != Some(row))
            .map(|(_, row)| row.clone())
            .collect();
        let removed = before
            .into_keys()
            .filter(|id| !self.rows.contains_key(id))
            .collect();
        Patch {
            upserts,
            removed,
            person: None,
        }
    }

    /// Shows an entry's copies apart from now on.
    pub fn split(&mut self, id: EntryId) {
        if let Some(folded) = self.folded.get(&id) {
            let members = folded.members.clone();
            self.overrides
                .together
                .retain(|(a, b)| !(members.contains(a) && members.contains(b)));
            self.overrides.apart.push(members);
        }
    }

    /// Shows two entries as one from now on.
    pub fn join(&mut self, a: EntryId, b: EntryId) {
        let first = |id| {
            self.folded
                .get(&id)
                .and_then(|f| f.members.first())
                .copied()
        };
        if let (Some(a), Some(b)) = (first(a), first(b)) {
            self.overrides
                .apart
                .retain(|group| !(group.contains(&a) && group.contains(&b)));
            self.overrides.together.push((a, b));
        }
    }

    /// The entries that hold every word of what is searched for.
    pub fn search(&mut self, sources: &mut [Source], text: &str) -> Vec<EntryId> {
        let folded = &self.folded;
        self.index
            .get_or_insert_with(|| Index::new(folded, sources))
            .search(text)
    }

    /// How many there are of what.
    pub fn summary(&self) -> Summary {
        Summary {
            entries: self.rows.len() as u32,
            records: self.folded.values().map(|f| f.members.len() as u32).sum(),
            possible: self.links,
            at: None,
        }
    }
}

/// Where the host gave no birth date, the sources are compared with each
/// other: who differs from the first that names one is held back.
fn hold_back_strangers(sources: &mut [Source], asked: &Person) {
    if asked.born.is_some() {
        return;
    }
    let mut known = None;
    for source in sources {
        let born = source.person.as_ref().and_then(|person| person.born);
        if births_differ(known, born) {
            source.hold_back(SourceState::OtherBirthDate);
        } else {
            known = known.or(born);
        }
    }
}

/// Whose demographics are shown: the host's where it gave a name, otherwise
/// those of the first source that knows the patient.
fn demographics(sources: &[Source], clock: &Clock, asked: &Person) -> Demographics {
    let answered: Vec<(u16, &Person)> = sources
        .iter()
        .enumerate()
        .filter(|(_, s)| s.completeness != timeline_model::Completeness::HeldBack)
        .filter_map(|(place, s)| Some((u16::try_from(place).ok()?, s.person.as_ref()?)))
        .filter(|(_, person)| !person.names.is_empty() || person.born.is_some())
        .collect();
    let (source, mut person) = match answered.first() {
        Some((place, person)) if asked.names.is_empty() => (*place, (*person).clone()),
        _ => (u16::MAX, asked.clone()),
    };
    let mut identifiers = asked.identifiers.clone();
    identifiers.append(&mut person.identifiers);
    identifiers.dedup_by(|a, b| a.same_as(b));
    person.identifiers = identifiers;
    let host = asked.died.is_some().then_some(u16::MAX);
    let reporting = answered.iter().filter(|(_, p)| p.died.is_some());
    let reported_by: Vec<u16> = host
        .into_iter()
        .chain(reporting.clone().map(|(place, _)| *place))
        .collect();
    let confirmed =
        host.is_some() || (!reported_by.is_empty() && reported_by.len() == answered.len());
    person.died = asked.died.or_else(|| {
        let most_precise = reporting.filter_map(|(_, p)| p.died.flatten());
        let date = most_precise.max_by_key(|date| date.precision);
        (!reported_by.is_empty()).then_some(date)
    });
    let until = match person.died {
        Some(Some(died)) if confirmed => clock.local(died),
        _ => clock.now(),
    };
    Demographics {
        age: person.born.and_then(|born| born.years_until(until)),
        person,
        source,
        death: Death {
            reported_by,
            confirmed,
        },
    }
}
