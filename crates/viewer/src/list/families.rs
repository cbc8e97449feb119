use timeline_model::EntryId;

use crate::lines::Line;

/// Which lines belong under which, by their places among all lines. It rests
/// on the lines alone, whatever of them is shown.
#[derive(Default)]
pub(crate) struct Families {
    /// Of each line the head under which it is folded.
    heads: Vec<u32>,
    /// Of each line the encounter in which it happened, or that it is itself.
    encounters: Vec<u32>,
    /// The changes of the lines.
    pub(crate) changes: u32,
}

/// No line.
const NONE: u32 = u32::MAX;
/// How many heads above each other are followed; reports in reports are rare.
const DEEP: usize = 8;

impl Families {
    /// The families of lines.
    pub(crate) fn of(lines: &[Line]) -> Families {
        let ids = ids(lines);
        let find = |id: Option<EntryId>| {
            let Some(id) = id else { return NONE };
            let from = u128::from(id.0) << 32;
            let at = ids.partition_point(|own| *own < from);
            match ids.get(at) {
                Some(own) if own >> 32 == u128::from(id.0) => *own as u32,
                _ => NONE,
            }
        };
        let above: Vec<u32> = lines.iter().map(|line| find(line.row.head)).collect();
        let mut encounters = vec![NONE; lines.len()];
        for (place, line) in lines.iter().enumerate() {
            let within = find(line.row.within);
            if within != NONE {
                for at in [place, within as usize] {
                    if let Some(own) = encounters.get_mut(at) {
                        *own = within;
                    }
                }
            }
        }
        Families {
            heads: (0..).map(|at| root(&above, at)).take(lines.len()).collect(),
            encounters,
            changes: 0,
        }
    }

    /// The line under which a line is folded.
    pub(crate) fn head(&self, place: usize) -> Option<usize> {
        told(&self.heads, place)
    }

    /// The line of the encounter with which a line stands.
    pub(crate) fn encounter(&self, place: usize) -> Option<usize> {
        told(&self.encounters, place)
    }
}

/// The ids of lines with their places, sorted; none where no line names any.
fn ids(lines: &[Line]) -> Vec<u128> {
    let names = |line: &Line| line.row.head.is_some() || line.row.within.is_some();
    if !lines.iter().any(names) {
        return Vec::new();
    }
    let with_place =
        |(place, line): (u32, &Line)| u128::from(line.row.id.0) << 32 | u128::from(place);
    let mut ids: Vec<u128> = (0..).zip(lines).map(with_place).collect();
    ids.sort_unstable();
    ids
}

/// The topmost head above a line; none where they stand in a circle.
fn root(above: &[u32], place: u32) -> u32 {
    let mut root = NONE;
    let mut at = place;
    for _ in 0..DEEP {
        match above.get(at as usize) {
            Some(&NONE) | None => return root,
            Some(head) => (root, at) = (*head, *head),
        }
    }
    NONE
}

fn told(places: &[u32], place: usize) -> Option<usize> {
    let told = places.get(place).copied().unwrap_or(NONE);
    (told != NONE).then_some(told as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::Row;

    fn line(id: u64, head: u64, within: u64) -> Line {
        let named = |id: u64| (id > 0).then_some(EntryId(id));
        Line::new(Row {
            id: EntryId(id),
            head: named(head),
            within: named(within),
            ..Row::default()
        })
    }

    #[test]
    fn a_line_is_folded_under_the_topmost_head_that_is_there() {
        let lines = [
            line(1, 0, 0),
            line(2, 1, 0),
            line(3, 2, 0),
            // Its head has not come yet.
            line(4, 9, 0),
            // These two say so of each other.
            line(5, 6, 0),
            line(6, 5, 0),
            line(7, 7, 0),
        ];
        let families = Families::of(&lines);
        let heads: Vec<_> = (0..lines.len()).map(|at| families.head(at)).collect();
        assert_eq!(heads, [None, Some(0), Some(0), None, None, None, None]);
    }

    #[test]
    fn an_encounter_stands_with_what_happened_in_it() {
        let lines = [line(1, 0, 3), line(2, 0, 0), line(3, 0, 0), line(4, 0, 8)];
        let families = Families::of(&lines);
        let stands: Vec<_> = (0..lines.len()).map(|at| families.encounter(at)).collect();
        assert_eq!(stands, [Some(2), None, Some(2), None]);
    }
}
