//! Terser, from the locked npm packages: what of the script is only for readers is left out.

use crate::node::Node;
use crate::process;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Properties keep their names, for they are the element's contract.
const OPTIONS: &[&str] = &[
    "--module",
    "--ecma=2022",
    "--compress=passes=2,ecma=2022",
    "--mangle",
];

/// Makes a script small, leaving its results in a folder of the pipeline.
pub fn minify(node: &Node, script: &str, pipeline: &Path) -> Result<String> {
    let [whole, small] = ["whole.js", "small.js"].map(|name| pipeline.join(name));
    fs::write(&whole, script)?;
    let mut command = node.package_program("terser/bin/terser");
    command
        .arg(&whole)
        .args(OPTIONS)
        .arg("--output")
        .arg(&small);
    process::run(&mut command, "terser")?;
    fs::read_to_string(small).context("terser wrote no script")
}
