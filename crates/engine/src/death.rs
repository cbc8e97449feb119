//! Whether the patient has died, by the host and by all that the sources hold.

use timeline_model::{
    Entry, Kind, PartialDate, Precision, StatusClass, lower, part, protocol::Death,
};

/// Death certificates and certifications of death: LOINC's and SNOMED CT's.
const CERTIFICATES: [&str; 4] = ["64297-5", "69409-1", "307930005", "308646001"];

/// A time of death as told: `Some(None)` is that it happened, and no date.
pub type Died = Option<Option<PartialDate>>;

/// What one source says.
pub struct Word {
    pub source: u16,
    /// It knows the patient.
    pub answered: bool,
    /// What its Patient says.
    pub died: Died,
    /// It holds a death certificate.
    pub certificate: bool,
}

/// Who reports the death, whether all agree, and when it was as far as those
/// agree. What the host says needs no source to confirm it: it is the system
/// in which the user works.
pub fn death(host: Died, words: &[Word]) -> (Death, Died) {
    let mut out = Death::default();
    let mut date: Option<Option<PartialDate>> = None;
    if host.is_some() {
        out.reported_by.push(u16::MAX);
    }
    let mut all = true;
    for word in words {
        if word.died.is_none() && !word.certificate {
            all &= !word.answered;
            continue;
        }
        out.reported_by.push(word.source);
        if let Some(own) = word.died.flatten() {
            date = Some(match date {
                None => Some(own),
                Some(date) => date.and_then(|date| common(date, own)),
            });
        }
    }
    out.confirmed = host.is_some() || all && !out.reported_by.is_empty();
    let died = match host {
        Some(Some(_)) => host,
        _ => (!out.reported_by.is_empty()).then_some(date.flatten()),
    };
    (out, died)
}

/// What two dates of one thing have in common: the more precise, where the
/// other says no more than it; else as far as they agree.
fn common(one: PartialDate, other: PartialDate) -> Option<PartialDate> {
    let (vague, precise) = match one.precision <= other.precision {
        true => (one, other),
        false => (other, one),
    };
    if cut(precise, vague.precision) == cut(vague, vague.precision) {
        return Some(precise);
    }
    let steps = [Precision::Day, Precision::Month, Precision::Year];
    let steps = steps.into_iter().filter(|step| *step < vague.precision);
    let mut shared = steps.map(|step| (cut(one, step), cut(other, step)));
    shared.find(|(a, b)| a == b).map(|(shared, _)| shared)
}

/// A date as far as a precision goes, on its own wall clock.
fn cut(date: PartialDate, to: Precision) -> PartialDate {
    let mut date = if to <= Precision::Day {
        date.day()
    } else {
        date
    };
    if to <= Precision::Month {
        date.day = 1;
    }
    if to == Precision::Year {
        date.month = 1;
    }
    if to <= Precision::Minute {
        date.second = 0;
    }
    date.precision = to;
    date
}

