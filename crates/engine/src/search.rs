//! Finding entries by their words. Covered entries are in no index.

use timeline_model::{Entry, EntryId, Mark, lower, markup::plain_text, part};

use crate::{engine::source_of, record::Folded, rows, source::Source};

/// The words of every entry, in small letters.
pub struct Index {
    texts: Vec<(EntryId, String)>,
}

impl Index {
    /// Gathers the words of all copies of each entry.
    pub fn new(folded: &[Folded], sources: &mut [Source]) -> Index {
        let mut texts = Vec::with_capacity(folded.len());
        for folded in folded {
            if folded.row.marks.has(Mark::Covered) {
                continue;
            }
            let mut text = String::new();
            for key in &folded.members {
                let Some(source) = source_of(sources, *key) else {
                    continue;
                };
                if let Some(entry) = source.entry(*key) {
                    push_words(entry, &mut text);
                }
                let original = source.original(*key).unwrap_or_default();
                for part in source.narrative(original) {
                    text.push_str(&plain_text(&part.markup));
                    text.push('\n');
                }
            }
            texts.push((folded.row.id, lower(&text)));
        }
        Index { texts }
    }

    /// The entries that hold every word of `text`, in any order and also
    /// inside longer words.
    pub fn search(&self, text: &str) -> Vec<EntryId> {
        let mut words = vec![String::new()];
        for letter in lower(text).chars() {
            match words.last_mut() {
                Some(word) if !letter.is_whitespace() => word.push(letter),
                _ => words.push(String::new()),
            }
        }
        words.retain(|word| !word.is_empty());
        let mut found = Vec::new();
        for (id, own) in &self.texts {
            if words.iter().all(|word| part::has(own, word)) {
                found.push(*id);
            }
        }
        found
    }
}

fn push_words(entry: &Entry, text: &mut String) {
    let mut push = |words: &str| {
        text.push_str(words);
        text.push('\n');
    };
    push(&entry.title);
    push(&rows::value_of(entry));
    for code in entry.components.iter().flat_map(|part| &part.codes) {
        push(&code.display);
        push(&code.code);
    }
    for fact in entry.told() {
        push(&fact.text);
    }
}
