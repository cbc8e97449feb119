//! What two under names that nothing connects have in common, so that a reader
//! is told that they may be one. Never enough to fold them.

use timeline_model::{Kind, Packed, packed};

use crate::{
    aliases::{CONTACT_ASIDE, TEST_ASIDE},
    feature::Feature,
    hash, order,
    pair::{ARRIVAL_GAP, RECEIVED_GAP, REPEATED_GAP, hours_by_zone},
    record::Record,
    time::Agreement,
    values::Likeness,
    words::{Words, next_word},
};

/// Whether two may be one for what they say beside their names: a value, a
/// minute, or a word that both have.
pub(crate) fn is_worth_a_look(
    record: &Record,
    a: &Feature,
    b: &Feature,
    time: Agreement,
    likeness: Likeness,
) -> bool {
    let minute = match time {
        // Whole hours may be a zone.
        Agreement::Apart(seconds) => hours_by_zone(a, b, seconds),
        _ => time >= Agreement::Clock,
    };
    let day = minute || time >= Agreement::Day;
    if !day && !is_later(a, b, time) {
        return false;
    }
    let aside = match a.family {
        Kind::Result => &TEST_ASIDE,
        Kind::Encounter => &CONTACT_ASIDE,
        _ => &BARE,
    };
    let (own, others) = (record.words(a), record.words(b));
    let word = share_a_word(own, others, aside);
    let broader = own.is_within(others, aside) || others.is_within(own, aside);
    match (a.family, likeness) {
        (Kind::Result, Likeness::Same(digits)) => {
            digits >= 3 || day && word || minute && broader && digits >= 2
        }
        (Kind::Encounter, _) => minute || word || day && broader,
        (Kind::Report, _) => minute && issued_together(record, a, b),
        (Kind::Problem | Kind::Vaccination | Kind::Procedure, _) => word,
        (Kind::Medicine, _) => holds_lead(own, others) || holds_lead(others, own),
        _ => false,
    }
}

/// Whether nothing says that they were issued at other times.
fn issued_together(record: &Record, a: &Feature, b: &Feature) -> bool {
    match (&a.recorded, &b.recorded) {
        (Some(one), Some(two)) => record.zones.compare(one, two) >= Agreement::Day,
        _ => true,
    }
}

/// Whether one may tell of a later step: received rather than taken, or seen
/// rather than arrived.
pub(crate) fn is_later(a: &Feature, b: &Feature, time: Agreement) -> bool {
    let Agreement::Apart(seconds) = time else {
        return false;
    };
    let (least, most) = match a.family {
        Kind::Result => (REPEATED_GAP, RECEIVED_GAP),
        Kind::Encounter => (0, ARRIVAL_GAP),
        _ => return false,
    };
    least <= seconds && seconds <= most && a.is_timed() && b.is_timed()
}

/// Words that say nothing of what it is.
const BARE: Packed = packed![
    "of",
    "the",
    "and",
    "with",
    "in",
    "by",
    "for",
    "to",
    "on",
    "procedure",
    "disorder",
    "vaccine",
    "test",
    "measurement",
];

/// Whether both have a word in common, but for those set aside.
fn share_a_word(own: &Words, others: &Words, aside: &Packed) -> bool {
    let mut rest = own.spelled.as_str();
    while let Some(word) = next_word(&mut rest) {
        if word.len() > 2
            && aside.find(word).is_none()
            && order::holds(&others.tokens, hash::of_text(word))
        {
            return true;
        }
    }
    false
}

/// Whether one holds the first long word of the other, which names what is in
/// it.
fn holds_lead(own: &Words, others: &Words) -> bool {
    let mut rest = others.spelled.as_str();
    while let Some(word) = next_word(&mut rest) {
        if word.len() > 4 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return order::holds(&own.tokens, hash::of_text(word));
        }
    }
    false
}
