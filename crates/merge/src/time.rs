//! Whether two times can be one, within what each says.

use timeline_model::{PartialDate, Precision};

/// How well two times agree, best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Agreement {
    /// They cannot be one; how many seconds lie between them.
    Apart(i64),
    /// One of them, or both, is not known.
    Unknown,
    /// The day lies in the other's month or year.
    Within,
    /// The same day, one of them without a time.
    Day,
    /// The same wall clock, one of them without a zone.
    Clock,
    /// The same minute.
    Minute,
    /// The same second.
    Second,
}

/// A date with the first and the last second that it may mean, reckoned once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) date: PartialDate,
    pub(crate) from: i64,
    pub(crate) to: i64,
}

impl Moment {
    pub(crate) fn of(date: PartialDate) -> Moment {
        Moment {
            date,
            from: date.earliest(),
            to: date.latest(),
        }
    }

    /// The seconds between this and another time; 0 where they touch.
    pub(crate) fn gap(&self, other: &Moment) -> i64 {
        (other.from - self.to).max(self.from - other.to).max(0)
    }
}

/// The zones that the sources of a record write in, by the month. A date may
/// have been cut from an instant in any of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Zones {
    seen: Vec<Zone>,
    /// A zone has come, or gone, in some month.
    pub(crate) changed: bool,
}

#[derive(Clone, Debug)]
struct Zone {
    /// Minutes east of UTC.
    offset: i32,
    /// How many times were written in it in or beside each month.
    times: [i32; 12],
    /// One bit for each month in which there is one.
    months: u16,
}

impl Zones {
    /// Notes the zone of a time, or with -1 that the time is gone.
    #[inline(never)]
    pub(crate) fn note(&mut self, date: Option<PartialDate>, by: i32) {
        let Some(date) = date else { return };
        let Some(offset) = date.offset else { return };
        if !self.seen.iter().any(|zone| zone.offset == offset) {
            self.seen.push(Zone {
                offset,
                times: [0; 12],
                months: 0,
            });
        }
        // The clocks change within a month, and not each month has its entry:
        // the months beside count too.
        for zone in &mut self.seen {
            for beside in [11, 0, 1] {
                let month = (usize::from(date.month) + 11 + beside) % 12;
                if zone.offset == offset
                    && let Some(times) = zone.times.get_mut(month)
                {
                    let was = *times > 0;
                    *times += by;
                    if (*times > 0) != was {
                        zone.months ^= 1 << month;
                        self.changed = true;
                    }
                }
            }
        }
    }

    /// Whether something holds in a zone that a time may have been read in, by
    /// its seconds east of UTC.
    #[inline(never)]
    fn holds_in_some(&self, date: &PartialDate, holds: &dyn Fn(i64) -> bool) -> bool {
        // Without a zone the wall clock is all that is known.
        if holds(i64::from(date.offset.unwrap_or(0)) * 60) {
            return true;
        }
        if date.offset.is_none() {
            return false;
        }
        holds(0)
            || self.seen.iter().any(|zone| {
                zone.months & month_bit(date.month) != 0 && holds(i64::from(zone.offset) * 60)
            })
    }

    /// How well two times agree.
    pub(crate) fn compare(&self, a: &Moment, b: &Moment) -> Agreement {
        let (vague, exact) = if a.date.precision <= b.date.precision {
            (a, b)
        } else {
            (b, a)
        };
        let agrees = match (vague.date.precision, exact.date.has_time()) {
            (Precision::Year | Precision::Month, _) => {
                let (vague, exact) = (vague.date, self.local(exact.date));
                let month = vague.precision == Precision::Year || vague.month == exact.month;
                (vague.year == exact.year && month).then_some(Agreement::Within)
            }
            (Precision::Day, false) => (vague.from == exact.from).then_some(Agreement::Day),
            (Precision::Day, true) => {
                let day = vague.from.div_euclid(86_400);
                let same = |east: i64| (exact.from + east).div_euclid(86_400) == day;
                let holds = self.holds_in_some(&exact.date, &same);
                holds.then_some(Agreement::Day)
            }
            _ => self.instants(a, b),
        };
        agrees.unwrap_or_else(|| Agreement::Apart(a.gap(b)))
    }

