//! What the first screen does in a browser.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod support;

use support::{Stage, row, settle, source};
use timeline_model::{
    Against, Completeness, Course, Current, EntryId, Involved, Involvement, Kind, Mark,
    PartialDate, Row, RowMarks, Standing, StatusClass, Warning,
    protocol::{Demographics, Down, Patch, Up},
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn medicine(id: u64, title: &str, standing: Standing) -> Row {
    Row {
        kind: Kind::Medicine,
        current: Some(Current {
            standing,
            dose: "One each morning".into(),
            last: PartialDate::parse("2026-02-24"),
            course: Course::Repeat,
            ..Current::default()
        }),
        ..row(id, title, "2023-08-14")
    }
}

async fn loaded(rows: Vec<Row>, sources: &[(&str, Completeness)]) -> Stage {
    let stage = Stage::new();
    stage.view.begin();
    let now = PartialDate::parse("2026-03-07T09:14:00Z").unwrap();
    stage.view.receive(Up::Now(now));
    let sources = sources.iter().map(|(title, state)| source(title, *state));
    stage.view.receive(Up::Sources(sources.collect()));
    stage.patch(rows).await;
    settle().await;
    stage
}

fn lines(stage: &Stage, selector: &str) -> Vec<String> {
    let items = stage.root.query_selector_all(selector).unwrap();
    let mut said = Vec::new();
    for at in 0..items.length() {
        said.push(items.item(at).unwrap().text_content().unwrap());
    }
    said
}

const GP: &[(&str, Completeness)] = &[("GP", Completeness::Complete)];

#[wasm_bindgen_test]
async fn a_medicine_says_its_dose_issue_course_source_and_who_stopped_it() {
    let mut disputed = medicine(1, "Furosemide 40mg tablets", Standing::Disputed);
    disputed.sources = vec![0, 1];
    if let Some(current) = &mut disputed.current {
        current.against = vec![Against {
            source: 1,
            status: StatusClass::Stopped,
            when: PartialDate::parse("2026-03-06"),
        }];
    }
    let old = {
        let mut row = medicine(2, "Metformin", Standing::Current);
        if let Some(current) = &mut row.current {
            current.last = PartialDate::parse("2024-11-11");
        }
        row
    };
    let past = medicine(3, "Ramipril", Standing::Past);
    let silent = medicine(4, "Aspirin", Standing::NoStatus);
    let both = &[
        ("GP", Completeness::Complete),
        ("Ward", Completeness::Complete),
    ];
    let stage = loaded(vec![disputed, old, past, silent], both).await;
    assert_eq!(
        lines(&stage, ".medicines li"),
        [
            "Furosemide 40mg tablets One each morning repeat · issued 24-Feb-2026 · 2 sources \
             stopped 06-Mar-2026 by Ward",
            "Metformin One each morning repeat · last issued 11-Nov-2024 · GP",
            "Status not recorded",
            "Aspirin One each morning repeat · issued 24-Feb-2026 · GP",
        ]
    );
}

#[wasm_bindgen_test]
async fn an_empty_panel_says_whether_nothing_is_recorded_or_something_is_missing() {
    let result = || vec![row(1, "Potassium", "2026-03-06")];
    let stage = loaded(result(), GP).await;
    assert_eq!(lines(&stage, ".problems li"), ["None recorded"]);
    let gap = &[
        ("GP", Completeness::Complete),
        ("Ward", Completeness::Failed),
    ];
    let stage = loaded(result(), gap).await;
    assert_eq!(
        lines(&stage, ".problems li"),
        ["No problems from Ward: failed"]
    );
    assert_eq!(
        lines(&stage, ".problems .gap"),
        ["No problems from Ward: failed"]
    );
    let loading = &[("GP", Completeness::Loading)];
    let stage = loaded(result(), loading).await;
    let said = lines(&stage, ".problems li").concat();
    assert!(said.contains("loading"), "{said}");
    let stage = loaded(vec![medicine(1, "Metformin", Standing::Current)], gap).await;
    assert_eq!(lines(&stage, ".medicines h3 .gap"), ["incomplete"]);
}

#[wasm_bindgen_test]
async fn arrows_move_in_a_panel_and_a_line_opens_its_entry() {
    let names = ["A", "B", "C", "D", "E", "F", "G"];
    let rows = (1..)
        .zip(names)
        .map(|(id, name)| medicine(id, name, Standing::Current));
    let stage = loaded(rows.collect(), GP).await;
    let focused = || stage.root.active_element().unwrap().text_content().unwrap();
    assert_eq!(stage.count(".medicines button"), 5);
    assert_eq!(stage.count(".medicines [tabindex='0']"), 1);
    stage.get(".medicines button").focus().unwrap();
    stage.key(".medicines ul", "ArrowDown").await;
    assert_eq!(focused(), "B");
    assert_eq!(lines(&stage, ".medicines [tabindex='0']"), ["B"]);
    stage.key(".medicines ul", "End").await;
    assert_eq!(focused(), "3 more");
    stage.click(".medicines [aria-expanded]").await;
    assert_eq!(
        (focused(), stage.count(".medicines button")),
        ("Show less".into(), 8)
    );
    stage.key(".medicines ul", "Home").await;
    stage.click(".medicines [tabindex='0']").await;
    assert_eq!(stage.sent.borrow().last(), Some(&Down::Detail(EntryId(1))));
}

#[wasm_bindgen_test]
async fn what_is_warned_of_is_named_and_covered_entries_nowhere() {
    let alert = |id, title: &str, warning| Row {
        kind: Kind::Alert,
        warning: Some(warning),
        current: Some(Current {
            standing: Standing::Current,
            ..Current::default()
        }),
        ..row(id, title, "2026-02-02")
    };
    let covered = Row {
        marks: RowMarks::default().with(Mark::Covered),
        ..alert(3, "Restricted", Warning::Safeguarding)
    };
    let interpreter = alert(1, "Needs an interpreter", Warning::Communication);
    let stage = loaded(vec![interpreter, covered], GP).await;
    assert_eq!(
        lines(&stage, ".allergies ul + ul li"),
        [
            "Communication needs Needs an interpreter 02-Feb-2026 GP",
            "Resuscitation decision: not recorded here",
        ]
    );
    let decision = alert(2, "Not for CPR", Warning::Resuscitation);
    let stage = loaded(vec![decision], GP).await;
    let said = lines(&stage, ".allergies ul + ul li");
    assert_eq!(said, ["Resuscitation Not for CPR 02-Feb-2026 GP"]);
}

#[wasm_bindgen_test]
async fn who_is_involved_is_named_with_role_and_source() {
    let stage = loaded(vec![row(1, "Potassium", "2026-03-06")], GP).await;
    let named = |role, name: &str, entry| Involved {
        role,
        name: name.into(),
        more: "01632 960 001".into(),
        entry,
        ..Involved::default()
    };
    stage.view.receive(Up::Patch(Patch {
        person: Some(Demographics {
            involved: vec![
                named(Involvement::Surgery, "Riverside Surgery", None),
                named(Involvement::Team, "District nursing", Some(EntryId(1))),
            ],
            ..Demographics::default()
        }),
        ..Patch::default()
    }));
    settle().await;
    assert_eq!(
        lines(&stage, ".involved li"),
        [
            "Surgery Riverside Surgery 01632 960 001 · GP",
            "Team District nursing 01632 960 001 · GP",
        ]
    );
    stage.click(".involved button").await;
    assert_eq!(stage.sent.borrow().last(), Some(&Down::Detail(EntryId(1))));
}
