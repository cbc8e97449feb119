//! Where only some kinds of record are shared: what a shared resource carries
//! of others is cut out of it before anything is read.

use timeline_json::{Value, escape};
use timeline_model::{KindSet, part};

use crate::{
    reference,
    resources::{draft, is_support, kinds_of, lane},
    words::{list, text},
};

/// Types that gather others: their narrative tells of all that they hold, and
/// nobody can tell of what kind that is.
const GATHERING: [&str; 3] = ["Composition", "DiagnosticReport", "List"];

/// The text of a resource without what is not shared: contained resources of
/// other kinds, references to them with the words beside, the items of lists
/// that name them, and every narrative that may tell of them. That of a section
/// stays where its heading is of a kind that is shared. `None` where nothing had
/// to be cut, unless it is `wanted` anyhow.
pub(crate) fn cut(resource: &Value<'_>, shared: KindSet, wanted: bool) -> Option<String> {
    let mut cut = Cut {
        shared,
        resource,
        depth: 0,
        narrative: !text(resource, "resourceType").is_some_and(|own| GATHERING.contains(&own)),
        found: false,
    };
    let mut out = String::new();
    cut.write(resource, &mut out);
    if cut.found && cut.narrative {
        // What was cut out may be told in its own text.
        cut.narrative = false;
        out.clear();
        cut.write(resource, &mut out);
    }
    (cut.found || wanted).then_some(out)
}

/// Whether nothing that a type may hold is shared.
pub(crate) fn is_withheld(kind: &str, shared: KindSet) -> bool {
    let own = kinds_of(kind);
    !is_support(kind) && !own.is_empty() && own.and(shared).is_empty()
}

struct Cut<'v> {
    shared: KindSet,
    resource: &'v Value<'v>,
    /// How deep in the resource.
    depth: u32,
    /// Its own narrative stays.
    narrative: bool,
    /// Something was cut out.
    found: bool,
}

/// What a part of a resource tells of another.
#[derive(PartialEq)]
enum Tells {
    /// Nothing, or of what is shared.
    Shown,
    /// Of what may be shared or not: its words are left out.
    Unsure,
    /// Of what is not shared.
    Hidden,
}

impl<'v> Cut<'v> {
    /// Writes what may be told of a value.
    fn write(&mut self, value: &Value<'v>, out: &mut String) {
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(true) => out.push_str("true"),
            Value::Bool(false) => out.push_str("false"),
            Value::Number(number) => out.push_str(number),
            Value::String(text) => escape(text, out),
            Value::Array(items) => {
                let mut before = '[';
                for item in *items {
                    if self.shows(item) {
                        out.push(before);
                        self.write(item, out);
                        before = ',';
                    }
                }
                out.push_str(if before == '[' { "[]" } else { "]" });
            }
            Value::Object(members) => {
                self.depth += 1;
                let mut before = '{';
                for (key, inner) in *members {
                    if self.shows(inner) && self.keeps(value, key, inner) {
                        out.push(before);
                        escape(key, out);
                        out.push(':');
                        self.write(inner, out);
                        before = ',';
                    }
                }
                out.push_str(if before == '{' { "{}" } else { "}" });
                self.depth -= 1;
            }
        }
    }

    fn shows(&mut self, value: &Value<'v>) -> bool {
        let hidden = self.tells(value) == Tells::Hidden;
        self.found |= hidden;
        !hidden
    }

    /// Whether a member is kept that is no other resource itself.
    fn keeps(&mut self, around: &Value<'v>, key: &str, value: &Value<'v>) -> bool {
        let kept = match key {
            "display" => self.tells(around) == Tells::Shown,
            "text" if value.get("div").is_some() && self.depth == 1 => self.narrative,
            "text" if value.get("div").is_some() => {
                let lane = around.get("code").and_then(lane);
                lane.is_some_and(|kind| self.shared.contains(kind))
            }
            _ => true,
        };
        self.found |= !kept;
        kept
    }

    fn tells(&self, value: &Value<'v>) -> Tells {
        if text(value, "resourceType").is_some() {
            return if draft(value).is_shared(self.shared) {
                Tells::Shown
            } else {
                Tells::Hidden
            };
        }
        // An item of a list goes with what it names.
        if let Some(item) = value.get("item").filter(|item| item.get("item").is_none())
            && self.tells(item) == Tells::Hidden
        {
            return Tells::Hidden;
        }
        let target = text(value, "reference");
        if let Some(id) = target.and_then(|target| target.strip_prefix('#')) {
            let mut contained = list(self.resource, "contained").iter();
            let own = |inner: &&Value<'_>| {
                let own = text(inner, "id").unwrap_or_default();
                own.trim_start_matches('#') == id && text(inner, "resourceType").is_some()
            };
            let inner = contained.find(own);
            return inner.map_or(Tells::Unsure, |inner| self.tells(inner));
        }
        let named = target.map_or("", |target| part::before(reference::tail(target), "/"));
        let named = match text(value, "type") {
            Some(kind) if !is_type(named) => kind,
            _ => named,
        };
        let kinds = kinds_of(named);
        match is_type(named) {
            false if target.is_some() => Tells::Unsure,
            false => Tells::Shown,
            true if is_support(named) || kinds.without(self.shared).is_empty() => Tells::Shown,
            true if kinds.and(self.shared).is_empty() => Tells::Hidden,
            true => Tells::Unsure,
        }
    }
}

/// Whether a word is the name of a type of resource.
fn is_type(word: &str) -> bool {
    let begins = word.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
    begins && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}
