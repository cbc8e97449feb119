//! All entries that are to be merged, with what they share.

use timeline_model::{Entry, RecordKey};

use crate::{
    block,
    codes::{CodeMap, Spoken},
    feature::{Feature, WHOLE, packed_key},
    hash, order,
    qualifiers::{self, Forbidden, Qualifiers},
    scales::Scales,
    seen::Seen,
    support::By,
    time::Zones,
    units::Substance,
    words::{Style, Words, normalise},
};

/// The features of all entries, each at a place that it keeps while it is here.
#[derive(Default)]
pub(crate) struct Record {
    features: Vec<Option<Box<Feature>>>,
    /// Places that are free again.
    free: Vec<u32>,
    /// Record keys and places; sorted.
    keys: Vec<u128>,
    /// What entries meet by; sorted.
    pub(crate) blocks: Vec<u128>,
    /// Record keys that others refer to, with [`WHOLE`] where the other is part
    /// of it, and the place of the other; sorted.
    referrers: Vec<u128>,
    /// Names in their normal form, and their hashes with their places; sorted.
    names: Vec<Name>,
    titles: Vec<u128>,
    pub(crate) zones: Zones,
    seen: Seen,
    pub(crate) map: CodeMap,
    pub(crate) spoken: Spoken,
    scales: Scales,
    /// Identifiers that one source puts on several records of a class, with
    /// the class; sorted.
    groups: Vec<u128>,
    no_name: Name,
}

/// What a name alone says.
#[derive(Default)]
struct Name {
    words: Words,
    qualifiers: Qualifiers,
    substance: Option<Substance>,
    /// It says more than the words of each of its codes.
    refines: bool,
}

impl Name {
    fn of(scales: &Scales, entry: &Entry) -> Name {
        let style = Style::of(entry.kind);
        let words = normalise(&entry.title, style);
        let mut refines = false;
        for code in &entry.codes {
            if !code.display.is_empty() {
                let broader = normalise(&code.display, style);
                refines = words.says_more(&broader);
                if !refines {
                    break;
                }
            }
        }
        Name {
            refines,
            qualifiers: qualifiers::of_name(scales, &words, entry.kind),
            substance: Substance::named(&words),
            words,
        }
    }
}

/// What a name is known by: the kind, the title, and the words of the codes.
fn name_of(entry: &Entry) -> u64 {
    let mut name = hash::of_parts(b'n', entry.kind as u64, hash::of_text(&entry.title));
    for code in &entry.codes {
        if code.display != entry.title {
            name = hash::of_parts(b'd', name, hash::of_text(&code.display));
        }
    }
    name
}

/// What goes into the record's lists, or out of them, at once.
#[derive(Default)]
pub(crate) struct Items {
    keys: Vec<u128>,
    blocks: Vec<u128>,
    referrers: Vec<u128>,
    /// The identifiers, with their classes.
    pub(crate) identifiers: Vec<u128>,
}

impl Items {
    fn add(&mut self, record: &Record, feature: &Feature, at: u32) {
        self.keys.push(packed_key(feature.key) | u128::from(at));
        for item in &feature.related {
            // The other way round: of a whole this is a part.
            let key = (item & !WHOLE) << 1 | (item & WHOLE) << 32;
            self.referrers.push(key | u128::from(at));
        }
        block::keys(record, feature, at, &mut self.blocks);
        block::identifiers(feature, &mut self.identifiers);
    }

    fn sort(&mut self) {
        for list in [
            &mut self.keys,
            &mut self.blocks,
            &mut self.referrers,
            &mut self.identifiers,
        ] {
            order::sort(list);
        }
    }
}

