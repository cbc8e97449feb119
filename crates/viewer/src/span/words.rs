use timeline_model::{PartialDate, Precision, lower};

use super::{Span, window::DAY};
use crate::{Message, dates::moment_words, words::Words};

/// The dates of a window, as finely as its width wants: `Mar-2024 to
/// May-2026`, with days where it is short, with times where it is very short.
pub(crate) fn span_words(words: Words, span: Span) -> String {
    let precision = match span.width() / DAY {
        0..=3 => Precision::Minute,
        4..=400 => Precision::Day,
        _ => Precision::Month,
    };
    let word = |time| moment_words(words, date_of(time, precision));
    words.fill(
        Message::FromTo,
        &[("from", &word(span.from)), ("to", &word(span.to))],
    )
}

/// The date of a time on the rows' wall clock.
pub(crate) fn date_of(time: i64, precision: Precision) -> PartialDate {
    PartialDate {
        precision,
        ..PartialDate::from_epoch(time, 0)
    }
}

/// A date as people write it: `2019`, `Mar-2019`, `05-Apr-2008` (with blanks,
/// points or strokes as well), or as machines do, `2008-04-05`. The months
/// are those of the language, told by their first letters.
pub(crate) fn date_in(text: &str, months: &str) -> Option<PartialDate> {
    let text = text.trim();
    PartialDate::parse(text).or_else(|| {
        let mut parts = text.split(['-', ' ', '/', '.']).filter(|p| !p.is_empty());
        let (last, middle, first) = (parts.next_back()?, parts.next_back()?, parts.next_back());
        let month = match middle.parse::<u32>() {
            Ok(number) => number,
            Err(_) => {
                let typed = lower(middle);
                let names = |name: &str| typed.starts_with(&lower(name));
                months.split(' ').position(names)? as u32 + 1
            }
        };
        let mut written = String::from(last);
        let day = first.map(|day| day.parse().unwrap_or(0));
        for part in [Some(month), day].into_iter().flatten() {
            written.push('-');
            // Of three digits the first is none.
            written.push(char::from_digit(part / 10, 10)?);
            written.push(char::from_digit(part % 10, 10)?);
        }
        // More than a date is none.
        parts.next().is_none().then_some(())?;
        PartialDate::parse(&written)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_understood_as_people_write_it() {
        let months = Message::Months.english();
        for (typed, sent) in [
            ("2019", "2019"),
            ("Mar-2019", "2019-03"),
            ("march 2019", "2019-03"),
            ("3/2019", "2019-03"),
            ("2019-03", "2019-03"),
            ("05-Apr-2008", "2008-04-05"),
            (" 5 april 2008 ", "2008-04-05"),
            ("05/04/2008", "2008-04-05"),
            ("5.4.2008", "2008-04-05"),
            ("2008-04-05", "2008-04-05"),
        ] {
            assert_eq!(date_in(typed, months), PartialDate::parse(sent), "{typed}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        let months = Message::Months.english();
        for typed in [
            "",
            "19",
            "soon",
            "32-Jan-2020",
            "30-Feb-2020",
            "Foo-2020",
            "x-Jan-2020",
            "13/2019",
            "1-1-1-2019",
            "Jan",
            "-",
            "120-Jan-2020",
            "Mar-99999999999",
        ] {
            assert_eq!(date_in(typed, months), None, "{typed}");
        }
    }

    #[test]
    fn a_time_is_the_date_that_its_clock_shows() {
        let date = PartialDate::parse("2026-03-06T11:05").unwrap();
        assert_eq!(
            date_of(date.earliest(), Precision::Minute),
            PartialDate {
                offset: Some(0),
                ..date
            }
        );
    }
}
