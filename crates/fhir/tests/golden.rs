//! What is read from each fixture, line by line. Run with `UPDATE_GOLDEN=1` to
//! write the expectations anew, then read what changed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use timeline_fhir::Reader;
use timeline_model::{Entry, PartialDate, Precision};

fn date(date: PartialDate) -> String {
    let mut out = format!("{:04}", date.year);
    if date.precision >= Precision::Month {
        write!(out, "-{:02}", date.month).unwrap();
    }
    if date.precision >= Precision::Day {
        write!(out, "-{:02}", date.day).unwrap();
    }
    if date.has_time() {
        write!(out, "T{:02}:{:02}", date.hour, date.minute).unwrap();
        write!(
            out,
            "{}",
            date.offset.map_or_else(|| "?".into(), |o| format!("{o:+}"))
        )
        .unwrap();
    }
    out
}

fn optional(value: Option<PartialDate>) -> String {
    value.map_or_else(|| "-".to_owned(), date)
}

fn show(entry: &Entry, out: &mut String) {
    let when = &entry.when;
    writeln!(
        out,
        "#{} {} [{}] {} | {}\n  when {} .. {} {:?}, recorded {}, status {:?} {:?}, intent {:?}",
        entry.key.place,
        entry.kind.code(),
        entry.resource,
        entry.alias,
        entry.title,
        optional(when.start),
        optional(when.end),
        when.basis,
        optional(entry.recorded),
        entry.status.class,
        entry.status.sent,
        entry.intent,
    )
    .unwrap();
    if entry.marks != timeline_model::Marks::default() {
        writeln!(out, "  {:?}", entry.marks).unwrap();
    }
    if let Some(value) = &entry.value {
        writeln!(out, "  value {value:?} flag {:?}", entry.flag).unwrap();
    }
    for part in &entry.components {
        writeln!(
            out,
            "  part {} {:?} flag {:?}",
            part.title, part.value, part.flag
        )
        .unwrap();
    }
    for reference in &entry.references {
        let place = reference.key.map(|key| key.place);
        writeln!(out, "  {:?} {} {place:?}", reference.role, reference.target).unwrap();
    }
    for fact in entry.told() {
        write!(out, "  {:?}:", fact.field).unwrap();
        for part in [fact.when.map(date), Some(fact.text.clone())] {
            if let Some(part) = part.filter(|part| !part.is_empty()) {
                write!(out, " {part}").unwrap();
            }
        }
        match fact.absence {
            Some(absence) => writeln!(out, " ({absence:?})").unwrap(),
            None => out.push('\n'),
        }
    }
    for fault in &entry.faults {
        writeln!(out, "  fault {} {}", fault.code.code(), fault.path).unwrap();
    }
}

fn report(bytes: Vec<u8>) -> String {
    let mut reader = Reader::new(0);
    let page = reader.read(0, bytes);
    let mut out = String::new();
    writeln!(out, "{:?}", reader.tally()).unwrap();
    writeln!(
        out,
        "next {:?} total {:?} refused {}",
        page.next, page.total, page.refused
    )
    .unwrap();
    for (key, id, person) in &page.patients {
        // Links are rare, and shown where there are any.
        let person = format!("{person:?}").replace(", links: []", "");
        writeln!(out, "patient #{} {id} {person}", key.place).unwrap();
    }
    for problem in &page.problems {
        let (place, code) = (problem.key.place as i32, problem.code.code());
        writeln!(
            out,
            "problem #{place} {} byte {} {code}",
            problem.path, problem.offset
        )
        .unwrap();
    }
    for entry in reader.entries() {
        show(entry, &mut out);
    }
    for line in reader.ledger() {
        let of = line.part_of.map(|key| format!(" of #{}", key.place));
        writeln!(
            out,
            "ledger #{} {:?} {}{}{}",
            line.key.place,
            line.disposition,
            line.alias,
            of.unwrap_or_default(),
            if line.included { " included" } else { "" }
        )
        .unwrap();
    }
    out
}

/// Every fixture, however deep it lies.
fn fixtures() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")];
    let mut all = Vec::new();
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "json") {
                all.push(path);
            }
        }
    }
    all.sort();
    assert!(all.len() > 100);
    all
}

#[test]
fn each_fixture_reads_as_expected() {
    for path in fixtures() {
        let seen = report(std::fs::read(&path).unwrap());
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&expected, &seen).unwrap();
        }
        let held = std::fs::read_to_string(&expected)
            .expect("an expectation beside each fixture; UPDATE_GOLDEN=1 writes it");
        let differs = seen.lines().zip(held.lines()).find(|(a, b)| a != b);
        assert!(
            seen == held,
            "{} reads otherwise (now, held): {differs:#?}",
            path.display()
        );
    }
}

#[test]
fn a_fixture_cut_anywhere_still_adds_up() {
    for path in fixtures() {
        let bytes = std::fs::read(&path).unwrap();
        let mut reader = Reader::new(0);
        let whole = reader.read(0, bytes.clone()).tally;
        let step = (bytes.len() / 60).max(1);
        for cut in (0..bytes.trim_ascii_end().len()).step_by(step) {
            let mut reader = Reader::new(0);
            let page = reader.read(0, bytes.iter().copied().take(cut).collect());
            let tally = reader.tally();
            assert!(page.tally.adds_up() && tally.adds_up());
            assert_eq!(reader.entries().len() as u32, tally.entries);
            assert!(
                page.broken_at.is_some_and(|at| at as usize <= cut),
                "cut at {cut}"
            );
            assert!(page.tally.received <= whole.received);
        }
    }
}
