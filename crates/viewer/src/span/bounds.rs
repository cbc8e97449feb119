use timeline_model::Row;

use super::{End, Span, extent_of, window::DAY};
use crate::lines::Line;

/// Dates further from now than a long life are slips, such as the year 1 or
/// 2999: the list has them, and the axis would be of no use.
const PAST: i64 = 130 * 366 * DAY;
const FUTURE: i64 = 30 * 366 * DAY;

/// From when to when the record reaches, with a margin at both sides; `now` is
/// always in it.
pub(crate) fn bounds(lines: &[Line], now: i64) -> Span {
    let mut span = Span::last(now, 366 * DAY);
    for line in lines {
        let (first, last) = reach(&line.row, now);
        span.from = span.from.min(first);
        span.to = span.to.max(last);
    }
    span.from = span.from.max(now - PAST);
    span.to = span.to.min(now + FUTURE);
    let margin = span.width() / 50;
    Span {
        from: span.from - margin,
        to: span.to + margin,
    }
}

/// The time that is on screen at first: the last two years, or where nothing is
/// in them as many before the last entry. What goes on ends where the patient
/// has `died`.
pub(crate) fn first_window(lines: &[Line], now: i64, died: Option<i64>) -> Span {
    let usual = Span::at_first(now);
    let mut end = i64::MIN;
    for line in lines {
        let Some(extent) = extent_of(&line.row) else {
            continue;
        };
        let last = match extent.end {
            End::Ongoing => died.unwrap_or(i64::MAX).max(extent.start.1),
            _ => extent.last(),
        };
        if usual.meets(extent.start.0, last) {
            return usual;
        }
        if last < now {
            end = end.max(last);
        }
    }
    match end {
        i64::MIN => usual,
        end => Span::at_first(end),
    }
}

fn reach(row: &Row, now: i64) -> (i64, i64) {
    extent_of(row).map_or((now, now), |extent| {
        let last = match extent.end {
            End::Ongoing => extent.start.1,
            _ => extent.last(),
        };
        (extent.start.0, last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::{Basis, Current, Kind, PartialDate, Standing};

    fn of(starts: &[&str]) -> Span {
        let line = |start: &&str| {
            Line::new(Row {
                start: PartialDate::parse(start),
                ..Row::default()
            })
        };
        let lines: Vec<Line> = starts.iter().map(line).collect();
        bounds(&lines, time("2026-03-07"))
    }

    fn time(date: &str) -> i64 {
        PartialDate::parse(date).unwrap().earliest()
    }

    #[test]
    fn a_record_reaches_from_its_first_entry_to_what_is_planned() {
        let span = of(&["1995", "2027-01-01", "2011-04"]);
        assert!(span.from < time("1995-01-01") && span.from > time("1994-01-01"));
        assert!(span.to > time("2027-01-01") && span.to < time("2028-01-01"));
    }

    /// What is on screen at first, of entries that happened once and a problem.
    fn first(starts: &[&str], ongoing: &[&str], died: Option<&str>) -> Span {
        let point = |start: &&str| Row {
            start: PartialDate::parse(start),
            ..Row::default()
        };
        let problem = |start: &&str| Row {
            kind: Kind::Problem,
            basis: Basis::Onset,
            current: Some(Current {
                standing: Standing::Current,
                ..Current::default()
            }),
            ..point(start)
        };
        let rows = starts.iter().map(point).chain(ongoing.iter().map(problem));
        let lines: Vec<Line> = rows.map(Line::new).collect();
        first_window(&lines, time("2026-03-07"), died.map(time))
    }

    #[test]
    fn a_record_that_ended_is_shown_at_its_end() {
        let usual = Span::at_first(time("2026-03-07"));
        let end_of = |day: &str| Span::at_first(time(day) + 86_399);
        for (starts, ongoing, died, shown) in [
            (&["1995-02-03", "2025-11-02"][..], &[][..], None, usual),
            (
                &["1995-02-03", "2003-05-06"],
                &[],
                None,
                end_of("2003-05-06"),
            ),
            (&["2003-05-06"], &["1999-01-01"], None, usual),
            (
                &["2001-05-06"],
                &["1999-01-01"],
                Some("2003-05-07"),
                Span::at_first(time("2003-05-07")),
            ),
            (
                &["2003-05-06", "2999-01-01"],
                &[],
                None,
                end_of("2003-05-06"),
            ),
            (&["2026-04-01"], &[], None, usual),
            (&[""], &[], None, usual),
            (&[], &[], None, usual),
        ] {
            assert_eq!(
                first(starts, ongoing, died),
                shown,
                "{starts:?} {ongoing:?} {died:?}"
            );
        }
    }

    #[test]
    fn a_record_without_dates_reaches_a_year_back() {
        let span = of(&[""]);
        assert!(span.from < time("2025-03-07") && span.to > time("2026-03-07"));
    }

    #[test]
    fn a_slip_does_not_stretch_it() {
        let span = of(&["0001-01-01", "2999-12-31"]);
        assert!(span.from > time("1890-01-01") && span.to < time("2060-01-01"));
    }
}
