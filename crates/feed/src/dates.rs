//! Dates as sources write them, by declared patterns.

use timeline_model::PartialDate;

/// What a pattern may be, in words.
pub(crate) const ALLOWED: &str = "a pattern of YYYY, MM or MMM, DD, HH, mm, ss and Z with a year in full, such as DD/MM/YYYY HH:mm, or epoch-seconds or epoch-milliseconds";

/// The parts of a pattern: what stands for it, its place in a date, the most
/// digits it has, and where it ends in [`BLANK`]. A year has all its digits.
const PARTS: [(&str, u8, usize, usize); 8] = [
    ("YYYY", 0, 4, 4),
    ("MMM", 1, 0, 7),
    ("MM", 1, 2, 7),
    ("DD", 2, 2, 10),
    ("HH", 3, 2, 13),
    ("mm", 4, 2, 16),
    ("ss", 5, 2, 19),
    ("Z", 6, 0, 0),
];

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
    let mut rest = pattern;
    let mut parts = 0_u8;
    while let Some(first) = rest.chars().next() {
        match part(rest) {
            Some((place, _, _, after)) if parts >> place & 1 == 0 => {
                parts |= 1 << place;
                rest = after;
            }
            _ if first == 'T' || !first.is_ascii_alphanumeric() => {
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
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

/// The part at the front of a pattern, and what follows it.
fn part(pattern: &str) -> Option<(u8, usize, usize, &str)> {
    PARTS.iter().find_map(|(name, place, digits, end)| {
        let rest = pattern.strip_prefix(name)?;
        Some((*place, *digits, *end, rest))
    })
}

fn by_pattern(text: &str, pattern: &str) -> Option<PartialDate> {
    if let Some(ticks) = ticks(pattern) {
        let whole = text.split('.').next()?;
        let seconds = whole.parse::<i64>().ok()?.div_euclid(ticks);
        return SECONDS
            .contains(&seconds)
            .then(|| PartialDate::from_epoch(seconds, 0));
    }
    let mut iso = BLANK;
    let mut length = 0;
    let mut zone = "";
    let (mut text, mut pattern) = (text, pattern);
    while let Some(literal) = pattern.chars().next() {
        if let Some((place, digits, end, rest)) = part(pattern) {
            pattern = rest;
            if place == 6 {
                (zone, text) = (text, "");
                continue;
            }
            let (found, after) = match digits {
                0 => month(text)?,
                digits => number(text, digits)?,
            };
            let to = iso.get_mut(end.checked_sub(digits.max(2))?..end)?;
            for (to, digit) in to.iter_mut().rev().zip(found.iter().rev()) {
                *to = *digit;
            }
            length = length.max(end);
            text = after;
            // A fraction of a second is dropped.
            if place == 5 && text.starts_with('.') {
                text = text.trim_start_matches(|c: char| !"Z+- ".contains(c));
            }
        } else if literal == ' ' {
            text = text.strip_prefix(' ')?.trim_start();
            pattern = pattern.trim_start();
        } else {
            text = text.strip_prefix(literal)?;
            pattern = pattern.strip_prefix(literal)?;
        }
    }
    let date = core::str::from_utf8(iso.get(..length)?).ok()?;
    text.is_empty()
        .then(|| PartialDate::parse(&[date, zone].concat()))
        .flatten()
}

/// At most so many digits; a year has all four.
fn number(text: &str, most: usize) -> Option<([u8; 4], &str)> {
    let mut digits = *b"0000";
    let mut rest = text;
    let mut count = 0;
    while let Some(digit) = rest
        .bytes()
        .next()
        .filter(|b| count < most && b.is_ascii_digit())
    {
        digits = [digits[1], digits[2], digits[3], digit];
        rest = rest.get(1..)?;
        count += 1;
    }
    (count == most || most == 2 && count == 1).then_some((digits, rest))
}

/// An English month, of which the first three letters are enough.
fn month(text: &str) -> Option<([u8; 4], &str)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = text.split_at_checked(letters)?;
    let is_start = |name: &&str| {
        name.get(..letters)
            .is_some_and(|own| own.eq_ignore_ascii_case(word))
    };
    let place = MONTHS.iter().position(is_start)? as u8 + 1;
    (letters >= 3).then_some(([b'0', b'0', b'0' + place / 10, b'0' + place % 10], rest))
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
