//! `bench-read FILE`: reads a page natively a few times and prints the best
//! time in milliseconds, and how many resources and entries there were.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::time::Instant;

use timeline_fhir::Reader;

fn main() -> std::io::Result<()> {
    let path = std::env::args_os().nth(1).unwrap_or_default();
    let bytes = std::fs::read(path)?;
    let mut best = f64::INFINITY;
    let mut counts = (0, 0);
    for _ in 0..7 {
        let page = bytes.clone();
        let start = Instant::now();
        let mut reader = Reader::new(0);
        reader.read(0, page);
        let entries = reader.entries().len();
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
        counts = (reader.tally().received, entries);
    }
    println!("{best:.1} {} {}", counts.0, counts.1);
    Ok(())
}
