//! What the reader promises over several pages, subjects and broken text.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use support::{ENCOUNTER, PATIENT, bundle, condition};
use timeline_fhir::{Reader, Subject};
use timeline_model::{Basis, Disposition, Field, Identifier, ProblemCode, RecordKey};

#[test]
fn what_a_later_page_says_is_added_whichever_comes_first() {
    let pages = [
        bundle(&[PATIENT, &condition("Patient/1")]),
        bundle(&[ENCOUNTER]),
    ];
    let mut seen = Vec::new();
    for order in [[0, 1], [1, 0]] {
        let mut reader = Reader::new(4);
        for page in order {
            reader.read(page, pages[page as usize].clone());
            let _ = reader.entries();
        }
        let entries = reader.entries().into_iter().cloned().collect::<Vec<_>>();
        assert_eq!(entries[0].when.basis, Basis::FromEncounter);
        assert_eq!(entries[0].when.start.unwrap().year, 2020);
        assert_eq!(
            entries[0].references[0].key,
            Some(RecordKey {
                source: 4,
                page: 1,
                place: 0
            })
        );
        seen.push(entries);
    }
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn a_forgotten_page_leaves_nothing_behind() {
    let mut reader = Reader::new(0);
    reader.read(0, bundle(&[PATIENT, &condition("Patient/1")]));
    reader.read(7, bundle(&[ENCOUNTER, r#"{"id":"no type"}"#]));
    assert_eq!((reader.entries().len(), reader.problems().len()), (2, 1));
    reader.forget(7);
    assert_eq!((reader.entries().len(), reader.problems().len()), (1, 0));
    assert_eq!(reader.entries()[0].references[0].key, None);
    assert_eq!(reader.tally().received, 2);
    reader.read(0, bundle(&[PATIENT]));
    assert_eq!(reader.tally().received, 1);
    assert!(reader.entries().is_empty());
}

#[test]
fn records_that_name_another_patient_are_set_apart() {
    let mut reader = Reader::new(0);
    let second = PATIENT.replace("\"1\"", "\"2\"").replace("A1", "B2");
    let page = reader.read(
        0,
        bundle(&[
            PATIENT,
            &second,
            &condition("Patient/1"),
            &condition("Patient/2"),
        ]),
    );
    assert_eq!((page.tally.entries, page.tally.somebody_else), (1, 2));
    assert_eq!(page.patients.len(), 2);
    reader.set_subject(Subject {
        references: Vec::new(),
        identifiers: vec![Identifier {
            system: "https://X.example/".into(),
            value: "b2".into(),
        }],
    });
    let kept: Vec<u32> = reader.entries().iter().map(|e| e.key.place).collect();
    assert_eq!(kept, [3]);
    let first = reader.ledger()[0].disposition;
    assert_eq!(first, Disposition::SomebodyElse);
}

#[test]
fn patients_that_are_linked_with_each_other_are_one() {
    let linked = |id: &str, number: &str, how: &str, other: &str| {
        format!(
            r#"{{"resourceType":"Patient","id":"{id}","identifier":[{{"system":"https://x.example","value":"{number}"}}],
            "link":[{{"other":{{"reference":"{other}"}},"type":"{how}"}}]}}"#
        )
    };
    let old = linked("old", "X", "replaced-by", "Patient/mid");
    let mid = linked("mid", "Y", "refer", "Patient/1");
    let parent = linked("p", "Z", "seealso", "RelatedPerson/r");
    let of = ["1", "mid", "old", "p", "other"].map(|id| condition(&format!("Patient/{id}")));
    let mut pages = vec![PATIENT, &old, &mid, &parent];
    pages.extend(of.iter().map(String::as_str));
    // Whichever page comes last.
    for last in 0..pages.len() {
        let mut reader = Reader::new(0);
        let places = (0..pages.len()).filter(|at| *at != last).chain([last]);
        for at in places {
            reader.read(at as u32, bundle(&[pages[at]]));
        }
        let shown: Vec<u32> = reader.entries().iter().map(|e| e.key.page).collect();
        assert_eq!(shown, [4, 5, 6], "{last}");
    }
}

#[test]
fn what_stands_before_a_break_is_kept_with_its_place() {
    let mut bytes = bundle(&[PATIENT, &condition("Patient/1"), ENCOUNTER]);
    bytes.truncate(bytes.len() - 40);
    let mut reader = Reader::new(0);
    let page = reader.read(0, bytes.clone());
    assert_eq!(page.tally.received, 2);
    assert_eq!(page.broken_at, Some(bytes.len() as u32));
    assert_eq!(page.problems[0].code, ProblemCode::BrokenJson);
    assert_eq!(page.problems[0].key.place, u32::MAX);
    assert_eq!(reader.entries()[0].title, "Asthma");
}

#[test]
fn a_broken_resource_costs_itself_alone() {
    let mut reader = Reader::new(0);
    let page = reader.read(
        0,
        bundle(&[PATIENT, r#"{"resourceType":"Flag","x":NaN}"#, ENCOUNTER]),
    );
    assert_eq!(
        (page.tally.received, page.tally.entries, page.tally.problems),
        (3, 1, 1)
    );
    assert_eq!(page.broken_at, None);
    assert_eq!(page.problems[0].key.place, 1);
}

#[test]
fn a_web_page_is_told_from_broken_json() {
    let page = Reader::new(0).read(0, b"<!doctype html><p>Sign in".to_vec());
    assert_eq!(page.problems[0].code, ProblemCode::NotJson);
    let page = Reader::new(0).read(0, b"{\"resourceType\":\"Bun".to_vec());
    assert_eq!(page.problems[0].code, ProblemCode::BrokenJson);
}

#[test]
fn a_format_that_is_not_read_is_named_and_a_document_in_it_is_a_document() {
    for (bytes, name) in [
        (&b"<ClinicalDocument xmlns=\"urn:hl7-org:v3\">"[..], "C-CDA"),
        (b"<Bundle xmlns=\"http://hl7.org/fhir\">", "FHIR XML"),
        (b"{\\rtf1}", "RTF"),
        (b"\x1f\x8b\x08\0", "gzip"),
    ] {
        let page = Reader::new(0).read(0, bytes.to_vec());
        assert_eq!(page.tally.received, 0);
        let [problem] = page.problems.as_slice() else {
            panic!("one problem, not {:?}", page.problems);
        };
        assert_eq!(problem.code, ProblemCode::UnsupportedFormat);
        assert_eq!(problem.path, name);
    }
    let document = r#"{"resourceType":"DocumentReference","status":"current","type":{"text":"Discharge summary"},
        "content":[{"attachment":{"contentType":"text/xml","data":"PENsaW5pY2FsRG9jdW1lbnQgeG1sbnM9InVybjpobDctb3JnOnYzIj4="}}]}"#;
    let mut reader = Reader::new(0);
    let page = reader.read(0, document.into());
    assert_eq!((page.tally.entries, page.problems.len()), (1, 0));
    assert_eq!(reader.entries()[0].title, "Discharge summary");
}

#[test]
fn one_resource_a_line_is_read_past_a_broken_line() {
    let text = format!(
        "{PATIENT}\n \n{{\"resourceType\":\n{}\n\n",
        condition("Patient/1")
    );
    let page = Reader::new(0).read(0, text.into_bytes());
    assert_eq!(
        (page.tally.received, page.tally.entries, page.tally.problems),
        (3, 1, 1)
    );
}

#[test]
fn a_refusal_alone_is_told() {
    let outcome = r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error"}]}"#;
    assert!(Reader::new(0).read(0, outcome.into()).refused);
    assert!(
        !Reader::new(0)
            .read(0, bundle(&[outcome, ENCOUNTER]))
            .refused
    );
}

#[test]
fn the_original_is_as_sent() {
    let mut reader = Reader::new(0);
    reader.read(3, bundle(&[PATIENT, ENCOUNTER]));
    let key = RecordKey {
        source: 0,
        page: 3,
        place: 1,
    };
    assert_eq!(reader.original(key), Some(ENCOUNTER));
    assert_eq!(reader.original(RecordKey { place: 9, ..key }), None);
}

#[test]
fn bundles_inside_bundles_are_read() {
    let inner = String::from_utf8(bundle(&[ENCOUNTER])).unwrap();
    let page = Reader::new(0).read(0, bundle(&[&inner, PATIENT]));
    assert_eq!((page.tally.received, page.tally.entries), (2, 1));
}

#[test]
fn what_is_no_list_and_what_nests_too_deep_is_counted() {
    for (page, received, code) in [
        (
            r#"{"resourceType":"Bundle","entry":7}"#,
            1,
            ProblemCode::NoResource,
        ),
        (r#""a page of text""#, 1, ProblemCode::NoResource),
        ("[null]", 1, ProblemCode::NoResource),
        ("{}", 1, ProblemCode::NoResource),
    ] {
        let page = Reader::new(0).read(0, page.into());
        assert_eq!(page.tally.received, received);
        assert_eq!(page.problems[0].code, code);
    }
    let mut nested = String::from_utf8(bundle(&[ENCOUNTER])).unwrap();
    for _ in 0..12 {
        nested = String::from_utf8(bundle(&[&nested, PATIENT])).unwrap();
    }
    let page = Reader::new(0).read(0, nested.into_bytes());
    assert_eq!(page.problems[0].code, ProblemCode::TooDeep);
    assert!(page.tally.adds_up() && page.tally.problems == 1);
}

#[test]
fn a_text_that_was_no_text_is_told_with_its_place() {
    let mut reader = Reader::new(0);
    let broken =
        br#"{"resourceType":"Flag","code":{"text":"Caf\ud83d"},"note":[{"text":"\u00e9"}]}"#;
    let page = reader.read(0, broken.to_vec());
    assert_eq!(reader.entries()[0].title, "Caf\u{fffd}");
    assert_eq!(page.problems.len(), 1);
    assert_eq!(
        (page.problems[0].code, page.problems[0].path.as_str()),
        (ProblemCode::BadText, "Flag.code.text")
    );
}

#[test]
fn what_an_outcome_of_a_search_is_of_is_a_message() {
    let page = br#"{"resourceType":"Bundle","entry":[
        {"resource":{"resourceType":"Flag","code":{"text":"Falls"}},"search":{"mode":"match"}},
        {"resource":{"resourceType":"Flag","code":{"text":"Slow"}},"search":{"mode":"outcome"}}]}"#;
    let mut reader = Reader::new(0);
    reader.read(0, page.to_vec());
    assert_eq!((reader.tally().entries, reader.tally().messages), (1, 1));
}

#[test]
fn a_contained_patient_of_another_number_is_somebody_else() {
    let flag = |value: &str| {
        format!(
            r##"{{"resourceType":"Flag","code":{{"text":"Falls"}},"subject":{{"reference":"#p"}},"contained":[{{"resourceType":"Patient","id":"p","identifier":[{{"system":"https://x.example","value":"{value}"}}]}}]}}"##
        )
    };
    let mut reader = Reader::new(0);
    reader.read(0, bundle(&[PATIENT, &flag("A1"), &flag("B2")]));
    let tally = reader.tally();
    assert_eq!((tally.entries, tally.somebody_else), (1, 1));
}

#[test]
fn a_dose_whose_words_leave_out_its_amount_tells_both() {
    let doses = |text: &str| -> Vec<String> {
        let given = format!(
            r#"{{"resourceType":"MedicationAdministration","medicationCodeableConcept":{{"text":"Aspirin"}},"dosage":{{"text":"{text}","dose":{{"value":325,"unit":"mg"}}}}}}"#
        );
        let mut reader = Reader::new(0);
        reader.read(0, bundle(&[given.as_str()]));
        let facts = reader.entries()[0].told();
        let doses = facts.into_iter().filter(|f| f.field == Field::Dose);
        doses.map(|fact| fact.text).collect()
    };
    assert_eq!(doses("1"), ["1", "325 mg"]);
    assert_eq!(doses("325 mg, once"), ["325 mg, once"]);
    assert_eq!(doses("1325 mg"), ["1325 mg", "325 mg"]);
}
