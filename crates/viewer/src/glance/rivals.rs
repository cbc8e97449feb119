//! Medicines of one name in several sources that are not known to be the same.

use std::sync::Arc;

use timeline_model::{
    Course, Current, EntryId, Kind, Mark, PartialDate, Row, Standing, StatusClass, lower,
};

use super::picks::{Pick, Rank};

/// Whether a source stopped or paused this medicine expressly.
pub(super) fn is_stopped(row: &Row) -> bool {
    row.kind == Kind::Medicine && !row.marks.has(Mark::Covered) && stop(row).is_some()
}

/// When it was stopped or paused last.
fn stop(row: &Row) -> Option<PartialDate> {
    let current = row.current.as_ref()?;
    let expressly = current
        .against
        .iter()
        .filter(|own| matches!(own.status, StatusClass::Stopped | StatusClass::OnHold));
    expressly.map(|own| own.when).max()?
}

/// Whether of two medicines of one name, in different sources, one was stopped
/// or paused expressly after the other, which is held as current, was last
/// issued.
pub(crate) fn contradict(one: &Row, other: &Row) -> bool {
    let after = |over: &Row, held: &Row| {
        let holds =
            |current: &&Current| matches!(current.standing, Standing::Current | Standing::Disputed);
        let held = held.current.as_ref().filter(holds).map(|_| since(held));
        is_stopped(over) && held.is_some_and(|since| stop(over) >= since)
    };
    let shared = || {
        one.sources
            .iter()
            .any(|source| other.sources.contains(source))
    };
    one.id != other.id
        && (after(one, other) || after(other, one))
        && !shared()
        && name(one) == name(other)
}

/// Since when a source is known to hold it: it was last issued or stated then.
fn since(row: &Row) -> Option<PartialDate> {
    row.current
        .as_ref()
        .and_then(|current| current.last)
        .or(row.start)
}

/// Marks what another source has stopped since it was last issued, under the
/// same name, and puts that, and what a hospital only goes on with, beside it.
/// It is not said that they are the same: each is named as it is recorded.
pub(super) fn weigh(picks: &mut Vec<Pick>, stopped: &[Arc<Row>]) {
    let names: Vec<String> = picks.iter().map(|pick| name(&pick.row)).collect();
    let all: Vec<(String, Pick)> = names.into_iter().zip(core::mem::take(picks)).collect();
    for (own, pick) in &all {
        let mut pick = pick.clone();
        if pick.rank == Rank::Plain {
            let elsewhere = || {
                all.iter()
                    .any(|(name, other)| name == own && !is_hospitals(&other.row))
            };
            pick.rival = rival(own, &pick.row, &all, stopped);
            if pick.rival.is_some() {
                pick.rank = Rank::Conflict;
            } else if is_hospitals(&pick.row) && elsewhere() {
                pick.rank = Rank::Again;
            }
        }
        put(picks, pick);
    }
    // What is named beside another says nothing of its own.
    let named: Vec<EntryId> = picks
        .iter()
        .filter_map(|pick| pick.rival.as_ref())
        .map(|row| row.id)
        .collect();
    let mut again = Vec::new();
    for mut pick in core::mem::take(picks) {
        if pick.rank == Rank::Conflict && pick.rival.is_none() && named.contains(&pick.row.id) {
            pick.rank = Rank::Again;
        }
        match pick.rank {
            Rank::Again => again.push(pick),
            _ => put(picks, pick),
        }
    }
    for pick in again.into_iter().rev() {
        let own = name(&pick.row);
        let beside = picks.iter().position(|other| name(&other.row) == own);
        picks.insert(beside.map_or(picks.len(), |at| at + 1), pick);
    }
}

fn put(picks: &mut Vec<Pick>, pick: Pick) {
    let at = picks.partition_point(|other| other.rank <= pick.rank);
    picks.insert(at, pick);
}

