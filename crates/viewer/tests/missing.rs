//! What is missing, as people see it: the strip of sources, the lines where the
//! gap lies, the line of allergies, what is announced.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod support;

use std::collections::BTreeSet;

use support::{Stage, row, settle, source};
use timeline_model::{
    Absence, Completeness, EntryId, Kind, KindSet, KindStatus, Mark, PartialDate, Row, RowMarks,
    SourceState, SourceStatus, StatusClass,
    protocol::{Down, Summary, Up},
};
use timeline_viewer::Settings;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn part(kind: Kind, completeness: Completeness, reason: Option<SourceState>) -> KindStatus {
    KindStatus {
        kinds: KindSet::of(kind),
        completeness,
        reason,
        page: 0,
    }
}

fn failed(title: &str) -> SourceStatus {
    SourceStatus {
        reason: Some(SourceState::Timeout),
        records: 0,
        ..source(title, Completeness::Failed)
    }
}

fn allergy(id: u64, title: &str, mark: Mark) -> Row {
    Row {
        kind: Kind::Allergy,
        marks: RowMarks::default().with(mark),
        ..row(id, title, "2020-03-03")
    }
}

async fn with_sources(rows: Vec<Row>, sources: Vec<SourceStatus>) -> Stage {
    let stage = Stage::showing(rows).await;
    stage.view.receive(Up::Sources(sources));
    settle().await;
    stage
}

fn text(stage: &Stage, selector: &str) -> String {
    stage.get(selector).text_content().unwrap()
}

const ALL_STATES: [Completeness; 12] = [
    Completeness::NotAsked,
    Completeness::Loading,
    Completeness::Complete,
    Completeness::Empty,
    Completeness::Partial,
    Completeness::CutShort,
    Completeness::Failed,
    Completeness::TimedOut,
    Completeness::NoSuchPatient,
    Completeness::HeldBack,
    Completeness::Withheld,
    Completeness::NotShared,
];

#[wasm_bindgen_test]
async fn each_state_of_a_source_reads_differently() {
    let mut read = BTreeSet::new();
    for state in ALL_STATES {
        let stage = with_sources(vec![], vec![source("Kingsway", state)]).await;
        read.insert(text(&stage, ".sources li:not(.head)"));
    }
    assert_eq!(read.len(), ALL_STATES.len(), "{read:?}");
}

#[wasm_bindgen_test]
async fn kinds_that_differ_are_named_and_what_is_not_shared_has_no_count() {
    let mut kingsway = source("Kingsway", Completeness::Complete);
    kingsway.kinds = vec![
        KindStatus {
            page: 3,
            ..part(
                Kind::Medicine,
                Completeness::Failed,
                Some(SourceState::Timeout),
            )
        },
        part(
            Kind::Result,
            Completeness::NotShared,
            Some(SourceState::Agreement),
        ),
        part(Kind::Problem, Completeness::Empty, None),
    ];
    let mut trust = source("Trust", Completeness::NotShared);
    trust.agreement = "Shared record 7".into();
    trust.reason = Some(SourceState::Role);
    trust.records = 7;
    let stage = with_sources(vec![], vec![kingsway, trust]).await;
    let strip = text(&stage, ".sources ul");
    for words in [
        "Kingsway incomplete",
        "agreement: Shared record 7",
        "Medicines: failed, no answer in time, page 3",
        "other kinds not shared (agreement)",
        "not shared (agreement), the agreement does not cover your role",
    ] {
        assert!(strip.contains(words), "no {words} in {strip}");
    }
    assert!(!strip.contains("7 records"), "{strip}");
    // That a kind is empty by the source's word is nothing amiss.
    assert!(!strip.contains("Problems"), "{strip}");
}