/// Whether an entry certifies that the patient has died.
pub fn is_certificate(entry: &Entry) -> bool {
    let over = matches!(
        entry.status.class,
        StatusClass::Inactive
            | StatusClass::Stopped
            | StatusClass::NotDone
            | StatusClass::Planned
            | StatusClass::EnteredInError
    );
    if over || entry.marks.covered.is_some() || entry.marks.entered_in_error || entry.marks.negated
    {
        return false;
    }
    let mut codes = entry.codes.iter();
    codes.any(|code| CERTIFICATES.contains(&&*code.code))
        || entry.kind == Kind::Document && part::has(&lower(&entry.title), "death certificate")
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::Code;

    const HOST: u16 = u16::MAX;

    fn date(text: &str) -> Died {
        match text {
            "alive" => None,
            "dead" => Some(None),
            text => Some(Some(PartialDate::parse(text).unwrap())),
        }
    }

    /// A source by what it says: `none` does not know the patient, a `+` is a
    /// certificate beside it.
    fn word(source: u16, says: &str) -> Word {
        let (says, certificate) = match says.strip_suffix('+') {
            Some(says) => (says, true),
            None => (says, false),
        };
        Word {
            source,
            answered: says != "none",
            died: if says == "none" { None } else { date(says) },
            certificate,
        }
    }

    #[test]
    fn the_dead_are_dead_where_all_agree_and_else_reported_so() {
        for (host, sources, by, confirmed, when) in [
            ("alive", &["alive", "alive"][..], &[][..], false, "alive"),
            ("alive", &[], &[], false, "alive"),
            (
                "alive",
                &["2025-12-03", "2025-12-03"],
                &[0, 1],
                true,
                "2025-12-03",
            ),
            (
                "alive",
                &["2025-12-03", "dead"],
                &[0, 1],
                true,
                "2025-12-03",
            ),
            ("alive", &["dead", "dead"], &[0, 1], true, "dead"),
            ("alive", &["2025-12-03", "alive"], &[0], false, "2025-12-03"),
            // Who does not know the patient says nothing of it.
            ("alive", &["2025-12-03", "none"], &[0], true, "2025-12-03"),
            // A certificate reports it, without the day.
            ("alive", &["alive+", "alive"], &[0], false, "dead"),
            (
                "alive",
                &["alive+", "2025-12-03"],
                &[0, 1],
                true,
                "2025-12-03",
            ),
            ("alive", &["2025-12-03+"], &[0], true, "2025-12-03"),
            (
                "2025-12-03",
                &["alive", "alive"],
                &[HOST],
                true,
                "2025-12-03",
            ),
            (
                "dead",
                &["2025-12-03", "alive"],
                &[HOST, 0],
                true,
                "2025-12-03",
            ),
            (
                "2025-12-04",
                &["2025-12-03"],
                &[HOST, 0],
                true,
                "2025-12-04",
            ),
            // Never more precise than what they agree in.
            (
                "alive",
                &["2025-12", "2025-12-03T10:07:00Z"],
                &[0, 1],
                true,
                "2025-12-03T10:07:00Z",
            ),
            (
                "alive",
                &["2025-12-03T10:07:00Z", "2025-12-03T11:00:00Z"],
                &[0, 1],
                true,
                "2025-12-03",
            ),
            (
                "alive",
                &["2025-12-03", "2025-12-04"],
                &[0, 1],
                true,
                "2025-12",
            ),
            (
                "alive",
                &["2025-11-30", "2025-12-01"],
                &[0, 1],
                true,
                "2025",
            ),
            (
                "alive",
                &["2025-12-31", "2026-01-01"],
                &[0, 1],
                true,
                "dead",
            ),
        ] {
            let words = (0..).zip(sources).map(|(place, says)| word(place, says));
            let words: Vec<Word> = words.collect();
            let (told, died) = death(date(host), &words);
            let context = format!("{host} {sources:?}");
            assert_eq!(told.reported_by, by, "{context}");
            assert_eq!(told.confirmed, confirmed, "{context}");
            assert_eq!(died, date(when), "{context}");
        }
    }

    #[test]
    fn a_certificate_counts_unless_it_is_in_error_over_or_covered() {
        let certificate = |change: fn(&mut Entry)| {
            let mut entry = Entry {
                kind: Kind::Document,
                title: "Copy of death certificate".into(),
                ..Entry::default()
            };
            change(&mut entry);
            is_certificate(&entry)
        };
        assert!(certificate(|_| {}));
        assert!(certificate(|e| {
            e.title = "Certificate".into();
            e.codes.push(Code {
                code: "64297-5".into(),
                ..Code::default()
            });
        }));
        assert!(!certificate(|e| e.title = "Birth certificate".into()));
        assert!(!certificate(|e| e.kind = Kind::Other));
        assert!(!certificate(|e| e.marks.entered_in_error = true));
        assert!(!certificate(|e| e.marks.covered = Some("Restricted".into())));
        assert!(!certificate(|e| e.status.class = StatusClass::Inactive));
    }
}
