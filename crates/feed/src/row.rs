//! One item of a page, and what can be reached from it.

use timeline_json::Value;
use timeline_model::part;

use crate::check::{at, words};

/// One item with what it lies in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'v> {
    /// The item.
    pub item: Value<'v>,
    /// The objects whose lists it lies in, the nearest last.
    pub above: &'v [Value<'v>],
    /// The path of its list on the page.
    pub list: &'v str,
    /// Its place in the list.
    pub place: usize,
}

impl Row<'_> {
    /// Its own path on the page.
    pub(crate) fn path(&self) -> String {
        at(self.list, self.place)
    }

    /// The plain texts that a pointer leads to: `../` goes out to the object
    /// around the list, `*` stands for every element, and a list at the end
    /// for its elements. Empty ones are left out.
    pub(crate) fn texts(&self, pointer: &str) -> Vec<String> {
        let mut out = Vec::new();
        let (from, rest) = self.start(pointer);
        if let Some(value) = from {
            gather(value, rest, &mut out);
        }
        out
    }

    /// Whether a pointer leads to an object with something in it.
    pub(crate) fn has_object(&self, pointer: &str) -> bool {
        let (from, rest) = self.start(pointer);
        let found = from.and_then(|value| value.pointer(rest));
        found.is_some_and(|value| !value.members().is_empty())
    }

    /// The value that a pointer starts from, and the rest of it.
    fn start<'p>(&self, pointer: &'p str) -> (Option<&Value<'_>>, &'p str) {
        let mut from = Some(&self.item);
        let mut above = self.above.iter().rev();
        let mut rest = pointer;
        while let Some(after) = rest.strip_prefix("..") {
            from = above.next();
            rest = after
                .strip_prefix('/')
                .filter(|after| after.starts_with(".."))
                .unwrap_or(after);
        }
        (from, rest)
    }
}

fn gather(value: &Value<'_>, pointer: &str, out: &mut Vec<String>) {
    let star = part::cut(pointer, "/*");
    if let Some((before, after)) =
        star.filter(|(_, after)| after.is_empty() || after.starts_with('/'))
    {
        let list = value.pointer(before).map(Value::items).unwrap_or_default();
        for element in list {
            gather(element, after, out);
        }
        return;
    }
    let Some(found) = value.pointer(pointer) else {
        return;
    };
    let one = core::slice::from_ref(found);
    for element in if found.items().is_empty() {
        one
    } else {
        found.items()
    } {
        let text = words(element);
        if !text.is_empty() {
            out.push(text.to_owned());
        }
    }
}
