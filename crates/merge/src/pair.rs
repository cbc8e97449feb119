//! The verdict on two entries.

use timeline_model::{Kind, Precision, StatusClass};

use crate::{
    block::RECORDED_LATE,
    feature::{Feature, shared},
    hash,
    identified::{judge_identified, shares_identifier},
    look::{is_later, is_worth_a_look},
    naming::{Naming, naming},
    order,
    record::Record,
    time::{Agreement, Moment},
    values::Likeness,
};

/// What two entries are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The same, with the rank of the evidence: the higher is settled first.
    Same(u8),
    /// Possibly the same; both may be in one entry if others say so.
    Possible,
    /// Possibly the same, but something stands between them: never in one
    /// entry.
    Doubtful,
    /// As possible, and settled by whether what they belong to is the same.
    Suggested,
    /// As doubtful, and settled by whether what they belong to, or what
    /// belongs to them, is the same.
    Waiting,
    /// Nothing speaks for it, nothing against.
    Unrelated,
    /// Not the same.
    Different,
}

/// The same resource, received twice from one source.
pub(crate) const TWICE: u8 = 250;
pub(crate) const IDENTIFIER: u8 = 200;
/// Made from the same, or the one from the other.
const ORIGIN: u8 = 160;
const SECOND: u8 = 150;
const MINUTE: u8 = 140;
pub(crate) const CLOCK: u8 = 130;
const DAY: u8 = 120;
const ARRIVAL: u8 = 110;
/// What it belongs to, or what belongs to it, is the same.
pub(crate) const SUPPORTED: u8 = 100;
const WITHIN: u8 = 90;
const RECORDED: u8 = 80;
/// The same to many digits, hours later.
pub(crate) const RECEIVED: u8 = 70;
const UNDATED: u8 = 60;

/// Arrival against triage, or against the start of the consultation.
pub(crate) const ARRIVAL_GAP: i64 = 60 * 60 + 59;
/// Readings repeated to be sure come within the hour; one that was received
/// rather than taken comes later, and within the day.
pub(crate) const REPEATED_GAP: i64 = 3600;
pub(crate) const RECEIVED_GAP: i64 = 20 * 3600;

/// Judges a pair.
pub(crate) fn judge(record: &Record, a: &Feature, b: &Feature) -> Verdict {
    let one_source = a.source() == b.source();
    if !comparable(a, b) {
        return Verdict::Different;
    }
    if one_source && (a.alias.is_none() || a.alias != b.alias) {
        // One source's own records are told apart by their ids alone; but some
        // give what they send again a new id, and leave its numbers.
        let again = a.content == b.content && a.identifiers == b.identifiers;
        return match again && !a.identifiers.is_empty() {
            true if a.is_timed() => Verdict::Same(TWICE),
            // Of one day there may be two.
            true if a.start.is_some() => Verdict::Doubtful,
            _ => Verdict::Different,
        };
    }
    let far = a.gap(b).is_some_and(|seconds| seconds > 86_400);
    if far && !matches!(a.family, Kind::Problem | Kind::Allergy) && !share_any_number(a, b) {
        return Verdict::Different;
    }
    let time = agreement(record, a, b);
    let naming = naming(record, a, b);
    if one_source {
        return judge_one_source(a, b, naming, time);
    }
    if shares_identifier(record, a, b, naming) {
        return judge_identified(record, a, b, naming, time);
    }
    if record.forbid(a, b).is_some() || a.is_meant() != b.is_meant() {
        return Verdict::Different;
    }
    let likeness = likeness(record, a, b);
    // Of one document many things are taken, each at its time.
    let of_one = shared(&a.origins, &b.origins).is_some() && time >= Agreement::Within
        || (a.comes_from(b) || b.comes_from(a)) && is_near(time, a);
    if of_one && naming <= Naming::Looser && matches!(likeness, Likeness::None | Likeness::Same(_))
    {
        return Verdict::Same(ORIGIN + bonus(a, b));
    }
    match judge_content(record, a, b, naming, time, likeness) {
        // One system of numbers has one for each event.
        Verdict::Same(_) if a.numbers_differ(b) => Verdict::Doubtful,
        verdict => verdict,
    }
}

