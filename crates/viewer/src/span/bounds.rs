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
    use timeline_model::PartialDate;

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
