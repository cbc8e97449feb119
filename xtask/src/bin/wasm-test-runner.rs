//! What cargo calls as `runner` for a test that was compiled to Wasm: it runs it in a browser.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
