//! What repeats from entry to entry, read once.

use crate::{
    hash,
    systems::Systems,
    units::{self, Scale},
    words::{Style, normalise},
};

/// The code systems, units, and names beside the title seen so far.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) systems: Systems,
    units: Vec<Unit>,
    /// What was written, and its normal form, for tests and for medicines.
    names: [Vec<(String, u64)>; 2],
}

/// How many systems and units are remembered; a record has some dozens.
pub(crate) const MOST: usize = 64;
/// How many names.
const MOST_NAMES: usize = 256;

struct Unit {
    sent: String,
    plain: u64,
    scale: Option<Scale>,
}

impl Seen {
    /// A unit's plain spelling, hashed, 0 for none, and its scale.
    pub(crate) fn unit(&mut self, sent: &str) -> (u64, Option<Scale>) {
        if let Some(known) = self.units.iter().find(|known| known.sent == sent) {
            return (known.plain, known.scale);
        }
        let unit = units::plain(sent);
        let plain = if unit.is_empty() {
            0
        } else {
            hash::of_text(&unit)
        };
        let scale = Scale::of(&unit);
        if self.units.len() < MOST {
            self.units.push(Unit {
                sent: sent.to_owned(),
                plain,
                scale,
            });
        }
        (plain, scale)
    }

    /// The core of a component's name, hashed.
    pub(crate) fn component(&mut self, title: &str) -> u64 {
        self.name(title, 0)
    }

    /// A dose, or another word on how it was given, in its normal form, hashed.
    pub(crate) fn dose(&mut self, text: &str) -> u64 {
        self.name(text, 1)
    }

    fn name(&mut self, text: &str, list: usize) -> u64 {
        let Some(names) = self.names.get_mut(list) else {
            return 0;
        };
        if let Some((_, known)) = names.iter().find(|(known, _)| known == text) {
            return *known;
        }
        let normal = if list == 0 {
            normalise(text, Style::Test).core
        } else {
            normalise(text, Style::Medicine).whole
        };
        if names.len() < MOST_NAMES {
            names.push((text.to_owned(), normal));
        }
        normal
    }
}
