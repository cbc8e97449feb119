//! The light row of an entry: what the list shows of it.

use timeline_merge::Group;
use timeline_model::{
    Absence, Basis, Component, Entry, EntryId, Intent, Kind, Mark, PartialDate, ProblemCode,
    Quantity, RecordKey, Row, RowMarks, StatusClass, Value,
};

use crate::{allergy, clock::Clock, current::current, warning::warning};

/// The row of an entry made of `members`, the named copy first. `warned` says
/// of a source whether its name for the patient differs; covered records that
/// are `opened` are shown.
pub fn row(
    id: EntryId,
    members: &[&Entry],
    group: &Group,
    clock: &Clock,
    warned: &dyn Fn(u16) -> bool,
    opened: &[RecordKey],
) -> Row {
    let mut sources: Vec<u16> = Vec::new();
    for entry in members {
        if let Err(place) = sources.binary_search(&entry.key.source) {
            sources.insert(place, entry.key.source);
        }
    }
    let mut marks = RowMarks::default();
    for source in &sources {
        marks.set(Mark::NameDiffers, warned(*source));
    }
    let mut row = Row {
        id,
        records: members.len() as u32,
        sources,
        ..Row::default()
    };
    let Some(lead) = members.first() else {
        return row;
    };
    row.start = lead.when.start;
    clock.set(&mut row.start);
    row.basis = lead.when.basis;
    let mut label = None;
    for entry in members {
        if let Some(own) = &entry.marks.covered {
            match opened.contains(&entry.key) {
                true => marks.set(Mark::Opened, true),
                false => label = label.or(Some(own)),
            }
        }
    }
    if let Some(label) = label {
        // The label and nothing else; of the kind only that it is an allergy
        // in force, for a covered one still counts among the allergies.
        row.title.clone_from(label);
        if members.iter().any(|entry| allergy::in_force(entry)) {
            row.kind = Kind::Allergy;
        }
        row.start = row.start.map(PartialDate::day);
        row.marks = marks.with(Mark::Covered);
        return row;
    }
    row.kind = lead.kind;
    row.title.clone_from(&lead.title);
    row.end = lead.when.end;
    clock.set(&mut row.end);
    row.value = value_of(lead);
    if let Some(Value::Absent(absence, _)) = &lead.value {
        row.absence = Some(*absence);
    }
    row.flag = lead.flag;
    row.status = lead.status.class;
    // "None known" says itself what is not so.
    let none_known = row.absence == Some(Absence::NoneKnown);
    let mut errors = 0;
    for entry in members {
        errors += usize::from(entry.marks.entered_in_error);
        marks.set(Mark::Negated, entry.marks.negated && !none_known);
        marks.set(Mark::UnknownModifier, entry.marks.unknown_modifier);
        row.recorded = row.recorded.max(entry.recorded);
        for fault in &entry.faults {
            marks.set(Mark::BadDate, fault.code == ProblemCode::BadDate);
        }
    }
    let all = errors == members.len();
    marks.set(Mark::EnteredInError, all);
    marks.set(Mark::ErrorDisputed, errors > 0 && !all);
    marks.set(Mark::SourcesDiffer, !group.differing.is_empty());
    marks.set(Mark::PossibleDuplicate, !group.possible.is_empty());
    let zoneless = lead.when.start.is_some_and(PartialDate::is_zoneless);
    marks.set(Mark::Zoneless, zoneless);
    marks.set(Mark::NotYetDone, is_not_yet_done(lead));
    marks.set(Mark::Proposed, lead.intent == Intent::Proposed);
    row.marks = marks;
    clock.set(&mut row.recorded);
    row.current = current(members, clock);
    // That it was stopped was filed then, however long ago it was begun.
    for own in row.current.iter().flat_map(|current| &current.against) {
        if matches!(own.status, StatusClass::Stopped | StatusClass::OnHold) {
            row.recorded = row.recorded.max(own.when);
        }
    }
    row.warning = warning(members);
    if row.kind == Kind::Allergy {
        allergy::describe(&mut row, members);
    }
    row
}

