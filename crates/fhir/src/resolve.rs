//! What the resources of one source say of each other, put together.

use timeline_model::{Basis, Entry, Fact, Field, PartialDate, RecordKey};

use crate::{
    draft::{Adds, Link, insert},
    index::{Index, Support},
    reader::Record,
};

/// Something found for an entry.
enum Found {
    Key(usize, RecordKey),
    Time(PartialDate, Basis),
    Title(Support),
    Fact(Field, String),
}

/// Adds to each of `entries` what the records that it refers to say. What is
/// not found yet goes on waiting.
pub(crate) fn resolve(records: &mut [Record], entries: &mut [Entry]) {
    let index = index(records);
    let mut found: Vec<(RecordKey, Vec<Found>)> = Vec::new();
    for record in records.iter().filter(|r| !r.links.is_empty()) {
        let mut all = Vec::new();
        for link in &record.links {
            find(link, &index, records, entries, &mut all);
        }
        if !all.is_empty() {
            found.push((record.key, all));
        }
    }
    for (key, all) in found {
        if let Ok(at) = entries.binary_search_by_key(&key, |entry| entry.key)
            && let Some(entry) = entries.get_mut(at)
        {
            for one in all {
                apply(one, entry);
            }
        }
    }
}

fn index(records: &[Record]) -> Index<'_> {
    let mut index = Index::new(records.len() * 3);
    for record in records {
        for name in record.names() {
            index.add(name, record.key);
        }
    }
    index
}

fn find(
    link: &Link,
    index: &Index<'_>,
    records: &[Record],
    entries: &[Entry],
    out: &mut Vec<Found>,
) {
    let Some(key) = index.find(&link.target) else {
        return;
    };
    match link.adds {
        Adds::Key(at) => out.push(Found::Key(at, key)),
        Adds::EncounterTime => out.extend(time(key, entries, Basis::FromEncounter)),
        Adds::RequestTime => out.extend(time(key, entries, Basis::FromRequest)),
        Adds::Title => {
            if let Some(support) = support(key, records) {
                out.push(Found::Title(support.clone()));
            }
        }
        Adds::Fact(field) => names(field, key, index, records, out),
    }
}

fn time(key: RecordKey, entries: &[Entry], basis: Basis) -> Option<Found> {
    let at = entries.binary_search_by_key(&key, |e| e.key).ok()?;
    let when = entries.get(at)?.when;
    // A borrowed time is not lent again.
    if matches!(when.basis, Basis::FromEncounter | Basis::FromRequest) {
        return None;
    }
    Some(Found::Time(when.start?, basis))
}

fn support(key: RecordKey, records: &[Record]) -> Option<&Support> {
    let at = records.binary_search_by_key(&key, |r| r.key).ok()?;
    records.get(at)?.support.as_deref()
}

/// The name of what is referred to; a role gives the names of its person and
/// its organisation.
fn names(
    field: Field,
    key: RecordKey,
    index: &Index<'_>,
    records: &[Record],
    out: &mut Vec<Found>,
) {
    let Some(support) = support(key, records) else {
        return;
    };
    let named = |target: &Option<String>| {
        let key = index.find(target.as_deref()?)?;
        crate::resolve::support(key, records).map(|s| s.words.clone())
    };
    let words = match support.words.as_str() {
        "" => named(&support.person).unwrap_or_default(),
        words => words.to_owned(),
    };
    out.push(Found::Fact(field, words));
    if let Some(organisation) = named(&support.organisation) {
        out.push(Found::Fact(Field::Organisation, organisation));
    }
}

fn apply(found: Found, entry: &mut Entry) {
    match found {
        Found::Key(at, key) => {
            if let Some(reference) = entry.references.get_mut(at) {
                reference.key = Some(key);
            }
        }
        Found::Time(start, basis) => {
            if entry.when.start.is_none() {
                entry.when.start = Some(start);
                entry.when.basis = basis;
            }
        }
        Found::Title(support) => {
            if !support.words.is_empty() {
                let words = support.words.clone();
                insert(&mut entry.facts, Fact::new(Field::RecordedAs, words));
                entry.title = support.words;
            }
            for code in support.codes {
                if !entry.codes.contains(&code) {
                    entry.codes.push(code);
                }
            }
        }
        Found::Fact(field, text) => insert(&mut entry.facts, Fact::new(field, text)),
    }
}
