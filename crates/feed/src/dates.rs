//! Dates as sources write them, by declared patterns.

use timeline_model::PartialDate;

/// What a pattern may be, in words.
pub(crate) const ALLOWED: &str = "a pattern of YYYY, MM or MMM, DD, HH, mm, ss and Z with a year in full, such as DD/MM/YYYY HH:mm, or epoch-seconds or epoch-milliseconds";

/// A part of a pattern.
struct Part {
    /// The letter that stands for it, and how often.
    letter: u8,
    times: usize,
    /// Its place in a date.
    place: u8,
    /// The most digits it has; a year has all of them.
    digits: usize,
    /// Where it ends in [`BLANK`].
    end: usize,
}

/// The parts, of those with the same letter the longer first.
const PARTS: [Part; 8] = [
    of(b'Y', 4, 0, 4, 4),
    of(b'M', 3, 1, 0, 7),
    of(b'M', 2, 1, 2, 7),
    of(b'D', 2, 2, 2, 10),
    of(b'H', 2, 3, 2, 13),
    of(b'm', 2, 4, 2, 16),
    of(b's', 2, 5, 2, 19),
    of(b'Z', 1, OFFSET, 0, 0),
];

/// The place of the offset, which is taken as it is written.
const OFFSET: u8 = 6;

const fn of(letter: u8, times: usize, place: u8, digits: usize, end: usize) -> Part {
    Part {
        letter,
        times,
        place,
        digits,
        end,
    }
}

/// A date as in ISO 8601, to be filled in.
const BLANK: [u8; 19] = *b"0000-00-00T00:00:00";

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Seconds of the first day of the year 1 and of the year 9999.
const SECONDS: core::ops::Range<i64> = -62_135_596_800..253_370_764_800;

/// Reads a date by the first pattern that it fits, else as ISO 8601.
pub(crate) fn read(text: &str, patterns: &[String]) -> Option<PartialDate> {
    let text = text.trim();
    let mut patterns = patterns.iter();
    let found = patterns.find_map(|pattern| by_pattern(text, pattern));
    found.or_else(|| PartialDate::parse(text))
}

/// Whether a pattern says of every part what it is, without a gap: a year in
/// two digits is not guessed, and a day is of no use without its month.
pub(crate) fn is_pattern(pattern: &str) -> bool {
    if ticks(pattern).is_some() {
        return true;
    }
    let mut rest = pattern.as_bytes();
    let mut parts = 0_u8;
    while let [first, next @ ..] = rest {
        rest = next;
        match part(*first, next) {
            Some((part, after)) if parts >> part.place & 1 == 0 => {
                parts |= 1 << part.place;
                rest = after;
            }
            _ if *first == b'T' || !first.is_ascii_alphanumeric() => {}
            _ => return false,
        }
    }
    matches!(parts, 1 | 3 | 7 | 31 | 63 | 95 | 127)
}

/// How many ticks of an epoch a second has.
fn ticks(pattern: &str) -> Option<i64> {
    match pattern {
        "epoch-seconds" => Some(1),
        "epoch-milliseconds" => Some(1000),
        _ => None,
    }
}

/// The part that begins with `first`, which stands before `rest`, and what
/// follows it.
fn part(first: u8, rest: &[u8]) -> Option<(&'static Part, &[u8])> {
    let fits = |part: &&Part| {
        let more = rest.get(..part.times - 1).unwrap_or(b"-");
        first == part.letter && more.iter().all(|byte| *byte == first)
    };
    let part = PARTS.iter().find(fits)?;
    Some((part, rest.get(part.times - 1..)?))
}

fn by_pattern(text: &str, pattern: &str) -> Option<PartialDate> {
    if let Some(ticks) = ticks(pattern) {
        let whole = text.split('.').next()?;
        let seconds = whole.parse::<i64>().ok()?.div_euclid(ticks);
        return SECONDS
            .contains(&seconds)
            .then(|| PartialDate::from_epoch(seconds, 0));
    }
    let mut iso = BLANK.to_vec();
    let mut length = 0;
    let (mut text, mut pattern) = (text.as_bytes(), pattern.as_bytes());
    while let [literal, rest @ ..] = pattern {
        if let Some((part, rest)) = part(*literal, rest) {
            pattern = rest;
            if part.place == OFFSET {
                iso.truncate(length);
                iso.extend_from_slice(text);
                length = iso.len();
                text = b"";
                continue;
            }
            let (found, count) = match part.digits {
                0 => month(text)?,
                digits => number(text, digits)?,
            };
            for (place, digit) in found.iter().rev().enumerate().take(part.digits.max(2)) {
                *iso.get_mut(part.end - 1 - place)? = *digit;
            }
            length = length.max(part.end);
            text = text.get(count..)?;
            // A fraction of a second is dropped.
            if let ([b'.', fraction @ ..], 5) = (text, part.place) {
                let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit());
                text = fraction.get(digits.count()..)?;
            }
        } else {
            text = text.strip_prefix(&[*literal])?;
            pattern = rest;
            if *literal == b' ' {
                text = text.trim_ascii_start();
            }
        }
    }
    iso.truncate(length);
    let iso = core::str::from_utf8(&iso).ok()?;
    text.is_empty().then(|| PartialDate::parse(iso)).flatten()
}

