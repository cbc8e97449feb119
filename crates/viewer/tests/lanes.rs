//! The lanes in a browser: drawn, counted, and gone with the patient.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod support;

use support::{Stage, row, rows, settle, wait};
use timeline_model::{Kind, PartialDate, Row, protocol::Up};
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
