//! Whether the script makes of a packed Wasm the very Wasm again.

use super::Packed;
use crate::node::Node;
use crate::process;
use anyhow::Result;
use std::fs;
use std::path::Path;

/// Compares the two, and fails where they differ.
const COMPARE: &str = "
import { readFileSync } from 'node:fs';
const [packed, plain] = process.argv.slice(1).map((path) => readFileSync(path));
if (plain.compare(await unpacked(new Uint8Array(packed)))) throw new Error('the script makes another Wasm of it');
";

/// Has the script unpack what was packed, leaving both in a folder of the pipeline.
pub fn check(
    node: &Node,
    script: &str,
    packed: &Packed,
    wasm: &[u8],
    pipeline: &Path,
) -> Result<()> {
    let paths = ["packed", "plain.wasm"].map(|name| pipeline.join(name));
    for (path, bytes) in paths.iter().zip([packed.whole().as_slice(), wasm]) {
        fs::write(path, bytes)?;
    }
    let mut command = node.command();
    command.args(["--input-type=module", "--eval"]);
    command.arg([script, COMPARE].concat()).args(paths);
    process::run(&mut command, "unpacking the Wasm")
}
