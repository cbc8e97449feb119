//! Each crate's share of the Wasm, from the names of its functions.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// The groups that matter here beside our own crates, each with the crates that belong to it.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "core, alloc, std",
        &[
            "core",
            "alloc",
            "std",
            "__rustc",
            "compiler_builtins",
            "dlmalloc",
            "hashbrown",
            "memchr",
        ],
    ),
    (
        "wasm-bindgen, web-sys",
        &["wasm_bindgen", "wasm_bindgen_futures", "js_sys", "web_sys"],
    ),
    (
        "leptos",
        &[
            "leptos",
            "leptos_dom",
            "leptos_macro",
            "leptos_config",
            "leptos_hot_reload",
            "tachys",
            "reactive_graph",
            "reactive_stores",
            "any_spawner",
            "any_error",
            "either_of",
            "hydration_context",
            "next_tuple",
            "oco_ref",
            "or_poisoned",
            "server_fn",
            "throw_error",
            "wasm_split_helpers",
            "const_str_slice_concat",
        ],
    ),
];

/// Functions that bear no path: what is exported to JavaScript, and its shims.
const EXPORTS: &str = "exports to JavaScript";

/// Bytes of each crate or group.
pub type Shares = BTreeMap<String, u64>;

/// What the Wasm is made of.
pub struct Measured {
    /// By crate or group.
    pub shares: Shares,
    /// Each function with its bytes, the largest first.
    pub functions: Vec<(u64, String)>,
}

/// Adds up the function bodies by crate; everything that is no code stands under its section.
pub fn by_crate(module: &[u8]) -> Result<Measured> {
    let mut sizes: Vec<u64> = Vec::new();
    let mut names: BTreeMap<u32, &str> = BTreeMap::new();
    let mut imported = 0;
    let mut shares = Shares::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload.context("the Wasm cannot be read")? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len() as u64),
            Payload::DataSection(section) => add(
                &mut shares,
                "data: words, styles, tables",
                section.range().len(),
            ),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(reader) = section.as_known() {
                    for name in reader {
                        if let Name::Function(map) = name? {
                            for naming in map {
                                let naming = naming?;
                                names.insert(naming.index, naming.name);
                            }
                        }
                    }
                }
            }
            Payload::CodeSectionStart { .. } => {}
            other => {
                if let Some((_, range)) = other.as_section() {
                    add(&mut shares, "other sections", range.len());
                }
            }
        }
    }
    let mut functions = Vec::new();
    for (index, size) in (imported..).zip(sizes) {
        let name = names.get(&index).copied().unwrap_or_default();
        add(&mut shares, &group(crate_of(name)), size as usize);
        functions.push((size, format!("{:#}", rustc_demangle::demangle(name))));
    }
    functions.sort_by(|a, b| b.cmp(a));
    Ok(Measured { shares, functions })
}

/// Prints the shares and as many functions as asked for, the largest first.
pub fn print(what: &str, measured: &Measured, top: usize) {
    let shares = &measured.shares;
    let total: u64 = shares.values().sum();
    let mut rows: Vec<_> = shares.iter().collect();
    rows.sort_by_key(|(_, bytes)| std::cmp::Reverse(**bytes));
    println!("{what:<30}{:>10}{:>8}", "bytes", "");
    for (name, bytes) in rows {
        let percent = *bytes as f64 * 100.0 / total.max(1) as f64;
        println!("{name:<30}{bytes:>10}{percent:>7.1}%");
    }
    println!();
    for (bytes, name) in measured.functions.iter().take(top) {
        println!("{bytes:>8}  {name}");
    }
}

fn add(shares: &mut Shares, name: &str, bytes: usize) {
    *shares.entry(name.to_owned()).or_default() += bytes as u64;
}

fn group(name: String) -> String {
    if name.starts_with("timeline") {
        return name.replace('_', "-");
    }
    if name == EXPORTS {
        return name;
    }
    let group = GROUPS
        .iter()
        .find(|(_, crates)| crates.contains(&name.as_str()));
    group.map_or_else(
        || format!("other: {name}"),
        |(group, _)| (*group).to_owned(),
    )
}

/// The crate that wrote a function: the first path in its name, so for `<&a::T as b::U>::f` that is `a`.
fn crate_of(symbol: &str) -> String {
    // wasm-bindgen adds ` externref shim` and the like.
    let symbol = symbol.split(' ').next().unwrap_or_default();
    let name = format!("{:#}", rustc_demangle::demangle(symbol));
    let mut start = None;
    for (place, letter) in name.char_indices() {
        match start {
            _ if letter.is_alphanumeric() || letter == '_' => start = start.or(Some(place)),
            Some(start) if name.get(place..).is_some_and(|rest| rest.starts_with("::")) => {
                return name.get(start..place).unwrap_or_default().to_owned();
            }
            _ => start = None,
        }
    }
    EXPORTS.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crate_is_read_from_plain_and_qualified_names() {
        assert_eq!(crate_of("_ZN4core3fmt5write17h0123456789abcdefE"), "core");
        assert_eq!(
            crate_of(
                "_ZN58_$LT$timeline_viewer..List$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE"
            ),
            "timeline_viewer"
        );
        assert_eq!(
            crate_of("_RNvXs1g_NtCsgXGp5Oqx2Ny_4core3fmtRiNtB6_5Debug3fmtCsebHcaeoSrxy_3std"),
            "core"
        );
        assert_eq!(crate_of("handle_show externref shim"), EXPORTS);
    }

    #[test]
    fn own_crates_stand_alone_and_families_together() {
        assert_eq!(group("timeline_viewer".to_owned()), "timeline-viewer");
        assert_eq!(group("tachys".to_owned()), "leptos");
        assert_eq!(group("strsim".to_owned()), "other: strsim");
    }
}
