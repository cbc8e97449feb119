//! One module script out of wasm-bindgen's glue and the element's own script.
//!
//! The glue goes into a function of its own, so that no name of one script meets a name of the other; what the
//! element's script imports is handed out of it. Whatever looks unlike what is expected stops the build: a
//! wrongly composed script would only fail in the browser.

use anyhow::{Context, Result, bail};

/// How the element's script names the glue.
const GLUE: &str = "\"./glue.js\"";

/// Where the element's script has the version, which every crate of the workspace shares.
const VERSION_MARK: &str = "__VERSION__";

/// Composes the script that a page loads.
pub fn compose(glue: &str, element: &str) -> Result<String> {
    let glue = Glue::read(&without_comments(glue)).context("wasm-bindgen's glue")?;
    let (imports, element) = take_import(element).context("crates/element/js")?;
    let mut received = Vec::new();
    let mut returned = Vec::new();
    for (exported, name) in &imports {
        let Some((_, inner)) = glue.exports.iter().find(|(outer, _)| outer == exported) else {
            bail!(
                "element.js imports '{exported}', which the element's crate does not export; it exports {}",
                glue.exported_names()
            );
        };
        received.push(format!("{exported}: {name}"));
        returned.push(format!("{exported}: {inner}"));
    }
    Ok(format!(
        "const {{ {} }} = (() => {{\n{}return {{ {} }};\n}})();\n{}",
        received.join(", "),
        glue.body,
        returned.join(", "),
        without_comments(&element).replace(VERSION_MARK, env!("CARGO_PKG_VERSION")),
    ))
}

/// The names of the glue that the element's script imports.
pub fn imports(element: &str) -> Result<Vec<String>> {
    let (imports, _) = take_import(element).context("crates/element/js")?;
    Ok(imports.into_iter().map(|(exported, _)| exported).collect())
}

struct Glue {
    /// The script without its exports.
    body: String,
    /// Each export with the name that it has inside.
    exports: Vec<(String, String)>,
}

impl Glue {
    fn read(text: &str) -> Result<Self> {
        let mut glue = Self {
            body: String::new(),
            exports: Vec::new(),
        };
        for line in text.lines() {
            if line.starts_with("import ") {
                bail!(
                    "has an import, which one script cannot hold: '{line}'. Leave out `module =` and `inline_js`"
                );
            }
            let Some(declaration) = line.strip_prefix("export ") else {
                glue.push(line);
                continue;
            };
            if let Some(list) = declaration.strip_prefix('{') {
                let list = list.strip_suffix("};").with_context(|| unknown(line))?;
                for (inner, outer) in names(list) {
                    glue.exports.push((outer, inner));
                }
            } else {
                let name = declared_name(declaration).with_context(|| unknown(line))?;
                glue.exports.push((name.to_owned(), name.to_owned()));
                glue.push(declaration);
            }
        }
        if !glue.exports.iter().any(|(outer, _)| outer == "default") {
            bail!(
                "has no default export: this version of wasm-bindgen writes something else than expected"
            );
        }
        Ok(glue)
    }

    fn push(&mut self, line: &str) {
        self.body.push_str(line);
        self.body.push('\n');
    }

    fn exported_names(&self) -> String {
        let names: Vec<&str> = self
            .exports
            .iter()
            .map(|(outer, _)| outer.as_str())
            .collect();
        names.join(", ")
    }
}

fn unknown(line: &str) -> String {
    format!("has an export of an unknown form: '{line}'")
}

fn declared_name(declaration: &str) -> Option<&str> {
    let declaration = declaration.strip_prefix("async ").unwrap_or(declaration);
    let rest = ["class ", "function ", "const ", "let "]
        .iter()
        .find_map(|keyword| declaration.strip_prefix(keyword))?;
    let end = rest.find(|letter: char| !(letter.is_alphanumeric() || "_$".contains(letter)))?;
    rest.get(..end).filter(|name| !name.is_empty())
}

/// `a, b as c` as pairs of name and new name.
fn names(list: &str) -> Vec<(String, String)> {
    list.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(|item| match item.split_once(" as ") {
            Some((name, new)) => (name.trim().to_owned(), new.trim().to_owned()),
            None => (item.to_owned(), item.to_owned()),
        })
        .collect()
}

