//! The marks of the axis, in units that follow the zoom from a life to minutes.

use timeline_model::{PartialDate, Precision};

use crate::span::Span;

/// A gridline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tick {
    pub(crate) x: f64,
    pub(crate) weight: Weight,
    /// What stands behind the line; of a time of day that alone.
    pub(crate) label: Option<PartialDate>,
}

/// How heavy a gridline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(crate) enum Weight {
    Between,
    Labelled,
    /// Where a larger unit begins.
    Larger,
}

/// The widths of labels, in pixels, with what is to be free behind them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Widths {
    pub(crate) year: f64,
    pub(crate) month: f64,
    pub(crate) day: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Unit {
    Minute,
    Day,
    Month,
    Year,
}

use Unit::{Day, Minute, Month, Year};

/// From the finest to the coarsest; each with its least length in seconds.
const STEPS: [(Unit, i64, i64); 23] = [
    (Minute, 1, 60),
    (Minute, 5, 300),
    (Minute, 15, 900),
    (Minute, 30, 1_800),
    (Minute, 60, 3_600),
    (Minute, 180, 10_800),
    (Minute, 360, 21_600),
    (Minute, 720, 43_200),
    (Day, 1, DAY),
    (Day, 2, 2 * DAY),
    (Day, 7, 7 * DAY),
    (Day, 14, 14 * DAY),
    (Month, 1, 28 * DAY),
    (Month, 3, 90 * DAY),
    (Month, 6, 181 * DAY),
    (Year, 1, 365 * DAY),
    (Year, 2, 730 * DAY),
    (Year, 5, 1_826 * DAY),
    (Year, 10, 3_652 * DAY),
    (Year, 20, 7_304 * DAY),
    (Year, 50, 18_262 * DAY),
    (Year, 100, 36_524 * DAY),
    (Year, 1_000, 365_242 * DAY),
];

const DAY: i64 = 86_400;

/// The gridlines of a span that is `width` pixels wide, the heavier ones last.
/// No label lies over another, and none is cut.
pub(crate) fn ticks(span: Span, width: f64, widths: Widths) -> Vec<Tick> {
    let scale = (span.to - span.from).max(1) as f64 / width.max(1.0);
    let need = |unit| match unit {
        Minute | Day => widths.day,
        Month => widths.month,
        Year => widths.year,
    };
    let fits = |(unit, _, least): &&(Unit, i64, i64)| *least as f64 / scale >= need(*unit);
    let (unit, count, least) = STEPS
        .iter()
        .find(fits)
        .copied()
        .unwrap_or((Year, 10_000, 0));
    let mut out = Vec::new();
    let between = STEPS.iter().find(|(own, many, length)| {
        let nests = match own {
            Day => *many == 1 || (*own == unit && count % many == 0),
            _ => *own != unit || count % many == 0,
        };
        nests && *length as f64 / scale >= widths.year / 2.0 && *length < least
    });
    if let Some((unit, count, _)) = between {
        lines(span, scale, (*unit, *count), Weight::Between, &mut out);
    }
    let above = match unit {
        Minute => (Day, 1),
        Day => (Month, 1),
        Month => (Year, 1),
        Year => (Year, if count < 10 { 10 } else { 100 }),
    };
    lines(span, scale, above, Weight::Larger, &mut out);
    lines(span, scale, (unit, count), Weight::Labelled, &mut out);
    if unit == Minute {
        name_day(span.from, widths.day, &mut out);
    }
    for tick in &mut out {
        if tick.x + need(unit) > width {
            tick.label = None;
        }
    }
    out
}

/// Adds the lines at each so many of a unit, with labels where these are to be
/// labelled.
fn lines(span: Span, scale: f64, each: (Unit, i64), weight: Weight, out: &mut Vec<Tick>) {
    let (unit, count) = each;
    let mut place = place(unit, span.from).div_euclid(count) * count;
    for _ in 0..500 {
        let at = time(unit, place);
        if at > span.to {
            break;
        }
        if at >= span.from {
            let label = (weight == Weight::Labelled).then(|| label(unit, at));
            out.push(Tick {
                x: (at - span.from) as f64 / scale,
                weight,
                label,
            });
        }
        place += count;
    }
}

/// What stands behind a line: no more than is needed to tell it from the next,
/// and where a larger unit begins that one.
fn label(unit: Unit, at: i64) -> PartialDate {
    let date = PartialDate::from_epoch(at, 0);
    let precision = match unit {
        Minute if at.rem_euclid(DAY) != 0 => Precision::Minute,
        Minute | Day => Precision::Day,
        Month if date.month != 1 => Precision::Month,
        Month | Year => Precision::Year,
    };
    PartialDate { precision, ..date }
}

