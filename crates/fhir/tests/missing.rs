//! What sources say of what they do not give, as they say it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use support::{PATIENT, bundle};
use timeline_fhir::{Reader, Subject};
use timeline_model::{Kind, KindSet, Missing};

const NONE: Missing = Missing {
    withheld: KindSet::NONE,
    unavailable: KindSet::NONE,
    empty: KindSet::NONE,
    emergency: false,
};

fn said(resource: &str) -> Missing {
    Reader::new(0).read(0, bundle(&[resource])).missing
}

/// A list of a surgery's record with a warning.
fn warned(code: &str, warning: &str) -> String {
    let url =
        "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ListWarningCode-1";
    format!(
        r#"{{"resourceType":"List","status":"current","mode":"snapshot","title":"x","extension":[{{"url":"{url}","valueCode":"{warning}"}}],
        "code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}]}}}}"#
    )
}

fn empty(code: &str, reason: &str) -> String {
    format!(
        r#"{{"resourceType":"List","status":"current","code":{{"coding":[{{"code":"{code}"}}]}},"emptyReason":{{"coding":[{{"code":"{reason}"}}]}}}}"#
    )
}

#[test]
fn a_list_says_it_of_the_kind_of_its_heading() {
    let allergy = KindSet::of(Kind::Allergy);
    for (list, expected) in [
        (
            warned("886921000000105", "confidential-items"),
            Missing {
                withheld: allergy,
                ..NONE
            },
        ),
        (
            warned("886921000000105", "data-in-transit"),
            Missing {
                unavailable: allergy,
                ..NONE
            },
        ),
        (
            warned("933361000000108", "data-awaiting-filing"),
            Missing {
                unavailable: KindSet::of(Kind::Medicine),
                ..NONE
            },
        ),
        (
            warned("no such heading", "confidential-items"),
            Missing {
                withheld: KindSet::ALL,
                ..NONE
            },
        ),
        (
            empty("immunisations", "unavailable"),
            Missing {
                unavailable: KindSet::of(Kind::Vaccination),
                ..NONE
            },
        ),
        (
            empty("problems", "withheld"),
            Missing {
                withheld: KindSet::of(Kind::Problem),
                ..NONE
            },
        ),
        (
            empty("allergies", "nilknown"),
            Missing {
                empty: allergy,
                ..NONE
            },
        ),
        (
            empty("886921000000105", "no-content-recorded"),
            Missing {
                empty: allergy,
                ..NONE
            },
        ),
        // Allergies that are over say nothing of those that are not.
        (empty("1103671000000101", "no-content-recorded"), NONE),
        (empty("allergies", "notasked"), NONE),
    ] {
        assert_eq!(said(&list), expected, "{list}");
    }
}

#[test]
fn each_section_of_a_document_says_it_of_its_own_heading() {
    let section = |code: &str, reason: &str| {
        format!(
            r#"{{"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},"emptyReason":{{"coding":[{{"code":"{reason}"}}]}}}}"#
        )
    };
    let inner = format!(
        r#"{{"title":"around","section":[{}]}}"#,
        section("11450-4", "nilknown")
    );
    let sections = [
        section("48765-2", "unavailable"),
        section("10157-6", "withheld"),
        inner,
    ];
    let document = format!(
        r#"{{"resourceType":"Composition","title":"Summary","section":[{}]}}"#,
        sections.join(",")
    );
    let expected = Missing {
        withheld: KindSet::of(Kind::Other),
        unavailable: KindSet::of(Kind::Allergy),
        empty: KindSet::of(Kind::Problem),
        emergency: false,
    };
    assert_eq!(said(&document), expected);
}

