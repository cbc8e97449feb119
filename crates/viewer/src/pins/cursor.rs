use core::cmp::Reverse;

use timeline_model::EntryId;

use crate::{
    View,
    lanes::{Entry, LaneIndex, lane_of},
};

/// Where the cursor goes.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Next,
    Previous,
    Above,
    Below,
}

/// Moves the cursor within its lane, or to another.
pub(super) fn step(view: View, step: Step) {
    let state = view.state();
    let board = state.lanes.board();
    let index = board.index.borrow();
    let span = state.span.get_untracked();
    let active = state.active.get_untracked();
    let lane = active
        .and_then(|id| view.row(id))
        .map_or(state.pins.lane.get_untracked(), |row| lane_of(row.kind));
    let current = index
        .lanes
        .get(lane)
        .and_then(|own| entries(own).find(|entry| Some(entry.row.id) == active));
    let time = current.map_or(span.middle(), |entry| entry.middle);
    let (lane, found) = match (step, current) {
        (Step::Next, Some(current)) => (lane, next(index.lanes.get(lane), current)),
        (Step::Previous, Some(current)) => (lane, previous(index.lanes.get(lane), current)),
        _ => {
            let shown: Vec<usize> = board.arranged.get_untracked().shown().collect();
            let at = shown.iter().position(|own| *own == lane);
            let to = match (step, current, at) {
                (Step::Above, Some(_), Some(at)) => at.checked_sub(1),
                (Step::Below, Some(_), Some(at)) => Some(at + 1),
                (_, _, at) => at.or(Some(0)),
            };
            // A lane may hold nothing, where something of it is missing.
            let up = matches!(step, Step::Above);
            let mut to = to;
            loop {
                let Some(lane) = to.and_then(|to| shown.get(to)) else {
                    return;
                };
                if let Some(entry) = index.lanes.get(*lane).and_then(|own| nearest(own, time)) {
                    break (*lane, Some(entry));
                }
                to = to.and_then(|to| if up { to.checked_sub(1) } else { Some(to + 1) });
            }
        }
    };
    let Some(id) = found.map(|entry| entry.row.id) else {
        return;
    };
    drop(index);
    state.pins.lane.set(lane);
    state.active.set(Some(id));
    view.look_at(id);
}

fn entries(lane: &LaneIndex) -> impl Iterator<Item = &Entry> {
    lane.points.iter().chain(&lane.lasting)
}

fn key(entry: &Entry) -> (i64, EntryId) {
    (entry.middle, entry.row.id)
}

fn next<'a>(lane: Option<&'a LaneIndex>, current: &Entry) -> Option<&'a Entry> {
    let later = entries(lane?).filter(|entry| key(entry) > key(current));
    later.min_by_key(|entry| key(entry))
}

fn previous<'a>(lane: Option<&'a LaneIndex>, current: &Entry) -> Option<&'a Entry> {
    let earlier = entries(lane?).filter(|entry| key(entry) < key(current));
    earlier.max_by_key(|entry| key(entry))
}

/// The entry nearest to a time; what lasts over it is there.
fn nearest(lane: &LaneIndex, time: i64) -> Option<&Entry> {
    let away = |entry: &Entry| {
        let before = entry.extent.start.0.saturating_sub(time);
        before.max(time.saturating_sub(entry.extent.last())).max(0)
    };
    entries(lane).min_by_key(|entry| (away(entry), Reverse(key(entry))))
}
