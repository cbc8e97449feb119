//! The picture, held against the rules.

use proptest::prelude::*;
use timeline_model::{
    Basis, Current, EntryId, Kind, Mark as Told, PartialDate, Row, Standing, StatusClass,
};

use super::{
    arrange::Arrangement,
    crowd,
    hit::hit,
    index::{Entry, Index},
    label::LabelWords,
    lane::{LANES, is_named},
    layout::{Frame, Grouped, layout},
    picture::{LanePicture, Picture, Shape},
};
use crate::{lines::Line, lines::apply, span::Span};

const EM: f64 = 12.0;

fn second(text: &str) -> i64 {
    PartialDate::parse(text).unwrap().on_the_wall().0
}

fn frame(from: &str, to: &str) -> Frame {
    Frame {
        span: Span {
            from: second(from),
            to: second(to),
        },
        width: 1000.0,
        em: EM,
        now: second("2026-03-06"),
        death: None,
    }
}

fn row(kind: Kind, title: &str, start: &str, end: &str) -> Row {
    Row {
        kind,
        title: title.into(),
        start: PartialDate::parse(start),
        end: PartialDate::parse(end),
        ..Row::default()
    }
}

fn going_on(title: &str, start: &str) -> Row {
    Row {
        current: Some(Current {
            standing: Standing::Current,
            ..Current::default()
        }),
        ..row(Kind::Problem, title, start, "")
    }
}

fn index(mut rows: Vec<Row>) -> Index {
    for (at, row) in rows.iter_mut().enumerate() {
        row.id = EntryId(at as u64 + 1);
    }
    let mut lines: Vec<Line> = Vec::new();
    apply(&mut lines, rows, vec![]);
    Index::of(lines.iter().map(|line| &line.row))
}

fn draw(index: &Index, frame: &Frame) -> Picture {
    let mut picture = Picture::default();
    let all = Arrangement {
        present: u16::MAX,
        ..Arrangement::default()
    };
    let measure = |text: &str| text.chars().count() as f64 * 6.0;
    let words = LabelWords::english();
    layout(
        index,
        &all,
        frame,
        &words,
        &measure,
        &mut Grouped::default(),
        &mut picture,
    );
    picture
}

/// What is drawn of one row: its shape, from where to where, and its label.
fn drawn(row: Row, frame: &Frame) -> (Shape, (f64, f64), Option<String>) {
    let picture = draw(&index(vec![row]), frame);
    let mut marks = picture.lanes.iter().flat_map(|lane| &lane.marks);
    let mark = marks.next().expect("a mark");
    assert!(marks.next().is_none());
    let label = mark.label.as_ref().map(|label| label.text.clone());
    (mark.shape, (mark.x.round(), mark.end.round()), label)
}

fn line_of(row: Row, frame: &Frame) -> (bool, bool, bool, (f64, f64)) {
    match drawn(row, frame) {
        (
            Shape::Line {
                starts,
                ends,
                goes_on,
                ..
            },
            x,
            _,
        ) => (starts, ends, goes_on, x),
        other => panic!("no line: {other:?}"),
    }
}

#[test]
fn what_lasted_is_a_line_with_both_ends() {
    let frame = frame("2025", "2026");
    let row = row(Kind::Problem, "Pneumonia", "2025-01-11", "2025-01-20");
    let (starts, ends, goes_on, (x, end)) = line_of(row, &frame);
    assert!(starts && ends && !goes_on);
    assert_eq!((x, end), (27.0, 55.0));
}

#[test]
fn what_goes_on_runs_to_the_edge_without_an_end_and_not_past_death() {
    let mut frame = frame("2025", "2027");
    let asthma = || going_on("Asthma", "2025-07-01");
    assert_eq!(
        line_of(asthma(), &frame),
        (true, false, true, (248.0, 1000.0))
    );
    frame.death = Some(second("2026"));
    assert_eq!(
        line_of(asthma(), &frame),
        (true, false, true, (248.0, 500.0))
    );
}

#[test]
fn what_began_before_the_window_is_named_at_its_edge_with_since_when() {
    let frame = frame("2025", "2026");
    let (shape, x, label) = drawn(going_on("Asthma", "1998-03"), &frame);
    assert!(matches!(shape, Shape::Line { starts: false, .. }));
    assert_eq!(x, (0.0, 1000.0));
    assert_eq!(label.as_deref(), Some("Asthma, since 1998"));
    let (.., label) = drawn(
        going_on("Asthma", "2025-02-03"),
        &self::frame("2025-06", "2025-09"),
    );
    assert_eq!(label.as_deref(), Some("Asthma, since 03-Feb-2025"));
}

