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
    /// A list of names of kinds of entry, at least one.
    Kinds,
    /// Names and values of HTTP headers, none of which signs in.
    Headers,
    /// A sharing agreement, with keys of its own.
    Agreement,
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
        "organisation",
        KeyType::Text,
        "The organisation whose system the page is, as the sources name theirs in `organisation`: what others wrote is counted apart in the measures."
    ),
    key!(
        "site",
        KeyType::Text,
        "A code for the place of work, for the measures."
    ),
    key!("staleAfter", KeyType::Number(15, 1, 1440), unit "minutes", "After how long it is said how old the record is, with a way to read it again. After the machine has slept it is said at once."),
    key!("concurrency", KeyType::Number(6, 1, 32), unit "requests", "How many requests may be under way at one origin."),
    key!(
        "audit",
        KeyType::OneOf(&["optional", "required"]),
        "Whether a source's record is shown only once the host's `recordAccess` has accepted the record of this access, see [access and privacy](privacy.md)."
    ),
    key!(
        "auditEvents",
        KeyType::Address,
        "Where each record of access is posted as a FHIR AuditEvent after IHE's Basic Audit Log Patterns."
    ),
    key!(
        "measures",
        KeyType::Flag(false),
        "Whether use is measured, without clinical text or identifiers: for the host's `recordMeasures` and the address in `measuresAddress`."
    ),
    key!(
        "measuresAddress",
        KeyType::Address,
        "Where the measures of each context are sent by beacon when it ends."
    ),
    key!(
        "disclosure",
        KeyType::OneOf(&["closed", "with-reason"]),
        "Whether an entry covered for sensitivity may be opened, with a reason and after the host's `recordDisclosure` has recorded it."
    ),
    key!(
        "reasons",
        KeyType::Texts,
        "The reasons offered where something is opened with a reason. Without them the user writes one."
    ),
    key!(
        "openHeldBack",
        KeyType::Flag(false),
        "Whether a record with the same identifier and another date of birth may be opened, with a reason and after the host's `recordDisclosure` has recorded it."
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
        "preset",
        KeyType::OneOf(&["fhir-r4", "smart", "gp-connect", "ips", "document", "feed"]),
        "A usual kind of source, which sets what its other keys are where they are not given, see below."
    ),
    key!(
        "organisation",
        KeyType::Text,
        "Whose source it is, where the title does not say."
    ),
    key!(
        "contact",
        KeyType::Text,
        "Whom users may ask where the source has a gap, as they are to read it: `Records office, 0117 496 0123`. It is shown where that gap is told; a number that begins with `0` or `+` can be rung."
    ),
    key!(
        "version",
        KeyType::OneOf(&["any", "auto", "DSTU2", "STU3", "R4", "R4B", "R5"]),
        "The version of FHIR asked for. `any` leaves it to the source; `auto` asks the source's `metadata` first, and for nothing that it does not offer."
    ),
    key!(
        "find",
        KeyType::OneOf(&["search", "match", "id", "none"]),
        "How the patient is found: by a search for the identifier, by `$match` of which only a certain match is taken, by the id in `patientId`, or not at all where the load itself names the patient (`document`, `gp-connect`)."
    ),
    key!(
        "patientId",
        KeyType::Text,
        "The source's id of the patient, where `find` is `id`: fixed, or with `{system}` and `{value}` for the identifier. Without it the host gives it with the context."
    ),
    key!(
        "search",
        KeyType::OneOf(&["get", "post"]),
        "Whether searches are made by GET, or by POST so that no identifier stands in an address."
    ),
    key!(
        "load",
        KeyType::OneOf(&["everything", "types", "document", "summary", "gp-connect"]),
        "How the record is loaded: by `Patient/[id]/$everything`, by searches, as the document at an address, as `Patient/[id]/$summary` (International Patient Summary), or as GP Connect's structured record."
    ),
    key!(
        "types",
        KeyType::Texts,
        "The types searched for where `load` is `types`, the most useful first."
    ),
    key!(
        "searches",
        KeyType::Texts,
        "Searches of your own where `load` is `types`, beside or instead of `types`: `Observation?category=laboratory&_sort=-date`. The page size is added, and the patient as `patient=[id]`; where a source wants it in another way, it stands in the search as `{id}`, or as `{system}` and `{value}`: `Observation?subject=Patient/{id}`."
    ),
    key!(
        "document",
        KeyType::Text,
        "Where the document lies under the base address, where `load` is `document`; with `{id}`, `{system}` and `{value}`."
    ),
    key!(
        "since",
        KeyType::DateTime,
        "Only what changed since then is asked for; the source is said to be cut short."
    ),
    key!("priority", KeyType::Number(50, 0, 100), unit "", "Which sources go first where requests wait for each other at one origin; 0 is first."),
    key!(
        "credentials",
        KeyType::OneOf(&["none", "cookie", "token"]),
        "How the source is signed in to: not at all, by the browser's cookies for its origin, or by a token that the host's `getAccessToken` gives."
    ),
    key!(
        "carrier",
        KeyType::OneOf(&["browser", "proxy", "host"]),
        "Who carries the requests: the browser, the browser to a proxy of the host's (said for GP Connect, which browsers cannot reach), or the host's own `request`."
    ),
    key!(
        "headers",
        KeyType::Headers,
        "Further headers for each request; none that signs in, for the configuration is no place for secrets."
    ),
    key!(
        "purposeHeader",
        KeyType::Text,
        "The name of a header in which the purpose of use goes along."
    ),
    key!(
        "emergency",
        KeyType::Text,
        "The purpose of use with which the source is asked again, with a reason and after the host's `recordDisclosure` has recorded it, where it says that more may be had in an emergency. It goes along in `purposeHeader`, which must be named."
    ),
    key!(
        "trusted",
        KeyType::Flag(false),
        "Whether an answer that does not say whose it is is accepted on the strength of its address."
    ),
    key!(
        "openIn",
        KeyType::Address,
        "Where the source's own system shows a record, for a link beside each copy: an address with `{type}` and `{id}` for the resource's own, opened in a tab of its own without a referrer."
    ),
    key!(
        "own",
        KeyType::Flag(false),
        "Whether this is the system that the users work in. `Not in this system` then filters to what no such source holds, as soon as each of them is complete."
    ),
    key!(
        "agreement",
        KeyType::Agreement,
        "The agreement under which the source is shared, see below. What it does not cover is not asked for, or dropped on receipt, and said to be not shared."
    ),
    key!("pageSize", KeyType::Number(100, 1, 1000), unit "resources", "How many resources are asked for on one page."),
    key!("maxPages", KeyType::Number(100, 1, 10_000), unit "pages", "How many pages are read at most for one search; more make the source cut short."),
    key!("maxBytes", KeyType::Number(32, 1, 1024), unit "MB", "How large one page or document may be after it is decompressed, in millions of bytes; a larger one is given up."),
    key!("headersTimeout", KeyType::Number(15, 1, 600), unit "seconds", "How long the source may take to begin an answer."),
    key!("chunkTimeout", KeyType::Number(10, 1, 600), unit "seconds", "How long an answer may stand still once it has begun."),
    key!("timeout", KeyType::Number(30, 1, 600), unit "seconds", "How long one page may take."),
    key!("totalTimeout", KeyType::Number(180, 1, 3600), unit "seconds", "How long the source may take as a whole, waiting and retries included."),
    key!(
        "feed",
        KeyType::Mapping,
        "How a feed's JSON or CSV is read, where `kind` is `feed`."
    ),
];