/// What another source stopped by this name after this was last issued, unless
/// that source goes on with it by another entry.
fn rival(own: &str, row: &Row, all: &[(String, Pick)], stopped: &[Arc<Row>]) -> Option<Arc<Row>> {
    let since = since(row);
    let goes_on = |source: &u16| {
        all.iter().any(|(name, pick)| {
            name == own && pick.rank != Rank::Conflict && pick.row.sources.contains(source)
        })
    };
    let mut rivals = stopped.iter().filter(|other| {
        other.id != row.id
            && stop(other) >= since
            && !other
                .sources
                .iter()
                .any(|source| row.sources.contains(source))
            && !other.sources.iter().any(goes_on)
            && name(other) == own
    });
    rivals.next().cloned()
}

fn is_hospitals(row: &Row) -> bool {
    let course = row.current.as_ref().map(|current| current.course);
    course == Some(Course::Hospital)
}

/// Whether two names are the same but for case, blanks and the plural.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    let bare = |name: &str| {
        let mut bare = lower(name);
        bare.retain(|letter| !letter.is_ascii_whitespace());
        if bare.ends_with('s') {
            bare.pop();
        }
        bare
    };
    bare(one) == bare(other)
}

/// The first word of a medicine's name, which is its substance or brand.
fn name(row: &Row) -> String {
    let title = row.title.as_bytes();
    let end = title.iter().position(|byte| b" ,/".contains(byte));
    let first = row.title.get(..end.unwrap_or(title.len()));
    lower(first.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use timeline_model::{Against, Current, Standing};

    use super::*;

    fn row(
        source: u16,
        title: &str,
        course: Course,
        last: &str,
        against: &[(StatusClass, &str)],
    ) -> Arc<Row> {
        let date = |text: &str| PartialDate::parse(text);
        let against = against.iter().map(|(status, when)| Against {
            source,
            status: *status,
            when: date(when),
        });
        Arc::new(Row {
            id: EntryId(title.len() as u64 * 10 + u64::from(source)),
            kind: Kind::Medicine,
            title: title.into(),
            sources: vec![source],
            current: Some(Current {
                standing: Standing::Current,
                course,
                last: date(last),
                against: against.collect(),
                ..Current::default()
            }),
            ..Row::default()
        })
    }

    fn weighed(rows: &[&Arc<Row>], stopped: &[&Arc<Row>]) -> Vec<(String, Rank, bool)> {
        let pick = |row: &&Arc<Row>| Pick {
            rank: Rank::Plain,
            row: Arc::clone(row),
            rival: None,
        };
        let mut picks: Vec<Pick> = rows.iter().map(pick).collect();
        let stopped: Vec<Arc<Row>> = stopped.iter().map(|row| Arc::clone(row)).collect();
        weigh(&mut picks, &stopped);
        let said = picks.iter();
        said.map(|pick| (pick.row.title.clone(), pick.rank, pick.rival.is_some()))
            .collect()
    }

    fn hospital(title: &str, against: &[(StatusClass, &str)]) -> Arc<Row> {
        row(1, title, Course::Hospital, "", against)
    }

    #[test]
    fn what_another_source_stopped_since_is_named() {
        let surgery = row(
            0,
            "Furosemide 40mg tablets",
            Course::Repeat,
            "2026-02-24",
            &[],
        );
        let stopped = |when| hospital("FUROSEMIDE 40 mg tablet", &[(StatusClass::Stopped, when)]);
        let said = |other: &Arc<Row>| weighed(&[&surgery], &[other]).remove(0).2;
        assert!(said(&stopped("2026-03-06")));
        // Issued again after that.
        assert!(!said(&stopped("2026-01-06")));
        assert!(said(&hospital(
            "Furosemide",
            &[(StatusClass::OnHold, "2026-03-06")]
        )));
        assert!(!said(&hospital(
            "Bumetanide",
            &[(StatusClass::Stopped, "2026-03-06")]
        )));
        // It goes on with it by another entry.
        let on = hospital("FUROSEMIDE 20 mg tablet", &[]);
        let all = weighed(&[&surgery, &on], &[&stopped("2026-03-06")]);
        assert!(all.iter().all(|(_, _, rival)| !rival), "{all:?}");
    }

    #[test]
    fn what_was_stopped_elsewhere_since_contradicts_either_way() {
        let surgery = row(
            0,
            "Furosemide 40mg tablets",
            Course::Repeat,
            "2026-02-24",
            &[],
        );
        for (status, when, title, expected) in [
            (StatusClass::Stopped, "2026-03-06", "FUROSEMIDE 40 mg", true),
            (StatusClass::OnHold, "2026-03-06", "FUROSEMIDE 40 mg", true),
            (
                StatusClass::Stopped,
                "2026-01-06",
                "FUROSEMIDE 40 mg",
                false,
            ),
            (
                StatusClass::Completed,
                "2026-03-06",
                "FUROSEMIDE 40 mg",
                false,
            ),
            (StatusClass::Stopped, "2026-03-06", "BUMETANIDE 1 mg", false),
        ] {
            let other = hospital(title, &[(status, when)]);
            for (one, two) in [(&surgery, &other), (&other, &surgery)] {
                assert_eq!(contradict(one, two), expected, "{status:?} {when} {title}");
            }
        }
        let own = row(
            0,
            "Furosemide",
            Course::Acute,
            "",
            &[(StatusClass::Stopped, "2026-03-06")],
        );
        assert!(!contradict(&surgery, &own), "a source follows itself");
        assert!(!contradict(&surgery, &surgery));
    }

    #[test]
    fn names_are_alike_whatever_their_case_blanks_and_number() {
        assert!(are_alike(
            "Furosemide 40mg tablets",
            "FUROSEMIDE 40 mg tablet"
        ));
        assert!(!are_alike(
            "Furosemide 40mg tablets",
            "Furosemide 20mg tablets"
        ));
        assert!(!are_alike("Digoxin 2.5mg", "Digoxin 25mg"));
    }

    #[test]
    fn what_is_completed_was_not_stopped() {
        assert!(!is_stopped(&hospital(
            "A",
            &[(StatusClass::Completed, "2026-03-06")]
        )));
        assert!(is_stopped(&hospital(
            "A",
            &[(StatusClass::Stopped, "2026-03-06")]
        )));
    }

    #[test]
    fn what_a_hospital_only_goes_on_with_stands_beside_what_it_goes_on_with() {
        let again = hospital("BISOPROLOL 2.5 mg tablet", &[]);
        let own = hospital("BUMETANIDE 1 mg tablet", &[]);
        let surgery = row(
            0,
            "Bisoprolol 2.5mg tablets",
            Course::Repeat,
            "2026-02-24",
            &[],
        );
        let all = weighed(&[&again, &own, &surgery], &[]);
        let ranks: Vec<Rank> = all.iter().map(|(_, rank, _)| *rank).collect();
        assert_eq!(ranks, [Rank::Plain, Rank::Plain, Rank::Again]);
        let titles: Vec<&str> = all.iter().map(|(title, ..)| title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "BUMETANIDE 1 mg tablet",
                "Bisoprolol 2.5mg tablets",
                "BISOPROLOL 2.5 mg tablet"
            ]
        );
    }

    #[test]
    fn what_one_pauses_stands_beside_what_another_goes_on_with() {
        let paused = hospital(
            "CANDESARTAN 8 mg tablet",
            &[(StatusClass::OnHold, "2026-03-06")],
        );
        let own = hospital("BUMETANIDE 1 mg tablet", &[]);
        let surgery = |title| row(0, title, Course::Repeat, "2026-02-24", &[]);
        let candesartan = surgery("Candesartan 8mg tablets");
        let other = surgery("Apixaban 2.5mg tablets");
        let mut conflict = (*paused).clone();
        conflict.id = EntryId(7);
        let conflict = Arc::new(conflict);
        let mut picks: Vec<Pick> = [&own, &other, &candesartan]
            .map(|row| Pick {
                rank: Rank::Plain,
                row: Arc::clone(row),
                rival: None,
            })
            .into();
        picks.push(Pick {
            rank: Rank::Conflict,
            row: Arc::clone(&conflict),
            rival: None,
        });
        weigh(&mut picks, &[conflict]);
        let stands: Vec<(&str, Rank)> = picks
            .iter()
            .map(|pick| (pick.row.title.as_str(), pick.rank))
            .collect();
        assert_eq!(
            stands,
            [
                ("Candesartan 8mg tablets", Rank::Conflict),
                ("CANDESARTAN 8 mg tablet", Rank::Again),
                ("BUMETANIDE 1 mg tablet", Rank::Plain),
                ("Apixaban 2.5mg tablets", Rank::Plain),
            ]
        );
    }
}
