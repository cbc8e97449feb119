//! The merged record as it stands: which records make which entry, and what of
//! it the viewer has been told.

use timeline_merge::{CodeMap, Group, Merger, sort};
use timeline_model::{
    Entry, EntryId, FoldReason, Gender, Identifier, Mark, Person, RecordKey, Row, SourceState,
    protocol::{Demographics, Patch, Summary},
    wire::Wire,
};

use crate::{
    by_hand::ByHand,
    clock::Clock,
    death::{Word, death, is_certificate},
    identity::{births_differ, differ, differences},
    involved::involved,
    rows,
    search::Index,
    source::Source,
    ties::{self, Tie},
};

/// One entry as it was folded.
pub struct Folded {
    /// What the viewer has been told of it.
    pub row: Row,
    /// Its records; the named copy first, the rest by key.
    pub members: Vec<RecordKey>,
    /// The first of its records by key, which names its group.
    first: RecordKey,
    /// Something was done by hand to any of its records.
    pub by_hand: bool,
}

/// The record of one load.
#[derive(Default)]
pub struct Record {
    merger: Merger,
    /// What of each source was merged.
    held: Vec<Held>,
    /// By id.
    folded: Vec<Folded>,
    /// Whose demographics the viewer has been told.
    person: Vec<u8>,
    /// A map of codes that has just come.
    map: Option<CodeMap>,
    by_hand: ByHand,
    /// What was done by hand is not what the merger keeps to.
    changed: bool,
    /// Covered records that were opened with a reason, for this context.
    opened: Vec<RecordKey>,
    /// How many of them the viewer has been told of.
    told: usize,
    index: Option<Index>,
}

/// What of a source was merged.
#[derive(Default)]
struct Held {
    version: u32,
    /// The source's name for the patient differs.
    warned: bool,
    /// It holds a death certificate.
    certificate: bool,
    /// The page and place of each entry, and its stamp, packed.
    stamps: Vec<u128>,
    ties: Vec<Tie>,
}

impl Record {
    /// Merges what the sources hold now and says what changed.
    pub fn rebuild(&mut self, sources: &mut [Source], clock: &Clock, asked: &Person) -> Patch {
        hold_back_strangers(sources, asked);
        let mut touched = self.take_in(sources);
        if let Some(map) = self.map.take() {
            touched.append(&mut self.merger.set_map(map));
        }
        if core::mem::take(&mut self.changed) {
            touched.append(&mut self.merger.set_overrides(self.by_hand.overrides()));
            // Their marks may change where nothing else does.
            for folded in &self.folded {
                if folded.by_hand {
                    touched.push(folded.first);
                }
            }
        }
        if let Some(new) = self.opened.get(self.told..).filter(|new| !new.is_empty()) {
            for folded in &self.folded {
                if folded.members.iter().any(|key| new.contains(key)) {
                    touched.push(folded.first);
                }
            }
            self.told = self.opened.len();
        }
        let mut patch = Patch::default();
        if !touched.is_empty() {
            self.index = None;
            self.fold(sources, clock, &touched, &mut patch);
            let ties: Vec<&[Tie]> = self.held.iter().map(|held| held.ties.as_slice()).collect();
            ties::relate(&mut self.folded, &ties, &mut patch);
        }
        let mut person = demographics(sources, &self.held, clock, asked);
        person.involved = involved(sources, &self.folded, clock.now());
        let told = bytes(&person);
        if self.person != told {
            self.person = told;
            patch.person = Some(person);
        }
        patch
    }

    /// Opens these records, covered as they are, from now on.
    pub fn open(&mut self, keys: &[RecordKey]) {
        self.opened.extend_from_slice(keys);
    }

    /// Joins codes by a map from now on.
    pub fn set_map(&mut self, map: CodeMap) {
        self.map = Some(map);
    }

    /// Whether two sources name things of one kind in different systems.
    pub fn systems_differ(&self) -> bool {
        self.merger.systems_differ()
    }

    /// Merges what the sources hold otherwise than before, and gives the first
    /// records of the groups that this touched.
    fn take_in(&mut self, sources: &mut [Source]) -> Vec<RecordKey> {
        let mut gone = Vec::new();
        let mut entries: Vec<&Entry> = Vec::new();
        self.held.resize_with(sources.len(), Held::default);
        for (place, (held, source)) in (0..).zip(self.held.iter_mut().zip(sources)) {
            let version = source.version();
            let warned = matches!(
                source.warning,
                Some(SourceState::NameDiffers | SourceState::OtherBirthDate)
            );
            if held.version == version && held.warned == warned {
                continue;
            }
            let before = core::mem::take(&mut held.stamps);
            let mut before = before.as_slice();
            held.ties.clear();
            // The warning stands in each row.
            let again = held.warned != warned;
            held.version = version;
            held.warned = warned;
            let mut is_gone = |stamp: &u128| {
                gone.push(RecordKey {
                    source: place,
                    page: (stamp >> 96) as u32,
                    place: (stamp >> 64) as u32,
                });
            };
            // Both are sorted by page and place.
            held.certificate = false;
            for (entry, stamp) in source.stamped() {
                held.certificate |= is_certificate(entry);
                let own = packed(entry.key);
                let stamp = own | u128::from(stamp);
                while let Some((first, behind)) = before.split_first()
                    && *first < own
                {
                    is_gone(first);
                    before = behind;
                }
                let mut same = false;
                if let Some((first, behind)) = before.split_first()
                    && first >> 64 == stamp >> 64
                {
                    same = *first == stamp;
                    before = behind;
                }
                held.stamps.push(stamp);
                ties::add(&mut held.ties, entry);
                if again || !same {
                    entries.push(entry);
                }
            }
            before.iter().for_each(is_gone);
        }
        if gone.is_empty() && entries.is_empty() {
            return Vec::new();
        }
        self.merger.update(&gone, &entries)
    }

