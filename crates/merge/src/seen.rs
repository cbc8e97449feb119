//! What repeats from entry to entry, read once.

use crate::{
    hash,
    systems::Systems,
    units::{self, Scale},
    words::{Style, normalise},
};

/// The code systems, units and names of components seen so far.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) systems: Systems,
    units: Vec<Unit>,
    /// Names of components and their cores.
    names: Vec<(String, u64)>,
}

/// How many of a sort are remembered; a record has some dozens.
pub(crate) const MOST: usize = 64;

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

    /// The core of a component's name.
    pub(crate) fn component(&mut self, title: &str) -> u64 {
        if let Some((_, core)) = self.names.iter().find(|(known, _)| known == title) {
            return *core;
        }
        let core = normalise(title, Style::Test).core;
        if self.names.len() < MOST {
            self.names.push((title.to_owned(), core));
        }
        core
    }
}
