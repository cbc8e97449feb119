//! The element's contract with its host, as one table: what the documentation,
//! the type declarations and the custom elements manifest are made from, and
//! what the script is held against.

use timeline_model::{Completeness, Kind, SourceState, protocol::NoticeCode};

/// One attribute, property, method or event.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// Its type, as TypeScript writes it; of an event, the type of its detail.
    pub kind: &'static str,
    /// What it is for.
    pub words: &'static str,
}

const fn member(name: &'static str, kind: &'static str, words: &'static str) -> Member {
    Member { name, kind, words }
}

/// The attributes.
pub const ATTRIBUTES: &[Member] = &[
    member("patient", "string", "Whom to show, as `system|value`."),
    member(
        "config",
        "string",
        "The address of the configuration, relative to the page.",
    ),
    member(
        "new-since",
        "string",
        "Since when what is recorded is new to the user, as a date or time: what was recorded, issued or filed after it is marked and listed as new.",
    ),
    member(
        "theme",
        "\"light\" | \"dark\" | \"contrast\"",
        "Looks; without it the browser's preference. High contrast is also taken where the browser asks for more of it.",
    ),
    member(
        "lang",
        "string",
        "The language, where the configuration names none; otherwise that of the page.",
    ),
    member(
        "dir",
        "\"ltr\" | \"rtl\"",
        "The direction; otherwise that of the page.",
    ),
];

/// The properties.
pub const PROPERTIES: &[Member] = &[
    member(
        "patient",
        "string | Patient | null",
        "Whom to show, with what else the host knows: `{identifier: {system, value}, family, given, prefix, birthDate, gender, deceased}`. What the host knows is compared with what each source says.",
    ),
    member(
        "config",
        "string | Configuration | null",
        "The configuration's address, or the same object as the file.",
    ),
    member(
        "newSince",
        "string | null",
        "The same as the attribute `new-since`.",
    ),
    member(
        "ready",
        "Promise<ReadyDetail>",
        "Fulfilled with the detail of `timeline-ready` when the current load has ended; rejected with an error that has a `code` where it cannot be had.",
    ),
    member(
        "getAccessToken",
        "((ask: TokenRequest) => Promise<string> | string) | null",
        "Gives a token for a source whose `credentials` are `token`: asked once for each source and context, however many requests wait, and again where the source refuses the one it gave. To give none, reject. Given up after `headersTimeout`. Tokens stay in memory and end with the context.",
    ),
    member(
        "request",
        "((ask: HostRequest) => Promise<Response | HostResponse>) | null",
        "Carries the requests of sources whose `carrier` is `host`. The same rules of origin, size and time hold: a body is read as it streams, and no further than `maxBytes`.",
    ),
    member(
        "recordDisclosure",
        "((disclosure: Disclosure) => Promise<void> | void) | null",
        "Records that something kept out of sight is opened, and why. It is opened once this has resolved; where it rejects or is missing, it stays as it was.",
    ),
    member(
        "recordAccess",
        "((access: Access) => Promise<void> | void) | null",
        "Records the access to one source, refused and failed ones included.",
    ),
    member(
        "recordMeasures",
        "((measures: Measures) => void) | null",
        "Takes how the element was used in a context that ends, where `measures` is configured.",
    ),
    member(
        "version",
        "string",
        "The version of this component. Read-only.",
    ),
];

/// The methods.
pub const METHODS: &[Member] = &[
    member(
        "reload",
        "() => Promise<ReadyDetail>",
        "Loads the same patient again from every source.",
    ),
    member(
        "setContext",
        "(context: Context) => Promise<ReadyDetail>",
        "Changes patient, user, role and purpose at once; the screen is empty when it returns.",
    ),
    member(
        "clear",
        "() => void",
        "Empties the element in the same task: requests end, and nothing of the patient stays.",
    ),
];

