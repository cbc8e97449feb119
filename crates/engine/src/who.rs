//! Who a source says that its patient is, and whether what it sent may be shown
//! under the name of the one who was asked for.

use timeline_fhir::Subject;
use timeline_model::{Completeness, Page, Person, SourceState, part};

use crate::{config::SourceKind, identity, source::Source};

/// How often a source's word that an entry was replaced is followed.
const FOLLOWED: usize = 3;

/// Whom a source found.
pub enum Found {
    /// Its ids of the patient: several where it has linked entries.
    Ids(Vec<String>),
    /// An entry that was replaced by the one of this id.
    Follow(String),
    /// Nobody, or nobody who may be shown; why stands in the source.
    Nobody,
}

/// Whom a page names that answers the question for the patient.
pub fn chosen(source: &mut Source, page: &Page, asked: &Person, base: &str) -> Found {
    let mut current = Vec::new();
    let mut replaced_by = None;
    for (_, id, person) in &page.patients {
        let mut links = person.links.iter();
        match links.find(|(how, _)| how == "replaced-by") {
            Some((_, by)) => replaced_by = replaced_by.or(named(by, base)),
            None if !current.contains(id) => current.push(id.clone()),
            None => {}
        }
    }
    let follows = replaced_by.filter(|id| !current.contains(id));
    if let (Some(id), true) = (follows, current.is_empty()) {
        source.followed += 1;
        source.warn(SourceState::Replaced);
        if source.followed <= FOLLOWED {
            return Found::Follow(id);
        }
        source.hold_back(SourceState::NotConfirmed);
        return Found::Nobody;
    }
    if current.is_empty() {
        if page.broken_at.is_none() && !page.refused {
            source.completeness = Completeness::NoSuchPatient;
        }
        return Found::Nobody;
    }
    if !are_one(page, &current, base) {
        source.hold_back(SourceState::SeveralPatients);
        return Found::Nobody;
    }
    if !accept(source, asked, page, Some(&current)) {
        return Found::Nobody;
    }
    if page.patients.iter().any(|(_, id, _)| !current.contains(id)) {
        source.warn(SourceState::Replaced);
    }
    let mut references = Vec::new();
    for id in &current {
        let relative = ["Patient/", id].concat();
        references.push([base, "/", &relative].concat());
        references.push(relative);
    }
    source.set_subject(Subject {
        references,
        identifiers: asked.identifiers.clone(),
    });
    source.subjects.clone_from(&current);
    Found::Ids(current)
}

/// The id that a reference to a patient names on the source's own server.
fn named(reference: &str, base: &str) -> Option<String> {
    let relative = match reference.strip_prefix(base) {
        Some(under) => under.strip_prefix('/')?,
        None => reference,
    };
    let id = relative.strip_prefix("Patient/")?;
    let id = part::before(id, "/");
    (!id.is_empty()).then(|| id.to_owned())
}

/// Whether the source has linked all of these with each other.
fn are_one(page: &Page, ids: &[String], base: &str) -> bool {
    // Whoever hangs together with the first, however far away.
    let mut linked: Vec<String> = ids.iter().take(1).cloned().collect();
    let mut before = 0;
    while before < linked.len() {
        before = linked.len();
        for (_, id, person) in &page.patients {
            for (_, other) in &person.links {
                let Some(other) = named(other, base) else {
                    continue;
                };
                let (has, has_other) = (linked.contains(id), linked.contains(&other));
                if has && !has_other {
                    linked.push(other);
                } else if has_other && !has {
                    linked.push(id.clone());
                }
            }
        }
    }
    ids.iter().all(|id| linked.contains(id))
}

/// Whether a page of the record may be kept: checks every patient in it who
/// bears an id that was found; where nobody was looked for, whoever it names.
pub fn belongs(source: &mut Source, asked: &Person, page: &Page) -> bool {
    let ids = source.subjects.clone();
    if matches!(source.config.kind, SourceKind::Fhir(_)) && !ids.is_empty() {
        return accept(source, asked, page, Some(&ids));
    }
    if !page.patients.is_empty() {
        return accept(source, asked, page, None);
    }
    if source.config.trusted {
        source.person.get_or_insert_default();
    } else if source.person.is_none() && page.broken_at.is_none() {
        source.hold_back(SourceState::NotConfirmed);
        return false;
    }
    true
}

/// Holds the patients of a page (those of these ids, where some are given)
/// against the one asked for; `false` where the source is held back.
fn accept(source: &mut Source, asked: &Person, page: &Page, ids: Option<&[String]>) -> bool {
    for (_, own, person) in &page.patients {
        if ids.is_some_and(|ids| !ids.contains(own)) {
            continue;
        }
        match identity::compare(asked, person) {
            Ok(None) => {}
            Ok(Some(warning)) => {
                source.warn(warning);
                source.differences = identity::differences(asked, person);
            }
            Err(SourceState::NotConfirmed) if source.config.trusted => {}
            Err(SourceState::OtherBirthDate) => {
                source.differences = identity::differences(asked, person);
                if !source.opened {
                    source.hold_back(SourceState::OtherBirthDate);
                    return false;
                }
                source.warn(SourceState::OtherBirthDate);
            }
            Err(reason) => {
                source.hold_back(reason);
                return false;
            }
        }
        source.person.get_or_insert_with(|| person.clone());
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_followed_on_the_own_server_alone() {
        let base = "https://a.example/fhir";
        let id = |reference| named(reference, base);
        assert_eq!(id("Patient/7").as_deref(), Some("7"));
        assert_eq!(
            id("https://a.example/fhir/Patient/7/_history/2").as_deref(),
            Some("7")
        );
        assert_eq!(id("https://b.example/fhir/Patient/7"), None);
        assert_eq!(id("https://a.example/fhirs/Patient/7"), None);
        assert_eq!(id("#p"), None);
        assert_eq!(id("Patient/"), None);
    }
}
