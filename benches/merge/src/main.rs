//! `bench-merge DEMO`: merges records of many sizes, made from the demo's
//! patients, and prints figures, one a line: how long all at once takes, and
//! how long one more page.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

mod large;
mod pages;

use std::path::Path;

use large::Large;
use pages::Pages;
use rustix::time::{ClockId, clock_gettime};
use timeline_merge::Merger;
use timeline_model::Entry;

/// Records of which each has twice as many entries as the one before.
const DOUBLING: [usize; 4] = [10_000, 20_000, 40_000, 80_000];
/// The record for which there is a bar of its own.
const HOSPITAL: usize = 32_630;
/// How many entries a page has, and how many there are before it.
const PAGE: usize = 200;
const BEFORE: usize = 32_000;
/// The source of the demo whose pages the reader is given.
const PAGED: &str = "riverside";
/// How often a figure is taken; the best counts, for the machine is shared.
const TIMES: usize = 9;

fn main() -> anyhow::Result<()> {
    let demo = std::env::args_os().nth(1).unwrap_or_default();
    let large = Large::read(demo.as_ref())?;
    let counts: Vec<usize> = DOUBLING.into_iter().chain([HOSPITAL]).collect();
    let records: Vec<Vec<Entry>> = counts.iter().map(|count| large.make(*count)).collect();
    let mut best = vec![(f64::INFINITY, 0); counts.len()];
    // In turn, so that what else the machine does falls on all alike.
    for _ in 0..TIMES {
        for (best, entries) in best.iter_mut().zip(&records) {
            let given: Vec<&Entry> = entries.iter().collect();
            let start = milliseconds();
            let mut merger = Merger::default();
            let groups = merger.update(&[], &given).len();
            *best = (best.0.min(milliseconds() - start), groups);
        }
    }
    for (count, (milliseconds, groups)) in counts.iter().zip(best) {
        println!("groups_{count} {groups}");
        println!("at_once_{count}_ms {milliseconds:.1}");
    }
    let (median, worst) = pages(&large);
    println!("page_median_ms {median:.2}");
    println!("page_worst_ms {worst:.2}");
    let (read, resolve) = Pages::make(&Path::new(&demo).join(PAGED))?.measure()?;
    println!("reader_page_read_ms {read:.2}");
    println!("reader_page_resolve_ms {resolve:.2}");
    Ok(())
}

/// What one page more costs: each time another, and gone again. A page is what
/// one source holds of one time, as servers send it.
fn pages(large: &Large) -> (f64, f64) {
    let entries = large.make(BEFORE + PAGE);
    let mut merger = Merger::default();
    merger.update(&[], &entries.iter().collect::<Vec<_>>());
    let mut costs = Vec::new();
    for source in 0..large::SOURCES {
        let mut own: Vec<&Entry> = entries.iter().filter(|e| e.key.source == source).collect();
        own.sort_by_key(|entry| entry.when.start.map(|start| start.earliest()));
        let pages: Vec<&[&Entry]> = own.chunks_exact(PAGE).collect();
        for page in pages.iter().step_by((pages.len() / TIMES).max(1)) {
            let keys: Vec<_> = page.iter().map(|entry| entry.key).collect();
            // The best of five, for a page costs the same each time.
            let mut best = f64::INFINITY;
            for _ in 0..5 {
                merger.update(&keys, &[]);
                let start = milliseconds();
                merger.update(&[], page);
                best = best.min(milliseconds() - start);
            }
            costs.push(best);
        }
    }
    costs.sort_by(f64::total_cmp);
    let at = |place: usize| costs.get(place).copied().unwrap_or_default();
    (at(costs.len() / 2), at(costs.len() - 1))
}

/// How long this thread has run, whatever ran beside it.
fn milliseconds() -> f64 {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    spent.tv_sec as f64 * 1e3 + spent.tv_nsec as f64 / 1e6
}
