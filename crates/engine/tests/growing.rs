//! What the viewer is told while a record grows by the page.

mod support;

use serde_json::{Value, json};
use support::*;
use timeline_model::{Mark, protocol::Up};

/// How many rows each patch brought, and how many it took away.
fn patches(world: &World) -> Vec<(usize, usize)> {
    let of = |up: &Up| match up {
        Up::Patch(patch) => Some((patch.upserts.len(), patch.removed.len())),
        _ => None,
    };
    let all = world.ups.iter().filter_map(of);
    // The first tells whose record it is.
    all.filter(|patch| *patch != (0, 0)).collect()
}

/// A source whose second page comes later.
fn two_pages(world: &World, id: &str, first: &[Value], second: &[Value]) {
    world.patient(id, &patient());
    let next = format!("https://{id}.test/fhir?page=2");
    let page = bundle(first, Some(&next));
    world.answer(&everything(id), Answer::Json(page));
    let page = Answer::Json(bundle(second, None));
    world.answer(&next, Answer::After(500, Box::new(page)));
}

#[test]
fn a_later_page_undoes_a_fold_and_sends_only_what_it_touches() {
    let mut world = World::with(&["a", "b"]);
    let asthma = |id: &str| condition(id, "Asthma", "2001-02-03");
    world.source("a", &[asthma("1"), condition("2", "Gout", "2010")]);
    let rival = [asthma("8"), condition("9", "Eczema", "1999-04-05")];
    two_pages(&world, "b", &[asthma("7")], &rival);
    world.load(asked());
    assert_eq!(
        world.titles(),
        ["Gout", "Asthma", "Asthma", "Asthma", "Eczema"]
    );
    // Folded and Gout first; then the two that were one, the rival, Eczema.
    assert_eq!(patches(&world), [(2, 0), (4, 0)]);
    let asthmas = world.rows.values().filter(|row| row.title == "Asthma");
    for row in asthmas {
        assert_eq!(row.records, 1);
        assert!(row.marks.has(Mark::PossibleDuplicate));
    }
}

#[test]
fn a_page_that_says_more_of_an_entry_sends_that_entry_alone() {
    let mut world = World::with(&["a"]);
    let mut asthma = condition("1", "Asthma", "");
    asthma["onsetDateTime"] = json!(null);
    asthma["encounter"] = json!({"reference": "Encounter/e"});
    let encounter = json!({
        "resourceType": "Encounter", "id": "e", "status": "finished", "type": [{"text": "Consultation"}],
        "subject": {"reference": "Patient/p1"}, "period": {"start": "2019-04-05T10:00:00Z"}
    });
    two_pages(
        &world,
        "a",
        &[asthma, condition("2", "Gout", "2010")],
        &[encounter],
    );
    world.load(asked());
    // Undated and Gout first; then the encounter, and what it dates.
    assert_eq!(patches(&world), [(2, 0), (2, 0)]);
    assert!(world.rows.values().all(|row| row.start.is_some()));
}