/// At most so many digits, and how many there are; a year has all four.
fn number(text: &[u8], most: usize) -> Option<([u8; 4], usize)> {
    let mut digits = *b"0000";
    let mut count = 0;
    for digit in text
        .iter()
        .take(most)
        .take_while(|byte| byte.is_ascii_digit())
    {
        digits = [digits[1], digits[2], digits[3], *digit];
        count += 1;
    }
    (count == most || most == 2 && count == 1).then_some((digits, count))
}

/// An English month, of which the first three letters are enough, and how many
/// letters there are.
fn month(text: &[u8]) -> Option<([u8; 4], usize)> {
    let count = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let word = text.get(..count)?;
    let place = MONTHS.iter().position(|name| {
        let own = name.as_bytes().get(..count);
        own.is_some_and(|own| own.eq_ignore_ascii_case(word))
    });
    let place = place? as u8 + 1;
    (count >= 3).then_some(([b'0', b'0', b'0' + place / 10, b'0' + place % 10], count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::Precision;

    fn by(pattern: &str, text: &str) -> Option<PartialDate> {
        assert!(is_pattern(pattern), "{pattern}");
        read(text, &[pattern.to_owned()])
    }

    #[test]
    fn each_pattern_reads_its_dates_as_far_as_they_go() {
        for (pattern, text, iso) in [
            ("DD/MM/YYYY", "14/05/2024", "2024-05-14"),
            ("DD/MM/YYYY", " 4/5/2024 ", "2024-05-04"),
            ("DD.MM.YYYY", "29.02.2024", "2024-02-29"),
            ("DD/MM/YYYY HH:mm", "14/05/2024 09:30", "2024-05-14T09:30"),
            ("DD/MM/YYYY HH:mm", "14/05/2024   9:30", "2024-05-14T09:30"),
            (
                "DD/MM/YYYY HH:mm:ss",
                "14/05/2024 09:30:05.25",
                "2024-05-14T09:30:05",
            ),
            ("DD-MMM-YYYY", "14-May-2024", "2024-05-14"),
            ("DD MMM YYYY", "1 SEPTEMBER 2024", "2024-09-01"),
            ("DD MMM YYYY", "1 Sept 2024", "2024-09-01"),
            ("MMM YYYY", "Dec 2024", "2024-12"),
            ("YYYYMMDD", "20240514", "2024-05-14"),
            ("YYYYMMDDHHmm", "202405140930", "2024-05-14T09:30"),
            (
                "YYYYMMDDTHHmmssZ",
                "20240514T093005+0100",
                "2024-05-14T09:30:05+01:00",
            ),
            ("MM/YYYY", "05/2024", "2024-05"),
            ("YYYY", "2024", "2024"),
            ("epoch-seconds", "1715678999", "2024-05-14T09:29:59Z"),
            ("epoch-seconds", "-1", "1969-12-31T23:59:59Z"),
            (
                "epoch-milliseconds",
                "1715678999000",
                "2024-05-14T09:29:59Z",
            ),
            ("DD/MM/YYYY", "2024-05-14T09:30:00Z", "2024-05-14T09:30:00Z"),
        ] {
            assert_eq!(
                by(pattern, text),
                PartialDate::parse(iso),
                "{pattern} {text}"
            );
            assert!(by(pattern, text).is_some());
        }
        let date = by("DD/MM/YYYY HH:mm", "14/05/2024 09:30").unwrap();
        assert!(date.is_zoneless() && date.precision == Precision::Minute);
    }

    #[test]
    fn what_is_no_day_is_no_date() {
        for (pattern, text) in [
            ("DD/MM/YYYY", "31/02/2024"),
            ("DD/MM/YYYY", "05/14/2024"),
            ("DD/MM/YYYY", "14/05/24"),
            ("DD/MM/YYYY", "14/05/20245"),
            ("DD/MM/YYYY", "14/05/2024 09:30"),
            ("DD/MM/YYYY", "soon"),
            ("DD/MM/YYYY", ""),
            ("DD/MM/YYYY", "14//2024"),
            ("DD-MMM-YYYY", "14-Ma-2024"),
            ("DD-MMM-YYYY", "14-Mayor-2024"),
            ("YYYYMMDD", "2024514"),
            ("DD/MM/YYYY HH:mm", "14/05/2024 25:00"),
            ("DD/MM/YYYY", "१४/०५/२०२४"),
            ("epoch-seconds", "99999999999999"),
            ("epoch-seconds", "9223372036854775808"),
        ] {
            assert_eq!(by(pattern, text), None, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_that_guesses_or_leaves_a_gap_is_none() {
        for pattern in [
            "",
            "DD/MM/YY",
            "DD/MM",
            "YYYY/DD",
            "MM/DD/YY",
            "dd/mm/yyyy",
            "YYYY-MM-DD HH",
            "YYYY YYYY",
            "YYYY MM MMM",
            "YYYY-MM-DD hh:mm",
            "epoch",
            "YYYY-QQ",
            "YYYY Z",
        ] {
            assert!(!is_pattern(pattern), "{pattern}");
        }
    }
}
