//! How the glue comes by its Wasm. wasm-bindgen's own way fetches, compiles and guesses; the element's script compiles
//! the module by itself, and wants to see the functions before they are used.

use anyhow::{Context, Result, bail};

/// The line in wasm-bindgen's glue from which on there is nothing but its way to load the Wasm.
const LOADER: &str = "let wasmModule, wasmInstance, wasm;\n";

/// What stands there instead: `guarded` is given what the Wasm exports, and answers with what is called.
const START: &str = "let wasm, imports, exports;
async function start(module, guarded) {
    imports = __wbg_get_imports();
    ({ exports } = await WebAssembly.instantiate(module, imports));
    wasm = guarded(exports);
    wasm.__wbindgen_start();
}
";

/// What the script is handed besides where the Wasm is in two: what the second of them imports.
const JOINT: &str = "const joint = () => ({ ...imports, '': exports });
export { start as default, joint };
";

/// And where it is in one.
const WHOLE: &str = "const joint = undefined;
export { start as default, joint };
";

/// How many Wasm a build has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    One,
    Two,
}

/// The glue with that in the place of its loader.
pub fn with_own_start(glue: &str, parts: Parts) -> Result<String> {
    let (kept, _) = glue.split_once(LOADER).with_context(|| {
        format!(
            "wasm-bindgen's glue has no line '{}': this version writes something else than expected",
            LOADER.trim_end()
        )
    })?;
    if kept.contains("wasmModule") || kept.contains("wasmInstance") {
        bail!(
            "wasm-bindgen's glue hands out the module or instance, which the element has no use for"
        );
    }
    let end = match parts {
        Parts::One => WHOLE,
        Parts::Two => JOINT,
    };
    Ok(format!("{kept}{START}{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_is_left_out_and_what_stands_before_it_stays() {
        let glue = format!("function f() {{}}\n{LOADER}async function __wbg_load() {{}}\n");
        let own = with_own_start(&glue, Parts::Two).unwrap();
        assert!(
            own.starts_with("function f() {}\nlet wasm, imports, exports;\n"),
            "{own}"
        );
        assert!(!own.contains("__wbg_load"), "{own}");
        assert!(with_own_start("function f() {}\n", Parts::One).is_err());
    }
}
