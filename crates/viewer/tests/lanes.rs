//! The lanes in a browser: drawn, counted, and gone with the patient.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod support;

use support::{Stage, row, rows, settle, source, wait};
use timeline_model::{
    Completeness, Kind, KindSet, KindStatus, PartialDate, Row, SourceStatus, protocol::Up,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlCanvasElement;

wasm_bindgen_test_configure!(run_in_browser);

async fn stage(rows: Vec<Row>) -> Stage {
    let stage = Stage::new();
    stage.host.style().set_property("width", "1100px").unwrap();
    let now = PartialDate::from_epoch(1_700_100_000, 0);
    stage.view.begin();
    stage.view.receive(Up::Now(now));
    stage.load(rows).await;
    wait(120).await;
    stage
}

fn plot(stage: &Stage) -> HtmlCanvasElement {
    stage.get(".plot").dyn_into().unwrap()
}

/// What an empty canvas of this size looks like.
fn nothing(size: &HtmlCanvasElement) -> String {
    let empty = size.clone_node().unwrap();
    let empty: HtmlCanvasElement = empty.dyn_into().unwrap();
    empty.to_data_url().unwrap()
}

fn label(stage: &Stage, at: &str) -> String {
    stage
        .get(at)
        .get_attribute("aria-label")
        .unwrap_or_default()
}

#[wasm_bindgen_test]
async fn what_is_loaded_is_drawn_and_counted() {
    let stage = stage(rows(40)).await;
    assert_eq!(stage.count(".lane"), 1);
    assert_eq!(
        label(&stage, ".lane .toggle"),
        "Results, 40 in view, 40 in all"
    );
    let plot = plot(&stage);
    assert_ne!(plot.to_data_url().unwrap(), nothing(&plot));
    let before = plot.to_data_url().unwrap();
    stage.patch(vec![row(900, "Earlier", "2023-01-05")]).await;
    wait(120).await;
    assert_eq!(
        label(&stage, ".lane .toggle"),
        "Results, 41 in view, 41 in all"
    );
    assert_ne!(plot.to_data_url().unwrap(), before);
}

#[wasm_bindgen_test]
async fn what_has_no_date_is_named_and_opens() {
    let undated = Row {
        kind: Kind::Procedure,
        ..row(7, "Hysterectomy", "")
    };
    let stage = stage(vec![undated, row(8, "Potassium", "2023-11-01")]).await;
    assert!(
        stage
            .get(".undated")
            .text_content()
            .unwrap()
            .contains("Hysterectomy")
    );
    stage.click(".undated button").await;
    assert!(stage.view.opened().is_some());
}

#[wasm_bindgen_test]
async fn nothing_of_a_patient_stays() {
    let stage = stage(rows(40)).await;
    stage.view.clear();
    settle().await;
    assert_eq!(stage.count(".lane"), 0);
    assert_eq!(stage.count("canvas"), 0);
}

#[wasm_bindgen_test]
async fn what_failed_is_a_gap_and_what_is_not_shared_is_one_only_where_nothing_is_held() {
    let stage = stage(rows(4)).await;
    let part = |kinds, completeness| KindStatus {
        kinds,
        completeness,
        ..KindStatus::default()
    };
    let others = KindSet::ALL.without(KindSet::of(Kind::CarePlan));
    let shares = SourceStatus {
        kinds: vec![part(others, Completeness::NotShared)],
        ..source("Social Care", Completeness::Complete)
    };
    let fails = SourceStatus {
        kinds: vec![part(KindSet::of(Kind::Report), Completeness::Failed)],
        ..source("Northgate", Completeness::Complete)
    };
    let gap = |lane: &str| {
        let mut at = String::from(lane);
        at.push_str(" .why");
        stage.find(&at).and_then(|own| own.text_content())
    };
    let receive = async |sources: Vec<SourceStatus>| {
        stage.view.receive(Up::Sources(sources));
        wait(120).await;
    };
    receive(vec![shares.clone()]).await;
    assert_eq!(gap("[data-lane=\"5\"]"), None);
    assert_eq!(
        gap("[data-lane=\"0\"]").as_deref(),
        Some("missing: Social Care")
    );
    receive(vec![fails]).await;
    assert_eq!(gap("[data-lane=\"5\"]").as_deref(), Some("incomplete"));
    assert_eq!(stage.count(".lane"), 1);
    assert_eq!(stage.count(".lane.gap"), 1);
}
