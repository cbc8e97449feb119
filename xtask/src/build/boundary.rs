//! The boundary between wasm-bindgen's glue and the Wasm. Libraries bring classes that the element never hands out;
//! their exports would keep code alive that nothing calls. And the names on both sides are long and hold hashes, which
//! no compression makes short.
//!
//! The glue is read line by line in the form that this version of wasm-bindgen writes. Where a line looks otherwise,
//! it stays as it is on both sides: larger, and right.

use super::sections;
use super::split::is_shared_alike;
use anyhow::Result;

/// Leaves out the classes of the glue that are not among `wanted`.
pub fn without_classes(glue: &str, wanted: &[String]) -> String {
    let unwanted = |name: &str| !wanted.iter().any(|own| own == name);
    let mut kept = String::new();
    let mut until: Option<fn(&str) -> bool> = None;
    for line in glue.lines() {
        if let Some(is_last) = until {
            if is_last(line) {
                until = None;
            }
            continue;
        }
        if class(line).is_some_and(unwanted) {
            until = Some(|line| line == "}");
        } else if registry(line).is_some_and(unwanted) {
            until = Some(|line| line.ends_with(';'));
        } else if !disposal(line).is_some_and(unwanted) {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// `export class Name {`
fn class(line: &str) -> Option<&str> {
    line.strip_prefix("export class ")?.strip_suffix(" {")
}

/// `const NameFinalization = (typeof …`
fn registry(line: &str) -> Option<&str> {
    let (name, rest) = line.strip_prefix("const ")?.split_once(" = ")?;
    let class = name.strip_suffix("Finalization")?;
    rest.starts_with("(typeof FinalizationRegistry")
        .then_some(class)
}

/// `if (Symbol.dispose) Name.prototype…`
fn disposal(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("if (Symbol.dispose) ")?;
    rest.split_once(".prototype[").map(|(name, _)| name)
}

/// Leaves out the exports that the glue does not use.
pub fn without_unused_exports(module: &[u8], glue: &str) -> Result<Vec<u8>> {
    let used = words(glue);
    sections::map_exports(module, |name| {
        used.binary_search(&name).is_ok().then(|| name.to_owned())
    })
}

/// Gives short names to all that the Wasm and what it loads on demand import and export, and leaves out of the glue
/// what neither imports any longer.
pub fn shorten(first: &[u8], second: &[u8], glue: &str) -> Result<(Vec<u8>, Vec<u8>, String)> {
    let mut exports: Vec<(String, String)> = Vec::new();
    let declared: Vec<&str> = words(glue);
    let first = sections::map_exports(first, |name| {
        let known = is_shared_alike(name) || declared.binary_search(&name).is_ok();
        let new = if known {
            short(exports.len())
        } else {
            name.to_owned()
        };
        exports.push((name.to_owned(), new.clone()));
        Some(new)
    })?;
    let mut imports: Vec<(String, String)> = Vec::new();
    let mut rename = |name: &str| {
        let mut known = imports.iter().chain(&exports);
        if let Some((_, new)) = known.find(|(own, _)| own == name) {
            return new.clone();
        }
        let line = glue.lines().find(|line| imported(line) == Some(name));
        let new = line.map_or_else(|| name.to_owned(), |_| short(imports.len()));
        imports.push((name.to_owned(), new.clone()));
        new
    };
    let first = sections::map_imports(&first, &mut rename)?;
    let second = sections::map_imports(second, &mut rename)?;
    Ok((first, second, with_names(glue, &imports, &exports)))
}

type Renamed = [(String, String)];

fn with_names(glue: &str, imports: &Renamed, exports: &Renamed) -> String {
    let mut kept = String::new();
    let mut skipping = false;
    for line in glue.lines() {
        if skipping {
            skipping = !is_end_of_import(line);
            continue;
        }
        let mut line = line.to_owned();
        if let Some(name) = imported(&line) {
            match imports.iter().find(|(own, _)| own == name) {
                Some((own, new)) => line = line.replacen(own.as_str(), new, 1),
                None => {
                    skipping = true;
                    continue;
                }
            }
        }
        kept.push_str(&with_exports(&line, exports));
        kept.push('\n');
    }
    kept
}

/// `        name: function(…`, as the members of the import object stand.
fn imported(line: &str) -> Option<&str> {
    let (name, rest) = line.strip_prefix("        ")?.split_once(": function(")?;
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (plain && rest.ends_with('{')).then_some(name)
}

fn is_end_of_import(line: &str) -> bool {
    line == "        }," || line == "        }, arguments); },"
}

/// The line with the new name behind each `wasm.`.
fn with_exports(line: &str, exports: &Renamed) -> String {
    let mut parts = line.split("wasm.");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("wasm.");
        let name = word(part);
        let new = exports.iter().find(|(own, _)| own == name);
        out.push_str(new.map_or(name, |(_, new)| new));
        out.push_str(part.get(name.len()..).unwrap_or_default());
    }
    out
}

/// The names that the glue has behind `wasm.`, in order.
fn words(glue: &str) -> Vec<&str> {
    let mut words: Vec<&str> = glue.split("wasm.").skip(1).map(word).collect();
    words.sort_unstable();
    words
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || "_$".contains(c)));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// `a` to `z`, `ba` and so on.
fn short(number: usize) -> String {
    let mut name = match number / 26 {
        0 => String::new(),
        rest => short(rest),
    };
    name.push(char::from(b'a' + (number % 26) as u8));
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "export class Unwanted {\n    free() {\n        wasm.free_unwanted();\n    }\n}\n\
        if (Symbol.dispose) Unwanted.prototype[Symbol.dispose] = Unwanted.prototype.free;\n\
        export class Handle {\n    free() { wasm.free_handle(wasm.memory); }\n}\n\
        if (Symbol.dispose) Handle.prototype[Symbol.dispose] = Handle.prototype.free;\n\
        const UnwantedFinalization = (typeof FinalizationRegistry === 'undefined')\n    ? {}\n    : f(wasm.free_unwanted);\n\
        const HandleFinalization = (typeof FinalizationRegistry === 'undefined')\n    ? {}\n    : {};\n";

    #[test]
    fn classes_that_the_element_does_not_import_are_left_out_whole() {
        let kept = without_classes(GLUE, &["Handle".to_owned()]);
        assert!(!kept.contains("nwanted"), "{kept}");
        let expected = GLUE.lines().filter(|line| line.contains("Handle")).count();
        let found = kept.lines().filter(|line| line.contains("Handle")).count();
        assert_eq!(found, expected);
        assert_eq!(words(&kept), ["free_handle", "memory"]);
    }

    #[test]
    fn imports_that_the_wasm_lost_leave_the_glue_and_others_are_renamed() {
        let glue = "        __wbg_a_0f: function(x) {\n            wasm.longer(x);\n        },\n        \
            __wbg_b_1f: function() { return handleError(function (x) {\n            f(x);\n        }, arguments); },\n";
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let named = with_names(glue, &[pair("__wbg_a_0f", "a")], &[pair("longer", "b")]);
        assert_eq!(
            named,
            "        a: function(x) {\n            wasm.b(x);\n        },\n"
        );
    }

    #[test]
    fn short_names_are_each_another() {
        assert_eq!(
            [short(0), short(25), short(26), short(27)],
            ["a", "z", "ba", "bb"]
        );
    }
}