#[test]
fn labels_say_that_something_was_cut_out() {
    let labelled = |place: &str, code: &str| {
        format!(
            r#"{{"resourceType":"Condition","code":{{"text":"x"}},"meta":{{"{place}":[{{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"{code}"}}]}}}}"#
        )
    };
    let problem = KindSet::of(Kind::Problem);
    let withheld = Missing {
        withheld: problem,
        ..NONE
    };
    assert_eq!(said(&labelled("security", "REDACTED")), withheld);
    assert_eq!(said(&labelled("security", "MASKED")), withheld);
    let short = Missing {
        unavailable: problem,
        ..NONE
    };
    assert_eq!(said(&labelled("tag", "SUBSETTED")), short);
    assert_eq!(said(&labelled("security", "R")), NONE);
    let whole = r#"{"resourceType":"Bundle","meta":{"security":[{"code":"REDACTED"}]},"entry":[]}"#;
    let all = Missing {
        withheld: KindSet::ALL,
        ..NONE
    };
    assert_eq!(Reader::new(0).read(0, whole.into()).missing, all);
}

#[test]
fn a_masked_resource_is_one_that_is_withheld() {
    let masked = r#"{"resourceType":"Condition","code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"masked"}]}}"#;
    assert_eq!(said(masked).withheld, KindSet::of(Kind::Problem));
    let result = r#"{"resourceType":"Observation","code":{"text":"x"},"dataAbsentReason":{"coding":[{"code":"masked"}]}}"#;
    assert_eq!(said(result).withheld, KindSet::of(Kind::Result));
    let unknown = r#"{"resourceType":"Observation","code":{"text":"x"},"dataAbsentReason":{"coding":[{"code":"unknown"}]}}"#;
    assert_eq!(said(unknown), NONE);
}

#[test]
fn the_servers_own_word_beside_what_was_found_is_heard() {
    let issue = |severity: &str, code: &str, details: &str| {
        format!(
            r#"{{"resourceType":"OperationOutcome","issue":[{{"severity":"{severity}","code":"{code}","details":{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"{details}"}}]}}}}]}}"#
        )
    };
    let withheld = Missing {
        withheld: KindSet::ALL,
        ..NONE
    };
    let unavailable = Missing {
        unavailable: KindSet::ALL,
        ..NONE
    };
    for (outcome, expected) in [
        (issue("information", "suppressed", "x"), withheld),
        (
            issue("information", "suppressed", "ETREAT"),
            Missing {
                emergency: true,
                ..withheld
            },
        ),
        (
            issue("information", "suppressed", "BTG"),
            Missing {
                emergency: true,
                ..withheld
            },
        ),
        (issue("warning", "security", "x"), withheld),
        (issue("error", "forbidden", "x"), withheld),
        (issue("warning", "incomplete", "x"), unavailable),
        (issue("error", "exception", "x"), unavailable),
        (issue("warning", "not-supported", "x"), NONE),
        (issue("information", "informational", "x"), NONE),
    ] {
        assert_eq!(said(&outcome), expected, "{outcome}");
    }
}

#[test]
fn what_is_said_of_somebody_else_or_of_what_is_not_shared_is_not_heard() {
    let masked = r#"{"resourceType":"Condition","subject":{"reference":"Patient/2"},"meta":{"security":[{"code":"REDACTED"}]}}"#;
    assert_eq!(
        Reader::new(0).read(0, bundle(&[PATIENT, masked])).missing,
        NONE
    );
    let mut reader = Reader::new(0);
    reader.set_subject(Subject {
        references: vec!["Patient/2".into()],
        identifiers: Vec::new(),
    });
    let missing = reader.read(0, bundle(&[PATIENT, masked])).missing;
    assert_eq!(missing.withheld, KindSet::of(Kind::Problem));
    let list = warned("no such heading", "confidential-items");
    for (kind, list) in [(Kind::Medicine, list.as_str()), (Kind::Allergy, masked)] {
        let mut reader = Reader::new(0);
        reader.share(KindSet::of(kind));
        let page = reader.read(0, bundle(&[list]));
        let told = page.missing.withheld.contains(kind);
        assert_eq!((told, page.tally.received), (kind == Kind::Medicine, 0));
        assert!(!page.missing.withheld.contains(Kind::Problem));
    }
}
