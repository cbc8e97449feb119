//! Points along a row: a symbol each, where they are close a tick, and where
//! they are closer a count.

use super::picture::Shape;

/// Points that are drawn as one mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Group {
    /// The places of the first and of the one behind the last.
    pub(crate) first: usize,
    pub(crate) end: usize,
    /// The middle of them all.
    pub(crate) x: f64,
    pub(crate) shape: Shape,
}

/// How far apart symbols and ticks are, in sizes of a letter.
const SYMBOL: f64 = 1.0;
const TICK: f64 = 0.3;

/// Half of how wide a mark is.
pub(crate) fn half(shape: Shape, count: usize, em: f64) -> f64 {
    let wide = match shape {
        Shape::Count => count.checked_ilog10().unwrap_or_default() as f64 * 0.3 + 0.85,
        Shape::Tick => TICK / 2.0,
        _ => SYMBOL / 2.0,
    };
    wide * em
}

/// Groups points that are in order. None of the marks lies over another. The
/// result for a point rests on its neighbours alone, so that nothing flickers
/// as all of them are moved. Where `counted`, even one alone is a count.
pub(crate) fn group(points: &[f64], em: f64, counted: bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut before = f64::NEG_INFINITY;
    let mut points = points.iter().copied().enumerate().peekable();
    while let Some((at, x)) = points.next() {
        let next = points.peek().map_or(f64::INFINITY, |(_, next)| *next);
        let room = (x - before).min(next - x) / em;
        before = x;
        let shape = if counted {
            Shape::Count
        } else if room >= SYMBOL {
            Shape::Symbol
        } else if room >= TICK {
            Shape::Tick
        } else {
            Shape::Count
        };
        let group = Group {
            first: at,
            end: at + 1,
            x,
            shape,
        };
        push(&mut groups, group, em, counted);
    }
    groups
}

/// Puts a group behind the others, as one with those that it would lie over.
fn push(groups: &mut Vec<Group>, mut new: Group, em: f64, counted: bool) {
    while let Some(last) = groups.last() {
        let count = new.end - new.first;
        let room = half(last.shape, last.end - last.first, em) + half(new.shape, count, em);
        // Rounding may not make one of two that just touch.
        if new.x - last.x >= room - 0.001 {
            break;
        }
        let (own, other) = (count as f64, (last.end - last.first) as f64);
        new = Group {
            first: last.first,
            end: new.end,
            x: (new.x * own + last.x * other) / (own + other),
            shape: Shape::Count,
        };
        groups.pop();
    }
    // One whose neighbours were taken by another count has room again.
    if !counted && new.shape == Shape::Count && new.end - new.first == 1 {
        new.shape = Shape::Tick;
    }
    groups.push(new);
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shapes(points: &[f64]) -> Vec<(Shape, usize)> {
        let groups = group(points, 12.0, false);
        groups.iter().map(|g| (g.shape, g.end - g.first)).collect()
    }

    #[test]
    fn a_symbol_then_a_tick_then_a_count() {
        assert_eq!(shapes(&[0.0, 40.0]), [(Shape::Symbol, 1); 2]);
        assert_eq!(shapes(&[0.0, 6.0]), [(Shape::Tick, 1); 2]);
        assert_eq!(shapes(&[0.0, 1.0]), [(Shape::Count, 2)]);
        assert_eq!(shapes(&[]), []);
    }

    proptest! {
        #[test]
        fn every_point_is_in_one_group_and_no_mark_lies_over_another(
            mut points in prop::collection::vec(0.0..2000.0f64, 0..400),
            em in 8.0..20.0f64,
            counted in any::<bool>(),
        ) {
            points.sort_by(f64::total_cmp);
            let groups = group(&points, em, counted);
            let mut next = 0;
            for group in &groups {
                prop_assert_eq!(group.first, next);
                next = group.end;
                prop_assert_eq!(counted || group.end - group.first > 1, group.shape == Shape::Count);
            }
            prop_assert_eq!(next, points.len());
            for two in groups.windows(2) {
                let halves = two.iter().map(|g| half(g.shape, g.end - g.first, em));
                prop_assert!(two[1].x - two[0].x >= halves.sum::<f64>() - 0.01);
            }
        }
    }
}
