//! What repeats from entry to entry, read once.

use crate::{
    hash, order,
    systems::Systems,
    units::{self, Scale},
    words::{Style, normalise},
};

/// The code systems, units, and names beside the title seen so far.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) systems: Systems,
    units: Vec<Unit>,
    /// What was written, hashed, and its normal form; sorted.
    names: Vec<u128>,
}

/// How many systems and units are remembered; a record has some dozens.
pub(crate) const MOST: usize = 64;
/// How many names.
const MOST_NAMES: usize = 4096;

/// A unit as sent, its plain spelling, 0 for none, both hashed, and its scale.
struct Unit {
    sent: u64,
    plain: u64,
    scale: Option<Scale>,
}

impl Seen {
    /// A unit's plain spelling, hashed, 0 for none, and its scale.
    pub(crate) fn unit(&mut self, text: &str) -> (u64, Option<Scale>) {
        let sent = hash::of_text(text);
        if let Some(known) = self.units.iter().find(|known| known.sent == sent) {
            return (known.plain, known.scale);
        }
        let unit = units::plain(text);
        let plain = if unit.is_empty() {
            0
        } else {
            hash::of_text(&unit)
        };
        let scale = Scale::of(&unit);
        if self.units.len() < MOST {
            self.units.push(Unit { sent, plain, scale });
        }
        (plain, scale)
    }

    /// A name in its normal form, hashed: of a medicine all of it, of anything
    /// else its core.
    pub(crate) fn name(&mut self, text: &str, style: Style) -> u64 {
        let key = hash::of_parts(style as u8, hash::of_text(text), 0);
        let at = order::first_from(&self.names, order::smallest(key));
        if let Some(known) = self.names.get(at)
            && order::key(*known) == key
        {
            return *known as u64;
        }
        let words = normalise(text, style);
        let normal = match style {
            Style::Medicine => words.whole,
            _ => words.core,
        };
        if self.names.len() < MOST_NAMES {
            let item = u128::from(key) << 64 | u128::from(normal);
            self.names.insert(at, item);
        }
        normal
    }
}
