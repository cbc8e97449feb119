//! The merged record as it stands: which records make which entry, and what of
//! it the viewer has been told.

use timeline_merge::{Group, Overrides, merge, sort};
use timeline_model::{
    Entry, EntryId, FoldReason, Mark, Person, RecordKey, Row, SourceState,
    protocol::{Death, Demographics, Patch, Summary},
};

use crate::{clock::Clock, identity::births_differ, rows, search::Index, source::Source};

/// One entry as it was folded.
pub struct Folded {
    /// What the viewer has been told of it.
    pub row: Row,
    /// Its records; the named copy first, the rest by key.
    pub members: Vec<RecordKey>,
    pub group: Group,
    /// Entries that are possibly the same, with what speaks for and against.
    pub possible: Vec<(EntryId, Vec<FoldReason>)>,
}

/// The record of one load.
#[derive(Default)]
pub struct Record {
    /// By id.
    folded: Vec<Folded>,
    person: Option<Demographics>,
    overrides: Overrides,
    links: u32,
    index: Option<Index>,
}

impl Record {
    /// Merges what the sources hold now and says what changed.
    pub fn rebuild(&mut self, sources: &mut [Source], clock: &Clock, asked: &Person) -> Patch {
        hold_back_strangers(sources, asked);
        self.index = None;
        let before = core::mem::take(&mut self.folded);
        self.fold(sources, clock);
        let mut patch = difference(before, &self.folded);
        let person = demographics(sources, clock, asked);
        if self.person.as_ref() != Some(&person) {
            self.person = Some(person.clone());
            patch.person = Some(person);
        }
        patch
    }

    fn fold(&mut self, sources: &mut [Source], clock: &Clock) {
        let mut warned = Vec::with_capacity(sources.len());
        let mut entries: Vec<&Entry> = Vec::new();
        for source in sources {
            warned.push(source.reason == Some(SourceState::NameDiffers));
            entries.extend(source.entries());
        }
        let merged = merge(&entries, &self.overrides);
        let mut folded = Vec::with_capacity(merged.groups.len());
        let mut order = Vec::with_capacity(merged.groups.len());
        for group in merged.groups {
            let made = fold(group, &entries, clock, &warned);
            order.push(u128::from(made.row.id.0) << 64 | folded.len() as u128);
            folded.push(Some(made));
        }
        self.links = merged.possible.len() as u32;
        for link in merged.possible {
            for (own, other) in [(link.a, link.b), (link.b, link.a)] {
                let other = folded.get(other).and_then(Option::as_ref).map(|f| f.row.id);
                if let (Some(Some(own)), Some(other)) = (folded.get_mut(own), other) {
                    own.possible.push((other, link.reasons.clone()));
                    own.row.marks.set(Mark::PossibleDuplicate, true);
                }
            }
        }
        sort(&mut order);
        for item in order {
            let place = folded.get_mut(item as u64 as usize);
            self.folded.extend(place.and_then(Option::take));
        }
    }

    /// The entry of this id.
    pub fn find(&self, id: EntryId) -> Option<&Folded> {
        let place = self.folded.partition_point(|folded| folded.row.id < id);
        self.folded.get(place).filter(|folded| folded.row.id == id)
    }

    /// Shows an entry's copies apart from now on.
    pub fn split(&mut self, id: EntryId) {
        if let Some(folded) = self.find(id) {
            let members = folded.members.clone();
            self.overrides
                .together
                .retain(|(a, b)| !(members.contains(a) && members.contains(b)));
            self.overrides.apart.push(members);
        }
    }

    /// Shows two entries as one from now on.
    pub fn join(&mut self, a: EntryId, b: EntryId) {
        let first = |id| self.find(id).and_then(|f| f.members.first()).copied();
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
            entries: self.folded.len() as u32,
            records: self.folded.iter().map(|f| f.row.records).sum(),
            possible: self.links,
            at: None,
        }
    }
}

/// The entry that a group of records makes; the smallest record names it.
fn fold(group: Group, entries: &[&Entry], clock: &Clock, warned: &[bool]) -> Folded {
    let mut members: Vec<&Entry> = Vec::with_capacity(group.members.len());
    members.extend(entries.get(group.lead));
    let others = group.members.iter().filter(|m| **m != group.lead);
    members.extend(others.filter_map(|m| entries.get(*m)));
    let smallest = members.iter().map(|entry| entry.key).min();
    let id = EntryId::of(smallest.unwrap_or_default());
    Folded {
        row: rows::row(id, &members, &group, clock, warned),
        members: members.iter().map(|entry| entry.key).collect(),
        group,
        possible: Vec::new(),
    }
}

/// What the viewer is to be told: both lists are by id.
fn difference(before: Vec<Folded>, now: &[Folded]) -> Patch {
    let mut patch = Patch::default();
    let mut before = before.into_iter().peekable();
    for folded in now {
        while let Some(gone) = before.next_if(|b| b.row.id < folded.row.id) {
            patch.removed.push(gone.row.id);
        }
        let same = before.next_if(|b| b.row.id == folded.row.id);
        if same.is_none_or(|same| same.row != folded.row) {
            patch.upserts.push(folded.row.clone());
        }
    }
    patch.removed.extend(before.map(|gone| gone.row.id));
    patch
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
