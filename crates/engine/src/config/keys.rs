use timeline_json::Value;

/// What a key's value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// Text that is not empty.
    Text,
    /// An http or https address, or one relative to the configuration's own.
    Address,
    /// An instant or day as in FHIR.
    DateTime,
    /// Yes or no, with the default.
    Flag(bool),
    /// A whole number: default, least, most.
    Number(u32, u32, u32),
    /// One of these words; the first is the default.
    OneOf(&'static [&'static str]),
    /// A list of texts, at least one.
    Texts,
    /// A list of addresses, at least one.
    Addresses,
    /// An object whose values are texts.
    TextMap,
    /// A list of objects with keys of their own, at least one.
    Sources,
    /// A mapping, as the feed crate documents it.
    Mapping,
}

/// One key of the configuration: the reader, the schema and the documentation
/// are made from it.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What its value may be.
    pub kind: KeyType,
    /// Whether it must be there.
    pub required: bool,
    /// The unit of a number. As what it is for, kept out of the Wasm, where
    /// nobody reads it.
    #[cfg(not(target_arch = "wasm32"))]
    pub unit: &'static str,
    /// What it is for.
    #[cfg(not(target_arch = "wasm32"))]
    pub words: &'static str,
}

macro_rules! key {
    ($name:literal, $kind:expr, required, $text:literal) => {
        key!(@ $name, $kind, true, "", $text)
    };
    ($name:literal, $kind:expr, unit $unit:literal, $text:literal) => {
        key!(@ $name, $kind, false, $unit, $text)
    };
    ($name:literal, $kind:expr, $text:literal) => {
        key!(@ $name, $kind, false, "", $text)
    };
    (@ $name:literal, $kind:expr, $required:literal, $unit:literal, $text:literal) => {
        Key {
            name: $name,
            kind: $kind,
            required: $required,
            #[cfg(not(target_arch = "wasm32"))]
            unit: $unit,
            #[cfg(not(target_arch = "wasm32"))]
            words: $text,
        }
    };
}

/// The keys of the configuration as a whole.
pub const KEYS: &[Key] = &[
    key!(
        "sources",
        KeyType::Sources,
        required,
        "The sources, in the order in which they are shown."
    ),
    key!(
        "now",
        KeyType::DateTime,
        "A fixed time to take as now, for demonstrations and tests. Without it the clock is used."
    ),
    key!(
        "timeZone",
        KeyType::Text,
        "The IANA time zone in which instants are shown. Without it the browser's own."
    ),
    key!(
        "locale",
        KeyType::Text,
        "The language as BCP 47, such as en-GB. Without it the element's or the page's `lang`."
    ),
    key!(
        "banner",
        KeyType::Flag(true),
        "Whether the patient banner is shown; a host that shows its own turns it off."
    ),
    key!(
        "worker",
        KeyType::Flag(true),
        "Whether the engine may run in a worker. Where it may not or cannot, it runs in slices on the page's own thread."
    ),
    key!(
        "codeMaps",
        KeyType::Addresses,
        "The host's own maps of codes, see [maps of codes](codes.md), beside the one that ships. They are asked for only where sources name things of one kind in different code systems."
    ),
    key!(
        "messages",
        KeyType::TextMap,
        "Words of the host's own, by message key, instead of the built-in ones."
    ),
];

/// The keys of one source.
pub const SOURCE_KEYS: &[Key] = &[
    key!(
        "id",
        KeyType::Text,
        required,
        "A short name that no other source has, for events and links."
    ),
    key!(
        "title",
        KeyType::Text,
        required,
        "The name that users know the source by."
    ),
    key!(
        "kind",
        KeyType::OneOf(&["fhir", "feed"]),
        "What the source speaks: FHIR of any version, or other JSON or CSV by a mapping."
    ),
    key!(
        "baseUrl",
        KeyType::Address,
        required,
        "The FHIR base address, or the address under which the feed's `path` lies."
    ),
    key!(
        "load",
        KeyType::OneOf(&["everything", "types"]),
        "How a FHIR source is loaded: by `Patient/[id]/$everything`, or by one search for each type."
    ),
    key!(
        "types",
        KeyType::Texts,
        "The types searched for where `load` is `types`, the most useful first."
    ),
    key!(
        "credentials",
        KeyType::OneOf(&["none", "cookie"]),
        "Whether the browser's cookies for the source's origin go along."
    ),
    key!(
        "trusted",
        KeyType::Flag(false),
        "Whether an answer that does not say whose it is is accepted on the strength of its address."
    ),
    key!("pageSize", KeyType::Number(100, 1, 1000), unit "resources", "How many resources are asked for on one page."),
    key!("maxPages", KeyType::Number(100, 1, 10_000), unit "pages", "How many pages are read at most for one search; more make the source cut short."),
    key!("timeout", KeyType::Number(30, 1, 600), unit "seconds", "How long one page may take."),
    key!(
        "feed",
        KeyType::Mapping,
        "How a feed's JSON or CSV is read, where `kind` is `feed`."
    ),
];

/// The text under `key`.
pub(super) fn text<'v>(value: &'v Value<'_>, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

/// The yes or no under `key`, or its default.
pub(super) fn flag(table: &[Key], value: &Value<'_>, key: &str) -> bool {
    let default = matches!(kind(table, key), Some(KeyType::Flag(true)));
    value.get(key).and_then(Value::as_bool).unwrap_or(default)
}

/// The number under `key`, or its default.
pub(super) fn number(table: &[Key], value: &Value<'_>, key: &str) -> u32 {
    let default = match kind(table, key) {
        Some(KeyType::Number(default, ..)) => default,
        _ => 0,
    };
    value
        .get(key)
        .and_then(Value::as_i64)
        .and_then(|n| u32::try_from(n).ok())
        .unwrap_or(default)
}

fn kind(table: &[Key], key: &str) -> Option<KeyType> {
    table.iter().find(|k| k.name == key).map(|k| k.kind)
}
