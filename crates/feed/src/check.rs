//! Holds a declaration against what is allowed, and names all that does not
//! fit.

use timeline_json::Value;

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

/// An object of the declaration that is being read.
pub(crate) struct Section<'v, 'a> {
    value: &'v Value<'a>,
    path: String,
}

impl<'v, 'a> Section<'v, 'a> {
    /// The object at `path`, which may have only the members in `keys`.
    pub(crate) fn new(
        value: &'v Value<'a>,
        path: &str,
        keys: &[&str],
        faults: &mut Vec<MappingFault>,
    ) -> Section<'v, 'a> {
        if !matches!(value, Value::Object(_)) {
            faults.push(fault(path, &shown(value), "an object"));
        }
        for (key, _) in value.members() {
            if !keys.contains(key) {
                let allowed = ["one of ", &keys.join(", ")].concat();
                faults.push(fault(&under(path, key), "an unknown key", &allowed));
            }
        }
        Section {
            value,
            path: path.to_owned(),
        }
    }

    /// The member named `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&'v Value<'a>> {
        self.value.get(key)
    }

    /// The path of the member named `key`.
    pub(crate) fn path(&self, key: &str) -> String {
        under(&self.path, key)
    }

    /// A text; empty where there is none.
    pub(crate) fn text(&self, key: &str, faults: &mut Vec<MappingFault>) -> String {
        match self.get(key) {
            None => String::new(),
            Some(Value::String(text)) if !text.trim().is_empty() => text.trim().to_owned(),
            Some(other) => {
                faults.push(fault(&self.path(key), &shown(other), "text"));
                String::new()
            }
        }
    }

    /// A pointer; `None` where there is none.
    pub(crate) fn pointer(&self, key: &str, faults: &mut Vec<MappingFault>) -> Option<String> {
        let value = self.get(key)?;
        match value.as_str() {
            Some(text) if is_pointer(text) => Some(text.to_owned()),
            _ => {
                faults.push(fault(&self.path(key), &shown(value), POINTER));
                None
            }
        }
    }

    /// The member must be there.
    pub(crate) fn require(&self, key: &str, allowed: &str, faults: &mut Vec<MappingFault>) {
        if self.get(key).is_none() && matches!(self.value, Value::Object(_)) {
            faults.push(fault(&self.path(key), "nothing", allowed));
        }
    }
}

/// What a pointer looks like, in words.
pub(crate) const POINTER: &str = "a pointer such as /person/surname";

/// Whether `text` is an RFC 6901 pointer.
pub(crate) fn is_pointer(text: &str) -> bool {
    text.is_empty() || text.starts_with('/')
}

/// A fault.
pub(crate) fn fault(path: &str, found: &str, allowed: &str) -> MappingFault {
    MappingFault {
        path: path.to_owned(),
        found: found.to_owned(),
        allowed: allowed.to_owned(),
    }
}

/// The path of a member, its name escaped.
pub(crate) fn under(path: &str, key: &str) -> String {
    [path, "/", &key.replace('~', "~0").replace('/', "~1")].concat()
}

/// A value of the configuration, short enough for a message.
pub(crate) fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(true) => "true".to_owned(),
        Value::Bool(false) => "false".to_owned(),
        Value::Number(text) => (*text).to_owned(),
        Value::String(text) => text.chars().take(60).collect(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