/// The events. All bubble and are composed.
pub const EVENTS: &[Member] = &[
    member(
        "timeline-ready",
        "ReadyDetail",
        "Every source has settled: complete, or with its gap stated.",
    ),
    member(
        "timeline-progress",
        "ProgressDetail",
        "The state of the sources changed.",
    ),
    member(
        "timeline-entry-open",
        "EntryOpenDetail",
        "The user opens an entry. Cancelled, the element shows no detail and the host opens its own screen.",
    ),
    member(
        "timeline-fold",
        "FoldDetail",
        "The user shows copies apart, shows two entries as one, or takes that back. It holds for this view and ends with the context; the host may keep it.",
    ),
    member(
        "timeline-notice",
        "NoticeDetail",
        "Something that whoever looks after the integration should know; users are not told.",
    ),
    member(
        "timeline-error",
        "ErrorDetail",
        "The load as a whole cannot be had. `code` is one of the list below.",
    ),
];

/// The codes of `timeline-error`, with what to do.
pub const ERRORS: &[(&str, bool, &str)] = &[
    ("no-configuration", false, "Set `config`."),
    (
        "configuration-unreachable",
        true,
        "Check the address in `config`, and that the page may fetch it.",
    ),
    (
        "configuration",
        false,
        "Correct the key named in `path`; `allowed` says what may stand there. One event for each fault.",
    ),
    (
        "no-patient",
        false,
        "Give `patient` as `system|value` or as an object with an identifier.",
    ),
    (
        "wasm-unreachable",
        true,
        "Serve all of `dist/` in one folder: the message names the file that is missing.",
    ),
    (
        "wasm-invalid",
        false,
        "Serve the script and the Wasm of the same build.",
    ),
    (
        "policy",
        false,
        "Add `'wasm-unsafe-eval'` to `script-src` in the page's policy.",
    ),
    (
        "unsupported",
        false,
        "Use a current browser, or let it run WebAssembly: it has none, or has it turned off.",
    ),
    (
        "internal",
        true,
        "Load the page again, and report it with the place that is named.",
    ),
    (
        "replaced",
        false,
        "Only a rejection of `ready`: another context took the place of this one.",
    ),
];

