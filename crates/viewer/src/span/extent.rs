use timeline_model::{Basis, Kind, Mark, Row, Standing, StatusClass};

/// Where an entry lies in time, in seconds on the rows' wall clock. Each end
/// is as vague as it was sent: the first and the last second that it may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Within which seconds it began, or happened.
    pub(crate) start: (i64, i64),
    pub(crate) end: End,
}

/// How an entry ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It has no duration.
    Point,
    /// It ended within these seconds.
    At(i64, i64),
    /// It goes on.
    Ongoing,
    /// It is over, and nobody says since when: no end is drawn.
    NotRecorded,
}

impl Extent {
    /// The last second that is taken up; of what goes on, the last there is.
    pub(crate) fn last(self) -> i64 {
        match self.end {
            End::Ongoing => i64::MAX,
            End::At(_, last) => last.max(self.start.1),
            End::Point | End::NotRecorded => self.start.1,
        }
    }
}

/// Where an entry lies; `None` where it has no date.
pub(crate) fn extent_of(row: &Row) -> Option<Extent> {
    let start = row.start?.on_the_wall();
    let end = match row.end.map(|end| end.on_the_wall()) {
        // A day and the same day is a point, and so is what ends before it
        // begins: one of the two is wrong, and nobody says which.
        Some((first, last)) if (first, last) != start && last >= start.0 => End::At(first, last),
        Some(_) => End::Point,
        None => open_end(row),
    };
    Some(Extent { start, end })
}

/// What an entry without an end is drawn as: nothing goes on, or is over, but
/// what a source says so of.
fn open_end(row: &Row) -> End {
    let standing = row.current.as_ref().map(|current| current.standing);
    let denied = row.marks.has(Mark::Negated) && standing != Some(Standing::Disputed);
    if denied || row.marks.has(Mark::EnteredInError) || row.marks.has(Mark::Proposed) {
        return End::Point;
    }
    let lasts = match row.kind {
        // By whichever date it is placed, a problem is there from then on.
        Kind::Problem => true,
        // The day on which it was prescribed is not the day of the first dose,
        // and nothing says that there was one.
        Kind::Medicine => begins(row.basis) || row.basis == Basis::Recorded,
        Kind::Encounter | Kind::CarePlan | Kind::Alert | Kind::Procedure => begins(row.basis),
        _ => false,
    };
    if !lasts {
        return End::Point;
    }
    if matches!(row.kind, Kind::Problem | Kind::Medicine) {
        return match standing {
            Some(Standing::Current | Standing::Disputed) => End::Ongoing,
            Some(Standing::Past) => End::NotRecorded,
            Some(Standing::NoStatus) | None => End::Point,
        };
    }
    // Most contacts and procedures are sent without an end, and are over on
    // the day: only of plans and alerts does the end go missing.
    let ends = matches!(row.kind, Kind::CarePlan | Kind::Alert);
    match row.status {
        StatusClass::Active | StatusClass::OnHold => End::Ongoing,
        StatusClass::Completed | StatusClass::Stopped | StatusClass::Inactive if ends => {
            End::NotRecorded
        }
        _ => End::Point,
    }
}

