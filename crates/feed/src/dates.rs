//! Dates as sources write them, by declared patterns.

use timeline_model::PartialDate;

/// What a pattern may be, in words.
pub(crate) const ALLOWED: &str = "a pattern of YYYY, MM or MMM, DD, HH, mm, ss and Z with a year in full, such as DD/MM/YYYY HH:mm, or epoch-seconds or epoch-milliseconds";

/// The parts of a pattern: what stands for it, its place in a date, and the
/// most digits it has. The year has exactly as many.
const PARTS: [(&str, usize, usize); 8] = [
    ("YYYY", 0, 4),
    ("MMM", 1, 0),
    ("MM", 1, 2),
    ("DD", 2, 2),
    ("HH", 3, 2),
    ("mm", 4, 2),
    ("ss", 5, 2),
    ("Z", 6, 0),
];

/// What stands before each part where a date is written as in ISO 8601.
const BEFORE: [&str; 7] = ["", "-", "-", "T", ":", ":", ""];

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
            Some((place, _, after)) if parts >> place & 1 == 0 => {
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
fn part(pattern: &str) -> Option<(usize, usize, &str)> {
    PARTS.iter().find_map(|(name, place, digits)| {
        let rest = pattern.strip_prefix(name)?;
        Some((*place, *digits, rest))
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
    let mut found: [String; 7] = Default::default();
    let (mut text, mut pattern) = (text, pattern);
    while let Some(literal) = pattern.chars().next() {
        if let Some((place, digits, rest)) = part(pattern) {
            let (own, after) = match (place, digits) {
                (1, 0) => month(text)?,
                (6, _) => (text.to_owned(), ""),
                _ => number(text, digits)?,
            };
            *found.get_mut(place)? = own;
            // A fraction of a second is dropped.
            text = match after.strip_prefix('.') {
                Some(fraction) if place == 5 => {
                    fraction.trim_start_matches(|c: char| c.is_ascii_digit())
                }
                _ => after,
            };
            pattern = rest;
        } else if literal == ' ' {
            text = text.strip_prefix(' ')?.trim_start();
            pattern = pattern.trim_start();
        } else {
            text = text.strip_prefix(literal)?;
            pattern = pattern.strip_prefix(literal)?;
        }
    }
    let mut iso = String::new();
    for (before, own) in BEFORE.iter().zip(&found) {
        if !own.is_empty() {
            iso.push_str(before);
            iso.push_str(own);
        }
    }
    text.is_empty().then(|| PartialDate::parse(&iso)).flatten()
}

/// At most so many digits: a single one gets its nought, a year has all four.
fn number(text: &str, most: usize) -> Option<(String, &str)> {
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit);
    let (own, rest) = text.split_at_checked(digits.count())?;
    match own.len() {
        1 if most == 2 => Some((["0", own].concat(), rest)),
        length if length == most => Some((own.to_owned(), rest)),
        _ => None,
    }
}

/// An English month, of which the first three letters are enough.
fn month(text: &str) -> Option<(String, &str)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = text.split_at_checked(letters)?;
    let word = word.to_ascii_lowercase();
    let place = MONTHS.iter().position(|name| name.starts_with(&word))? + 1;
    let number = if place < 10 { "0" } else { "" };
    (letters >= 3).then(|| ([number, &place.to_string()].concat(), rest))
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
