//! What the viewer does in a browser.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod support;

use support::{Stage, row, rows, settle, source, wait};
use timeline_model::{
    Absence, Completeness, Detail, EntryId, Fact, Field, HeldCopy, HumanName, Identifier, Kind,
    Mark, PartialDate, Person, Row, RowMarks, SourceState, SourceStatus,
    protocol::{Demographics, Down, LoadFault, LoadFaultCode, Patch, Summary, Up},
};
use timeline_viewer::Settings;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn margaret() -> Person {
    Person {
        identifiers: vec![Identifier {
            system: "https://fhir.nhs.uk/Id/nhs-number".into(),
            value: "9992147083".into(),
        }],
        names: vec![HumanName {
            family: "Ashworth".into(),
            given: "Margaret".into(),
            prefix: "Mrs".into(),
            text: String::new(),
        }],
        born: PartialDate::parse("1944-06-09"),
        ..Person::default()
    }
}

#[wasm_bindgen_test]
async fn banner_names_the_patient_and_the_number_copies_without_spaces() {
    let stage = Stage::new();
    stage.person(margaret()).await;
    assert_eq!(
        stage.get(".banner .name").text_content().unwrap(),
        "ASHWORTH, Margaret (Mrs)"
    );
    assert_eq!(stage.get(".number").text_content().unwrap(), "9992147083");
    assert!(stage.text().contains("Not Known"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn failed_source_is_listed_beside_loaded_entries() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026-03-06T11:05:00Z")]).await;
    stage.view.receive(Up::Sources(vec![
        source("Riverside Surgery", Completeness::Complete),
        SourceStatus {
            reason: Some(SourceState::Unreachable),
            records: 0,
            ..source("Mental Health Trust", Completeness::Failed)
        },
    ]));
    settle().await;
    let failed = stage.get(".sources li.stop").text_content().unwrap();
    assert!(failed.contains("Mental Health Trust"), "{failed}");
    assert!(failed.contains("could not be reached"), "{failed}");
    assert!(stage.text().contains("Potassium"));
    stage.view.receive(Up::Done(Summary::default()));
    settle().await;
    let said = stage.get("[role=status]").text_content().unwrap();
    assert!(said.contains("Mental Health Trust: failed"), "{said}");
    stage.click(".sources li.stop button").await;
    assert_eq!(
        stage.sent.borrow().last(),
        Some(&Down::Retry("mental health trust".into()))
    );
}

#[wasm_bindgen_test]
async fn a_format_that_is_not_read_is_named_in_its_source() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026-03-06")]).await;
    stage.view.receive(Up::Sources(vec![SourceStatus {
        reason: Some(SourceState::UnsupportedFormat),
        format: "C-CDA".into(),
        records: 0,
        ..source("Riverside Surgery", Completeness::Failed)
    }]));
    settle().await;
    let failed = stage.get(".sources li.stop").text_content().unwrap();
    assert!(
        failed.contains("format not supported yet: C-CDA"),
        "{failed}"
    );
}

#[wasm_bindgen_test]
async fn a_source_that_does_not_know_the_patient_is_no_gap() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026-03-06")]).await;
    stage.view.receive(Up::Sources(vec![
        source("Riverside Surgery", Completeness::Failed),
        source("Mental Health Trust", Completeness::NoSuchPatient),
    ]));
    settle().await;
    let gaps = stage.get(".foot .gaps").text_content().unwrap();
    assert!(gaps.contains("1 of 2 sources has gaps"), "{gaps}");
    let strip = stage.get(".sources").text_content().unwrap();
    assert!(
        strip.contains("Mental Health Trust patient not known here"),
        "{strip}"
    );
}

#[wasm_bindgen_test]
async fn the_only_landmark_is_named_after_the_patient() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026-03-06")]).await;
    let whole = stage.get(".tl");
    assert_eq!(whole.get_attribute("role").as_deref(), Some("group"));
    stage.person(margaret()).await;
    stage.click(".list [role=option]").await;
    assert_eq!(whole.get_attribute("role").as_deref(), Some("region"));
    let name = whole.get_attribute("aria-label").unwrap();
    assert_eq!(
        name,
        "Patient timeline: ASHWORTH, Margaret (Mrs) · Born 09-Jun-1944"
    );
    assert_eq!(stage.count("[role=region], [role=search]"), 1);
    assert_eq!(stage.count("section"), 1);
}

