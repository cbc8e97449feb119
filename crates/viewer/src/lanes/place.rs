use std::rc::Rc;

use timeline_model::{Completeness, SourceStatus, digits};

use super::{
    lane::{self, LANES},
    view::board,
};
use crate::{
    View,
    element::{Content, Place, nothing, on_resize, switched, watch},
    elements::div,
    gaps::{has_gap, parts},
    later::{Rest, later},
    lines::Line,
    slot::Signal,
    span::{Span, extent_of},
};

/// The heights of both axes with what is said beneath them, of a lane, of one
/// that says what it lacks, and of a row with a name, in tenths of a letter.
const AXES: u32 = 77;
const LANE: u32 = 23;
const LACKING: u32 = 35;
const NAMED: u32 = 18;

/// The record in lanes over time, once there is something of it: drawn where
/// there is room for them, by what is loaded on demand. Until they are here
/// their place is about as high as they will be, so that what is below stays.
pub(crate) fn lanes(view: View) -> Content {
    let own: Rc<Place> = Rc::default();
    let seen: Rc<Signal<bool>> = Rc::default();
    let (element, see) = (Rc::clone(&own), Rc::clone(&seen));
    watch(move || {
        if let Some(element) = element.get() {
            let (see, own) = (Rc::clone(&see), element.clone());
            on_resize(&[&element], move || {
                // The style leaves them out where there is too little room.
                if own.client_width() > 0 && !see.get_untracked() {
                    see.set(true);
                }
            });
        }
    });
    let element = Rc::clone(&own);
    watch(move || {
        let state = view.state();
        if state.rest.get() != Rest::Here
            && let Some(element) = element.get()
        {
            let span = state.span.get_untracked();
            let sources = state.sources.get();
            let height = state.lines.with(|lines| height(lines, &sources, span));
            let _ = element.style().set_property("--high", &digits(height));
        }
    });
    let drawn = move || seen.get() && !view.state().lines.with(Vec::is_empty);
    div("chart").place(own).child(switched(
        move || drawn().into(),
        move |drawn| match drawn {
            0 => nothing(),
            _ => later(view, on_demand),
        },
    ))
}

/// How high the lanes will be about, in tenths of a letter.
fn height(lines: &[Line], sources: &[SourceStatus], span: Span) -> u32 {
    let mut lanes = [0; LANES];
    for line in lines {
        let at = lane::of(line.row.kind);
        if let Some(own) = lanes.get_mut(at) {
            let named = lane::is_named(at)
                && extent_of(&line.row).is_some_and(|own| span.meets(own.start.0, own.last()));
            *own = LANE.max(*own + NAMED * u32::from(named));
        }
    }
    for part in sources.iter().flat_map(parts) {
        if has_gap(part.completeness) && part.completeness != Completeness::NotShared {
            for kind in part.kinds.iter() {
                if let Some(own) = lanes.get_mut(lane::of(kind)) {
                    *own = LACKING.max(*own);
                }
            }
        }
    }
    AXES + lanes.iter().sum::<u32>()
}

fn on_demand(view: View) -> Content {
    board(view)
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::{Kind, PartialDate, Row};

    #[test]
    fn a_lane_is_as_high_as_what_it_names_or_lacks() {
        let line = |kind, start: &str| {
            Line::new(Row {
                kind,
                start: PartialDate::parse(start),
                ..Row::default()
            })
        };
        let year = PartialDate::parse("2024").unwrap_or_default().on_the_wall();
        let span = Span {
            from: year.0,
            to: year.1,
        };
        let high = |lines: &[Line]| height(lines, &[], span) - AXES;
        assert_eq!(high(&[]), 0);
        let result = || line(Kind::Result, "2024-02-01");
        assert_eq!(high(&[result(), result()]), LANE);
        let problem = |start| line(Kind::Problem, start);
        assert_eq!(high(&[problem("2024-02-01"), problem("1990")]), LANE);
        let three = ["2024-02-01", "2024-03-01", "2024-04-01"].map(problem);
        assert_eq!(high(&three), LANE + 2 * NAMED);
        let mut source = SourceStatus {
            completeness: Completeness::Failed,
            ..SourceStatus::default()
        };
        let own = height(&[result()], core::slice::from_ref(&source), span);
        assert_eq!(own, AXES + LANES as u32 * LACKING);
        source.completeness = Completeness::NotShared;
        assert_eq!(height(&[], &[source], span), AXES);
    }
}