#[wasm_bindgen_test]
async fn the_line_above_the_list_says_where_the_gap_lies() {
    let mut kingsway = source("Kingsway", Completeness::Complete);
    kingsway.kinds = vec![part(Kind::Result, Completeness::Failed, None)];
    let mut letter = row(2, "Letter", "2026-03-06");
    letter.kind = Kind::Document;
    let rows = vec![row(1, "Potassium", "2026-03-06"), letter];
    let stage = with_sources(rows, vec![source("GP", Completeness::Complete), kingsway]).await;
    assert_eq!(
        text(&stage, ".missing li span:last-child"),
        "No results from Kingsway: failed"
    );
    assert!({
        stage.open_kinds().await;
        text(&stage, ".choices").contains("Of 2 entries loaded:")
    });
    assert!(text(&stage, ".foot").contains("2 entries loaded"));
    // Results are there, from another source; documents are complete.
    stage.choose(2).await;
    assert!(text(&stage, ".missing.of-kind").contains("No results from Kingsway: failed"));
    stage.choose(2).await;
    stage.choose(3).await;
    assert!(stage.find(".missing").is_none(), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn a_kind_of_which_nothing_came_can_be_looked_at_and_says_so() {
    let mut kingsway = source("Kingsway", Completeness::Complete);
    kingsway.kinds = vec![
        part(Kind::Medicine, Completeness::CutShort, None),
        part(Kind::Result, Completeness::NotShared, None),
    ];
    let rows = vec![row(1, "Potassium", "2026-03-06")];
    let stage = with_sources(rows, vec![kingsway]).await;
    stage.open_kinds().await;
    assert!(text(&stage, ".choices").contains("Medicines 0"));
    stage.choose(2).await;
    assert_eq!(stage.count(".list [role=option]"), 0);
    assert!(text(&stage, ".missing").contains("Not all medicines from Kingsway: cut short"));
}

#[wasm_bindgen_test]
async fn a_source_that_is_still_loading_is_no_complete_list_of_a_kind() {
    let rows = vec![row(1, "Potassium", "2026-03-06")];
    let mut kingsway = source("Kingsway", Completeness::Loading);
    kingsway.kinds = vec![part(Kind::Problem, Completeness::NotAsked, None)];
    let stage = with_sources(rows, vec![kingsway]).await;
    assert!(stage.find(".missing").is_none());
    assert!(text(&stage, ".sources ul").contains("Problems: loading"));
    stage.choose(2).await;
    assert!(text(&stage, ".missing").contains("Not all results from Kingsway: loading"));
}

#[wasm_bindgen_test]
async fn completeness_is_announced_once_when_all_have_settled_and_again_after_a_retry() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026-03-06")]).await;
    let sources = vec![
        source("GP", Completeness::Complete),
        source("Clinic", Completeness::Partial),
        failed("Kingsway"),
    ];
    let said = |stage: &Stage| text(stage, "[role=status]");
    stage.view.receive(Up::Sources(sources.clone()));
    stage.patch(vec![row(2, "Sodium", "2026-03-06")]).await;
    assert_eq!(said(&stage), "");
    stage.view.receive(Up::Done(Summary {
        entries: 2,
        ..Summary::default()
    }));
    settle().await;
    let once = "Record loaded: 2 entries. 1 of 3 sources complete; \
                Kingsway: failed, no answer in time; Clinic: incomplete";
    assert_eq!(said(&stage), once);
    stage.patch(vec![row(3, "Urea", "2026-03-06")]).await;
    stage.view.receive(Up::Sources(sources));
    settle().await;
    assert_eq!(said(&stage), once);
    stage.click(".sources .stop button").await;
    assert_eq!(
        stage.sent.borrow().last(),
        Some(&Down::Retry("kingsway".into()))
    );
    let mended = vec![
        source("GP", Completeness::Complete),
        source("Clinic", Completeness::Partial),
        source("Kingsway", Completeness::Complete),
    ];
    stage.view.receive(Up::Sources(mended));
    stage.view.receive(Up::Done(Summary::default()));
    settle().await;
    let again = said(&stage);
    let again = again.strip_prefix(once).unwrap();
    assert!(again.contains("2 of 3 sources complete; Clinic: incomplete"));
    assert!(!again.contains("Kingsway"), "{again}");
}

#[wasm_bindgen_test]
async fn the_focus_stays_with_the_source_whose_retry_was_pressed() {
    let stage = with_sources(vec![], vec![failed("Kingsway")]).await;
    stage.get(".sources .stop button").focus().unwrap();
    stage.click(".sources .stop button").await;
    stage
        .view
        .receive(Up::Sources(vec![source("Kingsway", Completeness::Loading)]));
    settle().await;
    let focused = stage.root.active_element().unwrap();
    assert_eq!(focused.tag_name(), "LI");
    assert!(focused.text_content().unwrap().contains("Kingsway"));
}

#[wasm_bindgen_test]
async fn what_the_system_must_mend_is_told_to_support() {
    for (reason, told) in [
        (SourceState::SignIn, true),
        (SourceState::Forbidden, true),
        (SourceState::Host, true),
        (SourceState::NotRecorded, true),
        (SourceState::Unreachable, false),
    ] {
        let mut kingsway = failed("Kingsway");
        kingsway.reason = Some(reason);
        let stage = with_sources(vec![], vec![kingsway]).await;
        let strip = text(&stage, ".sources ul");
        assert_eq!(
            strip.contains("tell your system’s support"),
            told,
            "{strip}"
        );
        assert!(strip.contains("Retry"), "{strip}");
    }
}

#[wasm_bindgen_test]
async fn an_empty_record_names_what_could_not_be_had() {
    let mut kingsway = source("Kingsway", Completeness::Empty);
    kingsway.kinds = vec![part(Kind::Result, Completeness::Failed, None)];
    let stage = with_sources(vec![], vec![kingsway]).await;
    let said = text(&stage, ".absence");
    assert!(said.contains("Results: failed"), "{said}");
    assert!(said.contains("does not mean that nothing is recorded"));
}

#[wasm_bindgen_test]
async fn allergies_stand_above_the_list_in_one_of_four_phrases() {
    let complete = || vec![source("GP", Completeness::Complete)];
    let gap = || vec![source("GP", Completeness::Complete), failed("Kingsway")];
    let denied = || {
        let mut row = allergy(2, "No known allergies", Mark::NoneAtAll);
        row.absence = Some(Absence::NoneKnown);
        row
    };
    let penicillin = || Row {
        value: "anaphylaxis".into(),
        severity: "high".into(),
        ..allergy(1, "Penicillin", Mark::InForce)
    };
    for (rows, sources, expected) in [
        (
            vec![penicillin()],
            complete(),
            "Known allergies|Penicillin anaphylaxis, severity high",
        ),
        (
            vec![penicillin()],
            gap(),
            "Known allergies|Penicillin anaphylaxis, severity high|list may be incomplete: Kingsway",
        ),
        (
            vec![penicillin(), denied()],
            complete(),
            "Known allergies|Penicillin anaphylaxis, severity high|\
             conflict: GP, 03-Mar-2020: No known allergies",
        ),
        (
            vec![allergy(3, "Restricted", Mark::Covered)],
            complete(),
            "Known allergies|1 restricted",
        ),
        (vec![], complete(), "Allergies not recorded"),
        (
            vec![],
            gap(),
            "Allergies unavailable|missing: Kingsway|nothing recorded: GP",
        ),
        (
            vec![denied()],
            gap(),
            "Allergies unavailable|missing: Kingsway|GP, 03-Mar-2020: No known allergies",
        ),
        (
            vec![denied()],
            complete(),
            "No known allergies (GP, 03-Mar-2020)",
        ),
    ] {
        let stage = with_sources(rows, sources).await;
        let items = stage
            .root
            .query_selector_all(".allergies ul:first-of-type li")
            .unwrap();
        let mut said = Vec::new();
        for at in 0..items.length() {
            said.push(items.item(at).unwrap().text_content().unwrap());
        }
        assert_eq!(said.join("|"), expected);
    }
}

#[wasm_bindgen_test]
async fn refuted_and_resolved_allergies_stand_apart_and_open_by_keyboard() {
    let mut refuted = allergy(1, "Aspirin", Mark::Negated);
    refuted.status = StatusClass::NotDone;
    let stage = with_sources(vec![refuted], vec![source("GP", Completeness::Complete)]).await;
    let line = text(&stage, ".allergies ul");
    assert!(line.starts_with("Allergies not recorded"), "{line}");
    assert!(
        line.contains("Refuted, resolved or in errorAspirin refuted"),
        "{line}"
    );
    stage.click(".allergies button").await;
    assert_eq!(stage.sent.borrow().last(), Some(&Down::Detail(EntryId(1))));
    assert_eq!(stage.root.active_element().unwrap().class_name(), "detail");
}

#[wasm_bindgen_test]
async fn nothing_is_said_of_allergies_before_there_is_a_patient() {
    let stage = Stage::new();
    settle().await;
    assert!(stage.find(".allergies").is_none());
}

#[wasm_bindgen_test]
async fn every_word_about_what_is_missing_follows_the_pseudo_language() {
    let stage = Stage::with(Settings {
        locale: "en-XA".into(),
        ..Settings::default()
    });
    stage.view.begin();
    let mut sources = Vec::new();
    for state in ALL_STATES {
        let mut one = source("0", state);
        one.agreement = "0".into();
        one.reason = Some(SourceState::SignIn);
        one.warning = Some(SourceState::Replaced);
        one.read_at = PartialDate::parse("2026-03-06T11:05");
        one.kinds = vec![part(Kind::Result, state, Some(SourceState::Role))];
        sources.push(one);
    }
    stage.view.receive(Up::Sources(sources));
    let mut denied = allergy(2, "0", Mark::NoneAtAll);
    denied.absence = Some(Absence::NoneKnown);
    let mut live = allergy(1, "0", Mark::InForce);
    live.severity = "0".into();
    stage
        .patch(vec![live, denied, allergy(3, "0", Mark::EnteredInError)])
        .await;
    stage.view.receive(Up::Done(Summary::default()));
    settle().await;
    let said = stage.text();
    let bare = said
        .split(|c: char| !c.is_alphabetic())
        .find(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic()));
    assert_eq!(bare, None, "{said}");
}