/// The keys of a sharing agreement.
pub const AGREEMENT_KEYS: &[Key] = &[
    key!(
        "title",
        KeyType::Text,
        required,
        "What the agreement is called."
    ),
    key!(
        "reference",
        KeyType::Text,
        "Where it is kept or under which number."
    ),
    key!(
        "purposes",
        KeyType::Texts,
        "The purposes of use that it covers, as the host names them; any where it is not given."
    ),
    key!(
        "roles",
        KeyType::Texts,
        required,
        "The roles that it covers, as the host names them."
    ),
    key!(
        "kinds",
        KeyType::Kinds,
        "The kinds of entry that are shared; all where it is not given."
    ),
    key!("from", KeyType::DateTime, "The day from which it holds."),
    key!(
        "until",
        KeyType::DateTime,
        "The last day on which it holds. 30 days before it the integrator is warned."
    ),
    key!(
        "onExpiry",
        KeyType::OneOf(&["warn", "stop"]),
        "What happens after its last day: the integrator is told that its review is overdue, or the source is asked for nothing."
    ),
];

/// What keys of a source are where it names a preset and does not give them.
pub const PRESETS: &[(&str, &[(&str, &str)])] = &[
    ("fhir-r4", &[("version", "R4")]),
    (
        "smart",
        &[
            ("version", "auto"),
            ("find", "id"),
            ("load", "types"),
            ("credentials", "token"),
        ],
    ),
    (
        "gp-connect",
        &[
            ("version", "STU3"),
            ("find", "none"),
            ("load", "gp-connect"),
        ],
    ),
    ("ips", &[("version", "R4"), ("load", "summary")]),
    ("document", &[("find", "none"), ("load", "document")]),
    ("feed", &[("kind", "feed")]),
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

/// The text under `key`, else what the preset says, else the first of its
/// words.
pub(super) fn word<'v>(value: &'v Value<'_>, key: &str) -> &'v str {
    let preset = text(value, "preset").unwrap_or_default();
    let preset = PRESETS.iter().find(|(name, _)| *name == preset);
    let mut given = preset.map_or(&[][..], |(_, given)| given).iter();
    let first = || match kind(SOURCE_KEYS, key) {
        Some(KeyType::OneOf([first, ..])) => *first,
        _ => "",
    };
    text(value, key)
        .or_else(|| given.find(|(own, _)| *own == key).map(|(_, word)| *word))
        .unwrap_or_else(first)
}

fn kind(table: &[Key], key: &str) -> Option<KeyType> {
    table.iter().find(|k| k.name == key).map(|k| k.kind)
}
