//! Holds a declaration against what is allowed, and names all that does not
//! fit.

use timeline_json::Value;
use timeline_model::{digits, part};

/// Something in a mapping that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingFault {
    /// The path to it in the configuration, as an RFC 6901 pointer.
    pub path: String,
    /// What stands there.
    pub found: String,
    /// What may stand there.
    pub allowed: String,
}

/// All that does not fit, each named once.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub Vec<MappingFault>);

impl Faults {
    /// Notes that `found` stands at `path`, and what may stand there.
    pub(crate) fn add(&mut self, path: &str, found: &str, allowed: &str) {
        let fault = MappingFault {
            path: path.to_owned(),
            found: found.to_owned(),
            allowed: allowed.to_owned(),
        };
        if !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }

    /// Notes that this value does not fit.
    pub(crate) fn wrong(&mut self, path: &str, value: &Value<'_>, allowed: &str) {
        self.add(path, &shown(value), allowed);
    }
}

/// An object of the declaration that is being read.
#[derive(Clone, Debug)]
pub(crate) struct Section<'a> {
    value: Value<'a>,
    path: String,
    /// Where keys are looked up that it does not have.
    common: Option<(Value<'a>, String)>,
}

impl<'a> Section<'a> {
    /// The object at `path`, which may have only the members in `keys`.
    pub(crate) fn new(
        value: &Value<'a>,
        path: &str,
        keys: &[&str],
        faults: &mut Faults,
    ) -> Section<'a> {
        if !matches!(value, Value::Object(_)) {
            faults.wrong(path, value, "an object");
        }
        for (key, _) in value.members() {
            if !keys.contains(key) {
                faults.add(&under(path, key), "an unknown key", &one_of(keys));
            }
        }
        Section {
            value: *value,
            path: path.to_owned(),
            common: None,
        }
    }

    /// With the members of `common` where it has none of its own.
    pub(crate) fn or(mut self, common: Option<&Section<'a>>) -> Section<'a> {
        self.common = common.map(|common| (common.value, common.path.clone()));
        self
    }

    /// The member named `key`, and its path.
    pub(crate) fn get(&self, key: &str) -> Option<(&'a Value<'a>, String)> {
        let own = self
            .value
            .get(key)
            .map(|value| (value, under(&self.path, key)));
        own.or_else(|| {
            let (common, path) = self.common.as_ref()?;
            Some((common.get(key)?, under(path, key)))
        })
    }

    /// The object under `key`, which may have only the members in `keys`.
    pub(crate) fn section(
        &self,
        key: &str,
        keys: &[&str],
        faults: &mut Faults,
    ) -> Option<Section<'a>> {
        let (value, path) = self.get(key)?;
        Some(Section::new(value, &path, keys, faults))
    }

    /// A text; empty where there is none.
    pub(crate) fn text(&self, key: &str, faults: &mut Faults) -> String {
        match self.get(key) {
            None => String::new(),
            Some((Value::String(text), _)) if !text.trim().is_empty() => text.trim().to_owned(),
            Some((other, path)) => {
                faults.wrong(&path, other, "text");
                String::new()
            }
        }
    }

    /// A pointer; `None` where there is none.
    pub(crate) fn pointer(&self, key: &str, faults: &mut Faults) -> Option<String> {
        let (value, path) = self.get(key)?;
        let pointer = value.as_str().filter(|text| is_pointer(text));
        if pointer.is_none() {
            faults.wrong(&path, value, POINTER);
        }
        pointer.map(str::to_owned)
    }

    /// The member must be there.
    pub(crate) fn require(&self, key: &str, allowed: &str, faults: &mut Faults) {
        if self.get(key).is_none() && matches!(self.value, Value::Object(_)) {
            faults.add(&under(&self.path, key), "nothing", allowed);
        }
    }
}

/// What a pointer looks like, in words.
pub(crate) const POINTER: &str = "a pointer such as /person/surname";

/// Whether `text` is an RFC 6901 pointer, or one from an object further out.
pub(crate) fn is_pointer(text: &str) -> bool {
    text.is_empty() || text.starts_with('/') || text.starts_with("../")
}

/// The path of a member, its name escaped.
pub(crate) fn under(path: &str, key: &str) -> String {
    [
        path,
        "/",
        &part::replaced(&part::replaced(key, "~", "~0"), "/", "~1"),
    ]
    .concat()
}

/// The path of an item of a list.
pub(crate) fn at(path: &str, place: usize) -> String {
    under(path, &digits(place as u32))
}

/// The names of a table, for a message.
pub(crate) fn one_of(names: &[&str]) -> String {
    ["one of ", &names.join(", ")].concat()
}

/// A value of the configuration, short enough for a message.
fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::String(text) => text.chars().take(60).collect(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        plain => words(plain).to_owned(),
    }
}

/// A plain value as text; empty for any other.
pub(crate) fn words<'a>(value: &Value<'a>) -> &'a str {
    match value {
        Value::String(text) => text.trim(),
        Value::Number(text) => text,
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        _ => "",
    }
}
