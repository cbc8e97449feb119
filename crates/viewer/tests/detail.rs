//! What the pane of one entry does in a browser.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod support;

use support::{Stage, row, settle, source};
use timeline_model::{
    Completeness, Detail, EntryId, Fact, Field, FoldReason, FoldReasonKind, HeldCopy, Kind, Linked,
    Mark, PartialDate, Relation, Row, RowMarks,
    protocol::{Down, Up},
};
use timeline_viewer::{FoldAction, Folding};
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
    assert!(place("Potassium 5.9 mmol/L Result · 06-Mar-2026 11:05") < place("Restricted"));
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

/// Two copies of one entry, folded, and a third.
async fn folded() -> (Stage, Detail) {
    let row = Row {
        sources: vec![0, 0, 0],
        records: 3,
        ..row(1, "Potassium", "2026-03-06")
    };
    let copy = |id| HeldCopy {
        id: EntryId(id),
        ..HeldCopy::default()
    };
    let stage = Stage::showing(vec![row.clone(), kalium(2, "Kalium")]).await;
    stage.click("#entry-0000000000000001").await;
    let detail = Detail {
        copies: vec![copy(1), copy(5), copy(6)],
        reasons: vec![FoldReason {
            kind: FoldReasonKind::SameCode,
            about: "http://loinc.org".into(),
        }],
        differing: vec![Field::Status, Field::Dose],
        ..detail_of(row, vec![])
    };
    answer(&stage, detail.clone()).await;
    (stage, detail)
}

fn kalium(id: u64, title: &str) -> Row {
    row(id, title, "2026-03-05")
}

fn said(stage: &Stage) -> String {
    stage.get("[role=status]").text_content().unwrap()
}

fn focused(stage: &Stage) -> String {
    stage.root.active_element().unwrap().class_name()
}

#[wasm_bindgen_test]
async fn why_copies_are_one_and_where_they_differ_is_said_in_words() {
    let (stage, mut detail) = folded().await;
    let pane = stage.get(".detail").text_content().unwrap();
    for words in [
        "Agrees: same code (LOINC)",
        "The sources differ in: Status; Dose",
    ] {
        assert!(pane.contains(words), "{pane}");
    }
    assert!(!pane.contains("In the way"), "{pane}");
    detail.copies.last_mut().unwrap().facts.push(Fact {
        when: PartialDate::parse("2026-03-07T09:00"),
        ..Fact::new(Field::Updated, String::new())
    });
    detail.row.marks = RowMarks::default().with(Mark::JoinedByHand);
    for kind in [FoldReasonKind::ByHand, FoldReasonKind::NegationDiffers] {
        let about = String::new();
        detail.reasons.push(FoldReason { kind, about });
    }
    answer(&stage, detail).await;
    let pane = stage.get(".detail").text_content().unwrap();
    for words in [
        "Newest update: 07-Mar-2026 09:00, Riverside Surgery",
        "In the way: one says it is so",
    ] {
        assert!(pane.contains(words), "{pane}");
    }
}

#[wasm_bindgen_test]
async fn who_entered_it_in_error_and_who_still_holds_it_is_named() {
    let (stage, mut detail) = folded().await;
    stage.view.receive(Up::Sources(vec![
        source("Riverside Surgery", Completeness::Complete),
        source("St Anne’s", Completeness::Complete),
    ]));
    detail.row.marks = RowMarks::default().with(Mark::ErrorDisputed);
    let wrong = detail.copies.last_mut().unwrap();
    wrong.source = 1;
    wrong.in_error = true;
    wrong.facts.push(Fact {
        when: PartialDate::parse("2026-03-02T09:00"),
        ..Fact::new(Field::Updated, String::new())
    });
    detail.copies.remove(0);
    answer(&stage, detail).await;
    let pane = stage.get(".detail").text_content().unwrap();
    let said = "Entered in error by St Anne’s on 02-Mar-2026; still held by Riverside Surgery";
    assert!(pane.contains(said), "{pane}");
}