#[wasm_bindgen_test]
async fn an_infant_is_under_one_year_old() {
    let stage = Stage::new();
    stage.view.receive(Up::Patch(Patch {
        person: Some(Demographics {
            person: margaret(),
            age: Some(0),
            ..Demographics::default()
        }),
        ..Patch::default()
    }));
    settle().await;
    let banner = stage.get(".banner").text_content().unwrap();
    assert!(banner.contains("(under 1 year)"), "{banner}");
}

#[wasm_bindgen_test]
async fn an_end_says_no_more_than_the_start_left_open() {
    for (start, end, shown) in [
        ("2026-03-06", "2026-05-12", " to 12-May-2026"),
        ("2026-05-12T13:05", "2026-05-12T14:20", " to 14:20"),
        ("2026-05-12", "2026-05-12T14:20", " to 14:20"),
        ("2026-05-12T13:05", "2026-05-12T13:05", ""),
        ("2026-05-12T13:05", "2026-05-12", ""),
        ("2026-05-12", "2026-05-12", ""),
        ("2026-05", "2026-05", " to May-2026"),
    ] {
        let stage = Stage::showing(vec![Row {
            end: PartialDate::parse(end),
            ..row(1, "Stay", start)
        }])
        .await;
        let name = stage
            .get(".list [role=option] .name")
            .text_content()
            .unwrap();
        assert_eq!(name.strip_prefix("Stay"), Some(shown), "{start} {end}");
    }
}

#[wasm_bindgen_test]
async fn entries_stand_under_their_day_and_the_undated_come_last() {
    let stage = Stage::showing(vec![
        row(1, "Undated", ""),
        row(2, "Newest", "2026-03-06T11:05:00Z"),
        row(3, "Older", "2025"),
    ])
    .await;
    let text = stage.get(".drawn").text_content().unwrap();
    let place = |word: &str| {
        text.find(word)
            .unwrap_or_else(|| panic!("no {word}: {text}"))
    };
    assert!(place("06-Mar-2026") < place("Newest"));
    assert!(place("Newest") < place("Older"));
    assert!(place("Older") < place("Date not recorded"));
    assert!(place("Date not recorded") < place("Undated"));
}

#[wasm_bindgen_test]
async fn thirty_thousand_rows_take_few_nodes() {
    let stage = Stage::showing(rows(30_000)).await;
    assert!(stage.count("*") < 1_500, "{}", stage.count("*"));
    let frame = stage.get(".list");
    frame.set_scroll_top(frame.scroll_height() / 2);
    wait(120).await;
    assert!(stage.count(".list [role=option]") > 10);
    assert!(stage.count("*") < 1_500, "{}", stage.count("*"));
}

#[wasm_bindgen_test]
async fn what_is_read_does_not_move_when_rows_arrive_above() {
    let stage = Stage::showing(rows(500)).await;
    let frame = stage.get(".list");
    frame.set_scroll_top(3_000);
    wait(120).await;
    let top = frame.get_bounding_client_rect().top();
    let shown = stage
        .root
        .query_selector_all(".list [role=option]")
        .unwrap();
    let mut watched = None;
    for i in 0..shown.length() {
        let element: web_sys::Element =
            wasm_bindgen::JsCast::unchecked_into(shown.item(i).unwrap());
        if element.get_bounding_client_rect().top() > top + 40.0 {
            watched = Some(element);
            break;
        }
    }
    let watched = watched.unwrap();
    let (id, before) = (watched.id(), watched.get_bounding_client_rect().top());
    let newer = (0..40)
        .map(|i| row(90_000 + i, "A newer entry", "2030-01-01T00:00:00Z"))
        .collect();
    stage.patch(newer).await;
    let mut selector = String::from("#");
    selector.push_str(&id);
    let after = stage.get(&selector).get_bounding_client_rect().top();
    assert!((after - before).abs() < 2.0, "{before} to {after}");
}

