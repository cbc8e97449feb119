//! Dates and times as FHIR writes them, with the zone of the surgeries and hospitals of the cases: London.

/// A second since 1970 and how much of it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub seconds: i64,
    pub exact: Exact,
}

/// How much of a time is said, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exact {
    Month,
    Day,
    /// Hours and minutes of London, without a word on the zone.
    Unzoned,
    /// Hours and minutes of London with its difference to Greenwich.
    Minute,
    /// Seconds of London with its difference to Greenwich.
    London,
    Universal,
}

pub const DAY: i64 = 86_400;

impl Moment {
    pub fn parse(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
        let (year, month) = (number(0, 4)?, number(5, 7)?);
        if text.len() == 7 {
            return Some(Self {
                seconds: days(year, month, 1) * DAY,
                exact: Exact::Month,
            });
        }
        let day = days(year, month, number(8, 10)?) * DAY;
        if text.len() == 10 {
            return Some(Self {
                seconds: day,
                exact: Exact::Day,
            });
        }
        let clock = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19).unwrap_or(0);
        let local = day + clock;
        let zone = text
            .get(16..)?
            .find(['Z', '+', '-'])
            .and_then(|at| text.get(16 + at..));
        Some(match zone {
            None => Self {
                seconds: local - summer(local) * 3600,
                exact: Exact::Unzoned,
            },
            Some("Z") => Self {
                seconds: local,
                exact: Exact::Universal,
            },
            Some(zone) => {
                let part = |from: usize, to: usize| zone.get(from..to)?.parse::<i64>().ok();
                let offset = part(1, 3)? * 3600 + part(4, 6).unwrap_or(0) * 60;
                let offset = if zone.starts_with('-') {
                    -offset
                } else {
                    offset
                };
                Self {
                    seconds: local - offset,
                    exact: Exact::London,
                }
            }
        })
    }

    pub fn is_timed(self) -> bool {
        !matches!(self.exact, Exact::Day | Exact::Month)
    }

    pub fn text(self) -> String {
        let ahead = match self.exact {
            Exact::Month | Exact::Day | Exact::Universal => 0,
            _ => summer(self.seconds),
        };
        let local = self.seconds + ahead * 3600;
        let (year, month, day) = civil(local.div_euclid(DAY));
        let clock = local.rem_euclid(DAY);
        let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
        let date = format!("{year:04}-{month:02}-{day:02}");
        match self.exact {
            Exact::Month => format!("{year:04}-{month:02}"),
            Exact::Day => date,
            Exact::Unzoned => format!("{date}T{hour:02}:{minute:02}:00"),
            Exact::Minute => format!("{date}T{hour:02}:{minute:02}:00+{ahead:02}:00"),
            Exact::London => format!("{date}T{hour:02}:{minute:02}:{second:02}+{ahead:02}:00"),
            Exact::Universal => format!("{date}T{hour:02}:{minute:02}:{second:02}Z"),
        }
    }

    /// The same moment as less or otherwise said; what was not said stays unsaid.
    pub fn said(self, exact: Exact) -> Self {
        if !self.is_timed() && !matches!(exact, Exact::Day | Exact::Month)
            || self.exact == Exact::Month
        {
            return self;
        }
        let ahead = if self.is_timed() {
            summer(self.seconds) * 3600
        } else {
            0
        };
        let seconds = match exact {
            Exact::Day | Exact::Month => self.seconds + ahead,
            _ => self.seconds,
        };
        Self { seconds, exact }
    }
}

/// Whether London's clocks are an hour ahead: from the last Sunday of March to the last of October.
fn summer(seconds: i64) -> i64 {
    let (year, ..) = civil(seconds.div_euclid(DAY));
    let last_sunday = |month| {
        let end = days(year, month, 31);
        (end - (end + 4).rem_euclid(7)) * DAY + 3600
    };
    i64::from((last_sunday(3)..last_sunday(10)).contains(&seconds))
}

/// Days since 1970 of a date.
pub fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_parsed_is_written_again() {
        for text in [
            "2019-03",
            "2019-03-30",
            "2020-02-29T07:50:49Z",
            "2021-07-01T08:05:00",
        ] {
            assert_eq!(Moment::parse(text).unwrap().text(), text);
        }
        for text in ["", "2019", "soon", "2019-03-30T"] {
            assert_eq!(Moment::parse(text), None);
        }
    }

    #[test]
    fn london_is_an_hour_ahead_in_summer() {
        let said = |text: &str, exact| Moment::parse(text).unwrap().said(exact).text();
        assert_eq!(
            said("2020-07-19T07:50:49Z", Exact::Minute),
            "2020-07-19T08:50:00+01:00"
        );
        assert_eq!(
            said("2020-03-29T00:59:59Z", Exact::London),
            "2020-03-29T00:59:59+00:00"
        );
        assert_eq!(
            said("2020-03-29T01:00:00Z", Exact::London),
            "2020-03-29T02:00:00+01:00"
        );
        assert_eq!(
            said("2020-10-25T01:00:00Z", Exact::London),
            "2020-10-25T01:00:00+00:00"
        );
        assert_eq!(said("2020-07-19T23:30:00Z", Exact::Day), "2020-07-20");
        assert_eq!(
            said("2020-07-19T08:50:49+01:00", Exact::Universal),
            "2020-07-19T07:50:49Z"
        );
    }

    #[test]
    fn nothing_is_said_more_exactly_than_it_was() {
        let day = Moment::parse("2020-07-19").unwrap();
        assert_eq!(day.said(Exact::Minute), day);
        assert_eq!(day.said(Exact::Month).text(), "2020-07");
        let month = Moment::parse("2020-07").unwrap();
        assert_eq!(month.said(Exact::Day), month);
    }
}