#[wasm_bindgen_test]
async fn one_copy_or_all_are_shown_apart_and_the_host_is_told_without_words() {
    let (stage, _) = folded().await;
    stage.click(".detail th:nth-child(3) button").await;
    let one = Down::Split(EntryId(1), Some(EntryId(5)));
    assert_eq!(stage.sent.borrow().last(), Some(&one));
    assert!(said(&stage).contains("Shown apart, for this view only"));
    assert_eq!(focused(&stage), "detail");
    stage.click(".detail .act button").await;
    let all = Down::Split(EntryId(1), None);
    assert_eq!(stage.sent.borrow().last(), Some(&all));
    let folding = |entries: &[u64]| Folding {
        action: FoldAction::Split,
        entries: entries.iter().map(|id| EntryId(*id)).collect(),
        kind: Kind::Result,
        sources: vec!["riverside surgery".into()],
    };
    let told = [folding(&[1, 5]), folding(&[1, 1, 5, 6])];
    assert_eq!(*stage.folded.borrow(), told);
}

#[wasm_bindgen_test]
async fn what_was_changed_by_hand_is_marked_and_can_be_undone() {
    let (stage, mut detail) = folded().await;
    detail.row.marks = RowMarks::default().with(Mark::PartedByHand);
    stage.patch(vec![detail.row.clone()]).await;
    let listed = stage.get("#entry-0000000000000001").text_content().unwrap();
    assert!(listed.contains("shown apart by hand"), "{listed}");
    answer(&stage, detail).await;
    assert!(stage.text().contains("for this view only"));
    stage.click(".detail p.act button").await;
    assert_eq!(stage.sent.borrow().last(), Some(&Down::Undo(EntryId(1))));
    assert_eq!(focused(&stage), "detail");
}

#[wasm_bindgen_test]
async fn a_possible_duplicate_is_joined_unless_it_is_covered() {
    let (stage, mut detail) = folded().await;
    let mut other = related(kalium(2, "Kalium"), Relation::Linked);
    other.reasons.push(FoldReason {
        kind: FoldReasonKind::SameWords,
        about: String::new(),
    });
    let mut covered = related(kalium(3, "Restricted"), Relation::Linked);
    covered.row.marks = RowMarks::default().with(Mark::Covered);
    detail.possible = vec![other, covered];
    answer(&stage, detail).await;
    let first = stage.get(".detail li").text_content().unwrap();
    assert!(first.contains("too little agrees to be sure"), "{first}");
    assert_eq!(
        stage.count(".detail li:nth-child(2) button"),
        1,
        "its title"
    );
    stage.click(".detail li .act button").await;
    let join = Down::Join(EntryId(1), EntryId(2));
    assert_eq!(stage.sent.borrow().last(), Some(&join));
    assert!(said(&stage).contains("Shown as one, for this view only"));
}

#[wasm_bindgen_test]
async fn any_two_entries_are_joined_by_opening_the_other_and_escape_cancels() {
    let (stage, _) = folded().await;
    for cancelled in [true, false] {
        stage.click("#entry-0000000000000001").await;
        let detail = detail_of(row(1, "Potassium", "2026-03-06"), vec![]);
        answer(&stage, detail).await;
        stage.click(".detail .link.act").await;
        assert_eq!(focused(&stage), "list");
        let bar = stage.get(".joining").text_content().unwrap();
        assert!(bar.contains("Same as another entry: Potassium"), "{bar}");
        if cancelled {
            stage.key(".list", "Escape").await;
            assert!(stage.find(".joining").is_none());
            assert!(said(&stage).contains("nothing was joined"));
        }
    }
    stage.click("#entry-0000000000000002").await;
    answer(&stage, detail_of(kalium(2, "Kalium"), vec![])).await;
    stage.click(".detail > .act button").await;
    let join = Down::Join(EntryId(1), EntryId(2));
    assert!(stage.sent.borrow().contains(&join));
    assert!(stage.find(".joining").is_none());
}

#[wasm_bindgen_test]
async fn nothing_waits_to_be_joined_in_another_context() {
    let (stage, _) = folded().await;
    stage.click(".detail .link.act").await;
    stage.view.clear();
    settle().await;
    assert!(stage.find(".joining").is_none());
}