/// Since when it has been recorded at least: as it is told, and where it is not,
/// since it happened, for nothing that has happened was recorded before.
pub fn at_least(row: &Row, now: PartialDate) -> Option<PartialDate> {
    let happened = row.start.filter(|start| {
        row.basis == Basis::Happened
            && !row.marks.has(Mark::Covered)
            && row.status != StatusClass::Planned
            && start.on_the_wall().0 <= now.on_the_wall().0
    });
    row.recorded.or(happened)
}

/// An order is a medicine's usual form, so that only orders of other kinds, and
/// plans where they are not what the kind is, are marked.
fn is_not_yet_done(entry: &Entry) -> bool {
    match entry.intent {
        Intent::Done | Intent::Proposed => false,
        Intent::Ordered => !matches!(entry.kind, Kind::Medicine),
        Intent::Planned => !matches!(
            entry.kind,
            Kind::Medicine | Kind::CarePlan | Kind::Appointment
        ),
    }
}

/// A number and its unit stay on one line.
const GAP: &str = "\u{a0}";

/// The value in words: its own, or those of its parts.
pub fn value_of(entry: &Entry) -> String {
    let mut out = String::new();
    if let Some(value) = &entry.value {
        out.push_str(&value.words(GAP));
    } else if let Some((systolic, diastolic)) = blood_pressure(&entry.components) {
        out.push_str(&systolic.number);
        out.push('/');
        out.push_str(&diastolic.words(GAP));
    } else if entry.components.len() <= 4 {
        for part in &entry.components {
            let Some(value) = &part.value else {
                continue;
            };
            if !out.is_empty() {
                out.push_str("; ");
            }
            out.push_str(&part.title);
            out.push(' ');
            let words = value.words(GAP);
            out.push_str(if words.is_empty() { "—" } else { &words });
        }
    }
    out
}

/// Systolic and diastolic pressure, told by their LOINC or SNOMED CT codes,
/// where both are plain numbers of the same unit.
fn blood_pressure(parts: &[Component]) -> Option<(&Quantity, &Quantity)> {
    let part = |codes: [&str; 2]| {
        let part = parts
            .iter()
            .find(|part| part.codes.iter().any(|c| codes.contains(&c.code.as_str())))?;
        match &part.value {
            Some(Value::Quantity(quantity)) if quantity.comparator.is_none() => Some(quantity),
            _ => None,
        }
    };
    let systolic = part(["8480-6", "271649006"])?;
    let diastolic = part(["8462-4", "271650006"])?;
    (parts.len() == 2 && systolic.unit == diastolic.unit).then_some((systolic, diastolic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_happened_was_not_recorded_before() {
        let date = |text: &str| PartialDate::parse(text);
        let now = date("2026-03-07T09:14:00Z").unwrap();
        for (recorded, start, basis, status, expected) in [
            (
                "2026-03-05",
                "2026-03-06",
                Basis::Happened,
                StatusClass::Completed,
                "2026-03-05",
            ),
            (
                "",
                "2026-03-06",
                Basis::Happened,
                StatusClass::Completed,
                "2026-03-06",
            ),
            ("", "2026-04-06", Basis::Happened, StatusClass::Unknown, ""),
            ("", "2026-03-06", Basis::Happened, StatusClass::Planned, ""),
            (
                "",
                "2026-03-06",
                Basis::FromRequest,
                StatusClass::Completed,
                "",
            ),
            ("", "2026-03-06", Basis::Planned, StatusClass::Completed, ""),
        ] {
            let row = Row {
                recorded: date(recorded),
                start: date(start),
                basis,
                status,
                ..Row::default()
            };
            assert_eq!(
                at_least(&row, now),
                date(expected),
                "{start} {basis:?} {status:?}"
            );
        }
    }
}