    fn instants(&self, a: &Moment, b: &Moment) -> Option<Agreement> {
        if a.date.is_zoneless() == b.date.is_zoneless() {
            let seconds = (a.from - b.from).abs();
            let to_the_second = |m: &Moment| m.date.precision == Precision::Second;
            return if seconds == 0 && to_the_second(a) && to_the_second(b) {
                Some(Agreement::Second)
            } else {
                // Seconds are cut in one copy, or rounded to the next minute.
                (seconds < 60).then_some(Agreement::Minute)
            };
        }
        let (plain, zoned) = if a.date.is_zoneless() { (a, b) } else { (b, a) };
        let same = |east: i64| (zoned.from + east - plain.from).abs() < 60;
        let holds = self.holds_in_some(&zoned.date, &same);
        holds.then_some(Agreement::Clock)
    }

    /// The wall clock as most of the record writes it: the zone furthest from
    /// UTC seen in the month. Only for telling month and year.
    fn local(&self, date: PartialDate) -> PartialDate {
        if date.offset != Some(0) {
            return date;
        }
        let mut furthest = 0_i32;
        for Zone { offset, months, .. } in &self.seen {
            let further = (offset.abs(), *offset) > (furthest.abs(), furthest);
            if months & month_bit(date.month) != 0 && further {
                furthest = *offset;
            }
        }
        date.in_offset(furthest)
    }
}

/// The bit of a month.
fn month_bit(month: u8) -> u16 {
    1 << ((u32::from(month) + 11) % 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(zones: &[&str], a: &str, b: &str) -> Agreement {
        let mut known = Zones::default();
        for zone in zones {
            known.note(PartialDate::parse(zone), 1);
        }
        let read = |text| Moment::of(PartialDate::parse(text).unwrap());
        let (a, b) = (read(a), read(b));
        assert_eq!(known.compare(&a, &b), known.compare(&b, &a), "symmetric");
        known.compare(&a, &b)
    }

    #[test]
    fn a_day_may_be_cut_in_any_zone_of_the_record() {
        let summer = ["2019-07-01T10:00:00+01:00"];
        let late = "2020-06-08T23:59:05Z";
        assert_eq!(compare(&summer, late, "2020-06-09"), Agreement::Day);
        assert_eq!(compare(&summer, late, "2020-06-08"), Agreement::Day);
        assert!(matches!(
            compare(&[], late, "2020-06-09"),
            Agreement::Apart(_)
        ));
        assert!(matches!(
            compare(&summer, "2020-12-08T23:59:05Z", "2020-12-09"),
            Agreement::Apart(_)
        ));
    }

    #[test]
    fn minutes_are_one_whatever_the_zone_and_the_seconds() {
        assert_eq!(
            compare(&[], "2020-06-09T00:59:00+01:00", "2020-06-08T23:59:05Z"),
            Agreement::Minute
        );
        assert_eq!(
            compare(&[], "2020-06-09T00:59:05+01:00", "2020-06-08T23:59:05Z"),
            Agreement::Second
        );
        assert_eq!(
            compare(&[], "2020-06-09T00:59:00", "2020-06-09T00:59:00+01:00"),
            Agreement::Clock
        );
        assert!(matches!(
            compare(&[], "2020-06-09T00:59:00Z", "2020-06-09T01:03:00Z"),
            Agreement::Apart(240)
        ));
    }

    #[test]
    fn a_day_lies_within_its_month_and_year_only() {
        assert_eq!(compare(&[], "2019", "2019-03-30"), Agreement::Within);
        assert_eq!(
            compare(&[], "2019-03", "2019-03-30T10:00:00Z"),
            Agreement::Within
        );
        assert!(matches!(
            compare(&[], "2019-03", "2019-04-03"),
            Agreement::Apart(_)
        ));
        assert!(matches!(
            compare(&[], "2019-03-30", "2019-03-31"),
            Agreement::Apart(_)
        ));
    }
}