#[test]
fn a_year_is_a_band_as_wide_as_it() {
    let frame = frame("2018", "2022");
    for kind in [Kind::Problem, Kind::Procedure] {
        let (shape, (x, end), _) = drawn(row(kind, "Fracture", "2019", ""), &frame);
        assert_eq!((shape, x, end), (Shape::Band, 250.0, 500.0));
    }
    // Where a year is no wider than a symbol it is one.
    let life = self::frame("1940", "2030");
    let (shape, (x, _), _) = drawn(row(Kind::Procedure, "Fracture", "2019-01-01", ""), &life);
    assert_eq!((shape, x), (Shape::Symbol, 878.0));
}

#[test]
fn an_end_that_is_not_recorded_is_said_and_not_drawn() {
    let past = Row {
        current: Some(Current::default()),
        ..row(Kind::Medicine, "Ramipril 5 mg", "2025-06-01", "")
    };
    let (shape, x, label) = drawn(past, &frame("2025", "2026"));
    assert_eq!(shape, Shape::Begun);
    assert_eq!(x.0, x.1);
    assert_eq!(
        label.as_deref(),
        Some("Ramipril 5 mg, stopped, date not recorded")
    );
}

#[test]
fn what_was_only_prescribed_is_a_point_that_says_so() {
    let prescribed = Row {
        basis: Basis::Authored,
        ..row(Kind::Medicine, "Ramipril 5 mg", "2025-06-01", "")
    };
    let (shape, _, label) = drawn(prescribed, &frame("2025", "2026"));
    assert_eq!(shape, Shape::Symbol);
    assert_eq!(label.as_deref(), Some("Ramipril 5 mg, prescribed"));
}

#[test]
fn a_covered_entry_shows_its_label_alone() {
    let mut covered = Row {
        basis: Basis::Authored,
        ..row(Kind::Medicine, "Restricted", "2025-06-01", "")
    };
    covered.marks.set(Told::Covered, true);
    let (_, _, label) = drawn(covered, &frame("2025", "2026"));
    assert_eq!(label.as_deref(), Some("Restricted"));
}

#[test]
fn issues_of_one_medicine_stand_on_one_row_under_one_name() {
    let issue = |day: &str| row(Kind::Medicine, "Bisoprolol 2.5 mg tablets", day, "");
    let index = index(vec![
        issue("2025-02-01"),
        issue("2025-05-01"),
        issue("2025-08-01"),
        row(Kind::Medicine, "Apixaban 5 mg", "2025-03-01", ""),
    ]);
    let picture = draw(&index, &frame("2025", "2026"));
    let lane = &picture.lanes[1];
    let rows: Vec<f64> = lane.marks.iter().map(|mark| mark.y).collect();
    assert_eq!(rows.iter().filter(|y| **y == rows[0]).count(), 3);
    assert_eq!(
        lane.marks
            .iter()
            .filter(|mark| mark.label.is_some())
            .count(),
        2
    );
}

#[test]
fn issues_under_another_name_stand_with_the_medicine_they_belong_to() {
    let issue = Row {
        head: Some(EntryId(1)),
        ..row(Kind::Medicine, "BISOPROLOL 2.5 mg", "2025-05-01", "")
    };
    let plan = row(
        Kind::Medicine,
        "Bisoprolol 2.5 mg tablets",
        "2025-01-10",
        "2025-10-01",
    );
    let picture = draw(&index(vec![plan, issue]), &frame("2025", "2026"));
    let marks = &picture.lanes[1].marks;
    assert_eq!(marks.len(), 2);
    assert_eq!(marks[0].y, marks[1].y);
    assert!(marks[1].label.is_none());
}

#[test]
fn a_name_that_is_wider_than_the_lane_becomes_a_count() {
    let frame = frame("2025", "2026");
    let (shape, _, label) = drawn(
        row(Kind::Medicine, &"Long ".repeat(50), "2025-06-01", ""),
        &frame,
    );
    assert_eq!((shape, label), (Shape::Count, None));
    // One at the right edge moves to where it is whole.
    let picture = draw(
        &index(vec![row(Kind::Medicine, "Ramipril", "2025-12-30", "")]),
        &frame,
    );
    let mark = &picture.lanes[1].marks[0];
    let label = mark.label.as_ref().unwrap();
    assert_eq!(label.x + label.width, frame.width);
}

