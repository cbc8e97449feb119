use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{
    ANN, BOB, GP, HOSPITAL, Server, fixture, get, names, next, pages, send, server,
};
use crate::serve::faults::{FAULTS, Specs, shape};
use crate::serve::read_faults;

const EVERYTHING: &str = "/sources/gp/fhir/Patient/2/$everything?_count=4";

async fn control(server: &Server, method: Method, body: &str) -> (StatusCode, Value) {
    let answer = send(&server.first, method, "/control/faults", &[], body).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn fault_is_set_shown_and_lifted() {
    let server = server();
    assert_eq!(
        control(&server, Method::POST, r#"{"gp": "html"}"#).await.0,
        StatusCode::OK
    );
    assert_eq!(
        control(&server, Method::GET, "").await.1["faults"],
        json!({"gp": "html"})
    );
    let spoilt = get(&server.first, EVERYTHING).await;
    assert!(spoilt.header("content-type").starts_with("text/html"));
    control(
        &server,
        Method::POST,
        r#"{"hospital": "slow@2", "gp": null}"#,
    )
    .await;
    assert_eq!(
        control(&server, Method::GET, "").await.1["faults"],
        json!({"hospital": "slow@2"})
    );
    control(&server, Method::DELETE, "").await;
    assert_eq!(
        control(&server, Method::GET, "").await.1["faults"],
        json!({})
    );
    assert_eq!(
        get(&server.first, EVERYTHING).await.json()["resourceType"],
        "Bundle"
    );
}

#[tokio::test]
async fn every_mistake_in_faults_is_told_at_once() {
    let (status, told) = control(
        &server(),
        Method::POST,
        r#"{"nobody": "html", "gp": "sulking", "hospital": 3, "council": "html@0"}"#,
    )
    .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(told["mistakes"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn page_of_another_site_cannot_set_faults() {
    let server = server();
    for (origin, status) in [
        ("http://other.test", StatusCode::FORBIDDEN),
        ("null", StatusCode::FORBIDDEN),
        ("http://ward.test", StatusCode::OK),
    ] {
        let answer = send(
            &server.first,
            Method::POST,
            "/control/faults",
            &[("origin", origin)],
            "{}",
        )
        .await;
        assert_eq!(answer.status, status, "{origin}");
    }
}

#[tokio::test]
async fn fault_lifted_by_name_wakes_a_source_that_the_data_have_down() {
    let server = server();
    let address = format!("{HOSPITAL}/Patient?identifier={BOB}");
    assert!(get(&server.second, &address).await.hung_up);
    control(&server, Method::POST, r#"{"hospital": "none"}"#).await;
    assert_eq!(
        names(&get(&server.second, &address).await.json()),
        ["Patient/2"]
    );
}

#[tokio::test]
async fn fault_in_the_address_touches_no_other_request() {
    let server = server();
    for (fault, status) in [
        ("error", 500),
        ("unauthorized", 401),
        ("forbidden", 403),
        ("not-found", 404),
        ("busy", 429),
    ] {
        let answer = get(&server.first, &format!("/faulty/{fault}{EVERYTHING}")).await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.json()["resourceType"], "OperationOutcome");
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "*",
            "the page must see what failed"
        );
    }
    assert_eq!(get(&server.first, EVERYTHING).await.status, StatusCode::OK);
    assert_eq!(
        get(&server.first, &format!("/faulty/sulking{EVERYTHING}"))
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn truncated_answer_is_half_of_the_whole() {
    let server = server();
    let whole = get(&server.first, EVERYTHING).await.body;
    let half = get(&server.first, &format!("/faulty/truncated{EVERYTHING}"))
        .await
        .body;
    assert!(half.len().abs_diff(whole.len() / 2) < 100);
    assert!(serde_json::from_slice::<Value>(&half).is_err());
}

#[tokio::test]
async fn fault_on_one_page_leaves_the_others_and_the_patients_search() {
    let server = server();
    let base = format!("/faulty/error@2{GP}");
    assert_eq!(
        get(&server.first, &format!("{base}/Patient?identifier={ANN}"))
            .await
            .status,
        StatusCode::OK
    );
    let first = get(
        &server.first,
        &format!("{base}/Patient/2/$everything?_count=4"),
    )
    .await;
    let second = next(&first.json()).unwrap();
    assert_eq!(
        get(&server.first, &second).await.status,
        StatusCode::INTERNAL_SERVER_ERROR
    );
    let base = format!("/faulty/error@2{HOSPITAL}");
    let first = get(
        &server.second,
        &format!("{base}/Patient/7/$everything?_count=4"),
    )
    .await;
    let second = next(&first.json()).unwrap();
    assert_eq!(
        get(&server.second, &second).await.status,
        StatusCode::INTERNAL_SERVER_ERROR,
        "also behind an opaque address"
    );
}

#[tokio::test]
async fn next_links_can_lead_astray() {
    let server = server();
    let away = get(&server.first, &format!("/faulty/redirect-next{EVERYTHING}"))
        .await
        .json();
    assert!(
        next(&away)
            .unwrap()
            .starts_with("https://elsewhere.invalid/")
    );
    let again = format!("http://ward.test/faulty/loop-next{EVERYTHING}");
    let looped = get(&server.first, &again).await.json();
    let twice = get(&server.first, &next(&looped).unwrap()).await.json();
    assert_eq!(names(&looped), names(&twice));
}

#[tokio::test]
async fn patient_can_be_unknown_empty_or_somebody_else() {
    let server = server();
    let search = |fault: &str| format!("/faulty/{fault}{GP}/Patient?identifier={ANN}");
    assert_eq!(
        get(&server.first, &search("unknown-patient")).await.json()["total"],
        0
    );
    assert_eq!(
        names(&get(&server.first, &search("wrong-patient")).await.json()),
        ["Patient/3"]
    );
    assert_eq!(
        names(&get(&server.first, &search("empty")).await.json()),
        ["Patient/2"]
    );
    assert_eq!(
        pages(&server.first, &format!("/faulty/empty{EVERYTHING}"))
            .await
            .concat()
            .len(),
        0
    );
}

#[tokio::test]
async fn source_without_cors_sends_none_of_its_headers() {
    let server = server();
    let asked = [
        ("origin", "http://other.test"),
        ("access-control-request-method", "GET"),
    ];
    for method in [Method::GET, Method::OPTIONS] {
        let address = format!("/faulty/no-cors{EVERYTHING}");
        let answer = send(&server.first, method, &address, &asked, "").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(
            answer
                .headers
                .keys()
                .all(|name| !name.as_str().starts_with("access-control-"))
        );
    }
}

#[tokio::test]
async fn source_that_is_down_answers_no_preflight() {
    let server = server();
    let asked = [
        ("origin", "http://other.test"),
        ("access-control-request-method", "GET"),
    ];
    for method in [Method::GET, Method::OPTIONS] {
        let address = format!("/faulty/down{EVERYTHING}");
        assert!(
            send(&server.first, method, &address, &asked, "")
                .await
                .hung_up
        );
    }
}

#[tokio::test]
async fn feed_has_faults_too() {
    let server = server();
    let address = |fault: &str| format!("/faulty/{fault}/sources/council/feed/people/{ANN}/record");
    assert!(get(&server.second, &address("down")).await.hung_up);
    let refused = get(&server.second, &address("error")).await;
    assert_eq!(refused.json()["error"]["code"], "exception");
    assert_eq!(
        get(&server.second, &address("unknown-patient"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let second = format!("{}?page=2", address("html@2"));
    assert!(
        get(&server.second, &second)
            .await
            .header("content-type")
            .starts_with("text/html")
    );
}

#[test]
fn faults_are_read_from_the_command_line_or_a_file_and_their_mistakes_are_named() {
    let file = std::env::temp_dir().join(format!("timeline-faults-{}.json", std::process::id()));
    let name = file.to_str().unwrap().to_owned();
    let demo = fixture();
    let read = |text: &str| {
        let read = read_faults(text, &demo).map_err(|error| format!("{error:#}"));
        read.map(|changes| {
            let specs = changes.into_iter();
            let specs = specs.map(|(id, specs)| format!("{id} {}", specs.unwrap()));
            specs.collect::<Vec<_>>().join(" ")
        })
    };
    let read_file = |text: &str| {
        std::fs::write(&file, text).unwrap();
        read(&name)
    };
    assert_eq!(read_file(r#"{"gp": "slow"}"#).unwrap(), "gp slow");
    assert_eq!(
        read("gp=slow:20.busy:2@1,council=html").unwrap(),
        "council html gp slow:20.busy:2@1"
    );
    for mistakes in [
        read_file(r#"{"gp": "sulking", "nobody": "html"}"#),
        read("gp=sulking,nobody=html"),
    ] {
        let mistakes = mistakes.unwrap_err();
        assert!(
            mistakes.contains("\"sulking\"; there are none, slow[:N]")
                && mistakes.contains("no source \"nobody\"; there are gp"),
            "{mistakes}"
        );
    }
    assert!(read_file("{").unwrap_err().contains("not JSON"));
    std::fs::remove_file(&file).unwrap();
    assert!(read(&name).unwrap_err().contains("cannot read"));
}

#[test]
fn fault_reads_back_as_it_is_written() {
    for known in FAULTS {
        let numbers = ":7".repeat(known.numbers.len());
        for written in [
            known.name.to_owned(),
            format!("{}{numbers}", known.name),
            format!("{}{numbers}@3", known.name),
            format!("slow:20.{}", known.name),
        ] {
            assert_eq!(Specs::parse(&written).unwrap().to_string(), written);
        }
    }
    for wrong in [
        "",
        "Html",
        "html@",
        "html@0",
        "html@x",
        "html:1",
        "busy:x",
        "busy:-1",
        "busy:1:2:3",
        "slow.",
        "bomb:9999999",
    ] {
        assert!(Specs::parse(wrong).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn feed_is_not_told_to_have_what_only_a_fhir_server_can() {
    let (status, told) = control(
        &server(),
        Method::POST,
        r#"{"council": "slow.withheld", "gp": "withheld"}"#,
    )
    .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(
        told["mistakes"],
        json!(["\"council\" is a feed and cannot have withheld"])
    );
}

#[test]
fn every_fault_stands_in_the_documentation() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let documented = std::fs::read_to_string(folder.join("../../docs/demo.md")).unwrap();
    let (_, faults) = documented.split_once("\n## Faults\n").unwrap();
    let (faults, _) = faults.split_once("\n## Sign-in\n").unwrap();
    for known in FAULTS {
        let row = format!("| `{}` | {} |", shape(known), known.does);
        assert!(faults.contains(&row), "{row}");
    }
    let rows = faults.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(rows.count(), FAULTS.len(), "and no other");
}