/// The types that members refer to.
pub fn types() -> String {
    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    let errors: Vec<_> = ERRORS.iter().map(|(code, ..)| *code).collect();
    format!(
        "export interface Patient {{\n  identifier: {{ system: string; value: string }};\n  family?: string;\n  given?: string | string[];\n  prefix?: string;\n  birthDate?: string;\n  gender?: \"female\" | \"male\" | \"other\" | \"unknown\";\n  deceased?: boolean | string;\n}}\n\nexport interface Context {{\n  patient: string | Patient;\n  user?: string;\n  role?: string;\n  purpose?: string;\n  /** What a launch gave: the patient's id at a source, by the source's id. */\n  sources?: Record<string, {{ patientId: string }}>;\n  /** Since when what is recorded is new to the user; without it the attribute `new-since`. */\n  newSince?: string;\n}}\n\nexport interface HostCall {{\n  source: string;\n  patient: string | Patient;\n  context: Context;\n  /** Aborted when nobody waits any more: another context, a time-out, the element is gone. */\n  signal: AbortSignal;\n}}\n\nexport interface TokenRequest extends HostCall {{\n  /** `first`, or `refused` where the source refused the token before. */\n  reason: \"first\" | \"refused\";\n}}\n\nexport interface HostRequest extends HostCall {{\n  method: \"GET\" | \"POST\";\n  url: string;\n  headers: Record<string, string>;\n  body?: string;\n}}\n\nexport interface HostResponse {{\n  status: number;\n  headers?: HeadersInit;\n  body?: string | ArrayBuffer | Uint8Array | Blob | ReadableStream<Uint8Array> | null;\n}}\n\n/** A record that the host keeps. It outlives the context, so that no signal ends it. */\nexport interface HostRecord {{\n  /** Of an entry that several sources hold, the first. */\n  source: string;\n  user: string;\n  role: string;\n  purpose: string;\n  at: string;\n  patient: string | Patient;\n  context: Context;\n}}\n\nexport interface Disclosure extends HostRecord {{\n  what: \"covered\" | \"held-back\" | \"emergency\";\n  /** All that hold the entry. */\n  sources: string[];\n  /** Opaque; of a covered entry. */\n  entry?: string;\n  reason: string;\n}}\n\nexport interface Access extends HostRecord {{\n  action: \"load\" | \"covered\" | \"held-back\" | \"emergency\" | \"document\" | \"print\";\n  /** `loading` where the context ended before the source had settled. */\n  outcome: SourceState | \"opened\" | \"not-opened\" | \"printed\";\n  reason?: SourceReason;\n  /** The kinds that the agreement shares; of a load. */\n  kinds?: Kind[];\n  /** The address of the request that stands for it; of a load, or of a document that did not come along with the record. */\n  request?: string;\n  /** Opaque; of a document. */\n  entry?: string;\n  /** How many entries of each kind; of a load. Those covered for sensitivity count as `covered`. */\n  counts?: Record<string, number>;\n}}\n\nexport interface Measures {{\n  /** Entries opened, and those of them that only other organisations hold. */\n  opened: number;\n  openedFromOthers: number;\n  /** Milliseconds until the first entry was drawn; null where none was. */\n  msToFirstEntry: number | null;\n  /** Sources with a gap, and how often one was loaded again. */\n  gaps: number;\n  retries: number;\n  role: string;\n  site: string;\n}}\n\nexport interface NoticeDetail {{\n  code: {notices};\n  source: string;\n  days: number;\n}}\n\nexport type SourceState = {states};\n\nexport type SourceReason = {reasons};\n\nexport type Kind = {kinds};\n\n/** How complete a source is in some kinds of entry. */\nexport interface KindsDetail {{\n  kinds: Kind[];\n  state: SourceState;\n  reason?: SourceReason;\n  /** The page on which it happened, from 1. */\n  page?: number;\n}}\n\nexport interface SourceDetail {{\n  id: string;\n  state: SourceState;\n  reason?: SourceReason;\n  /** The page on which it happened, from 1. */\n  page?: number;\n  /** When it was read, as ISO 8601 writes it, on the configured zone's clock. */\n  readAt?: string;\n  /** What is to be known of its patient while the record is shown. */\n  warning?: SourceReason;\n  records: number;\n  /** How many resources were received and what became of each: the six add up to `received`. */\n  tally: {{ received: number; entries: number; parts: number; supporting: number; somebodyElse: number; messages: number; problems: number }};\n  /** The kinds that are not as complete as the source as a whole, each in one of these at most. */\n  kinds: KindsDetail[];\n}}\n\nexport interface ProgressDetail {{\n  sources: SourceDetail[];\n}}\n\nexport interface ReadyDetail extends ProgressDetail {{\n  entries: number;\n  records: number;\n  possible: number;\n  /** Maps of codes that were asked for because sources name things in different code systems. */\n  codeMaps: {{ read: number; failed: number }};\n  engine: \"worker\" | \"page\";\n}}\n\nexport interface EntryOpenDetail {{\n  /** Opaque; the same entry has the same id as long as it is shown. */\n  entry: string;\n  kind: Kind;\n  sources: string[];\n}}\n\nexport interface FoldDetail {{\n  action: \"split\" | \"join\" | \"undo\";\n  /** Opaque. Of a join the two entries; of a split the entry, then each copy that is to stand alone; of an undo the entry. */\n  entries: string[];\n  kind: Kind;\n  sources: string[];\n}}\n\nexport interface ErrorDetail {{\n  code: {errors};\n  path?: string;\n  allowed?: string;\n}}\n",
        states = union(STATES.map(Completeness::code)),
        reasons = union(REASONS.map(SourceState::code)),
        kinds = union(kinds),
        errors = union(errors),
        notices = union(NOTICES.map(NoticeCode::code)),
    )
}

