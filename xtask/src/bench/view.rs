//! `bench view`: what the page's own thread does with the largest record known of one patient, and beside a peer.

use super::{Bar, Figures, judge};
use crate::browser::Browser;
use crate::build::{self, Exactness};
use crate::demo;
use crate::node::{self, Node};
use crate::process;
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::ExitCode;

/// Each figure of the browser's part that has a bar, and the most that it may be.
const MOST: [(&str, f64); 7] = [
    ("last_patch_to_frame_ms", 120.0),
    ("frame_median_ms", 8.0),
    ("frame_95th_ms", 16.0),
    ("longest_task_ms", 50.0),
    ("filter_task_ms", 50.0),
    ("typing_task_ms", 50.0),
    ("nodes", 1_500.0),
];
/// How many times as fast as the peer ours draws and pans at least.
const LEAST: [(&str, f64); 2] = [("draw_times", 20.0), ("pan_times", 20.0)];

pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    let browser = Browser::ready()?;
    let node = Node::ready(workspace)?;
    node::install(&workspace.path("tests/bench"))?;
    build::build(workspace, Exactness::AsFarAsPossible)?;
    demo::build_tool(workspace)?;
    let mut command = node.command();
    command
        .current_dir(workspace.tests())
        .arg("bench/view.mjs")
        .env("TIMELINE_TOOL", workspace.tool())
        .env("TIMELINE_ASSETS", workspace.dist())
        .env("CHROMIUM", browser.chromium);
    let figures = Figures::read(&process::output(&mut command, "the browser's part")?)?;
    for (name, figure) in &figures.0 {
        println!("{name} {figure}");
    }
    let mut bars = Vec::new();
    for (name, bar) in MOST {
        bars.push(Bar::most(name, figures.get(name)?, bar));
    }
    for (name, bar) in LEAST {
        bars.push(Bar::least(name, figures.get(name)?, bar));
    }
    Ok(judge(&bars))
}
