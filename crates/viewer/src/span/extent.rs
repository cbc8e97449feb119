use timeline_model::{Kind, Precision, Row, Standing, StatusClass};

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
    let end = match row.end {
        // A day and the same day is a point.
        Some(end) if end.on_the_wall() != start => {
            let (first, last) = end.on_the_wall();
            End::At(first, last)
        }
        Some(_) => End::Point,
        None => open_end(row),
    };
    Some(Extent { start, end })
}

/// What an entry without an end is drawn as.
fn open_end(row: &Row) -> End {
    if let Some(current) = &row.current {
        return match current.standing {
            Standing::Current | Standing::Disputed => End::Ongoing,
            Standing::Past => End::NotRecorded,
            Standing::NoStatus => End::Point,
        };
    }
    let lasts = matches!(row.kind, Kind::Encounter | Kind::CarePlan);
    let precise = row
        .start
        .is_some_and(|start| start.precision >= Precision::Month);
    if lasts && precise && row.status == StatusClass::Active {
        return End::Ongoing;
    }
    End::Point
}
