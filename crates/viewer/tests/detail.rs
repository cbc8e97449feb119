//! What the pane of one entry does in a browser.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod support;

use support::{Stage, row, settle};
use timeline_model::{
    Detail, EntryId, HeldCopy, Kind, Linked, Mark, Relation, Row, RowMarks,
    protocol::{Down, Up},
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn related(row: Row, relation: Relation) -> Linked {
    Linked {
        row,
        relation,
        ..Linked::default()
    }
}

fn detail_of(row: Row, family: Vec<Linked>) -> Detail {
    Detail {
        row,
        copies: vec![HeldCopy::default()],
        family,
        ..Detail::default()
    }
}

async fn answer(stage: &Stage, detail: Detail) {
    let id = stage.view.opened().unwrap();
    stage.view.receive(Up::Detail(id, Some(Box::new(detail))));
    settle().await;
}

fn back_to(stage: &Stage) -> String {
    stage.get(".detail .back").text_content().unwrap()
}

/// A report with its results open, beside them in the list.
async fn report(results: u64) -> (Stage, Detail) {
    let report = Row {
        kind: Kind::Report,
        ..row(1, "Urea and electrolytes", "2026-03-07")
    };
    let mut rows = vec![report.clone()];
    let mut family = Vec::new();
    for n in 0..results {
        let value = Row {
            value: "5.9 mmol/L".into(),
            ..row(n + 2, "Potassium", "2026-03-06T11:05")
        };
        rows.push(value.clone());
        family.push(related(value, Relation::Result));
    }
    let stage = Stage::showing(rows).await;
    stage.click("#entry-0000000000000001").await;
    let detail = detail_of(report, family);
    answer(&stage, detail.clone()).await;
    (stage, detail)
}

#[wasm_bindgen_test]
async fn what_belongs_with_an_entry_is_listed_under_what_it_is_to_it() {
    let (stage, mut detail) = report(1).await;
    let covered = Row {
        kind: Kind::Other,
        value: "hidden value".into(),
        marks: RowMarks::default().with(Mark::Covered),
        ..row(9, "Restricted", "2026-03-06")
    };
    let encounter = Row {
        kind: Kind::Encounter,
        marks: RowMarks::default().with(Mark::EnteredInError),
        ..row(8, "Clinic", "2026-03-06")
    };
    detail
        .family
        .insert(0, related(encounter, Relation::HappenedIn));
    detail.family.push(related(covered, Relation::Linked));
    answer(&stage, detail).await;
    let pane = stage.get(".detail").text_content().unwrap();
    let place = |word: &str| {
        pane.find(word)
            .unwrap_or_else(|| panic!("no {word}: {pane}"))
    };
    assert!(place("Happened in") < place("Clinic"));
    assert!(place("Clinic") < place("Results"));
    assert!(place("Potassium Result · 06-Mar-2026 11:05 · 5.9 mmol/L") < place("Restricted"));
    assert!(pane.ends_with("Restricted"), "the label alone: {pane}");
    assert_eq!(stage.count(".detail li.del"), 1);
}

#[wasm_bindgen_test]
async fn many_are_shown_on_demand_and_the_button_keeps_the_focus() {
    let (stage, mut detail) = report(25).await;
    assert_eq!(stage.count(".detail li"), 20);
    let more = ".detail ul + button";
    stage.get(more).focus().unwrap();
    stage.click(more).await;
    assert_eq!(stage.count(".detail li"), 25);
    let focused = || stage.root.active_element().unwrap().text_content().unwrap();
    assert_eq!(focused(), "Show all 25");
    // What comes later is added beneath the focus.
    let another = row(99, "Sodium", "2026-03-06");
    detail.family.push(related(another, Relation::Result));
    answer(&stage, detail).await;
    assert_eq!(stage.count(".detail li"), 26);
    assert_eq!(focused(), "Show all 26");
    stage.click(more).await;
    assert_eq!(stage.count(".detail li"), 20);
}

#[wasm_bindgen_test]
async fn a_link_opens_its_entry_and_the_way_back_leads_to_the_one_before() {
    let (stage, report) = report(1).await;
    stage.click(".detail li button").await;
    assert_eq!(stage.view.opened(), Some(EntryId(2)));
    assert_eq!(stage.opened.borrow().len(), 2, "the host is told");
    assert_eq!(stage.root.active_element().unwrap().class_name(), "detail");
    let back = Row {
        kind: Kind::Report,
        ..row(1, "Urea and electrolytes", "2026-03-07")
    };
    let result = row(2, "Potassium", "2026-03-06T11:05");
    answer(
        &stage,
        detail_of(result, vec![related(back, Relation::PartOf)]),
    )
    .await;
    assert_eq!(back_to(&stage), "Back to the entry before");
    stage.click(".detail .back").await;
    assert_eq!(stage.view.opened(), Some(EntryId(1)));
    answer(&stage, report).await;
    assert_eq!(stage.root.active_element().unwrap().class_name(), "detail");
    assert_eq!(back_to(&stage), "Back to the list");
    // Opened from the list there is no way back but to the list.
    stage.click(".detail li button").await;
    stage.click("#entry-0000000000000001").await;
    assert_eq!(back_to(&stage), "Back to the list");
}

#[wasm_bindgen_test]
async fn an_entry_that_was_folded_into_another_is_followed_there() {
    let stage = Stage::showing(vec![row(1, "Gout", "2010"), row(2, "Gout", "2010")]).await;
    stage.click("#entry-0000000000000002").await;
    answer(&stage, detail_of(row(2, "Gout", "2010"), vec![])).await;
    answer(&stage, detail_of(row(1, "Gout", "2010"), vec![])).await;
    assert_eq!(stage.view.opened(), Some(EntryId(1)));
    assert_eq!(stage.sent.borrow().last(), Some(&Down::Detail(EntryId(1))));
}
