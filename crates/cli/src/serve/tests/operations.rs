//! Other ways to a record than a search: GP Connect, `$match`, documents.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{ANN, Answer, GP, HOSPITAL, NHS, get, names, send, server};
use crate::serve::fhir::INTERACTION;

const JSON: (&str, &str) = ("content-type", "application/fhir+json");

fn structured(number: &str, includes: &[Value]) -> String {
    let identifier = json!({"system": NHS, "value": number});
    let mut parameters = vec![json!({"name": "patientNHSNumber", "valueIdentifier": identifier})];
    parameters.extend_from_slice(includes);
    json!({"resourceType": "Parameters", "parameter": parameters}).to_string()
}

fn allergies() -> Value {
    let part = json!([{"name": "includeResolvedAllergies", "valueBoolean": true}]);
    json!({"name": "includeAllergies", "part": part})
}

async fn ask(address: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut all = vec![JSON];
    all.extend_from_slice(headers);
    send(&server().first, Method::POST, address, &all, body).await
}

#[tokio::test]
async fn gp_connect_wants_its_headers_which_the_portals_proxy_adds() {
    let body = structured(ANN, &[json!({"name": "includeUncategorisedData"})]);
    let straight = format!("{GP}/Patient/$gpc.getstructuredrecord");
    let headers = [
        ("ssp-traceid", "629ea9ba-a077-4d99-b289-7a9b19fd4e03"),
        ("ssp-from", "200000000115"),
        ("ssp-to", "200000000116"),
        ("authorization", "Bearer a.b.c"),
        ("ssp-interactionid", INTERACTION),
    ];
    for missing in 0..headers.len() {
        let mut some = headers.to_vec();
        some.remove(missing);
        let refused = ask(&straight, &some, &body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{missing}");
        let code = &refused.json()["issue"][0]["details"]["coding"][0]["code"];
        assert_eq!(*code, json!("BAD_REQUEST"));
    }
    let given = ask(&straight, &headers, &body).await.json();
    let proxied = "/proxy/gp/fhir/Patient/$gpc.getstructuredrecord";
    assert_eq!(ask(proxied, &[], &body).await.json(), given);
    assert_eq!(given["type"], "collection");
    let names = names(&given);
    assert_eq!(names[0], "Patient/2");
    assert!(names.contains(&"Observation/2-o1".to_owned()));
}

#[tokio::test]
async fn gp_connect_sends_what_is_included_and_refuses_what_it_does_not_know() {
    let address = "/proxy/gp/fhir/Patient/$gpc.getstructuredrecord";
    let only = names(
        &ask(address, &[], &structured(ANN, &[allergies()]))
            .await
            .json(),
    );
    assert!(only.iter().all(|name| !name.starts_with("Observation")));
    assert!(only.contains(&"Practitioner/p1".to_owned()), "{only:?}");
    for (body, status, code) in [
        (structured("1", &[]), 404, "PATIENT_NOT_FOUND"),
        (String::new(), 422, "INVALID_RESOURCE"),
        (
            r#"{"resourceType": "Parameters", "parameter": []}"#.to_owned(),
            422,
            "INVALID_PARAMETER",
        ),
        (
            structured(ANN, &[json!({"name": "includeUnicorns"})]),
            422,
            "INVALID_PARAMETER",
        ),
        (
            structured(ANN, &[json!({"name": "includeAllergies"})]),
            422,
            "INVALID_PARAMETER",
        ),
    ] {
        let refused = ask(address, &[], &body).await;
        assert_eq!(refused.status.as_u16(), status, "{body}");
        let told = refused.json();
        assert_eq!(told["issue"][0]["details"]["coding"][0]["code"], code);
    }
}

#[tokio::test]
async fn gp_connect_has_the_faults_of_its_source() {
    let address = "/faulty/wrong-patient/proxy/gp/fhir/Patient/$gpc.getstructuredrecord";
    let body = structured(ANN, &[allergies()]);
    assert_eq!(
        names(&ask(address, &[], &body).await.json())[0],
        "Patient/3"
    );
    let address = address.replace("wrong-patient", "error@1");
    assert_eq!(ask(&address, &[], &body).await.status.as_u16(), 500);
}

#[tokio::test]
async fn match_grades_whom_it_finds() {
    let server = server();
    let address = format!("{HOSPITAL}/Patient/$match");
    let matched = async |patient: Value, only_certain: bool| {
        let body = json!({"resourceType": "Parameters", "parameter": [
            {"name": "resource", "resource": patient},
            {"name": "onlyCertainMatches", "valueBoolean": only_certain},
        ]});
        let answer = send(
            &server.second,
            Method::POST,
            &address,
            &[JSON],
            &body.to_string(),
        )
        .await;
        let bundle = answer.json();
        let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
        let grade = |entry: &Value| entry["search"]["extension"][0]["valueCode"].clone();
        (
            names(&bundle),
            entries.iter().map(grade).collect::<Vec<_>>(),
        )
    };
    let ann = json!({"resourceType": "Patient", "identifier": [{"system": NHS, "value": ANN}], "birthDate": "1950-02-03"});
    assert_eq!(
        matched(ann, true).await,
        (vec!["Patient/7".to_owned()], vec![json!("certain")])
    );
    let by_name = json!({"resourceType": "Patient", "name": [{"family": "Sample"}], "birthDate": "1950-02-03"});
    let (found, grades) = matched(by_name.clone(), false).await;
    assert_eq!(found.len(), 2);
    assert_eq!(grades, [json!("probable"), json!("possible")]);
    assert_eq!(matched(by_name, true).await.0.len(), 0);
    let wrong = send(&server.second, Method::POST, &address, &[JSON], "{}").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn summary_is_a_document_of_the_whole_patient() {
    let server = server();
    let summary = get(&server.second, &format!("{HOSPITAL}/Patient/7/$summary")).await;
    let document = summary.json();
    assert_eq!(document["type"], "document");
    let all = names(&document);
    assert!(all[0].starts_with("Composition/") && all[1] == "Patient/7");
    let sections = document["entry"][0]["resource"]["section"]
        .as_array()
        .unwrap();
    for section in sections {
        assert_ne!(
            section.get("entry").is_some(),
            section.get("emptyReason").is_some()
        );
        for entry in section["entry"].as_array().into_iter().flatten() {
            let reference = entry["reference"].as_str().unwrap().to_owned();
            assert!(all.contains(&reference), "{reference}");
        }
    }
    assert!(sections.len() >= 3);
    for other in [
        format!("Patient/$summary?identifier={NHS}|{ANN}"),
        format!("documents/{ANN}"),
        "documents/7".to_owned(),
    ] {
        let same = get(&server.second, &format!("{HOSPITAL}/{other}")).await;
        assert_eq!(same.json(), document, "{other}");
    }
    for missing in ["Patient/x/$summary", "documents/x"] {
        let answer = get(&server.second, &format!("{HOSPITAL}/{missing}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn since_leaves_out_what_is_known_to_be_older() {
    let server = server();
    let count = async |since: &str| {
        let address = format!("{GP}/Patient/2/$everything?_count=200{since}");
        names(&get(&server.first, &address).await.json()).len()
    };
    let all = count("").await;
    assert_eq!(count("&_since=2099-01-01T00:00:00Z").await, all - 1);
    assert_eq!(count("&_since=2000-01-01T00:00:00Z").await, all);
}
