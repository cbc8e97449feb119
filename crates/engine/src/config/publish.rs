//! What is published from the table of keys: the reference in the
//! documentation and the JSON Schema.

use timeline_model::Kind;

use super::keys::{AGREEMENT_KEYS, KEYS, Key, KeyType, PRESETS, SOURCE_KEYS};

/// The reference as Markdown.
pub fn reference() -> String {
    let mut out = String::from(
        "# Configuration\n\n<!-- Made from the table of keys in crates/engine/src/config/keys.rs by `cargo xtask generate`. -->\n\nOne JSON object. Relative addresses are relative to the address of the configuration itself.\n\n",
    );
    table(&mut out, KEYS);
    out.push_str("\n## Each of `sources`\n\n");
    table(&mut out, SOURCE_KEYS);
    out.push_str("\n## `preset`\n\nA preset sets these keys of a source where they are not given.\n\n| preset | keys |\n|---|---|\n");
    for (name, given) in PRESETS {
        let given: Vec<String> = given
            .iter()
            .map(|(key, word)| format!("`{key}: {word}`"))
            .collect();
        out.push_str(&format!("| `{name}` | {} |\n", given.join(", ")));
    }
    out.push_str("\n## `agreement`\n\n");
    table(&mut out, AGREEMENT_KEYS);
    out
}

fn table(out: &mut String, keys: &[Key]) {
    out.push_str("| key | value | default | what it is for |\n|---|---|---|---|\n");
    for key in keys {
        let (value, default) = described(key);
        let default = if key.required {
            "required".to_owned()
        } else {
            default
        };
        out.push_str(&format!(
            "| `{}` | {value} | {default} | {} |\n",
            key.name, key.words
        ));
    }
}

fn described(key: &Key) -> (String, String) {
    match key.kind {
        KeyType::Text => ("text".into(), String::new()),
        KeyType::Address => ("address".into(), String::new()),
        KeyType::DateTime => ("date or time".into(), String::new()),
        KeyType::Flag(default) => ("`true` or `false`".into(), format!("`{default}`")),
        KeyType::Number(default, least, most) => (
            format!("{least} to {most} {}", key.unit)
                .trim_end()
                .to_owned(),
            format!("{default}"),
        ),
        KeyType::OneOf(words) => (
            words
                .iter()
                .map(|w| format!("`{w}`"))
                .collect::<Vec<_>>()
                .join(", "),
            words.first().map(|w| format!("`{w}`")).unwrap_or_default(),
        ),
        KeyType::Texts => ("list of texts".into(), String::new()),
        KeyType::Addresses => ("list of addresses".into(), String::new()),
        KeyType::TextMap => ("object of texts".into(), String::new()),
        KeyType::Sources => ("list of objects, see below".into(), String::new()),
        KeyType::Mapping => ("object, see [feeds](feeds.md)".into(), String::new()),
        KeyType::Kinds => (format!("list of {}", kinds("`").join(", ")), String::new()),
        KeyType::Headers => ("object of texts".into(), String::new()),
        KeyType::Agreement => ("object, see below".into(), String::new()),
    }
}

/// The names of the kinds, in quotes.
fn kinds(quote: &str) -> Vec<String> {
    Kind::ALL
        .iter()
        .map(|kind| [quote, kind.code(), quote].concat())
        .collect()
}

/// The JSON Schema, draft 2020-12.
pub fn schema() -> String {
    let mut out = String::from(
        "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\": \"Configuration of patient-timeline\",\n",
    );
    object(&mut out, KEYS, 1);
    out.push_str("\n}\n");
    out
}

