//! How the glue comes by its Wasm. wasm-bindgen's own way fetches, compiles and guesses; the element's script compiles
//! the module by itself, and wants to see the functions before they are used.

use anyhow::{Context, Result, bail};

/// The line in wasm-bindgen's glue from which on there is nothing but its way to load the Wasm.
const LOADER: &str = "let wasmModule, wasmInstance, wasm;\n";

/// What stands there instead: `guarded` is given what the Wasm exports, and answers with what is called.
const START: &str = "let wasm;
async function start(module, guarded) {
    const instance = await WebAssembly.instantiate(module, __wbg_get_imports());
    wasm = guarded(instance.exports);
    wasm.__wbindgen_start();
}
export { start as default };
";

/// The glue with that in the place of its loader.
pub fn with_own_start(glue: &str) -> Result<String> {
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
    Ok(format!("{kept}{START}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_is_left_out_and_what_stands_before_it_stays() {
        let glue = format!("function f() {{}}\n{LOADER}async function __wbg_load() {{}}\n");
        let own = with_own_start(&glue).unwrap();
        assert!(own.starts_with("function f() {}\nlet wasm;\n"), "{own}");
        assert!(!own.contains("__wbg_load"), "{own}");
        assert!(with_own_start("function f() {}\n").is_err());
    }
}
