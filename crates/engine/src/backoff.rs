//! When a request is made again that failed for now.

use timeline_json::whole;
use timeline_model::{PartialDate, SourceState, digits, part};

use crate::{Environment, carry::Answered};

/// How many milliseconds to wait before a request that was made so many times
/// in vain is made again; `None` where that is of no use.
///
/// A server that is busy is waited for three times, for as long as it says, or
/// twice as long each time where it says nothing that may be read. A broken
/// connection is tried once more.
pub fn delay(
    environment: &dyn Environment,
    answer: &Result<Answered, SourceState>,
    tries: u32,
) -> Option<u32> {
    let (most, asked) = match answer {
        Ok(answer) if answer.broken == Some(SourceState::Unreachable) => (1, None),
        Ok(answer) if matches!(answer.status, 429 | 502..=504) => (3, asked(environment, answer)),
        Err(SourceState::Unreachable) => (1, None),
        _ => return None,
    };
    if tries >= most {
        return None;
    }
    let own = 500 << tries;
    // Many who were sent away together shall not come back together.
    let jitter = environment.random() % own;
    Some(asked.unwrap_or(own).saturating_add(jitter))
}

/// What `Retry-After` says, in milliseconds.
fn asked(environment: &dyn Environment, answer: &Answered) -> Option<u32> {
    let said = answer.header("retry-after")?;
    if let Some(seconds) = whole(said) {
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        return Some(seconds.saturating_mul(1000));
    }
    let now = answer.header("date").and_then(instant);
    let wait = instant(said)? - now.unwrap_or_else(|| environment.now());
    Some(u32::try_from(wait.max(0)).ok()?.saturating_mul(1000))
}

/// Reads an HTTP date such as `Sun, 06 Nov 1994 08:49:37 GMT`, to seconds from
/// 1970-01-01 UTC.
pub fn instant(date: &str) -> Option<i64> {
    let (_, date) = part::cut(date, " ")?;
    let (day, date) = part::cut(date, " ")?;
    let (month, date) = part::cut(date, " ")?;
    let (year, date) = part::cut(date, " ")?;
    let time = part::before(date, " ");
    let at = part::find("JanFebMarAprMayJunJulAugSepOctNovDec", month)?;
    let month = digits(at as u32 / 3 + 101);
    let month = month.get(1..)?;
    let text = [year, "-", month, "-", day, "T", time, "Z"].concat();
    Some(PartialDate::parse(&text)?.earliest())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_are_read_and_others_are_not() {
        assert_eq!(instant("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(instant("Thu, 01 Jan 1970 00:00:10 GMT"), Some(10));
        for wrong in [
            "",
            "120",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun, 6 Foo 1994 1:2:3",
        ] {
            assert_eq!(instant(wrong), None, "{wrong}");
        }
    }
}