#[wasm_bindgen_test]
async fn kind_filter_narrows_and_can_be_cleared() {
    let mut letter = row(2, "Discharge summary", "2026-03-06");
    letter.kind = Kind::Document;
    let stage = Stage::showing(vec![row(1, "Potassium", "2026-03-06"), letter]).await;
    stage.choose(2).await;
    assert_eq!(stage.count(".list [role=option]"), 1);
    assert_eq!(stage.count("[role=checkbox][aria-checked=true]"), 1);
    assert!(stage.text().contains("1 of 2 entries shown"));
    stage.type_in("nothing like it").await;
    stage.view.receive(Up::Hits { n: 1, ids: vec![] });
    settle().await;
    assert!(
        stage.text().contains("No entry matches"),
        "{}",
        stage.text()
    );
    stage.click(".absence .button").await;
    assert_eq!(stage.count(".list [role=option]"), 2);
}

#[wasm_bindgen_test]
async fn typing_asks_once_and_late_hits_are_dropped() {
    let stage = Stage::showing(vec![
        row(1, "Potassium", "2026-03-06"),
        row(2, "Creatinine", "2026-03-06"),
    ])
    .await;
    stage.type_in("pot").await;
    let n = match stage.sent.borrow().as_slice() {
        [Down::Search { text, n }] => {
            assert_eq!(text, "pot");
            *n
        }
        other => panic!("{other:?}"),
    };
    stage.view.receive(Up::Hits {
        n: n + 7,
        ids: vec![EntryId(2)],
    });
    settle().await;
    assert_eq!(stage.count(".list [role=option]"), 2);
    stage.view.receive(Up::Hits {
        n,
        ids: vec![EntryId(1)],
    });
    settle().await;
    assert_eq!(stage.count(".list [role=option]"), 1);
    stage.key("input", "Escape").await;
    assert_eq!(stage.count(".list [role=option]"), 2);
}

#[wasm_bindgen_test]
async fn keys_in_the_search_box_do_not_reach_the_host() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026")]).await;
    let heard = std::rc::Rc::new(std::cell::Cell::new(0));
    let count = heard.clone();
    let listener = wasm_bindgen::closure::Closure::<dyn FnMut()>::new(move || {
        count.set(count.get() + 1);
    });
    stage
        .host
        .add_event_listener_with_callback(
            "keydown",
            wasm_bindgen::JsCast::unchecked_ref(listener.as_ref()),
        )
        .unwrap();
    stage.key("input", "k").await;
    assert_eq!(heard.get(), 0);
    let event = stage.key("input", "Enter").await;
    assert!(event.default_prevented());
}

#[wasm_bindgen_test]
async fn arrows_move_enter_opens_and_escape_returns_to_the_list() {
    let stage = Stage::showing(rows(50)).await;
    stage.get(".list").focus().unwrap();
    settle().await;
    stage.key(".list", "ArrowDown").await;
    stage.key(".list", "ArrowDown").await;
    let active = stage
        .get(".list")
        .get_attribute("aria-activedescendant")
        .unwrap();
    let mut selector = String::from("#");
    selector.push_str(&active);
    let text = stage.get(&selector).text_content().unwrap();
    assert!(text.contains("Entry 2"), "{text}");
    stage.key(".list", "Enter").await;
    assert_eq!(stage.opened.borrow().len(), 1);
    assert_eq!(stage.sent.borrow().last(), Some(&Down::Detail(EntryId(3))));
    assert_eq!(
        stage.get(&selector).get_attribute("aria-selected").unwrap(),
        "true"
    );
    assert_eq!(stage.root.active_element().unwrap().class_name(), "detail");
    stage.key(".detail", "Escape").await;
    assert!(stage.find(".detail").is_none());
    assert_eq!(stage.root.active_element().unwrap().class_name(), "list");
    stage.key(".list", "End").await;
    let last = stage
        .get(".list")
        .get_attribute("aria-activedescendant")
        .unwrap();
    assert_ne!(last, active);
}

#[wasm_bindgen_test]
async fn an_entry_that_is_opened_again_is_asked_for_again() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026")]).await;
    stage.click(".list [role=option]").await;
    stage.click(".list [role=option]").await;
    let asked = [Down::Detail(EntryId(1)), Down::Detail(EntryId(1))];
    assert_eq!(*stage.sent.borrow(), asked);
}