/// Whether the date is that of its beginning, and no other that stands in.
fn begins(basis: Basis) -> bool {
    matches!(basis, Basis::Happened | Basis::Onset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::{Current, PartialDate, RowMarks};

    fn row(kind: Kind, status: StatusClass, basis: Basis) -> Row {
        Row {
            kind,
            status,
            basis,
            start: PartialDate::parse("2019"),
            ..Row::default()
        }
    }

    fn standing(kind: Kind, standing: Standing, basis: Basis) -> Row {
        Row {
            current: Some(Current {
                standing,
                ..Current::default()
            }),
            ..row(kind, StatusClass::Unknown, basis)
        }
    }

    fn end(row: &Row) -> End {
        extent_of(row).unwrap().end
    }

    #[test]
    fn a_year_is_a_band_as_wide_as_the_year() {
        let extent = extent_of(&row(Kind::Result, StatusClass::Completed, Basis::Happened));
        let (first, last) = extent.unwrap().start;
        assert_eq!(last - first, 365 * 86_400 - 1);
    }

    #[test]
    fn what_has_no_date_lies_nowhere() {
        assert_eq!(extent_of(&Row::default()), None);
    }

    #[test]
    fn an_end_is_as_vague_as_it_was_sent_and_never_comes_first() {
        let ended = |start: &str, end: &str| {
            let row = Row {
                start: PartialDate::parse(start),
                end: PartialDate::parse(end),
                ..standing(Kind::Problem, Standing::Past, Basis::Onset)
            };
            extent_of(&row).unwrap()
        };
        let years = ended("2019", "2020");
        let (first, last) = PartialDate::parse("2020").unwrap().on_the_wall();
        assert_eq!(years.end, End::At(first, last));
        assert_eq!(years.last(), last);
        assert_eq!(ended("2019-03-04", "2019-03-04").end, End::Point);
        assert_eq!(ended("2019-03-04", "2018-01-01").end, End::Point);
        // Ended in the year in which it began.
        assert!(matches!(ended("2019-03-04", "2019").end, End::At(..)));
    }

    #[test]
    fn problems_and_medicines_go_on_as_far_as_a_source_says_so() {
        use End::{NotRecorded, Ongoing, Point};
        use Kind::{Medicine, Problem};
        for (kind, now, basis, wanted) in [
            (Problem, Standing::Current, Basis::Onset, Ongoing),
            (Problem, Standing::Current, Basis::Recorded, Ongoing),
            (Problem, Standing::Disputed, Basis::Onset, Ongoing),
            (Problem, Standing::Past, Basis::Onset, NotRecorded),
            (Problem, Standing::Past, Basis::FromEncounter, NotRecorded),
            (Problem, Standing::NoStatus, Basis::Onset, Point),
            (Medicine, Standing::Current, Basis::Happened, Ongoing),
            (Medicine, Standing::Current, Basis::Recorded, Ongoing),
            (Medicine, Standing::Disputed, Basis::Happened, Ongoing),
            (Medicine, Standing::Past, Basis::Happened, NotRecorded),
            (Medicine, Standing::NoStatus, Basis::Happened, Point),
            // Prescribed is not given.
            (Medicine, Standing::Current, Basis::Authored, Point),
            (Medicine, Standing::Past, Basis::Authored, Point),
            (Medicine, Standing::Current, Basis::Issued, Point),
            (Medicine, Standing::Current, Basis::Planned, Point),
            (Medicine, Standing::Current, Basis::FromRequest, Point),
            (Medicine, Standing::Current, Basis::FromEncounter, Point),
        ] {
            assert_eq!(
                end(&standing(kind, now, basis)),
                wanted,
                "{kind:?} {now:?} {basis:?}"
            );
        }
        // A single dose: nobody says how it stands.
        let dose = row(Medicine, StatusClass::Completed, Basis::Happened);
        assert_eq!(end(&dose), Point);
    }

    #[test]
    fn of_every_kind_and_status_only_what_lasts_goes_on() {
        const ALL: [StatusClass; 11] = [
            StatusClass::Unknown,
            StatusClass::Planned,
            StatusClass::Active,
            StatusClass::OnHold,
            StatusClass::Completed,
            StatusClass::Stopped,
            StatusClass::Inactive,
            StatusClass::Preliminary,
            StatusClass::Amended,
            StatusClass::NotDone,
            StatusClass::EnteredInError,
        ];
        for kind in Kind::ALL {
            for status in ALL {
                let wanted = match (kind, status) {
                    (
                        Kind::Encounter | Kind::Procedure | Kind::CarePlan | Kind::Alert,
                        StatusClass::Active | StatusClass::OnHold,
                    ) => End::Ongoing,
                    (
                        Kind::CarePlan | Kind::Alert,
                        StatusClass::Completed | StatusClass::Stopped | StatusClass::Inactive,
                    ) => End::NotRecorded,
                    _ => End::Point,
                };
                let own = row(kind, status, Basis::Happened);
                assert_eq!(end(&own), wanted, "{kind:?} {status:?}");
                let only_recorded = row(kind, status, Basis::Recorded);
                assert_eq!(end(&only_recorded), End::Point, "{kind:?} {status:?}");
            }
        }
    }

    #[test]
    fn what_one_source_denies_and_another_holds_goes_on() {
        let row = Row {
            marks: RowMarks::default().with(Mark::Negated),
            ..standing(Kind::Problem, Standing::Disputed, Basis::Onset)
        };
        assert_eq!(end(&row), End::Ongoing);
    }

    #[test]
    fn what_never_was_neither_goes_on_nor_ends() {
        for mark in [Mark::EnteredInError, Mark::Negated, Mark::Proposed] {
            for now in [Standing::Current, Standing::Past] {
                let row = Row {
                    marks: RowMarks::default().with(mark),
                    ..standing(Kind::Problem, now, Basis::Onset)
                };
                assert_eq!(end(&row), End::Point, "{mark:?} {now:?}");
            }
        }
    }
}