    /// Makes the entries of the groups that were touched, and says which are
    /// new, other, or no more.
    fn fold(
        &mut self,
        sources: &[Source],
        clock: &Clock,
        touched: &[RecordKey],
        patch: &mut Patch,
    ) {
        let mut order = Vec::with_capacity(touched.len());
        for (n, first) in touched.iter().enumerate() {
            order.push(u128::from(EntryId::of(*first).0) << 64 | n as u128);
        }
        sort(&mut order);
        let before = core::mem::take(&mut self.folded);
        self.folded.reserve(before.len() + order.len());
        let mut before = before.into_iter().peekable();
        let mut last = None;
        for item in order {
            let id = EntryId((item >> 64) as u64);
            let Some(first) = touched.get(item as u64 as usize) else {
                continue;
            };
            if last.replace(id) == Some(id) {
                continue;
            }
            while let Some(folded) = before.next_if(|folded| folded.row.id < id) {
                self.folded.push(folded);
            }
            let was = before.next_if(|folded| folded.row.id == id);
            let Some(group) = self.merger.group(*first) else {
                if was.is_some() {
                    patch.removed.push(id);
                }
                continue;
            };
            let mut folded = fold(id, group, sources, clock, &self.held, &self.opened);
            let new = clock.is_new(rows::at_least(&folded.row, clock.now()));
            folded.row.marks.set(Mark::New, new);
            self.by_hand.mark(&mut folded);
            if let Some(was) = &was {
                // Settled when all are folded.
                (folded.row.head, folded.row.within) = (was.row.head, was.row.within);
            }
            if was.is_none_or(|was| bytes(&was.row) != bytes(&folded.row)) {
                patch.upserts.push(folded.row.clone());
            }
            self.folded.push(folded);
        }
        self.folded.extend(before);
    }

    /// The group that an entry shows.
    pub fn group(&self, folded: &Folded) -> Option<&Group> {
        self.merger.group(folded.first)
    }

    /// Why the records of a group are one.
    pub fn reasons(&self, group: &Group) -> Vec<FoldReason> {
        self.merger.reasons(group)
    }

    /// What speaks for two groups being one, and what stands in the way.
    pub fn reasons_between(&self, one: &Group, two: &Group) -> Vec<FoldReason> {
        self.merger.reasons_between(one, two)
    }

    /// The entry of this id, or that which now holds the record by which it
    /// was named.
    pub fn find(&self, id: EntryId) -> Option<&Folded> {
        let folded = self.folded.get(place(&self.folded, id));
        let named = folded.filter(|folded| folded.row.id == id);
        let holds = |folded: &&Folded| folded.members.iter().any(|key| EntryId::of(*key) == id);
        named.or_else(|| self.folded.iter().find(holds))
    }

    /// Every entry, by id.
    pub fn folded(&self) -> &[Folded] {
        &self.folded
    }

    /// Shows an entry's copies apart from now on: the one of this id, or each.
    pub fn split(&mut self, id: EntryId, copy: Option<EntryId>) {
        let mut keys = Vec::new();
        for (n, key) in self.members(id).into_iter().enumerate() {
            let part = match copy {
                Some(copy) => usize::from(EntryId::of(key) == copy),
                None => n,
            };
            keys.push((part, key));
        }
        self.change(keys, false);
    }

    /// Shows two entries as one from now on.
    pub fn join(&mut self, a: EntryId, b: EntryId) {
        let mut keys = Vec::new();
        for (part, id) in [a, b].into_iter().enumerate() {
            let members = self.members(id);
            // Nothing is joined with itself, or with what is covered or no more.
            let known = |(_, key): &(usize, RecordKey)| members.contains(key);
            if members.is_empty() || keys.iter().any(known) {
                return;
            }
            for key in members {
                keys.push((part, key));
            }
        }
        self.change(keys, true);
    }

    fn change(&mut self, keys: Vec<(usize, RecordKey)>, joins: bool) {
        // A single part says nothing.
        if keys.iter().any(|(part, _)| *part > 0) {
            self.by_hand.change(keys, joins);
            self.changed = true;
        }
    }

