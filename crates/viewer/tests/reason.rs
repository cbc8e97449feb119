//! What is kept out of sight is opened with a reason, and only once that is
//! recorded.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod support;

use support::{Stage, row, settle, source};
use timeline_model::{
    Completeness, Detail, Difference, EntryId, Mark, PersonField, Row, RowMarks, SourceState,
    SourceStatus,
    protocol::{Down, Opened, OpenedWhat, Up},
};
use timeline_viewer::Settings;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn covered() -> Row {
    Row {
        marks: RowMarks::default().with(Mark::Covered),
        ..row(1, "Restricted", "2026-03-06")
    }
}

/// A covered entry whose detail is open.
async fn covered_stage(reasons: &[&str]) -> Stage {
    let stage = Stage::with(Settings {
        disclosure: true,
        reasons: reasons.iter().map(|reason| String::from(*reason)).collect(),
        ..Settings::default()
    });
    stage.load(vec![covered()]).await;
    stage.click(".list [role=option]").await;
    let detail = Detail {
        row: covered(),
        ..Detail::default()
    };
    stage
        .view
        .receive(Up::Detail(EntryId(1), Some(Box::new(detail))));
    settle().await;
    stage
}

fn held_back() -> SourceStatus {
    let difference = |field, asked: &str, found: &str| Difference {
        field,
        asked: asked.into(),
        found: found.into(),
    };
    SourceStatus {
        reason: Some(SourceState::OtherBirthDate),
        differences: vec![
            difference(PersonField::Born, "1944-06-09", "1944-09-06"),
            difference(PersonField::Gender, "female", "male"),
            difference(PersonField::Family, "Ashworth", ""),
        ],
        may_be_opened: true,
        ..source("Kingsway", Completeness::HeldBack)
    }
}

async fn write(stage: &Stage, reason: &str) {
    let field: web_sys::HtmlInputElement = stage.get("dialog :is(input, select)").unchecked_into();
    field.set_value(reason);
    stage.click("dialog .go").await;
}

fn is_open(stage: &Stage) -> bool {
    stage.find("dialog[open]").is_some()
}

fn said(stage: &Stage) -> String {
    stage.get("dialog [role=alert]").text_content().unwrap()
}

#[wasm_bindgen_test]
async fn a_covered_entry_is_opened_only_by_a_reason_that_was_recorded() {
    let stage = covered_stage(&[]).await;
    stage.get(".detail .act button").focus().unwrap();
    stage.click(".detail .act button").await;
    assert!(is_open(&stage));
    assert_eq!(stage.root.active_element().unwrap().tag_name(), "INPUT");
    let asked = stage.sent.borrow().len();
    write(&stage, "   ").await;
    assert_eq!(said(&stage), "A reason is needed");
    assert_eq!(stage.sent.borrow().len(), asked);
    write(&stage, "Seen in crisis").await;
    let opened = Opened {
        entry: EntryId(1),
        reason: "Seen in crisis".into(),
        ..Opened::default()
    };
    assert_eq!(
        stage.sent.borrow().last(),
        Some(&Down::Open(opened.clone()))
    );
    // Not before it is recorded, and not twice.
    stage.click("dialog .go").await;
    assert_eq!(stage.sent.borrow().len(), asked + 1);
    stage.patch(vec![row(2, "Sodium", "2026-03-06")]).await;
    assert!(is_open(&stage));
    assert!(!stage.text().contains("Depression"));
    stage.view.receive(Up::NotOpened(opened));
    settle().await;
    assert!(said(&stage).starts_with("This could not be recorded, so nothing was opened"));
    write(&stage, "Seen in crisis").await;
    stage.patch(vec![row(1, "Depression", "2026-03-06")]).await;
    assert!(!is_open(&stage), "{}", stage.text());
    let live = stage.get("[role=status]").text_content().unwrap();
    assert!(live.ends_with("Recorded and opened"), "{live}");
    assert_eq!(stage.root.active_element().unwrap().class_name(), "detail");
}

#[wasm_bindgen_test]
async fn cancelling_opens_nothing_and_gives_the_focus_back() {
    let stage = covered_stage(&["Emergency", "Consent"]).await;
    stage.get(".detail .act button").focus().unwrap();
    let asked = stage.sent.borrow().len();
    stage.click(".detail .act button").await;
    assert_eq!(stage.count("dialog option"), 3);
    stage.click("dialog .go").await;
    assert_eq!(said(&stage), "A reason is needed");
    stage.click("dialog .act button:last-child").await;
    assert!(stage.find("dialog[open]").is_none());
    let focused = stage.root.active_element().unwrap();
    assert_eq!(focused.text_content().unwrap(), "Open with a reason");
    assert_eq!(stage.sent.borrow().len(), asked);
    // The row offers it as well.
    stage.click(".list [role=option] .link").await;
    write(&stage, "Consent").await;
    let opened = Opened {
        entry: EntryId(1),
        reason: "Consent".into(),
        ..Opened::default()
    };
    assert_eq!(stage.sent.borrow().last(), Some(&Down::Open(opened)));
}