#[test]
fn what_is_pointed_at_is_found() {
    let rows = vec![
        row(Kind::Problem, "Pneumonia", "2025-01-11", "2025-01-20"),
        row(Kind::Result, "Potassium", "2025-07-01T10:00Z", ""),
        row(Kind::Result, "Sodium", "2025-07-01T10:00Z", ""),
    ];
    let picture = draw(&index(rows), &frame("2025", "2026"));
    for lane in &picture.lanes {
        for mark in &lane.marks {
            let found = hit(&picture, (mark.x + mark.end) / 2.0, mark.y).unwrap();
            assert_eq!(found.entries.len(), lane.count(mark) as usize);
            assert!(lane.members.contains(&found.entries[0]));
            let (left, top, right, bottom) = found.bounds;
            assert!(left <= mark.x && mark.end <= right && top < mark.y && mark.y < bottom);
        }
    }
    let label = picture.lanes[0].marks[0].label.as_ref().unwrap();
    let y = picture.lanes[0].marks[0].y - EM;
    assert_eq!(
        hit(&picture, label.x + label.width - 1.0, y)
            .unwrap()
            .entries,
        [EntryId(1)]
    );
    assert!(hit(&picture, 900.0, picture.lanes[5].top + 3.0).is_none());
    assert!(hit(&picture, 10.0, picture.height + 5.0).is_none());
}

/// A row of any kind, precision and standing.
fn any_row() -> impl Strategy<Value = Row> {
    let kind = prop::sample::select(Kind::ALL.to_vec());
    let date = (0i64..2_200_000_000, 0u8..6);
    (
        kind,
        date,
        prop::option::of(0i64..400_000_000),
        0u8..4,
        0usize..20,
    )
        .prop_map(|(kind, (at, precision), length, standing, title)| {
            let cut = |at: i64| {
                let date = PartialDate::from_epoch(at, 0);
                let precision = match precision {
                    0 => timeline_model::Precision::Year,
                    1 => timeline_model::Precision::Month,
                    2 | 3 => timeline_model::Precision::Day,
                    _ => timeline_model::Precision::Second,
                };
                let (mut month, mut day) = (date.month, date.day);
                if precision < timeline_model::Precision::Day {
                    day = 1;
                }
                if precision < timeline_model::Precision::Month {
                    month = 1;
                }
                PartialDate {
                    precision,
                    month,
                    day,
                    ..date
                }
            };
            let current = match standing {
                0 => Some(Standing::Current),
                1 => Some(Standing::Past),
                _ => None,
            };
            Row {
                start: (at > 1_000_000).then(|| cut(at)),
                end: length.map(|length| cut(at + length)),
                current: current.map(|standing| Current {
                    standing,
                    ..Current::default()
                }),
                status: StatusClass::Active,
                ..row(kind, &"name ".repeat(title), "", "")
            }
        })
}

fn any_frame() -> impl Strategy<Value = Frame> {
    (
        -100_000_000i64..2_300_000_000,
        6.0..22.0f64,
        200.0..2600.0f64,
        9.0..20.0f64,
        any::<bool>(),
    )
        .prop_map(|(from, length, width, em, dead)| Frame {
            span: Span {
                from,
                to: from + length.exp() as i64,
            },
            width,
            em,
            now: 1_772_000_000,
            death: dead.then_some(1_772_000_000),
        })
}

/// Whether the window cannot but show it: it lies within in every sense.
fn surely(frame: &Frame, entry: &Entry) -> bool {
    let (first, last) = entry.extent.start;
    first >= frame.span.from && last < frame.span.to && frame.last(entry) < frame.span.to
}

fn check(lane: &LanePicture, index: &Index, frame: &Frame) -> Result<(), TestCaseError> {
    let own = &index.lanes[lane.lane];
    let entries = || own.points.iter().chain(&own.lasting);
    // What is drawn, with what counts stand for, and what is announced as out
    // of view, is all there is.
    let drawn: u32 = lane.marks.iter().map(|mark| lane.count(mark)).sum();
    prop_assert_eq!(drawn, lane.in_view);
    prop_assert_eq!(lane.all as usize, own.total());
    let mut ids: Vec<EntryId> = lane.members.clone();
    ids.sort();
    ids.dedup();
    prop_assert_eq!(ids.len(), lane.members.len(), "drawn twice");
    for entry in entries() {
        let is_drawn = ids.binary_search(&entry.row.id).is_ok();
        prop_assert!(
            is_drawn || !surely(frame, entry),
            "left out: {:?}",
            entry.extent
        );
        prop_assert!(
            !is_drawn || frame.shows(entry),
            "not in view: {:?}",
            entry.extent
        );
        if is_named(lane.lane) {
            prop_assert_eq!(is_drawn, frame.shows(entry));
        }
    }
    for mark in &lane.marks {
        prop_assert!(mark.x >= -EM * 2.0 && mark.end <= frame.width + EM * 2.0);
        prop_assert!((lane.top..=lane.top + lane.height).contains(&mark.y));
        prop_assert!(lane.count(mark) > 0);
        if let Some(label) = &mark.label {
            prop_assert!(label.x >= 0.0 && label.x + label.width <= frame.width + 0.01);
        }
    }
    Ok(())
}

