//! Binaryen's wasm-opt, from the locked npm packages.

use super::Exactness;
use crate::node::Node;
use crate::process;
use crate::workspace::Workspace;
use anyhow::Result;
use std::path::Path;

/// What rustc emits for this target. Named one by one, for `--all-features` lets through what some engines reject.
const FEATURES: &[&str] = &[
    "--mvp-features",
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What is done to it, found by trying. Flattened and looped anew, the code is more alike and compresses better.
const PASSES: &[&str] = &[
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--monomorphize",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
];

/// Nothing lies in the first kilobyte of memory: it is the far end of the stack, which begins with a megabyte.
const LAYOUT: &str = "--low-memory-unused";

/// wasm-opt, ready to run, and the Node that it runs on.
pub struct Optimiser {
    node: Node,
}

/// Finds what runs on Node, or says that the build goes on without it.
pub fn find(workspace: &Workspace, exactness: Exactness) -> Result<Option<Optimiser>> {
    match Node::ready(workspace) {
        Ok(node) => Ok(Some(Optimiser { node })),
        Err(error) => exactness.without(
            error,
            "Node",
            "so the Wasm and the script are a little larger",
        ),
    }
}

impl Optimiser {
    /// What it runs on.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// Optimises for size; names stay in.
    pub fn run(&self, input: &Path, output: &Path) -> Result<()> {
        let mut command = self.node.package_program("binaryen/bin/wasm-opt");
        command.args(FEATURES);
        command
            .args(PASSES)
            .args([LAYOUT, "-g"])
            .arg(input)
            .arg("-o")
            .arg(output);
        process::run(&mut command, "wasm-opt")
    }
}