#[wasm_bindgen_test]
async fn nothing_covered_is_offered_where_the_configuration_keeps_it_closed() {
    let stage = Stage::showing(vec![covered()]).await;
    stage.click(".list [role=option]").await;
    let detail = Detail {
        row: covered(),
        ..Detail::default()
    };
    stage
        .view
        .receive(Up::Detail(EntryId(1), Some(Box::new(detail))));
    settle().await;
    assert!(!stage.text().contains("Open with a reason"));
}

#[wasm_bindgen_test]
async fn what_differs_of_a_source_held_back_stands_side_by_side() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026-03-06")]).await;
    stage.view.receive(Up::Sources(vec![held_back()]));
    settle().await;
    let strip = stage.get(".sources li.stop").text_content().unwrap();
    assert!(strip.contains("held back: may be about somebody else, birth date differs"));
    let details = stage.get(".sources details");
    details.set_attribute("open", "").unwrap();
    settle().await;
    let rows = stage.root.query_selector_all(".sources tr").unwrap();
    let mut said = Vec::new();
    for at in 0..rows.length() {
        let row: web_sys::Element = rows.item(at).unwrap().unchecked_into();
        let cells = row.children();
        for cell in 0..cells.length() {
            said.push(cells.item(cell).unwrap().text_content().unwrap());
        }
    }
    assert_eq!(
        said.join("|"),
        "|this system|Kingsway|Born|09-Jun-1944|06-Sep-1944|Gender|Female|Male|\
         Family name|Ashworth|Not Known"
    );
    // What stands open stays so while other sources change.
    let other = source("GP", Completeness::Loading);
    stage.view.receive(Up::Sources(vec![held_back(), other]));
    settle().await;
    assert!(stage.get(".sources details").has_attribute("open"));
}

#[wasm_bindgen_test]
async fn a_source_held_back_is_opened_with_a_reason_and_keeps_the_focus() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026-03-06")]).await;
    stage.view.receive(Up::Sources(vec![held_back()]));
    settle().await;
    stage.click(".sources .stop .link").await;
    let dialog = stage.get("dialog").text_content().unwrap();
    assert!(dialog.contains("may be about somebody else"), "{dialog}");
    assert!(dialog.contains("recorded first"), "{dialog}");
    write(&stage, "Checked with the patient").await;
    let opened = Opened {
        what: OpenedWhat::HeldBack,
        source: "kingsway".into(),
        reason: "Checked with the patient".into(),
        ..Opened::default()
    };
    assert_eq!(stage.sent.borrow().last(), Some(&Down::Open(opened)));
    stage
        .view
        .receive(Up::Sources(vec![source("Kingsway", Completeness::Loading)]));
    settle().await;
    assert!(stage.find("dialog[open]").is_none());
    assert_eq!(stage.root.active_element().unwrap().tag_name(), "LI");
}

#[wasm_bindgen_test]
async fn more_in_an_emergency_is_asked_for_in_its_own_words() {
    let mut trust = source("Trust", Completeness::Withheld);
    trust.more_in_emergency = true;
    let stage = Stage::showing(vec![row(1, "Potassium", "2026-03-06")]).await;
    stage.view.receive(Up::Sources(vec![trust.clone()]));
    settle().await;
    stage.click(".sources li:not(.head) .link").await;
    assert!(
        stage
            .text()
            .contains("The source gives more of this record in an emergency.")
    );
    write(&stage, "Unconscious").await;
    match stage.sent.borrow().last() {
        Some(Down::Open(opened)) => {
            assert_eq!(opened.what, OpenedWhat::Emergency);
            assert_eq!(opened.source, "trust");
        }
        other => panic!("{other:?}"),
    }
    trust.completeness = Completeness::Loading;
    stage.view.receive(Up::Sources(vec![trust]));
    settle().await;
    assert!(stage.find("dialog[open]").is_none());
}

#[wasm_bindgen_test]
async fn another_context_closes_the_dialog_and_forgets_the_reason() {
    let stage = covered_stage(&[]).await;
    stage.click(".detail .act button").await;
    stage.view.clear();
    settle().await;
    assert!(stage.find("dialog[open]").is_none());
    stage.view.receive(Up::NotOpened(Opened {
        entry: EntryId(1),
        ..Opened::default()
    }));
    settle().await;
    assert!(stage.find("dialog[open]").is_none());
}
