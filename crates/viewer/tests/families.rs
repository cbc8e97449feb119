//! Families in the list, and what is filtered of them, in a browser.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by it"
)]

mod support;

use support::{Stage, row, settle, source};
use timeline_model::{
    Completeness, EntryId, Flag, Kind, Mark, PartialDate, Row, RowMarks, SourceStatus, protocol::Up,
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn family() -> Vec<Row> {
    let report = Row {
        kind: Kind::Report,
        ..row(1, "Electrolytes", "2026-03-06T12:00")
    };
    let mut rows = vec![report];
    for id in 2..5 {
        rows.push(Row {
            head: Some(EntryId(1)),
            flag: (id == 3).then_some(Flag::High),
            ..row(
                id,
                ["", "", "Sodium", "Potassium", "Urea"][id as usize],
                "2026-03-06T11:00",
            )
        });
    }
    rows
}

fn text(stage: &Stage, selector: &str) -> String {
    stage.get(selector).text_content().unwrap()
}

#[wasm_bindgen_test]
async fn an_entry_that_is_opened_from_elsewhere_is_unfolded_and_selected() {
    let stage = Stage::showing(family()).await;
    assert_eq!(stage.count(".list [role=option]"), 1);
    assert_eq!(text(&stage, ".fam"), "▸ 3 results, folded 1 abnormal");
    assert_eq!(
        text(&stage, ".drawn .day .n"),
        "4 entries, 3 of them folded"
    );
    stage.click(".turns").await;
    stage.click(".list [role=option]:nth-of-type(3)").await;
    assert_eq!(text(&stage, ".e.sel .name > .n"), "Potassium");
    stage.click(".turns").await;
    assert_eq!(stage.count(".e.sel"), 0);
    // What belongs together leads there.
    stage.key(".list", "Home").await;
    stage.key(".list", "ArrowRight").await;
    assert_eq!(stage.count(".list [role=option]"), 4);
}

#[wasm_bindgen_test]
async fn what_is_flagged_shows_itself_under_a_head_that_is_not() {
    let stage = Stage::showing(family()).await;
    stage.click(".filters > .chip").await;
    assert_eq!(stage.count(".list [role=option]"), 2);
    assert_eq!(text(&stage, ".e.only .name > .n"), "Electrolytes");
    assert_eq!(
        text(&stage, ".e.only .fam"),
        "▾ 1 of 3 results, unfolded 1 abnormal"
    );
    assert_eq!(text(&stage, ".e.in .name > .n"), "Potassium");
    assert_eq!(text(&stage, ".listbar > .n"), "1 entry");
    stage.click(".filters > .link").await;
    assert_eq!(stage.count(".list [role=option]"), 1);
}

#[wasm_bindgen_test]
async fn the_new_and_what_is_not_here_are_offered_where_that_can_be_told() {
    let stage = Stage::showing(vec![
        Row {
            sources: vec![1],
            marks: RowMarks::default()
                .with(Mark::New)
                .with(Mark::PossibleDuplicate),
            ..row(1, "Potassium", "2026-03-06")
        },
        row(2, "Sodium", "2026-03-05"),
    ])
    .await;
    assert_eq!(stage.count(".filters > .chip"), 1);
    stage
        .view
        .receive(Up::Since(PartialDate::parse("2026-03-04").unwrap()));
    let own = |completeness| SourceStatus {
        own: true,
        ..source("GP", completeness)
    };
    let other = source("Clinic", Completeness::Complete);
    let loading = vec![own(Completeness::Loading), other.clone()];
    stage.view.receive(Up::Sources(loading));
    settle().await;
    let chips = |stage: &Stage| text(stage, ".filters");
    assert!(chips(&stage).contains("New 1"), "{}", chips(&stage));
    let waits = "Not in this system only once GP is complete";
    assert!(chips(&stage).contains(waits), "{}", chips(&stage));
    stage
        .view
        .receive(Up::Sources(vec![own(Completeness::Complete), other]));
    settle().await;
    let told = "Not in this system 1, 1 may be";
    assert!(chips(&stage).contains(told), "{}", chips(&stage));
    stage.click(".filters > .chip:last-of-type").await;
    assert_eq!(stage.count(".list [role=option]"), 1);
    assert_eq!(text(&stage, ".list [role=option] .name > .n"), "Potassium");
}
