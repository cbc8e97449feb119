//! What the reader promises over several pages, subjects and broken text.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use timeline_fhir::{Reader, Subject};
use timeline_model::{Basis, Disposition, Identifier, ProblemCode, RecordKey};

const PATIENT: &str = r#"{"resourceType":"Patient","id":"1","identifier":[{"system":"https://x.example","value":"A1"}]}"#;

fn bundle(resources: &[&str]) -> Vec<u8> {
    let entries: Vec<String> = resources
        .iter()
        .map(|r| format!("{{\"resource\":{r}}}"))
        .collect();
    format!(
        r#"{{"resourceType":"Bundle","entry":[{}]}}"#,
        entries.join(",")
    )
    .into_bytes()
}

fn condition(subject: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"c","code":{{"text":"Asthma"}},"subject":{{"reference":"{subject}"}},"encounter":{{"reference":"Encounter/e"}}}}"#
    )
}

const ENCOUNTER: &str = r#"{"resourceType":"Encounter","id":"e","type":[{"text":"Clinic"}],"period":{"start":"2020-02-03"},"subject":{"reference":"Patient/1"}}"#;

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

/// A bundle's entries with their addresses.
fn addressed(entries: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<String> = entries
        .iter()
        .map(|(url, resource)| format!(r#"{{"fullUrl":"{url}","resource":{resource}}}"#))
        .collect();
    format!(
        r#"{{"resourceType":"Bundle","entry":[{}]}}"#,
        entries.join(",")
    )
    .into_bytes()
}

#[test]
fn one_id_on_two_servers_is_two_patients() {
    let mut reader = Reader::new(0);
    let asthma = condition("Patient/1");
    reader.read(
        0,
        addressed(&[
            ("https://a.example/fhir/Patient/1", PATIENT),
            ("https://a.example/fhir/Condition/c", &asthma),
            ("https://b.example/fhir/Condition/c", &asthma),
            ("urn:uuid:5", &asthma),
        ]),
    );
    let kept: Vec<Disposition> = reader.ledger().iter().map(|l| l.disposition).collect();
    assert_eq!(kept[1], Disposition::Entry);
    assert_eq!(kept[2], Disposition::SomebodyElse);
    assert_eq!(kept[3], Disposition::Part);
}

#[test]
fn a_reference_by_the_number_of_the_health_service_is_the_patient() {
    let patient = r#"{"resourceType":"Patient","id":"x","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}]}"#;
    let mut reader = Reader::new(0);
    let (mine, other) = (
        condition("Patient/9990000018"),
        condition("Patient/9990000026"),
    );
    reader.read(0, bundle(&[patient, &mine, &other]));
    assert_eq!(
        (reader.tally().entries, reader.tally().somebody_else),
        (1, 1)
    );
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
fn what_is_contained_is_covered_as_what_it_stands_in() {
    let report = r#"{"resourceType":"DiagnosticReport","id":"r","meta":{"security":[{"code":"R"}]},"code":{"text":"Hidden"},"subject":{"reference":"Patient/2"},"contained":[{"resourceType":"Observation","id":"o","code":{"text":"Hidden too"},"valueString":"x"}]}"#;
    let mut reader = Reader::new(0);
    reader.read(0, bundle(&[report]));
    let entries = reader.entries();
    let covered = entries.iter().filter(|e| e.marks.covered.is_some());
    assert_eq!(covered.count(), 2);
    let inner = reader.entries()[1].key;
    let original = reader.original(inner);
    assert!(original.is_some_and(
        |text| text.starts_with(r#"{"resourceType":"Observation""#) && text.ends_with('}')
    ));
    // It is about whom the report is.
    reader.read(1, bundle(&[PATIENT]));
    assert_eq!(reader.tally().somebody_else, 2);
}

#[test]
fn a_covered_issue_stays_by_itself_and_a_covered_member_shows_its_cover() {
    let page = bundle(&[
        r#"{"resourceType":"MedicationRequest","id":"p","status":"active","intent":"plan","medicationCodeableConcept":{"text":"Drug"}}"#,
        r#"{"resourceType":"MedicationRequest","id":"i","meta":{"security":[{"code":"R"}]},"intent":"order","basedOn":[{"reference":"MedicationRequest/p"}],"medicationCodeableConcept":{"text":"Drug"},"note":[{"text":"secret"}]}"#,
        ENCOUNTER,
        r#"{"resourceType":"Observation","id":"o","meta":{"security":[{"code":"R"}]},"code":{"text":"secret"}}"#,
        r#"{"resourceType":"List","status":"current","title":"Tests","encounter":{"reference":"Encounter/e"},"entry":[{"item":{"reference":"Observation/o"}}]}"#,
    ]);
    let mut reader = Reader::new(0);
    reader.read(0, page);
    assert_eq!((reader.tally().entries, reader.tally().parts), (4, 1));
    for entry in reader
        .entries()
        .iter()
        .filter(|e| e.marks.covered.is_none())
    {
        assert!(entry.facts.iter().all(|fact| !fact.text.contains("secret")));
    }
    let members: Vec<_> = reader.entries()[2]
        .facts
        .iter()
        .filter(|f| f.text == "Tests: Restricted")
        .collect();
    assert_eq!(members.len(), 1);
}

#[test]
fn the_originals_of_parts_stand_behind_that_of_their_head() {
    let condition = r#"{"resourceType":"Condition","id":"c","code":{"text":"Cough"},"extension":[{"url":"ActualProblem","valueReference":{"reference":"Observation/o"}}]}"#;
    let finding = r#"{"resourceType":"Observation","id":"o","code":{"text":"Cough"}}"#;
    let mut reader = Reader::new(0);
    reader.read(0, bundle(&[finding, condition]));
    let head = reader.entries()[0].key;
    assert_eq!(reader.originals(head), format!("{condition}\n\n{finding}"));
    let part = reader.ledger()[0].clone();
    assert_eq!(
        (part.disposition, part.part_of),
        (Disposition::Part, Some(head))
    );
    assert_eq!(reader.original(part.key), Some(finding));
}

#[test]
fn a_reference_of_any_form_finds_what_it_names() {
    let encounter = r#"{"resourceType":"Encounter","id":"e","identifier":[{"system":"https://x.example/visits","value":"V 1"}],"period":{"start":"2020-02-03"}}"#;
    for (reference, found) in [
        (r#"{"reference":"Encounter/e"}"#, true),
        (
            r#"{"reference":"https://a.example/fhir/Encounter/e"}"#,
            true,
        ),
        (r#"{"reference":"Encounter/e/_history/3"}"#, true),
        (r#"{"reference":"Encounter/Encounter/e"}"#, true),
        (r#"{"reference":"urn:uuid:12ab"}"#, true),
        (r#"{"reference":":uuid:12ab"}"#, true),
        (r#"{"reference":"12ab"}"#, true),
        (
            r#"{"reference":"Encounter?identifier=https://x.example/visits|V 1"}"#,
            true,
        ),
        (
            r#"{"identifier":{"system":"https://X.example/visits/","value":"v 1"}}"#,
            true,
        ),
        (r#"{"reference":"Encounter/other"}"#, false),
        (r#"{"reference":"the clinic on Monday"}"#, false),
        (
            r#"{"identifier":{"system":"https://x.example/other","value":"V 1"}}"#,
            false,
        ),
        (r##"{"reference":"#e"}"##, false),
        ("{}", false),
        (r#"{"reference":""}"#, false),
        (r#"{"display":"A clinic"}"#, false),
    ] {
        let flag = format!(
            r#"{{"resourceType":"Flag","code":{{"text":"Falls"}},"encounter":{reference}}}"#
        );
        let mut reader = Reader::new(0);
        reader.read(
            0,
            addressed(&[
                ("https://x.example/Flag/f", &flag),
                ("urn:uuid:12ab", encounter),
            ]),
        );
        let basis = reader.entries()[0].when.basis;
        assert_eq!(basis == Basis::FromEncounter, found, "{reference}");
    }
}

#[test]
fn an_earlier_version_that_was_covered_and_a_covered_list_say_nothing() {
    let version = |version: u8, security: &str, note: &str| {
        format!(
            r#"{{"resourceType":"Flag","id":"f","meta":{{"versionId":"{version}"{security}}},"code":{{"text":"Falls"}},"note":[{{"text":"{note}"}}]}}"#
        )
    };
    let covered = r#","security":[{"code":"R"}]"#;
    let list = r#"{"resourceType":"List","meta":{"security":[{"code":"R"}]},"title":"secret","entry":[{"item":{"reference":"Flag/f"}}]}"#;
    let mut reader = Reader::new(0);
    let (now, before) = (version(2, "", "plain"), version(1, covered, "secret"));
    reader.read(0, bundle(&[&before, &now, list]));
    assert_eq!((reader.tally().entries, reader.tally().parts), (2, 1));
    let entry = reader.entries()[0].clone();
    assert!(
        entry
            .told()
            .iter()
            .all(|fact| !fact.text.contains("secret"))
    );
    assert_eq!(reader.originals(entry.key), now);
}

#[test]
fn two_resources_that_are_no_text_are_not_taken_for_one() {
    let mut bytes = br#"{"resourceType":"Bundle","entry":[
        {"resource":{"resourceType":"Flag","id":"f","code":{"text":"Falls "}}},
        {"resource":{"resourceType":"Flag","id":"f","code":{"text":"Deaf? "}}},
        {"resource":{"resourceType":"Flag","code":{"text":"Blind "}}},
        {"resource":{"resourceType":"Flag","code":{"text":"Lame? "}}}]}"#
        .to_vec();
    let blank = |pair: &[u8]| pair == b" \"";
    let mut places: Vec<usize> = bytes
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| blank(pair))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(places.len(), 4);
    for at in places.drain(..) {
        bytes[at] = 0xff;
    }
    let mut reader = Reader::new(0);
    let page = reader.read(0, bytes);
    assert_eq!((reader.tally().entries, page.problems.len()), (4, 4));
    let key = reader.entries()[0].key;
    assert_eq!(reader.original(key), None);
    assert!(reader.originals(key).contains("Falls\u{fffd}"));
}

#[test]
fn an_undated_problem_is_of_the_first_encounter_that_names_it_unless_it_has_its_own() {
    let encounter = |id: &str, day: &str| {
        format!(
            r#"{{"resourceType":"Encounter","id":"{id}","period":{{"start":"{day}"}},"diagnosis":[{{"condition":{{"reference":"Condition/x"}}}},{{"condition":{{"reference":"Condition/c"}}}}]}}"#
        )
    };
    let undated = r#"{"resourceType":"Condition","id":"x","code":{"text":"Gout"}}"#;
    let (late, early) = (encounter("e", "2020-02-03"), encounter("a", "2019-01-01"));
    let mut reader = Reader::new(0);
    reader.read(0, bundle(&[&late, undated, &condition(""), &early]));
    let entries = reader.entries();
    let year = |at: usize| (entries[at].when.basis, entries[at].when.start.unwrap().year);
    assert_eq!(year(1), (Basis::FromEncounter, 2019));
    assert_eq!(year(2), (Basis::FromEncounter, 2020));
}
