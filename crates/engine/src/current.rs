//! How a problem, a medicine or an alert stands now, over all copies.

use timeline_model::{
    Absence, Against, Course, Current, Entry, Field, Intent, Kind, PartialDate, Standing,
    StatusClass, Value, lower, part,
};

use crate::clock::Clock;

/// Types that tell of something given, supplied or suffered once, or of a whole
/// list: none of these says that something goes on, or that it is over.
const STATELESS: [&str; 5] = [
    "List",
    "MedicationAdministration",
    "MedicationDispense",
    "AdverseEvent",
    "DetectedIssue",
];

/// What one copy says.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    /// It holds.
    Holds,
    /// It is paused: nobody ended it.
    Paused,
    /// It is over, or never was.
    Over,
    /// There is no status.
    NoStatus,
    /// It is not of this that the copy speaks.
    Nothing,
}

/// How it stands; `None` for other kinds, and where no copy says anything of
/// what holds: something that happened once, a proposal, that none is known.
/// Only copies that are not covered are to be given.
pub fn current(members: &[&Entry], clock: &Clock) -> Option<Current> {
    let kind = members.first()?.kind;
    if !matches!(kind, Kind::Problem | Kind::Medicine | Kind::Alert) {
        return None;
    }
    let mut out = stand(members, clock.now())?;
    clock.set(&mut out.last);
    for own in &mut out.against {
        clock.set(&mut own.when);
    }
    Some(out)
}

fn stand(members: &[&Entry], now: PartialDate) -> Option<Current> {
    let words: Vec<Word> = members.iter().map(|entry| word(entry, now)).collect();
    let says = |word| words.contains(&word);
    let mut out = Current::default();
    if !says(Word::Holds) && !says(Word::Paused) {
        out.standing = match (says(Word::Over), says(Word::NoStatus)) {
            (true, _) => Standing::Past,
            (false, true) => Standing::NoStatus,
            (false, false) => return None,
        };
        for (entry, word) in members.iter().zip(&words) {
            if *word == Word::Over {
                object(&mut out.against, entry);
            }
        }
    } else {
        out.standing = Standing::Current;
        for (entry, word) in members.iter().zip(&words) {
            let over = *word == Word::Over && !is_outlived(entry, members, &words);
            if over {
                out.standing = Standing::Disputed;
            }
            if over || *word == Word::Paused {
                object(&mut out.against, entry);
            }
        }
    }
    describe(&mut out, members, &words);
    Some(out)
}

/// What a copy says, with its own end in mind.
fn word(entry: &Entry, now: PartialDate) -> Word {
    let says_none = matches!(
        entry.value,
        Some(Value::Absent(
            Absence::NoneKnown | Absence::NoInformation,
            _
        ))
    );
    if says_none || entry.intent == Intent::Proposed || STATELESS.contains(&&*entry.resource) {
        return Word::Nothing;
    }
    if entry.marks.entered_in_error || entry.marks.negated {
        return Word::Over;
    }
    if entry.when.end.is_some_and(|end| is_past(end, now)) {
        return Word::Over;
    }
    match entry.status.class {
        StatusClass::Active => Word::Holds,
        StatusClass::OnHold => Word::Paused,
        StatusClass::Planned => Word::Nothing,
        StatusClass::Unknown | StatusClass::Preliminary | StatusClass::Amended => Word::NoStatus,
        StatusClass::Completed
        | StatusClass::Stopped
        | StatusClass::Inactive
        | StatusClass::NotDone
        | StatusClass::EnteredInError => Word::Over,
    }
}

/// Whether all that a date may mean has passed: a day, and a time without a
/// zone, on the clock that now is on.
fn is_past(date: PartialDate, now: PartialDate) -> bool {
    match date.offset {
        Some(_) => date.latest() < now.earliest(),
        None => date.latest() < now.on_the_wall().0,
    }
}