impl Record {
    /// Takes out the entries at these places, and gives what went with them.
    pub(crate) fn take_out(&mut self, places: &[u128]) -> Items {
        let mut items = Items::default();
        for at in places {
            let at = *at as u32;
            if let Some(feature) = self.get(at) {
                items.add(self, feature, at);
            }
            let slot = self.features.get_mut(at as usize);
            if let Some(feature) = slot.and_then(Option::take) {
                feature.note(&mut self.zones, -1);
                self.free.push(at);
            }
        }
        items.sort();
        order::take_out(&mut self.keys, &items.keys);
        order::take_out(&mut self.blocks, &items.blocks);
        order::take_out(&mut self.referrers, &items.referrers);
        items
    }

    /// Puts in entries whose keys are not here, and gives their places and what
    /// came with them.
    pub(crate) fn put_in(&mut self, entries: &[&Entry]) -> (Vec<u128>, Items) {
        let mut places = Vec::with_capacity(entries.len());
        let mut titles: Vec<u128> = Vec::new();
        for (n, entry) in entries.iter().enumerate() {
            let mut feature = Feature::new(entry, &mut self.seen, &self.scales);
            self.spoken.hear(&feature);
            feature.note(&mut self.zones, 1);
            let title = name_of(entry);
            match self.named(title) {
                Some(name) => feature.name = name,
                None => titles.push(order::pack(title, 0, n as u32)),
            }
            let at = self.free.pop().unwrap_or(self.features.len() as u32);
            if at as usize == self.features.len() {
                self.features.push(None);
            }
            if let Some(slot) = self.features.get_mut(at as usize) {
                *slot = Some(Box::new(feature));
            }
            places.push(u128::from(at));
        }
        self.read_names(titles, entries, &places);
        let mut items = Items::default();
        for at in &places {
            if let Some(feature) = self.get(*at as u32) {
                items.add(self, feature, *at as u32);
            }
        }
        items.sort();
        order::put_in(&mut self.keys, &items.keys);
        order::put_in(&mut self.blocks, &items.blocks);
        order::put_in(&mut self.referrers, &items.referrers);
        (places, items)
    }

    /// Joins codes by another map from now on: entries meet anew.
    pub(crate) fn set_map(&mut self, map: CodeMap) {
        self.map = map;
        let mut blocks = Vec::new();
        for (at, feature) in self.features.iter().enumerate() {
            if let Some(feature) = feature {
                block::keys(self, feature, at as u32, &mut blocks);
            }
        }
        order::sort(&mut blocks);
        self.blocks = blocks;
    }

    /// Looks again which of these identifiers name a group, and adds the
    /// entries for whom that changed.
    pub(crate) fn regroup(&mut self, identifiers: &[u128], changed: &mut Vec<u128>) {
        for identifier in identifiers {
            let known = self.groups.binary_search(identifier);
            match (known, block::names_a_group(self, *identifier)) {
                (Ok(at), false) => drop(self.groups.remove(at)),
                (Err(at), true) => self.groups.insert(at, *identifier),
                _ => continue,
            }
            for item in block::bearers(self, *identifier) {
                changed.push(u128::from(block::place(*item)));
            }
        }
    }

    /// Whether an identifier that a feature bears names a whole group.
    pub(crate) fn names_a_group(&self, identifier: u64, feature: &Feature) -> bool {
        let identifier = block::of_class(identifier, feature);
        self.groups.binary_search(&identifier).is_ok()
    }

    /// The place of a name that has been read.
    fn named(&self, title: u64) -> Option<usize> {
        let at = order::first_from(&self.titles, order::smallest(title));
        let item = self.titles.get(at)?;
        (order::key(*item) == title).then_some(order::pair(*item).1 as usize)
    }

