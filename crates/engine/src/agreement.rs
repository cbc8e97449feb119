//! What the agreement allows under which a source is shared. Whether what is
//! said here is true the source must see to: this is honest display, and asking
//! for no more than was agreed.

use timeline_model::{
    Completeness, KindSet, KindStatus, PartialDate, SourceState, lower,
    protocol::{LoadRequest, Notice, NoticeCode},
};

use crate::config::{Agreement, SourceConfig};

/// Why a source is asked for nothing in this context.
pub fn refusal(
    config: &SourceConfig,
    who: &LoadRequest,
    purpose: &str,
    now: PartialDate,
) -> Option<SourceState> {
    let agreement = config.agreement.as_ref()?;
    let early = agreement
        .from
        .is_some_and(|from| from.earliest() > on_the_clock_of(from, now));
    let late = agreement.stops && days_left(agreement, now).is_some_and(|days| days < 0);
    if early || late {
        Some(SourceState::Expired)
    } else if !covers(&agreement.roles, &who.role) {
        Some(SourceState::Role)
    } else if !covers_purpose(config, purpose) {
        Some(SourceState::Purpose)
    } else {
        None
    }
}

/// The kinds that a source shares.
pub fn shared(config: &SourceConfig) -> KindSet {
    let agreement = config.agreement.as_ref();
    agreement.map_or(KindSet::ALL, |agreement| agreement.kinds)
}

/// What is said of the kinds that a source does not share.
pub fn note(config: &SourceConfig) -> Option<KindStatus> {
    let kinds = KindSet::ALL.without(shared(config));
    (!kinds.is_empty()).then_some(KindStatus {
        kinds,
        completeness: Completeness::NotShared,
        reason: Some(SourceState::Agreement),
        page: 0,
    })
}

/// Whether a source may be asked for this purpose.
pub fn covers_purpose(config: &SourceConfig, purpose: &str) -> bool {
    let purposes = config.agreement.as_ref().map(|own| own.purposes.as_slice());
    covers(purposes.unwrap_or_default(), purpose)
}

/// What whoever looks after the integration should know of the agreement's end.
pub fn due(config: &SourceConfig, now: PartialDate) -> Option<Notice> {
    let days = days_left(config.agreement.as_ref()?, now)?;
    if days > WARNED {
        return None;
    }
    let code = match days < 0 {
        true => NoticeCode::AgreementOverdue,
        false => NoticeCode::AgreementEnds,
    };
    Some(Notice {
        code,
        source: config.id.clone(),
        days: days.unsigned_abs() as u32,
    })
}

/// How many days before its end an agreement is spoken of.
const WARNED: i64 = 30;

/// Whole days until the last day is over; 0 on that day, less than 0 after it.
fn days_left(agreement: &Agreement, now: PartialDate) -> Option<i64> {
    let until = agreement.until?;
    let seconds = until.latest() - on_the_clock_of(until, now);
    Some(seconds.div_euclid(86_400))
}

/// Now, to compare with a date: a day is one of the wall clock.
fn on_the_clock_of(date: PartialDate, now: PartialDate) -> i64 {
    let offset = date.offset.and(now.offset);
    PartialDate { offset, ..now }.earliest()
}

/// Whether a list covers what the host said: any word where there is no list,
/// and never nothing.
fn covers(list: &[String], said: &str) -> bool {
    let said = plain(said);
    !said.is_empty() && (list.is_empty() || list.iter().any(|own| plain(own) == said))
}

/// In small letters and without spaces.
fn plain(text: &str) -> String {
    let mut plain = lower(text);
    plain.retain(|letter| !letter.is_whitespace());
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        PartialDate::parse(text).unwrap()
    }

    fn until(text: &str, now: &str) -> Option<i64> {
        let agreement = Agreement {
            until: Some(date(text)),
            ..Agreement::default()
        };
        days_left(&agreement, date(now))
    }

    #[test]
    fn the_last_day_is_a_whole_day_on_the_wall_clock() {
        assert_eq!(until("2026-03-07", "2026-03-07T23:59:59+01:00"), Some(0));
        assert_eq!(until("2026-03-07", "2026-03-08T00:00:00+01:00"), Some(-1));
        assert_eq!(until("2026-03-07", "2026-02-05T12:00:00Z"), Some(30));
        assert_eq!(until("2026-03", "2026-03-30T12:00:00Z"), Some(1));
        assert_eq!(
            until("2026-03-07T12:00:00Z", "2026-03-07T13:00:01+01:00"),
            Some(-1),
            "an instant is one everywhere"
        );
    }

    #[test]
    fn what_the_host_says_is_compared_as_written_but_for_case_and_spaces() {
        let list = ["Care Professional".to_owned()];
        assert!(covers(&list, " care professional "));
        assert!(!covers(&list, "care"));
        assert!(!covers(&list, ""));
        assert!(covers(&[], "anything"));
        assert!(!covers(&[], "  "));
    }
}
