use timeline_model::{Kind, KindSet};

use crate::Message;

/// How many lanes there are.
pub(crate) const LANES: usize = 12;

/// The place of a kind's lane in the order at first.
const OF_KIND: [u8; Kind::ALL.len()] = [0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11];

/// The lane in which a kind is drawn.
pub(crate) fn of(kind: Kind) -> usize {
    OF_KIND
        .get(kind as usize)
        .map_or(LANES - 1, |lane| usize::from(*lane))
}

/// The kinds that are drawn in a lane.
pub(crate) fn kinds(lane: usize) -> KindSet {
    let mut kinds = KindSet::NONE;
    for kind in Kind::ALL {
        if of(kind) == lane {
            kinds.insert(kind);
        }
    }
    kinds
}

/// Whether each entry is named above it: of problems and medicines the name is
/// what matters.
pub(crate) fn is_named(lane: usize) -> bool {
    lane < 2
}

/// What a lane is called.
pub(crate) fn name(lane: usize) -> Message {
    match lane {
        0 => Message::Problems,
        1 => Message::Medicines,
        2 => Message::LaneAllergies,
        3 => Message::Encounters,
        4 => Message::Procedures,
        5 => Message::Results,
        6 => Message::VitalSigns,
        7 => Message::Documents,
        8 => Message::Vaccinations,
        9 => Message::CarePlans,
        10 => Message::LaneAppointments,
        _ => Message::Others,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_lane_and_every_lane_a_kind() {
        let all: usize = (0..LANES).map(|lane| kinds(lane).iter().count()).sum();
        assert_eq!(all, Kind::ALL.len());
        assert!((0..LANES).all(|lane| !kinds(lane).is_empty()));
        assert_eq!((of(Kind::Report), of(Kind::Alert)), (5, 2));
    }
}