/// Splits the element's script into what it imports of the glue and the rest.
fn take_import(element: &str) -> Result<(Vec<(String, String)>, String)> {
    let expected = format!("exactly one line 'import init, {{ … }} from {GLUE};' is expected");
    let mut found = None;
    let mut rest = String::new();
    for line in element.lines() {
        if !line.starts_with("import ") {
            rest.push_str(line);
            rest.push('\n');
            continue;
        }
        let list = line
            .strip_prefix("import ")
            .and_then(|line| line.trim_end().strip_suffix(&format!(" from {GLUE};")))
            .with_context(|| format!("{expected}, but there is '{line}'"))?;
        if found.replace(imported_names(list)).is_some() {
            bail!("{expected}, but there are two");
        }
    }
    let imports = found.with_context(|| format!("{expected}, but there is none"))?;
    Ok((imports, rest))
}

/// `init, { a, b as c }` as pairs of what is exported and what it is called here.
fn imported_names(list: &str) -> Vec<(String, String)> {
    let (default, named) = list.split_once('{').unwrap_or((list, ""));
    let mut imports = Vec::new();
    let default = default.trim().trim_end_matches(',').trim_end();
    if !default.is_empty() {
        imports.push(("default".to_owned(), default.to_owned()));
    }
    imports.extend(names(named.trim_end().trim_end_matches('}')));
    imports
}

/// Leaves out lines that are comments only, except inside a template literal.
fn without_comments(script: &str) -> String {
    let mut kept = String::new();
    let mut in_block = false;
    let mut in_template = false;
    for line in script.lines() {
        let trimmed = line.trim();
        if !in_template && !in_block && trimmed.starts_with("/*") {
            // What stands behind a comment on its line is code.
            in_block = trimmed
                .find("*/")
                .is_none_or(|end| end + 2 == trimmed.len());
        }
        if in_block {
            in_block = !trimmed.ends_with("*/");
            continue;
        }
        if !in_template && (trimmed.is_empty() || trimmed.starts_with("//")) {
            continue;
        }
        in_template ^= line.matches('`').count() % 2 == 1;
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "export class Handle {\n    /**\n     * A comment.\n     */\n    free() {}\n}\n\
        export function start(a) {\n}\nlet wasm;\nasync function __wbg_init() {}\n\
        export { initSync, __wbg_init as default };\n";

    #[test]
    fn names_are_handed_from_the_glue_to_the_element() {
        let element = "// Words.\nimport init, { Handle, start as begin } from \"./glue.js\";\nbegin(init, Handle);\n";
        let script = compose(GLUE, element).unwrap();
        assert!(script.starts_with(
            "const { default: init, Handle: Handle, start: begin } = (() => {\nclass Handle {\n"
        ));
        assert!(script.contains(
            "return { default: __wbg_init, Handle: Handle, start: start };\n})();\nbegin("
        ));
        for absent in ["export", "import", "comment", "Words"] {
            assert!(!script.contains(absent), "{absent} in {script}");
        }
    }

    #[test]
    fn version_of_the_workspace_is_filled_in() {
        let element = "import init from \"./glue.js\";\nconst version = \"__VERSION__\";\n";
        let expected = format!("const version = \"{}\";", env!("CARGO_PKG_VERSION"));
        assert!(compose(GLUE, element).unwrap().contains(&expected));
    }

    #[test]
    fn missing_export_is_refused_by_name() {
        let element = "import init, { Missing } from \"./glue.js\";\n";
        let error = compose(GLUE, element).unwrap_err().to_string();
        assert!(
            error.contains("'Missing'") && error.contains("Handle, start"),
            "{error}"
        );
    }

    #[test]
    fn element_without_the_one_import_is_refused() {
        let two = "import init from \"./glue.js\";\nimport a from \"./glue.js\";\n";
        let other = "import init from \"./other.js\";\n";
        for element in ["let a;\n", two, other] {
            assert!(compose(GLUE, element).is_err(), "{element}");
        }
    }

    #[test]
    fn glue_of_another_shape_is_refused() {
        let element = "import init from \"./glue.js\";\n";
        let snippet = format!("import {{ a }} from './snippets/a.js';\n{GLUE}");
        let unknown = format!("export * from './a.js';\n{GLUE}");
        for glue in [snippet.as_str(), &unknown, "let wasm;\n"] {
            assert!(compose(glue, element).is_err(), "{glue}");
        }
    }

    #[test]
    fn template_literal_keeps_lines_that_look_like_comments() {
        let element = "const a = `one\n// two\n`;\n// three\n";
        assert_eq!(without_comments(element), "const a = `one\n// two\n`;\n");
    }

    #[test]
    fn code_behind_a_comment_on_its_line_stays() {
        let element = "/** a */\n/* b */ c();\n/* d\n e */\nf();\n";
        assert_eq!(without_comments(element), "/* b */ c();\nf();\n");
    }
}
