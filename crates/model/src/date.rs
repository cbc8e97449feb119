use core::cmp::Ordering;

use crate::wire::{wire_enum, wire_struct};

wire_enum! {
    /// How much of a date and time is known.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Precision {
        /// The year alone.
        #[default]
        Year,
        /// Year and month.
        Month,
        /// A calendar day: never moved by a time zone.
        Day,
        /// A day and a time to the minute.
        Minute,
        /// A day and a time to the second or finer (fractions are dropped).
        Second,
    }
}

wire_struct! {
    /// A date or time as far as it is known: never sharpened. Fields beyond
    /// the precision rest at their lowest value.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct PartialDate {
        /// Calendar year, 1 to 9999.
        pub year: i32,
        /// 1 to 12.
        pub month: u8,
        /// 1 to 31.
        pub day: u8,
        /// 0 to 23.
        pub hour: u8,
        /// 0 to 59.
        pub minute: u8,
        /// 0 to 59.
        pub second: u8,
        /// How much of it is known.
        pub precision: Precision,
        /// Minutes east of UTC; `None` for a day or less, and for a time that
        /// was sent without a zone.
        pub offset: Option<i32>,
    }
}

impl PartialDate {
    /// Reads the FHIR `date`, `dateTime` and `instant` forms (R4, section
    /// 2.24.0.1): `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, and with `Thh:mm[:ss[.f]]`
    /// and `Z` or `+hh:mm`; a blank instead of `T` and a missing zone are
    /// forgiven. `None` for anything else, for days that no calendar has, and
    /// for the years 0 and 9999 (a common "no end").
    pub fn parse(text: &str) -> Option<PartialDate> {
        let mut rest = text.trim().as_bytes();
        let mut date = PartialDate {
            year: digits(&mut rest, 4)? as i32,
            month: 1,
            day: 1,
            ..PartialDate::default()
        };
        if date.year == 0 || date.year == 9999 {
            return None;
        }
        if rest.is_empty() {
            return Some(date);
        }
        date.precision = Precision::Month;
        date.month = part(&mut rest, b"-", 1, 12)?;
        if rest.is_empty() {
            return Some(date);
        }
        date.precision = Precision::Day;
        date.day = part(&mut rest, b"-", 1, days_in_month(date.year, date.month))?;
        if rest.is_empty() {
            return Some(date);
        }
        date.precision = Precision::Minute;
        date.hour = part(&mut rest, b"T t", 0, 23)?;
        date.minute = part(&mut rest, b":", 0, 59)?;
        if rest.first() == Some(&b':') {
            date.precision = Precision::Second;
            // A leap second is shown as the second before it.
            date.second = part(&mut rest, b":", 0, 60)?.min(59);
            if take(&mut rest, b".") {
                digits(&mut rest, 1)?;
                while digits(&mut rest, 1).is_some() {}
            }
        }
        date.offset = zone(&mut rest)?;
        rest.is_empty().then_some(date)
    }

    /// The day alone, for grouping: time and offset dropped, a month or year
    /// kept as it is.
    pub fn day(self) -> PartialDate {
        PartialDate {
            hour: 0,
            minute: 0,
            second: 0,
            offset: None,
            precision: self.precision.min(Precision::Day),
            ..self
        }
    }

    /// Whether a time of day is known.
    pub fn has_time(self) -> bool {
        self.precision >= Precision::Minute
    }

    /// Whether a time is known, but not in which zone.
    pub fn is_zoneless(self) -> bool {
        self.has_time() && self.offset.is_none()
    }

    /// The first second that it may mean, counted from 1970-01-01. For an
    /// instant this is UTC; for anything without an offset it is the wall
    /// clock read as if it were UTC.
    pub fn earliest(self) -> i64 {
        days_from_civil(self.year, self.month, self.day) * 86_400
            + i64::from(self.hour) * 3600
            + i64::from(self.minute) * 60
            + i64::from(self.second)
            - i64::from(self.offset.unwrap_or(0)) * 60
    }

    /// The last second that it may mean, on the same count as
    /// [`PartialDate::earliest`].
    pub fn latest(self) -> i64 {
        match self.precision {
            Precision::Year => days_from_civil(self.year + 1, 1, 1) * 86_400 - 1,
            Precision::Month => {
                let (year, month) = if self.month == 12 {
                    (self.year + 1, 1)
                } else {
                    (self.year, self.month + 1)
                };
                days_from_civil(year, month, 1) * 86_400 - 1
            }
            Precision::Day => self.earliest() + 86_399,
            Precision::Minute => self.earliest() + 59,
            Precision::Second => self.earliest(),
        }
    }

    /// The first and the last second that it may mean on its own wall clock,
    /// counted as [`PartialDate::earliest`] counts where there is no offset:
    /// what is drawn on one axis stands on one clock.
    pub fn on_the_wall(self) -> (i64, i64) {
        let local = PartialDate {
            offset: None,
            ..self
        };
        (local.earliest(), local.latest())
    }

    /// The wall clock at `offset` minutes east of UTC for an instant given in
    /// seconds from 1970-01-01 UTC.
    pub fn from_epoch(seconds: i64, offset: i32) -> PartialDate {
        let local = seconds + i64::from(offset) * 60;
        let (year, month, day) = civil_from_days(local.div_euclid(86_400));
        let of_day = local.rem_euclid(86_400);
        PartialDate {
            year,
            month,
            day,
            hour: (of_day / 3600) as u8,
            minute: (of_day / 60 % 60) as u8,
            second: (of_day % 60) as u8,
            precision: Precision::Second,
            offset: Some(offset),
        }
    }