/// Names the day at the left edge, where only times of it would stand there.
fn name_day(from: i64, room: f64, out: &mut Vec<Tick>) {
    let is_day = |tick: &&mut Tick| {
        tick.label
            .is_some_and(|label| label.precision == Precision::Day)
    };
    if out.iter_mut().filter(is_day).any(|tick| tick.x < room) {
        return;
    }
    for tick in out.iter_mut().filter(|tick| tick.x < room) {
        tick.label = None;
    }
    out.push(Tick {
        x: 0.0,
        weight: Weight::Labelled,
        label: Some(label(Day, from)),
    });
}

/// The number of the unit in which a time is.
fn place(unit: Unit, time: i64) -> i64 {
    let date = PartialDate::from_epoch(time, 0);
    match unit {
        Minute => time.div_euclid(60),
        // Weeks begin on Mondays.
        Day => time.div_euclid(DAY) + 3,
        Month => i64::from(date.year) * 12 + i64::from(date.month) - 1,
        Year => i64::from(date.year),
    }
}

/// When a unit begins.
fn time(unit: Unit, place: i64) -> i64 {
    let month = |place: i64| {
        let date = PartialDate {
            year: place.div_euclid(12) as i32,
            month: place.rem_euclid(12) as u8 + 1,
            day: 1,
            ..PartialDate::default()
        };
        date.earliest()
    };
    match unit {
        Minute => place * 60,
        Day => (place - 3) * DAY,
        Month => month(place),
        Year => month(place * 12),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WIDTHS: Widths = Widths {
        year: 40.0,
        month: 64.0,
        day: 84.0,
    };

    fn second(text: &str) -> i64 {
        PartialDate::parse(text).unwrap().earliest()
    }

    fn labels(from: &str, to: &str) -> Vec<String> {
        let span = Span {
            from: second(from),
            to: second(to),
        };
        let written = |date: PartialDate| match date.precision {
            Precision::Year => format!("{}", date.year),
            Precision::Month => format!("{}-{:02}", date.year, date.month),
            Precision::Day => format!("{}-{:02}-{:02}", date.year, date.month, date.day),
            _ => format!("{:02}:{:02}", date.hour, date.minute),
        };
        let mut ticks = ticks(span, 1000.0, WIDTHS);
        ticks.sort_by(|a, b| a.x.total_cmp(&b.x));
        ticks
            .into_iter()
            .filter_map(|t| t.label.map(written))
            .collect()
    }

    #[test]
    fn units_follow_the_zoom() {
        let life = labels("1944-06-01", "2026-03-06");
        assert_eq!(
            life,
            [
                "1945", "1950", "1955", "1960", "1965", "1970", "1975", "1980", "1985", "1990",
                "1995", "2000", "2005", "2010", "2015", "2020"
            ]
        );
        assert_eq!(
            labels("2024-03-06", "2026-05-06"),
            [
                "2024-04", "2024-07", "2024-10", "2025", "2025-04", "2025-07", "2025-10", "2026"
            ]
        );
        assert_eq!(
            labels("2026-02-02", "2026-03-06"),
            [
                "2026-02-02",
                "2026-02-09",
                "2026-02-16",
                "2026-02-23",
                "2026-03-02"
            ]
        );
        assert_eq!(
            labels("2026-03-05T20:00Z", "2026-03-06T12:00Z"),
            ["2026-03-05", "2026-03-06", "03:00", "06:00", "09:00"]
        );
        assert_eq!(
            labels("2026-03-06T11:00Z", "2026-03-06T11:11Z"),
            [
                "2026-03-06",
                "11:01",
                "11:02",
                "11:03",
                "11:04",
                "11:05",
                "11:06",
                "11:07",
                "11:08",
                "11:09",
                "11:10"
            ]
        );
    }

    proptest! {
        #[test]
        fn at_any_zoom_something_is_labelled_and_no_label_lies_over_another(
            from in second("1880")..second("2100"),
            length in 4.0..22.3f64,
            width in 400.0..3000.0f64,
        ) {
            // From a minute to a life and a half.
            let span = Span { from, to: from + length.exp() as i64 };
            let mut ticks = ticks(span, width, WIDTHS);
            prop_assert!(ticks.len() < 400);
            prop_assert!(ticks.iter().all(|t| (-0.01..=width + 0.01).contains(&t.x)));
            ticks.retain(|tick| tick.label.is_some());
            ticks.sort_by(|a, b| a.x.total_cmp(&b.x));
            prop_assert!(!ticks.is_empty(), "{span:?} {width}");
            let room = |tick: &Tick| match tick.label.unwrap().precision {
                Precision::Year => WIDTHS.year,
                Precision::Month => WIDTHS.month,
                Precision::Day => WIDTHS.day,
                _ => WIDTHS.year,
            };
            for two in ticks.windows(2) {
                prop_assert!(two[0].x + room(&two[0]) <= two[1].x + 0.01, "{two:?}");
            }
            let last = ticks.last().unwrap();
            prop_assert!(last.x + room(last) <= width);
        }
    }
}
