use super::lane::LANES;

/// In which order the lanes stand, and which are folded or hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrangement {
    pub(crate) order: [u8; LANES],
    /// A bit for each lane.
    pub(crate) collapsed: u16,
    pub(crate) hidden: u16,
    /// Those that hold something, or lack something.
    pub(crate) present: u16,
    /// Those that lack something.
    pub(crate) lacking: u16,
}

impl Default for Arrangement {
    fn default() -> Arrangement {
        Arrangement {
            order: core::array::from_fn(|lane| lane as u8),
            collapsed: 0,
            hidden: 0,
            present: 0,
            lacking: 0,
        }
    }
}

impl Arrangement {
    /// The lanes that are drawn, in their order.
    pub(crate) fn shown(&self) -> impl Iterator<Item = usize> + use<> {
        let shown = self.present & !self.hidden;
        let order = self.order.into_iter().map(usize::from);
        order.filter(move |lane| shown & bit(*lane) != 0)
    }

    pub(crate) fn is_collapsed(&self, lane: usize) -> bool {
        self.collapsed & bit(lane) != 0
    }

    /// Moves a lane before the one that is shown before it, or behind the one
    /// behind it. Answers with its place, from 1, where it could be moved.
    pub(crate) fn shift(&mut self, lane: usize, later: bool) -> Option<u32> {
        let at = self.shown().position(|own| own == lane)?;
        let to = if later { at + 1 } else { at.checked_sub(1)? };
        let other = self.shown().nth(to)?;
        let mut order: Vec<u8> = self.order.to_vec();
        order.retain(|own| usize::from(*own) != lane);
        let place = order.iter().position(|own| usize::from(*own) == other)?;
        order.insert(place + usize::from(later), lane as u8);
        self.order = order.try_into().ok()?;
        Some(to as u32 + 1)
    }
}

/// The bit of a lane.
pub(crate) fn bit(lane: usize) -> u16 {
    1 << lane
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_moved_past_those_that_are_not_shown() {
        let mut arranged = Arrangement {
            present: 0b11_0001,
            ..Arrangement::default()
        };
        assert_eq!(arranged.shift(0, false), None);
        assert_eq!(arranged.shift(0, true), Some(2));
        assert_eq!(arranged.shown().collect::<Vec<_>>(), [4, 0, 5]);
        assert_eq!(arranged.shift(5, true), None);
        assert_eq!(arranged.shift(5, false), Some(2));
        assert_eq!(arranged.shown().collect::<Vec<_>>(), [4, 5, 0]);
        arranged.hidden = bit(5);
        assert_eq!(arranged.shift(0, false), Some(1));
        assert_eq!(arranged.shown().collect::<Vec<_>>(), [0, 4]);
        assert_eq!(arranged.shift(9, true), None);
    }
}
