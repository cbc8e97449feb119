//! The merged record as it stands: which records make which entry, and what of
//! it the viewer has been told.

use timeline_merge::{Group, Overrides, merge, sort};
use timeline_model::{
    Completeness, Entry, EntryId, FoldReason, Identifier, Mark, PartialDate, Person, RecordKey,
    Row, SourceState,
    protocol::{Death, Demographics, Patch, Summary},
    wire::Wire,
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
    /// Whose demographics the viewer has been told.
    person: Vec<u8>,
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
        let mut patch = difference(&before, &self.folded);
        let person = demographics(sources, clock, asked);
        let told = bytes(&person);
        if self.person != told {
            self.person = told;
            patch.person = Some(person);
        }
        patch
    }

    fn fold(&mut self, sources: &mut [Source], clock: &Clock) {
        let mut warned = Vec::with_capacity(sources.len());
        let mut entries: Vec<&Entry> = Vec::new();
        for source in sources {
            warned.push(source.reason == Some(SourceState::NameDiffers));
            entries.append(&mut source.entries());
        }
        let mut merged = merge(&entries, &self.overrides);
        let mut ids = Vec::with_capacity(merged.groups.len());
        let mut order = Vec::with_capacity(merged.groups.len());
        for group in &merged.groups {
            // The smallest record names the entry.
            let smallest = group.members.first().and_then(|at| entries.get(*at));
            let id = EntryId::of(smallest.map(|entry| entry.key).unwrap_or_default());
            order.push(u128::from(id.0) << 64 | ids.len() as u128);
            ids.push(id);
        }
        sort(&mut order);
        for item in order {
            let id = EntryId((item >> 64) as u64);
            if let Some(group) = merged.groups.get_mut(item as u64 as usize) {
                let group = core::mem::take(group);
                self.folded.push(fold(id, group, &entries, clock, &warned));
            }
        }
        self.links = merged.possible.len() as u32;
        for link in merged.possible {
            for (own, other) in [(link.a, link.b), (link.b, link.a)] {
                let (Some(own), Some(other)) = (ids.get(own), ids.get(other)) else {
                    continue;
                };
                let own = place(&self.folded, *own);
                if let Some(own) = self.folded.get_mut(own) {
                    own.possible.push((*other, link.reasons.clone()));
                    own.row.marks.set(Mark::PossibleDuplicate, true);
                }
            }
        }
    }

    /// The entry of this id.
    pub fn find(&self, id: EntryId) -> Option<&Folded> {
        let folded = self.folded.get(place(&self.folded, id))?;
        (folded.row.id == id).then_some(folded)
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

/// Where in a list by id the entry of this id stands.
fn place(folded: &[Folded], id: EntryId) -> usize {
    folded.partition_point(|folded| folded.row.id < id)
}

/// The entry that a group of records makes.
fn fold(id: EntryId, group: Group, entries: &[&Entry], clock: &Clock, warned: &[bool]) -> Folded {
    let mut members: Vec<&Entry> = Vec::with_capacity(group.members.len());
    members.extend(entries.get(group.lead));
    for member in &group.members {
        if *member != group.lead {
            members.extend(entries.get(*member));
        }
    }
    Folded {
        row: rows::row(id, &members, &group, clock, warned),
        members: members.iter().map(|entry| entry.key).collect(),
        group,
        possible: Vec::new(),
    }
}

/// What the viewer is to be told: both lists are by id.
fn difference(before: &[Folded], now: &[Folded]) -> Patch {
    let mut patch = Patch::default();
    let mut before = before;
    for Folded { row, .. } in now {
        let mut known = false;
        while let Some((first, behind)) = before.split_first()
            && first.row.id <= row.id
        {
            before = behind;
            if first.row.id < row.id {
                patch.removed.push(first.row.id);
            } else {
                known = bytes(&first.row) == bytes(row);
            }
        }
        if !known {
            patch.upserts.push(row.clone());
        }
    }
    for gone in before {
        patch.removed.push(gone.row.id);
    }
    patch
}

/// As it is sent; to compare that takes no code of its own.
fn bytes(sent: &impl Wire) -> Vec<u8> {
    let mut bytes = Vec::new();
    sent.put(&mut bytes);
    bytes
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
    let (mut source, mut shown) = (u16::MAX, asked);
    let mut answered = 0;
    let mut reported_by = Vec::new();
    // The most precise date that any source gives.
    let mut date: Option<PartialDate> = None;
    for (place, from) in (0..).zip(sources) {
        let Some(person) = &from.person else { continue };
        let says_nothing = person.names.is_empty() && person.born.is_none();
        if says_nothing || from.completeness == Completeness::HeldBack {
            continue;
        }
        answered += 1;
        if answered == 1 && asked.names.is_empty() {
            (source, shown) = (place, person);
        }
        if let Some(died) = &person.died {
            reported_by.push(place);
            if died.map(|died| died.precision) >= date.map(|date| date.precision) {
                date = *died;
            }
        }
    }
    let mut confirmed = !reported_by.is_empty() && reported_by.len() == answered;
    let mut person = shown.clone();
    person.died = (!reported_by.is_empty()).then_some(date);
    if asked.died.is_some() {
        reported_by.insert(0, u16::MAX);
        confirmed = true;
        person.died = asked.died;
    }
    let mut identifiers: Vec<Identifier> = Vec::new();
    for identifier in asked.identifiers.iter().chain(&person.identifiers) {
        if !identifiers
            .last()
            .is_some_and(|last| last.same_as(identifier))
        {
            identifiers.push(identifier.clone());
        }
    }
    person.identifiers = identifiers;
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