#[wasm_bindgen_test]
async fn the_same_patient_again_is_listed_again() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026")]).await;
    stage.view.clear();
    stage.load(vec![row(1, "Potassium", "2026")]).await;
    assert_eq!(stage.count(".list [role=option]"), 1);
}

#[wasm_bindgen_test]
async fn a_host_that_cancels_opening_gets_no_detail() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026")]).await;
    *stage.host_lets.borrow_mut() = false;
    stage.click(".list [role=option]").await;
    assert_eq!(stage.opened.borrow().len(), 1);
    assert!(stage.find(".detail").is_none());
    assert!(stage.sent.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn detail_shows_each_copy_and_says_where_they_differ() {
    let mut shared = row(1, "Furosemide 40 mg tablets", "2026-03-06");
    shared.sources = vec![0, 1];
    let stage = Stage::showing(vec![shared.clone()]).await;
    stage.view.receive(Up::Sources(vec![
        source("Riverside Surgery", Completeness::Complete),
        source("St Anne’s", Completeness::Complete),
    ]));
    stage.click(".list [role=option]").await;
    let copy = |source, status: &str| HeldCopy {
        source,
        facts: vec![Fact::new(Field::Status, status.into())],
        original: "{\"resourceType\":\"MedicationRequest\"}".into(),
        ..HeldCopy::default()
    };
    let detail = Detail {
        row: shared,
        copies: vec![copy(0, "active"), copy(1, "stopped")],
        differing: vec![Field::Status],
        ..Detail::default()
    };
    stage
        .view
        .receive(Up::Detail(EntryId(1), Some(Box::new(detail))));
    settle().await;
    assert_eq!(stage.count(".detail thead th"), 2);
    let table = stage.get(".detail table").text_content().unwrap();
    for word in [
        "Riverside Surgery",
        "St Anne’s",
        "active",
        "stopped",
        "differs",
    ] {
        assert!(table.contains(word), "no {word}: {table}");
    }
    assert_eq!(stage.count("details"), 2);
    assert_eq!(stage.count("pre"), 0, "drawn when it is unfolded");
}

#[wasm_bindgen_test]
async fn a_covered_entry_shows_its_label_and_nothing_else() {
    let covered = Row {
        marks: RowMarks::default().with(Mark::Covered),
        value: "hidden value".into(),
        ..row(1, "Restricted", "2026-03-06")
    };
    let stage = Stage::showing(vec![covered.clone()]).await;
    stage.click(".list [role=option]").await;
    let detail = Detail {
        row: covered,
        copies: vec![HeldCopy {
            original: "hidden original".into(),
            ..HeldCopy::default()
        }],
        ..Detail::default()
    };
    stage
        .view
        .receive(Up::Detail(EntryId(1), Some(Box::new(detail))));
    settle().await;
    assert!(stage.text().contains("covered for sensitivity"));
    assert!(!stage.text().contains("hidden"), "{}", stage.text());
}

#[wasm_bindgen_test]
async fn why_something_is_not_there_looks_unlike_a_value() {
    let withheld = Row {
        absence: Some(Absence::Withheld),
        ..row(1, "HIV status", "2026-03-06")
    };
    let value = Row {
        value: "5.9 mmol/L".into(),
        ..row(2, "Potassium", "2026-03-06")
    };
    let stage = Stage::showing(vec![withheld.clone(), value]).await;
    assert_eq!(stage.count(".e .absent"), 1);
    assert_eq!(stage.get(".e .absent").text_content().unwrap(), "withheld");
    stage.click(".list [role=option]").await;
    let fact = Fact {
        absence: Some(Absence::Withheld),
        ..Fact::new(Field::Value, String::new())
    };
    let detail = Detail {
        row: withheld,
        copies: vec![HeldCopy {
            facts: vec![Fact::new(Field::Status, "final".into()), fact],
            ..HeldCopy::default()
        }],
        ..Detail::default()
    };
    stage
        .view
        .receive(Up::Detail(EntryId(1), Some(Box::new(detail))));
    settle().await;
    // At the head of the entry, and among what its source holds.
    for place in [".detail .found .absent", ".detail .copies .absent"] {
        assert_eq!(stage.count(place), 1);
        assert_eq!(stage.get(place).text_content().unwrap(), "withheld");
    }
}

#[wasm_bindgen_test]
async fn clearing_leaves_nothing_of_the_patient() {
    let mut stage = Stage::showing(vec![row(1, "Potassium", "2026-03-06")]).await;
    stage.person(margaret()).await;
    stage.click(".list [role=option]").await;
    stage.view.clear();
    assert_eq!(stage.view.entries(), 0);
    settle().await;
    let text = stage.text();
    for word in ["ASHWORTH", "Potassium", "Riverside", "9992147083"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    assert!(text.contains("No patient is open"), "{text}");
    // A late answer about the patient before is not shown.
    stage
        .view
        .receive(Up::Detail(EntryId(1), Some(Box::default())));
    settle().await;
    assert!(stage.find(".detail").is_none());
    stage.unmount();
    assert_eq!(stage.text(), "");
}

#[wasm_bindgen_test]
async fn every_fault_of_a_load_is_listed() {
    let stage = Stage::new();
    let fault = |path: &str| LoadFault {
        code: LoadFaultCode::Configuration,
        path: path.into(),
        found: "gopher://x".into(),
        allowed: "an https address".into(),
    };
    stage.view.receive(Up::Failed(vec![
        fault("sources[0].baseUrl"),
        fault("sources[1].baseUrl"),
    ]));
    settle().await;
    let text = stage.text();
    for word in [
        "sources[0].baseUrl",
        "sources[1].baseUrl",
        "gopher://x",
        "an https address",
    ] {
        assert!(text.contains(word), "{text}");
    }
}

#[wasm_bindgen_test]
async fn every_word_follows_the_pseudo_language() {
    let stage = Stage::with(Settings {
        locale: "en-XA".into(),
        ..Settings::default()
    });
    stage.view.begin();
    stage
        .view
        .receive(Up::Sources(vec![source("0", Completeness::Partial)]));
    let mut entry = row(1, "0", "2026-03-06T11:05:00Z");
    entry.marks = RowMarks(!(1 << Mark::Covered as u32));
    stage.patch(vec![entry]).await;
    let text = stage.text();
    let bare = text
        .split(|c: char| !c.is_alphabetic())
        .find(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic()));
    assert_eq!(bare, None, "{text}");
}

#[wasm_bindgen_test]
async fn other_settings_are_taken_at_once_and_rows_stay() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026-03-06")]).await;
    stage.view.set_settings(Settings {
        messages: vec![("list.entries.one".into(), "{n} Eintrag".into())],
        ..Settings::default()
    });
    settle().await;
    assert!(stage.text().contains("1 Eintrag"), "{}", stage.text());
    assert!(stage.text().contains("Potassium"));
}