/// The verdict by names, times and values alone.
fn judge_content(
    record: &Record,
    a: &Feature,
    b: &Feature,
    naming: Naming,
    time: Agreement,
    likeness: Likeness,
) -> Verdict {
    match naming {
        Naming::Same => judge_named(record, a, b, time, likeness),
        Naming::Looser | Naming::Related if a.family == Kind::Encounter && is_later(a, b, time) => {
            Verdict::Possible
        }
        Naming::Looser => judge_loosely(record, a, b, time, likeness),
        Naming::Mapped | Naming::MappedLoosely => {
            let named = judge_named(record, a, b, time, likeness);
            judge_mapped(naming, named, time, likeness)
        }
        // One injection, named more broadly: the minute is the second fact.
        Naming::Related if a.family == Kind::Vaccination && time >= Agreement::Minute => {
            Verdict::Same(MINUTE - 5)
        }
        // One contact in other words: nobody begins and ends two at once.
        Naming::Related if is_one_contact(record, a, b, time) => {
            Verdict::Same(MINUTE - 8 + bonus(a, b))
        }
        Naming::Related
            if (time >= Agreement::Day || time == Agreement::Within && lasts(a.family, a, b))
                && matches!(likeness, Likeness::None | Likeness::Same(_)) =>
        {
            Verdict::Possible
        }
        Naming::Unknown if is_worth_a_look(record, a, b, time, likeness) => Verdict::Possible,
        Naming::Related | Naming::Unknown => Verdict::Unrelated,
        Naming::Conflict => Verdict::Different,
    }
}

/// Whether two contacts began in one minute and ended in one.
fn is_one_contact(record: &Record, a: &Feature, b: &Feature, time: Agreement) -> bool {
    let ends = match (&a.end, &b.end) {
        (Some(end), Some(other)) => record.zones.compare(end, other) >= Agreement::Clock,
        // What it is called tells, where both use one code for it.
        _ => shared(&a.codes, &b.codes).is_some(),
    };
    a.family == Kind::Encounter && time >= Agreement::Clock && ends
}

/// Whether the two are worth a look in spite of their times.
fn share_any_number(a: &Feature, b: &Feature) -> bool {
    shared(&a.identifiers, &b.identifiers).is_some() || a.alias == b.alias
}

/// Whether both are of one type; a prescription is no dispensing. What is not
/// FHIR has types of its own, and only its kind can be compared.
fn comparable(a: &Feature, b: &Feature) -> bool {
    a.family == b.family
        && (a.class == b.class || !(a.is_fhir && b.is_fhir) && a.family != Kind::Medicine)
}

/// Two records of one source and one id are the same if it sent one resource
/// twice; otherwise it says of one resource two things, which is told.
fn judge_one_source(a: &Feature, b: &Feature, naming: Naming, time: Agreement) -> Verdict {
    // Servers behind one address may use an id again for something else.
    let agree = naming == Naming::Same && !matches!(time, Agreement::Apart(_));
    if agree || a.content == b.content {
        Verdict::Same(TWICE)
    } else {
        Verdict::Doubtful
    }
}

/// How what both found compares.
pub(crate) fn likeness(record: &Record, a: &Feature, b: &Feature) -> Likeness {
    let (one, two) = (record.substance(a), record.substance(b));
    a.found.compare(&b.found, (one.or(two), two.or(one)))
}

/// How well the starts of both agree.
pub(crate) fn agreement(record: &Record, a: &Feature, b: &Feature) -> Agreement {
    match (&a.start, &b.start) {
        (Some(a), Some(b)) => record.zones.compare(a, b),
        _ => Agreement::Unknown,
    }
}