const STATES: [Completeness; 12] = [
    Completeness::NotAsked,
    Completeness::Loading,
    Completeness::Complete,
    Completeness::Empty,
    Completeness::Partial,
    Completeness::CutShort,
    Completeness::Failed,
    Completeness::TimedOut,
    Completeness::NoSuchPatient,
    Completeness::HeldBack,
    Completeness::Withheld,
    Completeness::NotShared,
];

const NOTICES: [NoticeCode; 3] = [
    NoticeCode::AgreementEnds,
    NoticeCode::AgreementOverdue,
    NoticeCode::AccessNotRecorded,
];

const REASONS: [SourceState; 29] = [
    SourceState::Unreachable,
    SourceState::Timeout,
    SourceState::SignIn,
    SourceState::NotFound,
    SourceState::Server,
    SourceState::NotJson,
    SourceState::UnsupportedFormat,
    SourceState::BrokenJson,
    SourceState::Refused,
    SourceState::OtherIdentifier,
    SourceState::OtherBirthDate,
    SourceState::NotConfirmed,
    SourceState::SeveralPatients,
    SourceState::PageLimit,
    SourceState::NextElsewhere,
    SourceState::NameDiffers,
    SourceState::Replaced,
    SourceState::Host,
    SourceState::TooLarge,
    SourceState::PagesRepeat,
    SourceState::Withheld,
    SourceState::Role,
    SourceState::Purpose,
    SourceState::Expired,
    SourceState::Agreement,
    SourceState::NotRecorded,
    SourceState::NotOffered,
    SourceState::Fewer,
    SourceState::Forbidden,
];

fn union(words: impl IntoIterator<Item = &'static str>) -> String {
    let quoted: Vec<_> = words
        .into_iter()
        .map(|word| format!("\"{word}\""))
        .collect();
    quoted.join(" | ")
}

/// The type declarations.
pub fn declarations() -> String {
    let mut out = String::from(
        "// Made from the contract's table by `cargo xtask generate`.\n\nexport type Configuration = Record<string, unknown>;\n\n",
    );
    out.push_str(&types());
    out.push_str("\nexport interface PatientTimelineElement extends HTMLElement {\n");
    for property in PROPERTIES {
        let read_only = matches!(property.name, "ready" | "version");
        let word = if read_only { "readonly " } else { "" };
        out.push_str(&format!(
            "  /** {} */\n  {word}{}: {};\n",
            property.words, property.name, property.kind
        ));
    }
    for method in METHODS {
        let signature = method.kind.replacen(" => ", ": ", 1);
        out.push_str(&format!(
            "  /** {} */\n  {}{signature};\n",
            method.words, method.name
        ));
    }
    out.push_str("}\n\ndeclare global {\n  interface HTMLElementTagNameMap {\n    \"patient-timeline\": PatientTimelineElement;\n  }\n  interface HTMLElementEventMap {\n");
    for event in EVENTS {
        out.push_str(&format!(
            "    \"{}\": CustomEvent<{}>;\n",
            event.name, event.kind
        ));
    }
    out.push_str("  }\n}\n");
    out
}

/// The documentation as Markdown.
pub fn reference() -> String {
    let mut out = String::from(
        "# The element\n\n<!-- Made from the contract's table in crates/element/src/contract.rs by `cargo xtask generate`. -->\n",
    );
    for (title, kind, members) in [
        ("Attributes", "type", ATTRIBUTES),
        ("Properties", "type", PROPERTIES),
        ("Methods", "type", METHODS),
        ("Events", "detail", EVENTS),
    ] {
        out.push_str(&format!(
            "\n## {title}\n\n| name | {kind} | what it is for |\n|---|---|---|\n"
        ));
        for member in members {
            let kind = member.kind.replace('|', "\\|");
            let words = member.words.replace('|', "\\|");
            out.push_str(&format!("| `{}` | `{kind}` | {words} |\n", member.name));
        }
    }
    out.push_str("\nA detail holds opaque ids, kinds, states and counts; never clinical text, a clinical code, a name or a number of the patient.\n\n## Errors\n\n| code | does a retry help | what to do |\n|---|---|---|\n");
    for (code, retry, words) in ERRORS {
        let retry = if *retry { "yes" } else { "no" };
        out.push_str(&format!(
            "| `{code}` | {retry} | {} |\n",
            words.replace('|', "\\|")
        ));
    }
    out.push_str("\n## Types\n\n```ts\n");
    out.push_str(&types());
    out.push_str("```\n");
    out
}