/// Whether the same source holds it as active in a copy that is newer: one
/// prescription ended and the next began, which is no conflict.
fn is_outlived(over: &Entry, members: &[&Entry], words: &[Word]) -> bool {
    let since = said(over);
    members.iter().zip(words).any(|(entry, word)| {
        *word == Word::Holds
            && entry.key.source == over.key.source
            && !over.marks.entered_in_error
            && since.is_some_and(|since| begun(entry).is_some_and(|begun| begun > since))
    })
}

fn begun(entry: &Entry) -> Option<PartialDate> {
    entry.recorded.or(entry.when.start)
}

/// When it ended, or since when it is said to be over.
fn said(entry: &Entry) -> Option<PartialDate> {
    let ended = entry.when.end.filter(|_| !entry.marks.entered_in_error);
    ended.or(entry.updated).or(entry.recorded)
}

/// Adds what a source says against it, once.
fn object(against: &mut Vec<Against>, entry: &Entry) {
    let mut status = entry.status.class;
    if entry.marks.entered_in_error {
        status = StatusClass::EnteredInError;
    } else if entry.marks.negated {
        status = StatusClass::NotDone;
    } else if matches!(status, StatusClass::Active | StatusClass::Unknown) {
        // Its end has passed.
        status = StatusClass::Completed;
    }
    let own = Against {
        source: entry.key.source,
        status,
        when: said(entry),
    };
    if !against.contains(&own) {
        against.push(own);
    }
}

/// Adds the dose, the last issue and the course, as the copies say that hold
/// it; a hospital's comes last, so that what it gives at discharge does not
/// stand for what the surgery prescribes.
fn describe(out: &mut Current, members: &[&Entry], words: &[Word]) {
    let mut described = false;
    for of_hospital in [false, true] {
        for (entry, word) in members.iter().zip(words) {
            let own = course(entry);
            let over = *word == Word::Over && out.standing != Standing::Past;
            if over || *word == Word::Nothing || (own == Course::Hospital) != of_hospital {
                continue;
            }
            // Of a hospital alone only where nobody else holds it.
            if out.course == Course::NotSaid && (!of_hospital || !described) {
                out.course = own;
            }
            described = true;
            if out.dose.is_empty() {
                out.dose = dose(entry);
            }
            issued(out, entry);
        }
    }
}

/// The dose as sent, each of them where there are several.
fn dose(entry: &Entry) -> String {
    let mut out = String::new();
    for fact in &entry.facts {
        if fact.field == Field::Dose && !part::has(&out, &fact.text) {
            if !out.is_empty() {
                out.push_str("; ");
            }
            out.push_str(&fact.text);
        }
    }
    out
}

/// The newest issue; of what was never issued, when somebody last stated it.
fn issued(out: &mut Current, entry: &Entry) {
    let mut newest = |when: Option<PartialDate>, reviewed: bool| {
        let better = out.last.is_none()
            || (out.reviewed && !reviewed)
            || (out.reviewed == reviewed && when > out.last);
        if when.is_some() && better {
            out.last = when;
            out.reviewed = reviewed;
        }
    };
    for fact in &entry.facts {
        if matches!(fact.field, Field::LastIssued | Field::Issue) {
            newest(fact.when, false);
        }
    }
    if entry.resource == "MedicationStatement" {
        newest(entry.recorded, true);
    }
}

/// How a copy says that it is given: by its categories.
fn course(entry: &Entry) -> Course {
    for fact in &entry.facts {
        if fact.field == Field::Category {
            let words = lower(&fact.text);
            for (course, word) in [
                (Course::Hospital, "discharge"),
                (Course::Hospital, "inpatient"),
                (Course::Hospital, "hospital"),
                (Course::Repeat, "repeat"),
                (Course::Repeat, "continuous"),
                (Course::Acute, "acute"),
            ] {
                if part::has(&words, word) {
                    return course;
                }
            }
        }
    }
    Course::NotSaid
}

#[cfg(test)]
mod tests;