#[wasm_bindgen_test]
async fn removed_entries_leave_the_list() {
    let stage = Stage::showing(vec![row(1, "Potassium", "2026"), row(2, "Sodium", "2026")]).await;
    stage.view.receive(Up::Patch(Patch {
        removed: vec![EntryId(1)],
        ..Patch::default()
    }));
    settle().await;
    assert_eq!(stage.count(".list [role=option]"), 1);
    assert!(!stage.text().contains("Potassium"));
}

#[wasm_bindgen_test]
async fn what_comes_while_a_large_patch_is_applied_comes_after_it() {
    let stage = Stage::showing(vec![]).await;
    let remove = |id: u64| {
        Up::Patch(Patch {
            removed: vec![EntryId(id)],
            ..Patch::default()
        })
    };
    let add = |rows: Vec<Row>| {
        Up::Patch(Patch {
            upserts: rows,
            ..Patch::default()
        })
    };
    let titled = |title: &str| (1..=12_000).map(|id| row(id, title, "2026")).collect();
    stage.view.receive(add(titled("Potassium")));
    stage.view.receive(remove(12_000));
    stage.view.receive(add(titled("Sodium")));
    stage.view.receive(remove(1));
    wait(500).await;
    assert!(stage.text().contains("11,999 entries"));
    assert!(stage.text().contains("Sodium"));
    assert!(!stage.text().contains("Potassium"));
}