/// No name lies over another, and no symbol or count over another.
fn check_room(lane: &LanePicture, frame: &Frame) -> Result<(), TestCaseError> {
    for (at, mark) in lane.marks.iter().enumerate() {
        for other in lane
            .marks
            .iter()
            .skip(at + 1)
            .filter(|other| other.y == mark.y)
        {
            if let (Some(a), Some(b)) = (&mark.label, &other.label) {
                let apart = a.x + a.width <= b.x || b.x + b.width <= a.x;
                prop_assert!(apart, "{} over {}", a.text, b.text);
            }
        }
    }
    let small = |mark: &&super::picture::Mark| matches!(mark.shape, Shape::Symbol | Shape::Count);
    let marks: Vec<_> = lane.marks.iter().filter(small).collect();
    for two in marks.windows(2).filter(|two| two[0].y == two[1].y) {
        let halves = two
            .iter()
            .map(|m| crowd::half(m.shape, lane.count(m) as usize, frame.em));
        // A count at an edge is moved inwards so that it is whole.
        let edge = frame.em * 4.0;
        let inner = two[0].x > edge && two[1].x < frame.width - edge;
        let least: f64 = halves.sum();
        prop_assert!(
            !inner || two[1].x - two[0].x >= least * 0.99,
            "{} {}",
            two[0].x,
            two[1].x
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn drawn_and_announced_as_hidden_are_all_there_is(
        rows in prop::collection::vec(any_row(), 0..150),
        frames in prop::collection::vec(any_frame(), 1..4),
    ) {
        let index = index(rows.clone());
        for frame in &frames {
            let picture = draw(&index, frame);
            prop_assert_eq!(picture.lanes.len(), LANES);
            let all: u32 = picture.lanes.iter().map(|lane| lane.all).sum();
            prop_assert_eq!(all as usize + index.undated.len(), rows.len());
            for lane in &picture.lanes {
                check(lane, &index, frame)?;
                check_room(lane, frame)?;
            }
        }
    }

    #[test]
    fn no_lane_becomes_lower_while_the_window_is_moved(
        rows in prop::collection::vec(any_row(), 0..80),
        steps in prop::collection::vec(-20_000_000i64..20_000_000, 1..6),
    ) {
        let index = index(rows);
        let mut frame = frame("2018", "2020");
        let (mut grouped, mut picture) = (Grouped::default(), Picture::default());
        let arranged = Arrangement { present: u16::MAX, ..Arrangement::default() };
        let words = LabelWords::english();
        let mut heights = [0.0; LANES];
        for step in steps {
            frame.span = Span { from: frame.span.from + step, to: frame.span.to + step };
            layout(&index, &arranged, &frame, &words, &|t| t.len() as f64 * 6.0, &mut grouped, &mut picture);
            for (lane, height) in picture.lanes.iter().zip(&mut heights) {
                prop_assert!(lane.height >= *height);
                *height = lane.height;
            }
        }
    }
}

#[test]
fn a_large_record_is_laid_out_within_a_frame() {
    let mut rows = Vec::new();
    for at in 0..32_630i64 {
        let kind = Kind::ALL[(at * 7 % 14) as usize];
        let start = PartialDate::from_epoch(at * 60_000, 0);
        let end = (at % 5 == 0).then(|| PartialDate::from_epoch(at * 60_000 + 3_000_000, 0));
        let title = format!("Entry {}", at % 90);
        rows.push(Row {
            start: Some(start),
            end,
            ..row(kind, &title, "", "")
        });
    }
    let index = index(rows);
    let arranged = Arrangement {
        present: u16::MAX,
        ..Arrangement::default()
    };
    let words = LabelWords::english();
    let (mut grouped, mut picture) = (Grouped::default(), Picture::default());
    let mut worst = [std::time::Duration::ZERO; 2];
    for (zoom, length) in [200_000i64, 5_000_000, 63_000_000, 1_900_000_000]
        .into_iter()
        .enumerate()
    {
        for pan in 0..10 {
            let from = 1_000_000 + pan * length / 40 + zoom as i64;
            let frame = Frame {
                span: Span {
                    from,
                    to: from + length,
                },
                ..frame("2020", "2021")
            };
            let begun = std::time::Instant::now();
            layout(
                &index,
                &arranged,
                &frame,
                &words,
                &|t| t.len() as f64 * 6.0,
                &mut grouped,
                &mut picture,
            );
            let took = begun.elapsed();
            let slot = &mut worst[usize::from(pan > 0)];
            *slot = (*slot).max(took);
        }
    }
}