/// The verdict on two that a map joins, from that on two of one name: they have
/// to be of one day, and where the one may be the broader, a second fact has to
/// agree. Settled behind all that has one name.
fn judge_mapped(naming: Naming, named: Verdict, time: Agreement, likeness: Likeness) -> Verdict {
    let loosely = naming == Naming::MappedLoosely;
    let value = matches!(likeness, Likeness::Same(digits) if digits >= 3);
    match named {
        Verdict::Same(rank) if time >= Agreement::Day => {
            if !loosely {
                Verdict::Same(rank - 100)
            } else if time >= Agreement::Minute || value {
                Verdict::Same(rank - 115)
            } else {
                Verdict::Suggested
            }
        }
        Verdict::Same(_) => Verdict::Possible,
        // What is said of another day, or of nearly the same, does not
        // contradict.
        Verdict::Doubtful if loosely || time < Agreement::Day => Verdict::Different,
        other => other,
    }
}

/// Whether two times with one identifier may be two dates of one event.
pub(crate) fn is_near(time: Agreement, a: &Feature) -> bool {
    match time {
        Agreement::Apart(seconds) if a.family == Kind::Problem => seconds <= RECORDED_LATE,
        Agreement::Apart(seconds) => seconds <= 2 * 86_400,
        _ => true,
    }
}

fn rank(time: Agreement) -> Option<u8> {
    match time {
        Agreement::Second => Some(SECOND),
        Agreement::Minute => Some(MINUTE),
        Agreement::Clock => Some(CLOCK),
        Agreement::Day => Some(DAY),
        Agreement::Within => Some(WITHIN),
        Agreement::Unknown | Agreement::Apart(_) => None,
    }
}

/// What tells candidates apart that agree as well in name and time.
pub(crate) fn bonus(a: &Feature, b: &Feature) -> u8 {
    let same_status = a.status == b.status;
    let same_end = match (&a.end, &b.end) {
        (Some(x), Some(y)) => x.gap(y) < 60,
        (None, None) => true,
        _ => false,
    };
    // Recorded at one moment, to the second: what a name and a day leave open.
    let same_entry = match (&a.recorded, &b.recorded) {
        (Some(x), Some(y)) => {
            let exact = |moment: &Moment| moment.date.precision == Precision::Second;
            x.from == y.from && exact(x) && exact(y)
        }
        _ => false,
    };
    u8::from(same_status) + 2 * u8::from(same_end) + 4 * u8::from(same_entry)
}

/// The verdict on two copies of one name, by time and value.
fn judge_named(
    record: &Record,
    a: &Feature,
    b: &Feature,
    time: Agreement,
    likeness: Likeness,
) -> Verdict {
    match likeness {
        Likeness::Differ if time >= Agreement::Clock => return Verdict::Doubtful,
        Likeness::Differ => return Verdict::Different,
        // A result without its value could be any result.
        Likeness::OneSided | Likeness::Unlike => {
            return match time {
                Agreement::Apart(_) => Verdict::Different,
                _ if time >= Agreement::Day => Verdict::Possible,
                _ => Verdict::Unrelated,
            };
        }
        Likeness::None | Likeness::Same(_) => {}
    }
    if lengths_differ(a, b) {
        return match time {
            Agreement::Apart(_) => Verdict::Different,
            _ => Verdict::Doubtful,
        };
    }
    match time {
        Agreement::Apart(seconds) => judge_apart(record, a, b, seconds, likeness),
        Agreement::Unknown => judge_undated(a, b),
        Agreement::Within if !lasts(a.family, a, b) => match likeness {
            Likeness::Same(digits) if digits >= 4 => Verdict::Same(WITHIN + bonus(a, b)),
            _ => Verdict::Possible,
        },
        _ => match rank(time) {
            Some(rank) => Verdict::Same(rank + bonus(a, b)),
            None => Verdict::Unrelated,
        },
    }
}