/// The custom elements manifest, schema version 1.0.0.
pub fn manifest() -> String {
    let list = |members: &[Member], each: &dyn Fn(&Member) -> String| -> String {
        let all: Vec<_> = members.iter().map(each).collect();
        all.join(",\n")
    };
    let quoted = |text: &str| {
        let mut out = String::new();
        timeline_json::escape(text, &mut out);
        out
    };
    let plain = |extra: &'static str| {
        move |member: &Member| {
            format!(
                "            {{ {extra}\"name\": {}, \"type\": {{ \"text\": {} }}, \"description\": {} }}",
                quoted(member.name),
                quoted(member.kind),
                quoted(member.words)
            )
        }
    };
    let members = [
        list(PROPERTIES, &plain("\"kind\": \"field\", ")),
        list(METHODS, &|member| {
            format!(
                "            {{ \"kind\": \"method\", \"name\": {}, \"description\": {} }}",
                quoted(member.name),
                quoted(member.words)
            )
        }),
    ];
    format!(
        "{{\n  \"schemaVersion\": \"1.0.0\",\n  \"modules\": [\n    {{\n      \"kind\": \"javascript-module\",\n      \"path\": \"patient-timeline.js\",\n      \"declarations\": [\n        {{\n          \"kind\": \"class\",\n          \"name\": \"PatientTimeline\",\n          \"tagName\": \"patient-timeline\",\n          \"customElement\": true,\n          \"attributes\": [\n{}\n          ],\n          \"members\": [\n{}\n          ],\n          \"events\": [\n{}\n          ]\n        }}\n      ]\n    }}\n  ]\n}}\n",
        list(ATTRIBUTES, &plain("")),
        members.join(",\n"),
        list(EVENTS, &plain("")),
    )
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use timeline_model::protocol::LoadFaultCode;

    use super::*;

    /// Holds a published file against what the table makes; writes it instead
    /// where `TIMELINE_GENERATE` is set.
    fn published(path: &str, made: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(path);
        if std::env::var_os("TIMELINE_GENERATE").is_some() {
            fs::write(&path, made).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == made,
            "{} is not what the table makes: run `cargo xtask generate`",
            path.display()
        );
    }

    #[test]
    fn the_published_contract_is_what_the_table_makes() {
        published("docs/element.md", &reference());
        published("docs/patient-timeline.d.ts", &declarations());
        published("docs/custom-elements.json", &manifest());
    }

    #[test]
    fn the_script_keeps_the_contract() {
        let script = include_str!("../js/element.js");
        for property in PROPERTIES {
            assert!(
                script.contains(&format!("get {}()", property.name)),
                "{}",
                property.name
            );
        }
        for method in METHODS {
            assert!(
                script.contains(&format!("    {}(", method.name)),
                "{}",
                method.name
            );
        }
        let rust = concat!(
            include_str!("handle.rs"),
            include_str!("../../model/src/protocol.rs")
        );
        for event in EVENTS {
            assert!(
                rust.contains(&format!("\"{}\"", event.name)),
                "{}",
                event.name
            );
        }
        for (code, ..) in ERRORS {
            let quoted = format!("\"{code}\"");
            assert!(script.contains(&quoted) || rust.contains(&quoted), "{code}");
        }
    }

    #[test]
    fn every_load_fault_is_documented() {
        for code in [
            LoadFaultCode::NoConfiguration,
            LoadFaultCode::ConfigurationUnreachable,
            LoadFaultCode::Configuration,
            LoadFaultCode::NoPatient,
            LoadFaultCode::Internal,
        ] {
            assert!(ERRORS.iter().any(|(own, ..)| *own == code.code()));
        }
    }
}
