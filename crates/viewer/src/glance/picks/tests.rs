use timeline_model::{Against, Current, EntryId, PartialDate, RowMarks};

use super::*;

const NOW: i64 = 1_772_874_840;

fn row(id: u64, kind: Kind, change: impl FnOnce(&mut Row)) -> Line {
    let mut row = Row {
        id: EntryId(id),
        kind,
        start: PartialDate::parse("2026-03-01"),
        sources: vec![0],
        ..Row::default()
    };
    change(&mut row);
    Line::new(row)
}

fn stands(standing: Standing) -> impl FnOnce(&mut Row) {
    move |row| {
        row.current = Some(Current {
            standing,
            ..Current::default()
        });
    }
}

fn marked(mark: Mark) -> impl FnOnce(&mut Row) {
    move |row| row.marks = RowMarks::default().with(mark)
}

fn ids(picks: &Picks, panel: Panel) -> Vec<u64> {
    let picks = picks.of_panel(panel).iter();
    picks.map(|pick| pick.row.id.0).collect()
}

#[test]
fn conflicts_come_first_and_what_has_no_status_last() {
    let picks = Picks::of(
        &[
            row(1, Kind::Problem, stands(Standing::NoStatus)),
            row(2, Kind::Problem, stands(Standing::Current)),
            row(3, Kind::Problem, stands(Standing::Past)),
            row(4, Kind::Problem, |row| {
                stands(Standing::Disputed)(row);
                if let Some(current) = &mut row.current {
                    current.against.push(Against::default());
                }
            }),
            row(5, Kind::Problem, |_| {}),
            row(6, Kind::Problem, |row| {
                row.absence = Some(Absence::NoneKnown)
            }),
            row(7, Kind::Problem, |row| {
                stands(Standing::Current)(row);
                row.marks = RowMarks::default().with(Mark::Covered);
            }),
            row(8, Kind::Medicine, stands(Standing::Current)),
        ],
        NOW,
    );
    assert_eq!(ids(&picks, Panel::Problems), [4, 2, 6, 1]);
    assert_eq!(ids(&picks, Panel::Medicines), [8]);
    assert!(ids(&picks, Panel::Contacts).is_empty());
}

#[test]
fn contacts_are_those_that_took_place() {
    let at = |text: &'static str| move |row: &mut Row| row.start = PartialDate::parse(text);
    let picks = Picks::of(
        &[
            row(1, Kind::Encounter, at("2026-04-14")),
            row(2, Kind::Document, at("2026-03-06")),
            row(3, Kind::Encounter, at("2026-03-05")),
            row(4, Kind::Encounter, |row| row.status = StatusClass::Stopped),
            row(5, Kind::Encounter, marked(Mark::EnteredInError)),
            row(6, Kind::Appointment, at("2026-03-04")),
            row(7, Kind::Document, at("")),
        ],
        NOW,
    );
    assert_eq!(ids(&picks, Panel::Contacts), [2, 3]);
}

#[test]
fn a_conflict_is_never_folded_away() {
    let line = |id, against: usize| {
        row(id, Kind::Medicine, move |row| {
            stands(Standing::Disputed)(row);
            if let Some(current) = &mut row.current {
                current.against.resize_with(against, Against::default);
            }
        })
    };
    let shown = |lines: &[Line], unfolded| {
        let picks = Picks::of(lines, NOW);
        let (shown, more) = picks.shown(Panel::Medicines, unfolded);
        (shown.len(), more)
    };
    let plain: Vec<Line> = (0..9).map(|id| line(id, 0)).collect();
    assert_eq!(shown(&plain, false), (4, 5));
    assert_eq!(shown(&plain, true), (9, 0));
    // That there is one more takes as much room as the one.
    assert_eq!(shown(&plain[..5], false), (5, 0));
    let mut disputed: Vec<Line> = (10..17).map(|id| line(id, 1)).collect();
    disputed.extend(plain);
    assert_eq!(shown(&disputed, false), (7, 9));
}

#[test]
fn what_is_new_is_counted_whole_and_who_cannot_tell_is_named() {
    let new = |id: u64| {
        row(id, Kind::Result, move |row| {
            row.recorded = Some(PartialDate::from_epoch(NOW + id as i64, 0));
            marked(Mark::New)(row);
        })
    };
    let mut lines: Vec<Line> = (0..60).map(new).collect();
    lines.push(row(90, Kind::Encounter, |row| row.sources = vec![0, 2]));
    lines.push(row(91, Kind::Other, |row| {
        row.sources = vec![3];
        row.marks = RowMarks::default().with(Mark::Covered);
    }));
    let picks = Picks::of(&lines, NOW);
    assert_eq!(ids(&picks, Panel::New), (10..60).rev().collect::<Vec<_>>());
    assert_eq!(picks.beyond(Panel::New), 10);
    assert_eq!(picks.cannot_tell, [2, 3]);
}

#[test]
fn warnings_are_those_in_force_and_decisions_come_first() {
    let warns = |id, kind, warning, standing: Option<Standing>| {
        row(id, kind, move |row| {
            row.warning = Some(warning);
            if let Some(standing) = standing {
                stands(standing)(row);
            }
        })
    };
    let lines = [
        warns(
            1,
            Kind::Alert,
            Warning::Communication,
            Some(Standing::Current),
        ),
        warns(2, Kind::Alert, Warning::Infection, Some(Standing::Past)),
        warns(
            3,
            Kind::Alert,
            Warning::Resuscitation,
            Some(Standing::NoStatus),
        ),
        warns(4, Kind::Document, Warning::Resuscitation, None),
        warns(5, Kind::Alert, Warning::Other, None),
    ];
    let picks = Picks::of(&lines, NOW);
    let ids: Vec<u64> = picks.warnings.iter().map(|row| row.id.0).collect();
    assert_eq!(ids, [3, 4, 1]);
    assert!(picks.has_decision());
    assert!(!Picks::of(&lines[..2], NOW).has_decision());
}