fn object(out: &mut String, keys: &[Key], depth: usize) {
    let pad = "  ".repeat(depth);
    let required: Vec<String> = keys
        .iter()
        .filter(|key| key.required)
        .map(|key| format!("\"{}\"", key.name))
        .collect();
    out.push_str(&format!(
        "{pad}\"type\": \"object\",\n{pad}\"additionalProperties\": false,\n{pad}\"required\": [{}],\n{pad}\"properties\": {{\n",
        required.join(", ")
    ));
    for (place, key) in keys.iter().enumerate() {
        let comma = if place + 1 < keys.len() { "," } else { "" };
        out.push_str(&format!("{pad}  \"{}\": {{\n", key.name));
        let mut words = String::new();
        timeline_json::escape(key.words, &mut words);
        out.push_str(&format!("{pad}    \"description\": {words},\n"));
        property(out, key, depth + 2);
        out.push_str(&format!("\n{pad}  }}{comma}\n"));
    }
    out.push_str(&format!("{pad}}}"));
}

fn property(out: &mut String, key: &Key, depth: usize) {
    let pad = "  ".repeat(depth);
    match key.kind {
        KeyType::Text => out.push_str(&format!("{pad}\"type\": \"string\",\n{pad}\"minLength\": 1")),
        KeyType::Address => {
            out.push_str(&format!("{pad}\"type\": \"string\",\n{pad}\"format\": \"uri-reference\""));
        }
        KeyType::DateTime => out.push_str(&format!("{pad}\"type\": \"string\"")),
        KeyType::Flag(default) => {
            out.push_str(&format!("{pad}\"type\": \"boolean\",\n{pad}\"default\": {default}"));
        }
        KeyType::Number(default, least, most) => out.push_str(&format!(
            "{pad}\"type\": \"integer\",\n{pad}\"minimum\": {least},\n{pad}\"maximum\": {most},\n{pad}\"default\": {default}"
        )),
        KeyType::OneOf(words) => {
            let list: Vec<String> = words.iter().map(|w| format!("\"{w}\"")).collect();
            out.push_str(&format!("{pad}\"enum\": [{}]", list.join(", ")));
            if let Some(first) = list.first() {
                out.push_str(&format!(",\n{pad}\"default\": {first}"));
            }
        }
        KeyType::Texts => out.push_str(&format!(
            "{pad}\"type\": \"array\",\n{pad}\"minItems\": 1,\n{pad}\"items\": {{\"type\": \"string\"}}"
        )),
        KeyType::Addresses => out.push_str(&format!(
            "{pad}\"type\": \"array\",\n{pad}\"minItems\": 1,\n{pad}\"items\": {{\"type\": \"string\", \"format\": \"uri-reference\"}}"
        )),
        KeyType::TextMap => out.push_str(&format!(
            "{pad}\"type\": \"object\",\n{pad}\"additionalProperties\": {{\"type\": \"string\"}}"
        )),
        KeyType::Sources => {
            out.push_str(&format!("{pad}\"type\": \"array\",\n{pad}\"minItems\": 1,\n{pad}\"items\": {{\n"));
            object(out, SOURCE_KEYS, depth + 1);
            out.push_str(&format!("\n{pad}}}"));
        }
        KeyType::Mapping => out.push_str(&format!("{pad}\"type\": \"object\"")),
        KeyType::Kinds => out.push_str(&format!(
            "{pad}\"type\": \"array\",\n{pad}\"minItems\": 1,\n{pad}\"items\": {{\"enum\": [{}]}}",
            kinds("\"").join(", ")
        )),
        KeyType::Headers => out.push_str(&format!(
            "{pad}\"type\": \"object\",\n{pad}\"propertyNames\": {{\"pattern\": \"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$\"}},\n{pad}\"additionalProperties\": {{\"type\": \"string\"}}"
        )),
        KeyType::Agreement => object(out, AGREEMENT_KEYS, depth),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

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
    fn the_published_reference_is_what_the_table_makes() {
        published("docs/configuration.md", &reference());
        published("docs/configuration.schema.json", &schema());
    }

    #[test]
    fn the_schema_is_json() {
        serde_json::from_str::<serde_json::Value>(&schema()).unwrap();
    }
}