/// The verdict on two copies whose names differ only in how it is reported or
/// given: a test needs its value as the second fact, a report its results.
fn judge_loosely(
    record: &Record,
    a: &Feature,
    b: &Feature,
    time: Agreement,
    likeness: Likeness,
) -> Verdict {
    let agrees = match (likeness, a.family) {
        (Likeness::Same(digits), _) => digits >= 2,
        (Likeness::None, Kind::Result | Kind::Report) => false,
        (Likeness::None, Kind::Encounter) => time >= Agreement::Clock,
        (Likeness::None, _) => true,
        _ => false,
    };
    match rank(time) {
        _ if likeness == Likeness::Differ => Verdict::Different,
        Some(_) if lengths_differ(a, b) => Verdict::Doubtful,
        Some(rank) if agrees && time >= Agreement::Day => Verdict::Same(rank - 8 + bonus(a, b)),
        Some(_) if a.family == Kind::Report => Verdict::Suggested,
        Some(_) if likeness != Likeness::Unlike => Verdict::Possible,
        None if agrees && a.family == Kind::Result => match time {
            Agreement::Apart(seconds) => judge_apart(record, a, b, seconds, likeness),
            _ => Verdict::Possible,
        },
        _ => Verdict::Unrelated,
    }
}

/// Two contacts or procedures that began together and ended apart are two:
/// neither the ends nor the lengths agree.
fn lengths_differ(a: &Feature, b: &Feature) -> bool {
    if !matches!(a.family, Kind::Encounter | Kind::Procedure) {
        return false;
    }
    let (Some(start), Some(end)) = (&a.start, &a.end) else {
        return false;
    };
    let (Some(another), Some(other)) = (&b.start, &b.end) else {
        return false;
    };
    let length = end.from - start.from;
    let other_length = other.from - another.from;
    [start, end, another, other]
        .iter()
        .all(|m| m.date.has_time())
        && end.gap(other) >= 60
        && (length - other_length).abs() > 120
}

/// Whether a month, or a year, is a fair time for it.
fn lasts(family: Kind, a: &Feature, b: &Feature) -> bool {
    let year = |f: &Feature| {
        f.start
            .is_some_and(|start| start.date.precision == Precision::Year)
    };
    match family {
        Kind::Problem | Kind::Allergy | Kind::CarePlan | Kind::Alert => true,
        Kind::Vaccination | Kind::Document => !year(a) && !year(b),
        _ => false,
    }
}

/// Without a date, only what is one thing for life can be told to be one.
fn judge_undated(a: &Feature, b: &Feature) -> Verdict {
    let both = a.start.is_none() && b.start.is_none();
    match a.family {
        Kind::Allergy if !(a.marks.negated || b.marks.negated) => {
            Verdict::Same(UNDATED + bonus(a, b))
        }
        Kind::Problem | Kind::CarePlan | Kind::Alert if both => {
            Verdict::Same(UNDATED + bonus(a, b))
        }
        _ => Verdict::Possible,
    }
}

/// The verdict on two copies whose times differ.
fn judge_apart(
    record: &Record,
    a: &Feature,
    b: &Feature,
    seconds: i64,
    likeness: Likeness,
) -> Verdict {
    let both_timed = a.is_timed() && b.is_timed();
    match a.family {
        // An allergy is one, whenever it was written down; two statements that
        // there is none are two.
        Kind::Allergy if a.marks.negated || b.marks.negated => Verdict::Doubtful,
        Kind::Allergy => Verdict::Same(UNDATED + bonus(a, b)),
        Kind::Problem => judge_problem_apart(a, b, seconds),
        Kind::Encounter if both_timed && seconds <= ARRIVAL_GAP => {
            Verdict::Same(ARRIVAL + bonus(a, b))
        }
        Kind::Result if both_timed || is_day_after(a, b) => {
            judge_reading_apart(record, a, b, seconds, likeness)
        }
        Kind::Report if both_timed && seconds <= RECEIVED_GAP => Verdict::Waiting,
        _ if both_timed && hours_by_zone(a, b, seconds) => Verdict::Waiting,
        _ if both_timed && seconds <= REPEATED_GAP => Verdict::Doubtful,
        _ => Verdict::Different,
    }
}