    /// Reads the names that are new. They repeat: each is read once.
    fn read_names(&mut self, mut titles: Vec<u128>, entries: &[&Entry], places: &[u128]) {
        order::sort(&mut titles);
        let mut known: Vec<u128> = Vec::new();
        for item in titles {
            let (_, n) = order::pair(item);
            let (Some(entry), Some(at)) = (entries.get(n as usize), places.get(n as usize)) else {
                continue;
            };
            let title = order::key(item);
            if known.last().map(|last| order::key(*last)) != Some(title) {
                known.push(order::pack(title, 0, self.names.len() as u32));
                self.names.push(Name::of(&self.scales, entry));
            }
            let name = self.names.len() - 1;
            if let Some(Some(feature)) = self.features.get_mut(*at as usize) {
                feature.name = name;
            }
        }
        order::put_in(&mut self.titles, &known);
    }

    /// The short name of the system of a hashed code; empty where it has none.
    pub(crate) fn system_of(&self, code: Option<u64>) -> &'static str {
        self.seen.systems.name_of(code)
    }

    #[inline(never)]
    fn name(&self, feature: &Feature) -> &Name {
        self.names.get(feature.name).unwrap_or(&self.no_name)
    }

    /// The name of a feature in its normal form.
    pub(crate) fn words(&self, feature: &Feature) -> &Words {
        &self.name(feature).words
    }

    /// Whether the name of a feature says more than its codes do.
    pub(crate) fn refines(&self, feature: &Feature) -> bool {
        self.name(feature).refines
    }

    /// What a feature measures, where its units convert.
    pub(crate) fn substance(&self, feature: &Feature) -> Option<Substance> {
        self.name(feature).substance
    }

    /// What forbids that two features are the same; `None` where nothing does.
    pub(crate) fn forbid(&self, a: &Feature, b: &Feature) -> Option<Forbidden> {
        let (one, two) = (self.name(a), self.name(b));
        let (mut own, mut others) = (&one.qualifiers, &two.qualifiers);
        // What was cut off a name is in the other.
        if one.words.is_cut(&two.words) {
            if one.words.spelled.len() < two.words.spelled.len() {
                own = others;
            } else {
                others = own;
            }
        }
        qualifiers::forbid([own, &a.beside], [others, &b.beside])
    }

    /// The feature at a place.
    pub(crate) fn get(&self, at: u32) -> Option<&Feature> {
        self.features.get(at as usize)?.as_deref()
    }

    /// How many entries there are.
    pub(crate) fn live(&self) -> usize {
        self.keys.len()
    }

    /// One more than the last place.
    pub(crate) fn len(&self) -> usize {
        self.features.len()
    }

    /// The place of the entry with this key.
    pub(crate) fn find(&self, key: RecordKey) -> Option<u32> {
        self.find_packed(packed_key(key))
    }

    fn find_packed(&self, key: u128) -> Option<u32> {
        let at = order::first_from(&self.keys, key);
        let item = self.keys.get(at)?;
        ((item ^ key) >> 32 == 0).then_some(*item as u32)
    }

    /// Puts the places of these entries into the order of their keys.
    pub(crate) fn by_key(&self, places: &mut Vec<u128>) {
        for place in &mut *places {
            if let Some(feature) = self.get(*place as u32) {
                *place |= packed_key(feature.key);
            }
        }
        order::sort(places);
    }

    /// The places of the parts of an entry, or of the wholes that it is part
    /// of, as either says.
    pub(crate) fn related(&self, at: u32, by: By, found: &mut Vec<u64>) {
        let Some(feature) = self.get(at) else {
            return;
        };
        let wanted = if by == By::Wholes { WHOLE } else { 0 };
        for item in &feature.related {
            if item & WHOLE == wanted
                && let Some(other) = self.find_packed(item & !WHOLE)
            {
                order::insert(found, u64::from(other));
            }
        }
        // Who says of itself that this is its whole names a part of this.
        let from = packed_key(feature.key) << 1 | (wanted ^ WHOLE) << 32;
        let first = order::first_from(&self.referrers, from);
        for item in self.referrers.get(first..).unwrap_or_default() {
            if (item ^ from) >> 32 != 0 {
                break;
            }
            order::insert(found, u64::from(*item as u32));
        }
    }
}