    /// Takes back what was last done by hand to make an entry what it is.
    pub fn undo(&mut self, id: EntryId) {
        self.by_hand.undo(&self.members(id));
        self.changed = true;
    }

    /// The records of an entry; none of one that is covered, which may neither
    /// be split nor joined.
    fn members(&self, id: EntryId) -> Vec<RecordKey> {
        match self.find(id) {
            Some(folded) if !folded.row.marks.has(Mark::Covered) => folded.members.clone(),
            _ => Vec::new(),
        }
    }

    /// The entries from which an entry was parted by hand.
    pub fn parted_from(&self, folded: &Folded) -> Vec<&Folded> {
        let keys = self.by_hand.parted_from(&folded.members);
        let mut parted = Vec::new();
        if !keys.is_empty() {
            for other in &self.folded {
                if other.members.iter().any(|key| keys.contains(key)) {
                    parted.push(other);
                }
            }
        }
        parted
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
        let mut possible = 0;
        for folded in &self.folded {
            possible += self
                .group(folded)
                .map_or(0, |group| group.possible.len() as u32);
        }
        Summary {
            entries: self.folded.len() as u32,
            records: self.folded.iter().map(|f| f.row.records).sum(),
            possible: possible / 2,
            ..Summary::default()
        }
    }
}

/// Where in a list by id the entry of this id stands.
fn place(folded: &[Folded], id: EntryId) -> usize {
    folded.partition_point(|folded| folded.row.id < id)
}

/// The entry that a group of records makes.
fn fold(
    id: EntryId,
    group: &Group,
    sources: &[Source],
    clock: &Clock,
    held: &[Held],
    opened: &[RecordKey],
) -> Folded {
    let mut members = vec![group.lead];
    for member in &group.members {
        if *member != group.lead {
            members.push(*member);
        }
    }
    let mut entries = Vec::with_capacity(members.len());
    for key in &members {
        let source = sources.get(usize::from(key.source));
        entries.extend(source.and_then(|source| source.as_merged(*key)));
    }
    let warned = |source: u16| {
        held.get(usize::from(source))
            .is_some_and(|held| held.warned)
    };
    Folded {
        row: rows::row(id, &entries, group, clock, &warned, opened),
        members,
        first: group.first(),
        by_hand: false,
    }
}

/// The page and place of an entry, above what else is told of it.
fn packed(key: RecordKey) -> u128 {
    (u128::from(key.page) << 32 | u128::from(key.place)) << 64
}

/// As it is sent; to compare that takes no code of its own.
fn bytes(sent: &impl Wire) -> Vec<u8> {
    let mut bytes = Vec::new();
    sent.put(&mut bytes);
    bytes
}

/// What the host did not say of the patient, the sources are compared in: who
/// was born on another day than the first that names one is held back, who has
/// another name or gender is shown with a warning.
fn hold_back_strangers(sources: &mut [Source], asked: &Person) {
    let mut known = asked.clone();
    for source in sources {
        let Some(person) = source.person.clone() else {
            continue;
        };
        if births_differ(known.born, person.born) && asked.born.is_none() {
            source.differences = differences(&known, &person);
            if !source.opened {
                source.hold_back(SourceState::OtherBirthDate);
                continue;
            }
            source.warn(SourceState::OtherBirthDate);
        }
        if differ(&known, &person) {
            source.differences = differences(&known, &person);
            source.warn(SourceState::NameDiffers);
        }
        known.born = known.born.or(person.born);
        if known.names.is_empty() {
            known.names = person.names;
        }
        if known.gender == Gender::NotKnown {
            known.gender = person.gender;
        }
    }
}

/// Whose demographics are shown: the host's where it gave a name, otherwise
/// those of the first source that knows the patient.
fn demographics(sources: &[Source], held: &[Held], clock: &Clock, asked: &Person) -> Demographics {
    let (mut source, mut shown) = (u16::MAX, asked);
    let mut words = Vec::new();
    let mut named = false;
    for ((place, from), held) in (0..).zip(sources).zip(held) {
        let known = from.shown_person();
        let known = known.filter(|own| !own.names.is_empty() || own.born.is_some());
        if let Some(own) = known
            && !named
        {
            named = true;
            if asked.names.is_empty() {
                (source, shown) = (place, own);
            }
        }
        words.push(Word {
            source: place,
            answered: known.is_some(),
            died: known
                .and_then(|own| own.died)
                .map(|died| died.map(|died| clock.local(died))),
            certificate: held.certificate,
        });
    }
    let (death, died) = death(asked.died, &words);
    let mut person = shown.clone();
    person.died = died;
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
    person.links.clear();
    person.involved.clear();
    let until = match person.died {
        Some(Some(died)) if death.confirmed => clock.local(died),
        _ => clock.now(),
    };
    Demographics {
        age: person.born.and_then(|born| born.years_until(until)),
        person,
        source,
        death,
        involved: Vec::new(),
    }
}