/// Whether whole hours lie between a time with a zone and one without, which
/// may be a zone that nothing in the record tells.
pub(crate) fn hours_by_zone(a: &Feature, b: &Feature, seconds: i64) -> bool {
    let (Some(one), Some(two)) = (a.start, b.start) else {
        return false;
    };
    let rest = (seconds + 60).rem_euclid(3600);
    one.date.is_zoneless() != two.date.is_zoneless() && rest <= 120 && seconds <= 14 * 3600
}

/// A problem without an onset was recorded after it began.
fn judge_problem_apart(a: &Feature, b: &Feature, seconds: i64) -> Verdict {
    let (Some(one), Some(two)) = (a.start, b.start) else {
        return Verdict::Unrelated;
    };
    // Begun or written down when the other had ended, and ended on another day:
    // the next episode.
    let episodes = matches!((&a.end, &b.end), (Some(end), Some(other))
        if end.gap(other) > 86_400 && (two.from > end.to || one.from > other.to));
    match (a.is_recorded_only(), b.is_recorded_only()) {
        _ if episodes => Verdict::Different,
        (true, true) if seconds <= RECORDED_LATE => Verdict::Possible,
        (false, true) if seconds <= RECORDED_LATE && two.from > one.from => {
            Verdict::Same(RECORDED + bonus(a, b))
        }
        (true, false) if seconds <= RECORDED_LATE && one.from > two.from => {
            Verdict::Same(RECORDED + bonus(a, b))
        }
        (false, false) if seconds <= 7 * 86_400 => Verdict::Doubtful,
        _ => Verdict::Different,
    }
}

/// Taken in one copy and received in the other: hours apart, the same to
/// enough digits that it is no chance. A pulse of 72 twice a day is two.
fn judge_reading_apart(
    record: &Record,
    a: &Feature,
    b: &Feature,
    seconds: i64,
    likeness: Likeness,
) -> Verdict {
    let Likeness::Same(digits) = likeness else {
        return Verdict::Different;
    };
    if seconds > RECEIVED_GAP {
        return Verdict::Different;
    }
    if seconds < REPEATED_GAP && !hours_by_zone(a, b, seconds) {
        return Verdict::Doubtful;
    }
    let sign = a.kind == Kind::VitalSign || b.kind == Kind::VitalSign;
    let telling = if sign && !is_build(record, a) { 4 } else { 3 };
    let both_timed = a.is_timed() && b.is_timed();
    if both_timed && digits >= telling || received_when_taken(record, a, b) {
        Verdict::Same(RECEIVED)
    } else if both_timed || digits >= telling {
        Verdict::Waiting
    } else {
        Verdict::Unrelated
    }
}

/// What is not taken again within a day.
fn is_build(record: &Record, a: &Feature) -> bool {
    let has = |word: &str| order::holds(&record.words(a).tokens, hash::of_text(word));
    has("weight") || has("height") || has("mass")
}

/// Whether one of the two has only a day, and that lies behind the other.
fn is_day_after(a: &Feature, b: &Feature) -> bool {
    let (Some(one), Some(two)) = (a.start, b.start) else {
        return false;
    };
    let behind = |day: Moment, timed: Moment| {
        day.date.precision == Precision::Day && timed.date.has_time() && day.from > timed.from
    };
    behind(one, two) || behind(two, one)
}

/// Whether one names as its time what the other says it was issued at.
fn received_when_taken(record: &Record, a: &Feature, b: &Feature) -> bool {
    let meets = |issued: &Feature, placed: &Feature| match (&issued.recorded, &placed.start) {
        (Some(issued), Some(placed)) => record.zones.compare(issued, placed) >= Agreement::Minute,
        _ => false,
    };
    meets(a, b) || meets(b, a)
}

/// Whether one source says that it was recorded by mistake, and the other
/// holds it.
pub(crate) fn error_disputed(a: &Feature, b: &Feature) -> bool {
    a.marks.entered_in_error != b.marks.entered_in_error
}

/// Whether both say a status, and another one.
pub(crate) fn status_differs(a: &Feature, b: &Feature) -> bool {
    let (one, two) = (a.status, b.status);
    one != two && one != StatusClass::Unknown && two != StatusClass::Unknown
}
