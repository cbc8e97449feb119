//! Who is involved in the patient's care now, over all sources.

use timeline_model::{
    Entry, Field, Involved, Involvement, Kind, Mark, PartialDate, StatusClass, lower,
};

use crate::{record::Folded, source::Source};

/// Those whom the sources' Patients name, and who answers for what is in force:
/// teams, episodes and plans of care. Each once, by role.
pub fn involved(sources: &[Source], folded: &[Folded], now: PartialDate) -> Vec<Involved> {
    let mut out = People::default();
    for (place, source) in (0..).zip(sources) {
        for own in source.shown_person().map_or(&[][..], |own| &own.involved) {
            let mut own = own.clone();
            own.source = place;
            if let Some((name, phone)) = source.called(&own.reference) {
                if own.name.is_empty() {
                    own.name = name.to_owned();
                }
                append(&mut own.more, phone);
            }
            own.reference.clear();
            out.put(own);
        }
    }
    for folded in folded {
        let row = &folded.row;
        let may = matches!(row.kind, Kind::CarePlan | Kind::Encounter);
        let ended = row
            .end
            .is_some_and(|end| end.on_the_wall().1 < now.on_the_wall().0);
        if !may || ended || row.status != StatusClass::Active || row.marks.has(Mark::Covered) {
            continue;
        }
        for key in &folded.members {
            let source = sources.get(usize::from(key.source));
            let entry = source.and_then(|source| source.as_merged(*key));
            for mut own in entry.map(who).unwrap_or_default() {
                own.source = key.source;
                own.entry = Some(row.id);
                out.put(own);
            }
        }
    }
    out.all
}

/// Who answers for what an entry says is in force.
fn who(entry: &Entry) -> Vec<Involved> {
    if entry.marks.entered_in_error || entry.status.class != StatusClass::Active {
        return Vec::new();
    }
    let said = |field: Field| {
        let mut said = String::new();
        for fact in &entry.facts {
            if fact.field == field {
                append(&mut said, &fact.text);
            }
        }
        said
    };
    let (role, name, more) = match &*entry.resource {
        "CareTeam" => {
            let mut more = said(Field::Participant);
            append(&mut more, &said(Field::Author));
            (Involvement::Team, entry.title.clone(), more)
        }
        "EpisodeOfCare" => {
            let mut more = said(Field::Organisation);
            append(&mut more, &said(Field::Author));
            (Involvement::Team, entry.title.clone(), more)
        }
        // A contact that is under way says who is seen, not who answers.
        _ if entry.kind == Kind::Encounter => return Vec::new(),
        _ => {
            let (worker, team) = (said(Field::Author), said(Field::Organisation));
            match worker.is_empty() {
                true => (Involvement::Team, team, String::new()),
                false => (Involvement::Worker, worker, team),
            }
        }
    };
    vec![Involved {
        role,
        name,
        more,
        ..Involved::default()
    }]
}

fn append(to: &mut String, said: &str) {
    if !said.is_empty() {
        if !to.is_empty() {
            to.push_str(", ");
        }
        to.push_str(said);
    }
}

/// Those who are involved, in the order of their roles.
#[derive(Default)]
struct People {
    all: Vec<Involved>,
    /// The role and name of each, however it is written, sorted: a record may
    /// name thousands, and is gone through with everything that changes.
    known: Vec<String>,
}

impl People {
    /// Puts somebody behind those of the same role, unless somebody of that
    /// name is there.
    fn put(&mut self, own: Involved) {
        let mut name = lower(&own.name);
        name.push(char::from(own.role as u8));
        if let Err(at) = self.known.binary_search(&name)
            && !own.name.is_empty()
        {
            self.known.insert(at, name);
            let at = self.all.partition_point(|other| other.role <= own.role);
            self.all.insert(at, own);
        }
    }
}

#[cfg(test)]
mod tests {
    use timeline_model::{Fact, Status};

    use super::*;

    fn entry(resource: &str, kind: Kind, facts: &[(Field, &str)]) -> Entry {
        let facts = facts
            .iter()
            .map(|(field, text)| Fact::new(*field, (*text).into()));
        Entry {
            resource: resource.into(),
            title: "Reablement".into(),
            kind,
            status: Status {
                class: StatusClass::Active,
                ..Status::default()
            },
            facts: facts.collect(),
            ..Entry::default()
        }
    }

    fn told(entry: &Entry) -> Vec<(Involvement, String, String)> {
        let all = who(entry).into_iter();
        all.map(|own| (own.role, own.name, own.more)).collect()
    }

    #[test]
    fn a_team_a_worker_and_no_passing_contact_answer_for_the_care() {
        use Involvement as I;
        let people = [
            (Field::Author, "J. Pearce"),
            (Field::Organisation, "Team north"),
        ];
        for (resource, kind, expected) in [
            (
                "CareTeam",
                Kind::CarePlan,
                Some((I::Team, "Reablement", "J. Pearce")),
            ),
            (
                "EpisodeOfCare",
                Kind::Encounter,
                Some((I::Team, "Reablement", "Team north, J. Pearce")),
            ),
            (
                "Care package",
                Kind::CarePlan,
                Some((I::Worker, "J. Pearce", "Team north")),
            ),
            ("Encounter", Kind::Encounter, None),
        ] {
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(role, name, more)| (role, name.to_owned(), more.to_owned()))
                .collect();
            assert_eq!(
                told(&entry(resource, kind, &people)),
                expected,
                "{resource}"
            );
        }
        let mut mistaken = entry("CareTeam", Kind::CarePlan, &people);
        mistaken.marks.entered_in_error = true;
        assert!(told(&mistaken).is_empty());
    }

    #[test]
    fn each_is_named_once_in_a_role_and_in_the_order_of_roles() {
        let named = |role, name: &str| Involved {
            role,
            name: name.into(),
            ..Involved::default()
        };
        let mut out = People::default();
        for own in [
            named(Involvement::Team, "District nursing"),
            named(Involvement::Surgery, "Riverside Surgery"),
            named(Involvement::Team, "DISTRICT NURSING"),
            named(Involvement::Contact, ""),
            named(Involvement::Worker, "J. Pearce"),
        ] {
            out.put(own);
        }
        let names: Vec<&str> = out.all.iter().map(|own| &*own.name).collect();
        assert_eq!(
            names,
            ["Riverside Surgery", "J. Pearce", "District nursing"]
        );
    }
}
