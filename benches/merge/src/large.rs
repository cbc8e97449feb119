use std::{fs, path::Path};

use anyhow::{Context, ensure};
use timeline_fhir::Reader;
use timeline_model::{Entry, Kind, PartialDate, RecordKey, days_from_civil};

/// The folders of the demo whose sources speak FHIR.
const FOLDERS: [&str; 4] = ["riverside", "stannes", "kingsway", "community"];
/// How many sources there are.
pub const SOURCES: u16 = FOLDERS.len() as u16;
/// How far the copies of a patient's record lie apart at most, in days.
const DAYS: u64 = 50 * 365;
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The demo's patients, from whom larger records are made: each patient's
/// again and again, on other days and under other numbers.
pub struct Large {
    /// Of each patient, what each source holds.
    patients: Vec<Vec<Entry>>,
}

impl Large {
    /// Reads the demo's data.
    pub fn read(demo: &Path) -> anyhow::Result<Large> {
        let first = demo.join(FOLDERS[0]);
        let listing = fs::read_dir(&first).with_context(|| format!("{}", first.display()))?;
        let mut names = Vec::new();
        for item in listing {
            names.push(item?.file_name());
        }
        names.sort();
        let mut patients = Vec::new();
        for name in &names {
            let mut entries = Vec::new();
            for (source, folder) in (0..).zip(FOLDERS) {
                // Not every source knows every patient.
                if let Ok(bytes) = fs::read(demo.join(folder).join(name)) {
                    let mut reader = Reader::new(source);
                    reader.read(0, bytes);
                    entries.extend(reader.entries().into_iter().cloned());
                }
            }
            patients.push(entries);
        }
        let large = Large { patients };
        ensure!(
            large.patients.iter().all(|entries| !entries.is_empty()),
            "{}: holds nothing that can be read",
            demo.display()
        );
        Ok(large)
    }

    /// A record of so many entries.
    pub fn make(&self, count: usize) -> Vec<Entry> {
        let mut made = Vec::with_capacity(count);
        let mut seed = SEED;
        let mut page = 0;
        let mut is_first = true;
        while made.len() < count {
            for entries in &self.patients {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let days = (seed >> 33) % DAYS;
                let room = count - made.len();
                // An allergy is one for life, and is in a record once.
                let kept = |entry: &&Entry| is_first || entry.kind != Kind::Allergy;
                let copies = entries.iter().filter(kept).take(room);
                made.extend(copies.map(|entry| moved(entry, page, days as i64)));
                page += 1;
            }
            is_first = false;
        }
        made
    }
}

/// An entry on another page, under other numbers, and days earlier.
fn moved(entry: &Entry, page: u32, days: i64) -> Entry {
    let mut moved = entry.clone();
    let on_page = |key: &mut RecordKey| key.page = page;
    on_page(&mut moved.key);
    for reference in &mut moved.references {
        reference.key.iter_mut().for_each(on_page);
    }
    moved.alias = format!("{}-{page}", moved.alias);
    for identifier in &mut moved.identifiers {
        identifier.value = format!("{}-{page}", identifier.value);
    }
    let when = &mut moved.when;
    for date in [&mut when.start, &mut when.end, &mut moved.recorded] {
        *date = date.map(|date| earlier(date, days));
    }
    moved
}

fn earlier(date: PartialDate, days: i64) -> PartialDate {
    let day = days_from_civil(date.year, date.month.max(1), date.day.max(1)) - days;
    let other = PartialDate::from_epoch(day * 86_400, 0);
    PartialDate {
        year: other.year,
        month: other.month,
        day: other.day,
        ..date
    }
}
