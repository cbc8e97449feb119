//! What operations on patients are asked with, and what they say beside the
//! patients themselves.

use timeline_json::{Arena, Value, escape, parse};
use timeline_model::{Gender, Identifier, Kind, KindSet, PartialDate, Person, digits};

use crate::words::{each_word, list, text};

/// The parameters of `$match` (hl7.org/fhir/R4/patient-operation-match.html)
/// for a person: all that is known of them. How many may be returned is not
/// said, for a limit may leave out valid matches.
pub fn match_parameters(person: &Person) -> String {
    let mut out = String::from(
        r#"{"resourceType":"Parameters","parameter":[{"name":"onlyCertainMatches","valueBoolean":true},{"name":"resource","resource":{"resourceType":"Patient","identifier":["#,
    );
    for (place, own) in person.identifiers.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        identifier(own, &mut out);
    }
    out.push(']');
    if let Some(name) = person.names.first() {
        out.push_str(r#","name":[{"family":"#);
        escape(&name.family, &mut out);
        out.push_str(r#","given":["#);
        for (place, given) in each_word(&name.given).enumerate() {
            if place > 0 {
                out.push(',');
            }
            escape(given, &mut out);
        }
        out.push_str("]}]");
    }
    if let Some(born) = person.born {
        out.push_str(r#","birthDate":"#);
        escape(&day(born), &mut out);
    }
    let gender = match person.gender {
        Gender::Female => r#","gender":"female""#,
        Gender::Male => r#","gender":"male""#,
        Gender::Other => r#","gender":"other""#,
        Gender::NotKnown => "",
    };
    out.push_str(gender);
    out.push_str("}}]}");
    out
}

/// A date as FHIR writes it, as far as the day is known.
pub fn day(date: PartialDate) -> String {
    let date = date.day();
    let mut out = digits(date.year as u32 + 10_000).split_off(1);
    for (part, known) in [
        (
            date.month,
            date.precision >= timeline_model::Precision::Month,
        ),
        (date.day, date.precision >= timeline_model::Precision::Day),
    ] {
        if known {
            out.push('-');
            out.push_str(&digits(u32::from(part) + 100).split_off(1));
        }
    }
    out
}

/// The parameters of GP Connect's `$gpc.getstructuredrecord`
/// (simplifier.net/guide/gpconnect-data-model, "Retrieve a patient's structured
/// record"): all that it offers of these kinds.
pub fn structured_record(whose: &Identifier, kinds: KindSet) -> String {
    let mut out = String::from(
        r#"{"resourceType":"Parameters","parameter":[{"name":"patientNHSNumber","valueIdentifier":"#,
    );
    identifier(whose, &mut out);
    for (wanted, area) in AREAS {
        let shared = wanted.iter().any(|kind| kinds.contains(*kind));
        if shared {
            out.push_str(r#"},{"name":"include"#);
            out.push_str(area);
        }
    }
    out.push_str("}]}");
    out
}

/// The areas of GP Connect's record, and the kinds of which one must be wanted.
/// Problems and consultations are told of what they link.
const AREAS: [(&[Kind], &str); 9] = [
    (
        &[Kind::Allergy],
        r#"Allergies","part":[{"name":"includeResolvedAllergies","valueBoolean":true}]"#,
    ),
    (
        &[Kind::Medicine],
        r#"Medication","part":[{"name":"includePrescriptionIssues","valueBoolean":true}]"#,
    ),
    (&[Kind::Problem], r#"Problems""#),
    (&[Kind::Encounter], r#"Consultations""#),
    (&[Kind::Vaccination], r#"Immunisations""#),
    (
        &[
            Kind::Result,
            Kind::VitalSign,
            Kind::Procedure,
            Kind::Alert,
            Kind::Other,
        ],
        r#"UncategorisedData""#,
    ),
    (&[Kind::Result, Kind::Report], r#"Investigations""#),
    (&[Kind::Appointment, Kind::CarePlan], r#"Referrals""#),
    (&[Kind::Appointment, Kind::CarePlan], r#"DiaryEntries""#),
];

fn identifier(own: &Identifier, out: &mut String) {
    out.push_str(r#"{"system":"#);
    escape(&own.system, out);
    out.push_str(r#","value":"#);
    escape(&own.value, out);
    out.push('}');
}

/// The ids of the patients whom an answer to `$match` names as certain: by the
/// extension match-grade of the search, or by the score of 1 where there is no
/// grade.
pub fn certain(bytes: &[u8]) -> Vec<String> {
    let arena = Arena::new();
    let mut ids = Vec::new();
    if let Ok(bundle) = parse(bytes, &arena) {
        for entry in list(&bundle, "entry") {
            let id = entry.get("resource").and_then(|own| text(own, "id"));
            if let (Some(id), Some(search)) = (id, entry.get("search"))
                && is_certain(search)
            {
                ids.push(id.to_owned());
            }
        }
    }
    ids
}

fn is_certain(search: &Value<'_>) -> bool {
    for extension in list(search, "extension") {
        if text(extension, "url").is_some_and(|url| url.ends_with("/match-grade")) {
            return text(extension, "valueCode") == Some("certain");
        }
    }
    let score = search.get("score").and_then(Value::number);
    matches!(score, Some("1" | "1.0" | "1.00"))
}

#[cfg(test)]
mod tests {
    use timeline_model::HumanName;

    use super::*;

    fn person() -> Person {
        Person {
            identifiers: vec![Identifier {
                system: "https://fhir.nhs.uk/Id/nhs-number".into(),
                value: "9990000018".into(),
            }],
            names: vec![HumanName {
                family: "O\"Hill".into(),
                given: "Ann May".into(),
                ..HumanName::default()
            }],
            born: PartialDate::parse("1950-02-01"),
            gender: Gender::Female,
            ..Person::default()
        }
    }

    #[test]
    fn a_person_is_matched_by_all_that_is_known() {
        let made: serde_json::Value = serde_json::from_str(&match_parameters(&person())).unwrap();
        let patient = &made["parameter"][1]["resource"];
        assert_eq!(made["parameter"][0]["valueBoolean"], true);
        assert_eq!(patient["identifier"][0]["value"], "9990000018");
        assert_eq!(patient["name"][0]["family"], "O\"Hill");
        assert_eq!(patient["name"][0]["given"][1], "May");
        assert_eq!(patient["birthDate"], "1950-02-01");
        assert_eq!(patient["gender"], "female");
        let bare = match_parameters(&Person::default());
        assert!(serde_json::from_str::<serde_json::Value>(&bare).is_ok());
    }

    #[test]
    fn days_are_as_precise_as_they_are_known() {
        for date in ["1950", "1950-02", "0800-12-31"] {
            assert_eq!(day(PartialDate::parse(date).unwrap()), date);
        }
        let instant = PartialDate::parse("1950-02-01T10:00:00Z").unwrap();
        assert_eq!(day(instant), "1950-02-01");
    }

    #[test]
    fn a_structured_record_is_asked_for_by_the_areas_that_are_shared() {
        let names = |kinds| {
            let text = structured_record(&person().identifiers[0], kinds);
            let made: serde_json::Value = serde_json::from_str(&text).unwrap();
            let list = made["parameter"].as_array().unwrap().clone();
            let name = |p: &serde_json::Value| p["name"].as_str().unwrap().to_owned();
            list.iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(names(KindSet::ALL).len(), 10);
        assert_eq!(
            names(KindSet::of(Kind::Allergy)),
            ["patientNHSNumber", "includeAllergies"]
        );
    }

    #[test]
    fn only_certain_matches_are_taken() {
        let entry = |id: &str, search: &str| {
            format!(r#"{{"resource":{{"resourceType":"Patient","id":"{id}"}},"search":{search}}}"#)
        };
        let grade = |grade: &str| {
            format!(
                r#"{{"extension":[{{"url":"http://hl7.org/fhir/StructureDefinition/match-grade","valueCode":"{grade}"}}],"score":1}}"#
            )
        };
        let body = [
            entry("a", &grade("certain")),
            entry("b", &grade("probable")),
            entry("c", r#"{"score":1.0}"#),
            entry("d", r#"{"score":0.99}"#),
            entry("e", "{}"),
        ];
        let bundle = format!(
            r#"{{"resourceType":"Bundle","entry":[{}]}}"#,
            body.join(",")
        );
        assert_eq!(certain(bundle.as_bytes()), ["a", "c"]);
    }
}
