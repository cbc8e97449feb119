use timeline_model::Row;

use crate::span::{Span, extent_of};

/// How many bars there are.
const BARS: usize = 96;

/// How much of the record begins in each part of `bounds`. What is known to
/// the year only is spread over the year.
pub(crate) struct Density([f32; BARS]);

impl Density {
    pub(crate) fn new() -> Density {
        Density([0.0; BARS])
    }

    pub(crate) fn add(&mut self, row: &Row, bounds: Span) {
        let Some(extent) = extent_of(row) else {
            return;
        };
        let bar = |time| {
            let bar = bounds.share(time) * BARS as f64;
            (bar.max(0.0) as usize).min(BARS - 1)
        };
        let (first, last) = (bar(extent.start.0), bar(extent.start.1));
        let each = 1.0 / (last + 1).saturating_sub(first).max(1) as f32;
        for weight in self.0.get_mut(first..=last).into_iter().flatten() {
            *weight += each;
        }
    }

    /// The bars as a `polygon()`: one element is drawn, that scales with its
    /// place. Heights are as the square root of how much there is, so that a
    /// single entry is seen beside hundreds.
    pub(crate) fn polygon(&self) -> String {
        let most = self.0.iter().copied().fold(1.0, f32::max);
        let mut out = String::from("polygon(0 100%");
        for (i, weight) in self.0.iter().enumerate() {
            if *weight <= 0.0 {
                continue;
            }
            let height = ((weight / most).sqrt() * 1000.0).max(80.0) as u32;
            let (left, right) = (i as u32 * 1000, (i as u32 + 1) * 1000 - 200);
            for (x, y) in [(left, 0), (left, height), (right, height), (right, 0)] {
                out.push(',');
                per_thousand(x / BARS as u32, &mut out);
                out.push(' ');
                per_thousand(1000 - y, &mut out);
            }
        }
        out.push_str(",100% 100%)");
        out
    }
}

/// Adds a percentage, given as so many thousandths.
pub(crate) fn per_thousand(thousandths: u32, out: &mut String) {
    out.push_str(&timeline_model::digits(thousandths / 10));
    out.push('.');
    out.push_str(&timeline_model::digits(thousandths % 10));
    out.push('%');
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use timeline_model::PartialDate;

    fn row(start: &str) -> Row {
        Row {
            start: PartialDate::parse(start),
            ..Row::default()
        }
    }

    /// 96 years from 1930.
    fn bounds() -> Span {
        let year = |year: &str| PartialDate::parse(year).unwrap().earliest();
        Span {
            from: year("1930"),
            to: year("2026"),
        }
    }

    #[test]
    fn a_bar_is_as_high_as_the_root_of_what_begins_there() {
        let mut density = Density::new();
        for start in [
            "1950-07-01",
            "1970-07-01",
            "1970-07-02",
            "1970-07-02",
            "1970-08-01",
            "",
        ] {
            density.add(&row(start), bounds());
        }
        let text = density.polygon();
        assert!(text.contains(",20.8% 50.0%,21.6% 50.0%,"), "{text}");
        assert!(text.contains(",41.6% 0.0%,42.5% 0.0%,"), "{text}");
        assert_eq!(text.matches(',').count(), 2 * 4 + 1);
    }

    #[test]
    fn a_year_is_spread_over_the_year() {
        let short = Span {
            from: PartialDate::parse("2019").unwrap().earliest(),
            to: PartialDate::parse("2021").unwrap().earliest(),
        };
        let mut density = Density::new();
        density.add(&row("2020"), short);
        let drawn = density.0.iter().filter(|weight| **weight > 0.0).count();
        assert!((48..=49).contains(&drawn), "{drawn}");
    }

    proptest! {
        #[test]
        fn every_dated_entry_is_in_it_once(years in proptest::collection::vec(1900..2060i32, 0..50)) {
            let mut density = Density::new();
            for year in &years {
                density.add(&row(&year.to_string()), bounds());
            }
            let all: f32 = density.0.iter().sum();
            prop_assert!((all - years.len() as f32).abs() < 0.01);
        }
    }
}