    /// The same instant on the wall clock `offset` minutes east of UTC. A day,
    /// and a time without a zone, stay as they are.
    pub fn in_offset(self, offset: i32) -> PartialDate {
        match self.offset {
            Some(own) if own != offset => PartialDate {
                precision: self.precision,
                ..PartialDate::from_epoch(self.earliest(), offset)
            },
            _ => self,
        }
    }

    /// Whole years from this date to `later`, by what both say for certain;
    /// `None` where `later` comes first.
    pub fn years_until(self, later: PartialDate) -> Option<i32> {
        let before_birthday = (later.month, later.day) < (self.month, self.day);
        let years = later.year - self.year - i32::from(before_birthday);
        (years >= 0).then_some(years)
    }
}

/// By the first second that each may mean; at the same second the less precise
/// comes first.
impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.earliest()
            .cmp(&other.earliest())
            .then(self.precision.cmp(&other.precision))
            .then(self.offset.cmp(&other.offset))
    }
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Moves over one of these marks, where one stands at the front.
fn take(rest: &mut &[u8], marks: &[u8]) -> bool {
    match rest.split_first() {
        Some((first, tail)) if marks.contains(first) => {
            *rest = tail;
            true
        }
        _ => false,
    }
}

/// Two digits behind one of these marks, where they are within bounds.
#[inline(never)]
fn part(rest: &mut &[u8], marks: &[u8], least: u8, most: u8) -> Option<u8> {
    if !take(rest, marks) {
        return None;
    }
    let number = digits(rest, 2)? as u8;
    (least..=most).contains(&number).then_some(number)
}

fn digits(rest: &mut &[u8], count: usize) -> Option<u32> {
    let (head, tail) = rest.split_at_checked(count)?;
    let mut number = 0;
    for byte in head {
        number = number * 10 + char::from(*byte).to_digit(10)?;
    }
    *rest = tail;
    Some(number)
}

/// `Some(None)` where no zone stands, `None` where what stands is no zone.
fn zone(rest: &mut &[u8]) -> Option<Option<i32>> {
    if rest.is_empty() {
        return Some(None);
    }
    if take(rest, b"Zz") {
        return Some(Some(0));
    }
    let sign = if take(rest, b"+") {
        1
    } else if take(rest, b"-") {
        -1
    } else {
        return None;
    };
    let hours = digits(rest, 2)? as i32;
    let _ = take(rest, b":");
    let minutes = if rest.is_empty() {
        0
    } else {
        digits(rest, 2)? as i32
    };
    (hours <= 14 && minutes <= 59).then_some(Some(sign * (hours * 60 + minutes)))
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a day of the proleptic Gregorian calendar.
pub fn days_from_civil(year: i32, month: u8, day: u8) -> i64 {
    // Years run from March so that the leap day comes last.
    let y = i64::from(year) - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let from_march = (i64::from(month) + 9) % 12;
    let of_year = (153 * from_march + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i32, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_precision_is_read_and_kept() {
        for (text, precision) in [
            ("2019", Precision::Year),
            ("2019-02", Precision::Month),
            ("2019-02-28", Precision::Day),
            ("2019-02-28T09:05", Precision::Minute),
            ("2019-02-28T09:05:07.123Z", Precision::Second),
            ("2019-02-28 09:05:07+01:00", Precision::Second),
        ] {
            let date = PartialDate::parse(text).unwrap();
            assert_eq!(date.precision, precision, "{text}");
        }
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        for text in [
            "",
            "19",
            "2020-13-45",
            "2019-02-29",
            "9999-12-31",
            "9999",
            "0000",
            "2020-1-1",
            "2020-01-01T25:00",
            "2020-01-01T10:00+15:00",
            "2020-01-01X",
            "soon",
            "2020-01-01T",
        ] {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_instant_is_counted_in_utc_and_shown_in_any_zone() {
        let date = PartialDate::parse("2020-06-09T00:59:00+01:00").unwrap();
        assert_eq!(date.earliest(), 1_591_660_740);
        let utc = date.in_offset(0);
        assert_eq!((utc.day, utc.hour, utc.minute), (8, 23, 59));
    }

    #[test]
    fn on_the_wall_a_time_is_what_its_clock_shows() {
        let at = |text: &str| PartialDate::parse(text).map(PartialDate::on_the_wall);
        assert_eq!(at("2026-03-06T11:05:00+01:00"), at("2026-03-06T11:05:00Z"));
        assert_eq!(at("2026-03-06"), Some((1_772_755_200, 1_772_841_599)));
    }

    #[test]
    fn a_day_is_never_moved_by_a_zone() {
        let day = PartialDate::parse("2020-06-09").unwrap();
        assert_eq!(day.in_offset(-600), day);
    }

    #[test]
    fn days_and_dates_agree_over_centuries() {
        for days in (-200_000..200_000).step_by(37) {
            let (y, m, d) = civil_from_days(days);
            assert_eq!(days_from_civil(y, m, d), days);
        }
    }

    #[test]
    fn a_year_spans_all_its_days() {
        let year = PartialDate::parse("2020").unwrap();
        assert_eq!(year.latest() - year.earliest(), 366 * 86_400 - 1);
    }

    #[test]
    fn age_counts_whole_years() {
        let born = PartialDate::parse("1944-06-09").unwrap();
        let now = PartialDate::parse("2026-03-07").unwrap();
        assert_eq!(born.years_until(now), Some(81));
        assert_eq!(now.years_until(born), None);
    }
}
