use timeline_model::{PartialDate, Precision};

use crate::{Message, words::Words};

/// `05-Apr-2008`, `Apr-2008` or `2008`: the day, as far as it is known.
pub(crate) fn date_words(words: Words, date: PartialDate) -> String {
    day_words(&words.say(Message::Months), date)
}

/// The day and, where it is known, the time: `05-Apr-2008 14:05`.
pub(crate) fn moment_words(words: Words, date: PartialDate) -> String {
    let mut out = date_words(words, date);
    if date.has_time() {
        out.push(' ');
        out.push_str(&time_words(date));
    }
    out
}

/// `14:05`; empty where no time is known.
pub(crate) fn time_words(date: PartialDate) -> String {
    let mut out = String::new();
    if date.has_time() {
        two_digits(date.hour, &mut out);
        out.push(':');
        two_digits(date.minute, &mut out);
    }
    out
}

pub(crate) fn day_words(months: &str, date: PartialDate) -> String {
    let mut out = String::new();
    if date.precision >= Precision::Day {
        two_digits(date.day, &mut out);
        out.push('-');
    }
    if date.precision >= Precision::Month {
        let place = usize::from(date.month.saturating_sub(1));
        out.push_str(months.split(' ').nth(place).unwrap_or_default());
        out.push('-');
    }
    let year = date.year.max(0) as u32;
    for unit in [1000, 100, 10, 1] {
        out.push(char::from_digit(year / unit % 10, 10).unwrap_or('0'));
    }
    out
}

fn two_digits(number: u8, out: &mut String) {
    out.push(char::from(b'0' + number / 10 % 10));
    out.push(char::from(b'0' + number % 10));
}

/// The group of the list that a date belongs to, as one number that sorts:
/// `20260306` for a day, `20260200` for a month, `20260000` for a year, 0
/// where there is no date. So what is only known to be of a month comes below
/// that month's days.
pub(crate) fn group_of(date: Option<PartialDate>) -> u32 {
    let Some(date) = date else { return 0 };
    let month = match date.precision {
        Precision::Year => 0,
        _ => u32::from(date.month),
    };
    let day = match date.precision {
        Precision::Year | Precision::Month => 0,
        _ => u32::from(date.day),
    };
    date.year.max(0) as u32 * 10_000 + month * 100 + day
}

/// The heading of a group.
pub(crate) fn group_words(words: Words, group: u32) -> String {
    if group == 0 {
        return words.say(Message::DateNotRecorded);
    }
    let (month, day) = (group / 100 % 100, group % 100);
    let precision = match (month, day) {
        (0, _) => Precision::Year,
        (_, 0) => Precision::Month,
        _ => Precision::Day,
    };
    date_words(
        words,
        PartialDate {
            year: (group / 10_000) as i32,
            month: month as u8,
            day: day as u8,
            precision,
            ..PartialDate::default()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        PartialDate::parse(text).unwrap()
    }

    #[test]
    fn a_date_is_written_as_far_as_it_is_known() {
        let months = Message::Months.english();
        for (sent, shown) in [
            ("2008-04-05", "05-Apr-2008"),
            ("2008-04-05T14:05:59Z", "05-Apr-2008"),
            ("2008-04", "Apr-2008"),
            ("2008", "2008"),
        ] {
            assert_eq!(day_words(months, date(sent)), shown);
        }
    }

    #[test]
    fn a_time_has_24_hours_and_leading_zeros() {
        assert_eq!(time_words(date("2008-04-05T04:05:59Z")), "04:05");
        assert_eq!(time_words(date("2008-04-05")), "");
    }

    #[test]
    fn a_month_comes_below_its_days_and_no_date_comes_last() {
        let groups =
            ["2026-02-01", "2026-02", "2026", "2025-12-31"].map(|d| group_of(Some(date(d))));
        assert!(groups.is_sorted_by(|a, b| a > b), "{groups:?}");
        assert_eq!(group_of(None), 0);
    }
}
