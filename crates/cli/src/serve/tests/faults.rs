//! What each fault does to the answers of a source.

use std::io::Read;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use flate2::read::GzDecoder;
use hyper::body::Body as _;
use serde_json::{Value, json};
use timeline_model::{Kind, Missing};
use tower::ServiceExt;

use super::support::{ANN, GP, HOSPITAL, NHS, get, names, next, pages, send, server};

const EVERYTHING: &str = "/sources/gp/fhir/Patient/2/$everything?_count=4";

fn faulty(fault: &str) -> String {
    format!("/faulty/{fault}{EVERYTHING}")
}

#[tokio::test]
async fn source_refuses_so_many_times_and_then_works() {
    let server = server();
    for (fault, status) in [
        ("busy:2", StatusCode::TOO_MANY_REQUESTS),
        ("unavailable:2:7", StatusCode::SERVICE_UNAVAILABLE),
        ("unauthorized:2", StatusCode::UNAUTHORIZED),
        ("error:2", StatusCode::INTERNAL_SERVER_ERROR),
        ("redirect:2", StatusCode::FOUND),
    ] {
        let mut told = Vec::new();
        for _ in 0..6 {
            told.push(get(&server.first, &faulty(fault)).await.status);
        }
        let round = [status, status, StatusCode::OK];
        assert_eq!(told, [round, round].concat(), "{fault}");
        let other = format!("/faulty/{fault}{GP}/metadata");
        assert_eq!(
            get(&server.first, &other).await.status,
            status,
            "each address has a count of its own"
        );
    }
}

#[tokio::test]
async fn source_says_how_long_to_wait_in_seconds_or_by_a_date() {
    let server = server();
    let wait = async |fault: &str| {
        let answer = get(&server.first, &faulty(fault)).await;
        answer.header("retry-after").to_owned()
    };
    assert_eq!(wait("busy").await, "1");
    assert_eq!(wait("unavailable:1:30").await, "30");
    assert_eq!(wait("busy:5:0").await, "");
    let date = wait("busy-date:1:60").await;
    assert!(date.len() == 29 && date.ends_with(" GMT"), "{date}");
    for (fault, seen) in [("busy", true), ("busy-hidden", false)] {
        let answer = get(&server.first, &faulty(fault)).await;
        assert_eq!(answer.header("retry-after"), "1");
        let exposed = answer.header("access-control-expose-headers");
        assert_eq!(exposed.contains("retry-after"), seen, "{fault}");
    }
}

#[tokio::test]
async fn latency_and_another_fault_come_together() {
    let server = server();
    let begun = Instant::now();
    let answer = get(&server.first, &faulty("slow:120.error@1")).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(begun.elapsed() >= Duration::from_millis(120));
}

/// The pieces of a body as they come, until one takes longer than this.
async fn pieces(fault: &str, patience: Duration) -> (Vec<usize>, bool) {
    let request = Request::builder()
        .uri(faulty(fault))
        .header("host", "ward.test")
        .header("accept-encoding", "gzip");
    let request = request.body(Body::empty()).unwrap();
    let response = server().first.oneshot(request).await.unwrap();
    assert_eq!(response.headers().get("content-encoding"), None);
    let mut body = response.into_body();
    let mut pieces = Vec::new();
    loop {
        let frame =
            std::future::poll_fn(|context| std::pin::Pin::new(&mut body).poll_frame(context));
        match tokio::time::timeout(patience, frame).await {
            Ok(Some(Ok(frame))) => pieces.push(frame.into_data().unwrap().len()),
            Ok(_) => return (pieces, true),
            Err(_) => return (pieces, false),
        }
    }
}

#[tokio::test]
async fn body_stalls_or_trickles() {
    let whole = get(&server().first, EVERYTHING).await.body.len();
    let (stalled, ended) = pieces("stall", Duration::from_millis(100)).await;
    assert!(!ended && stalled.len() == 1);
    assert!(stalled[0].abs_diff(whole / 2) < 100);
    let begun = Instant::now();
    let (trickled, ended) = pieces("trickle:5", Duration::from_secs(10)).await;
    assert!(ended && trickled.iter().all(|piece| *piece <= 512));
    let waits = u32::try_from(trickled.len()).unwrap() - 1;
    assert!(begun.elapsed() >= Duration::from_millis(5) * waits);
}

#[tokio::test]
async fn silent_source_never_answers() {
    let server = server();
    let address = faulty("silent");
    let asked = get(&server.first, &address);
    assert!(
        tokio::time::timeout(Duration::from_millis(200), asked)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn huge_body_is_the_same_bundle_with_many_megabytes_more() {
    let server = server();
    let plain = get(&server.first, EVERYTHING).await.json();
    let huge = get(&server.first, &faulty("huge:2")).await;
    assert!(huge.body.len() > 2 << 20);
    assert_eq!(names(&huge.json()), names(&plain));
}

#[tokio::test]
async fn gzip_bomb_is_small_on_the_way_and_whole_after() {
    let server = server();
    let bomb = get(&server.first, &faulty("bomb:64")).await;
    assert_eq!(bomb.header("content-encoding"), "gzip");
    assert!(bomb.body.len() < 200_000, "{}", bomb.body.len());
    let mut unpacked = Vec::new();
    let mut decoder = GzDecoder::new(&bomb.body[..]);
    decoder.read_to_end(&mut unpacked).unwrap();
    assert!(unpacked.len() > 64 << 20);
    let bundle: Value = serde_json::from_slice(&unpacked).unwrap();
    assert_eq!(names(&bundle).len(), 4);
}

#[tokio::test]
async fn pages_come_twice_or_without_end() {
    let server = server();
    let whole = pages(&server.first, EVERYTHING).await;
    let twice = pages(&server.first, &faulty("duplicate-page")).await;
    assert_eq!(twice.len(), whole.len());
    assert_eq!(twice[1], whole[0]);
    assert_eq!(twice[2], whole[1]);
    for (fault, again) in [("endless-next", true), ("endless-new", false)] {
        for (router, base, id) in [(&server.first, GP, "2"), (&server.second, HOSPITAL, "7")] {
            let start = format!("/faulty/{fault}{base}/Patient/{id}/$everything?_count=4");
            let (mut here, mut seen, mut addresses) = (start, Vec::new(), Vec::new());
            for _ in 0..9 {
                addresses.push(here.clone());
                let page = get(router, &here).await.json();
                seen.push(names(&page));
                here = next(&page).unwrap();
            }
            addresses.dedup();
            assert_eq!(addresses.len(), 9, "each page has an address of its own");
            assert_eq!(seen[0] == seen[4], again, "{fault}: {:?}", seen[4]);
        }
    }
}

#[tokio::test]
async fn next_page_stands_outside_of_the_sources_own_path() {
    let server = server();
    let page = get(&server.first, &faulty("path-next")).await.json();
    assert!(
        next(&page)
            .unwrap()
            .starts_with("http://ward.test/elsewhere/fhir/")
    );
    let record = format!("/faulty/path-next/sources/council/feed/people/{ANN}/record");
    let page = get(&server.second, &record).await.json();
    assert!(
        page["paging"]["next"]
            .as_str()
            .unwrap()
            .starts_with("/elsewhere/")
    );
}

#[tokio::test]
async fn patient_differs_in_one_thing_wherever_it_is_sent() {
    let server = server();
    for (fault, path, wrong) in [
        ("other-birth-date", "/birthDate", json!("1951-02-03")),
        ("other-family", "/name/0/family", json!("Otherwise")),
        ("other-gender", "/gender", json!("male")),
        ("bare-patient", "/identifier", Value::Null),
    ] {
        let base = format!("/faulty/{fault}{GP}");
        let read = get(&server.first, &format!("{base}/Patient/2"))
            .await
            .json();
        let search = format!("{base}/Patient?identifier={NHS}|{ANN}");
        let found = get(&server.first, &search).await.json();
        assert_eq!(names(&found), ["Patient/2"], "{fault}");
        let everything = get(&server.first, &faulty(fault)).await.json();
        for patient in [&read, &everything["entry"][0]["resource"]] {
            assert_eq!(patient["id"], "2", "{fault}");
            let found = patient.pointer(path).cloned().unwrap_or_default();
            assert_eq!(found, wrong, "{fault}");
        }
        let record = format!("/faulty/{fault}/sources/council/feed/people/{ANN}/record");
        let plain = record.replace(&format!("/faulty/{fault}"), "");
        let person = get(&server.second, &record).await.json()["person"].take();
        let own = get(&server.second, &plain).await.json()["person"].take();
        let differing = own
            .as_object()
            .unwrap()
            .iter()
            .filter(|(key, value)| person.get(key.as_str()) != Some(value))
            .count();
        let expected = if fault == "bare-patient" { 5 } else { 1 };
        assert_eq!(differing, expected, "{fault}: {person}");
    }
}

#[tokio::test]
async fn wrong_patient_comes_also_to_those_who_know_the_id() {
    let server = server();
    let base = format!("/faulty/wrong-patient{GP}");
    let read = get(&server.first, &format!("{base}/Patient/2"))
        .await
        .json();
    assert_eq!(read["id"], "3");
    let all = get(&server.first, &format!("{base}/Patient/2/$everything")).await;
    assert_eq!(names(&all.json())[0], "Patient/3");
}

#[tokio::test]
async fn several_linked_and_replaced_patients() {
    let server = server();
    let search = async |fault: &str| {
        let address = format!("/faulty/{fault}{GP}/Patient?identifier={NHS}|{ANN}");
        get(&server.first, &address).await.json()
    };
    let record = async |fault: &str, id: &str| {
        let address = format!("/faulty/{fault}{GP}/Patient/{id}/$everything?_count=200");
        names(&get(&server.first, &address).await.json())
    };
    for fault in ["several-patients", "linked-patients"] {
        assert_eq!(names(&search(fault).await), ["Patient/2", "Patient/2-2"]);
    }
    let unlinked = search("several-patients").await;
    assert_eq!(unlinked["entry"][0]["resource"]["link"], Value::Null);

    let all = record("none", "2").await;
    let linked = search("linked-patients").await;
    for (place, other) in [(0, "Patient/2-2"), (1, "Patient/2")] {
        let link = &linked["entry"][place]["resource"]["link"][0];
        assert_eq!(link["other"]["reference"], other);
        assert_eq!(link["type"], "seealso");
    }
    let (one, other) = (
        record("linked-patients", "2").await,
        record("linked-patients", "2-2").await,
    );
    assert!(other.len() > 5, "each has part of the record");
    assert_eq!(one.len() + other.len(), all.len() + 1);

    let replaced = search("replaced-patient").await;
    assert_eq!(names(&replaced), ["Patient/2-2"]);
    let old = &replaced["entry"][0]["resource"];
    assert_eq!(old["active"], false);
    assert_eq!(old["link"][0]["type"], "replaced-by");
    assert_eq!(old["link"][0]["other"]["reference"], "Patient/2");
    assert_eq!(record("replaced-patient", "2-2").await, ["Patient/2-2"]);
    assert_eq!(record("replaced-patient", "2").await, all);
}

#[tokio::test]
async fn allergies_are_left_out_and_that_is_said() {
    let server = server();
    let all = async |fault: &str, second: bool| {
        let (router, base, id) = match second {
            false => (&server.first, GP, "2"),
            true => (&server.second, HOSPITAL, "7"),
        };
        let address = format!("/faulty/{fault}{base}/Patient/{id}/$everything?_count=200");
        get(router, &address).await.json()
    };
    let lists = |bundle: &Value| {
        let entries = bundle["entry"].as_array().unwrap().clone();
        let resources = entries
            .into_iter()
            .map(|mut entry| entry["resource"].take());
        resources
            .filter(|resource| resource["resourceType"] == "List")
            .collect::<Vec<_>>()
    };
    let surgery = lists(&all("withheld", false).await);
    assert_eq!(surgery.len(), 2);
    for list in surgery {
        assert_eq!(list["extension"][0]["valueCode"], "confidential-items");
        assert_eq!(list["subject"]["reference"], "Patient/2");
    }
    let hospital = lists(&all("withheld", true).await);
    assert_eq!(hospital.len(), 1);
    assert_eq!(hospital[0]["emptyReason"]["coding"][0]["code"], "withheld");
    let masked = all("masked", true).await;
    assert_eq!(masked["meta"]["security"][0]["code"], "REDACTED");
    assert_eq!(all("none", true).await["meta"], Value::Null);
}

#[tokio::test]
async fn restricted_records_come_in_an_emergency_alone() {
    let server = server();
    let base = format!("/faulty/more-in-emergency{HOSPITAL}/Patient/7/$everything?_count=6");
    let outcomes = |bundle: &Value| {
        let entries = bundle["entry"].as_array().unwrap().clone();
        let outcomes = entries.into_iter();
        outcomes
            .filter(|entry| entry["search"]["mode"] == "outcome")
            .collect::<Vec<_>>()
    };
    let conditions = async |headers: &[(&str, &str)]| {
        let address = base.replace("_count=6", "_type=Condition");
        let answer = send(&server.second, Method::GET, &address, headers, "").await;
        answer.json()["total"].clone()
    };
    assert_eq!(conditions(&[]).await, 0);
    assert_eq!(conditions(&[("x-purpose-of-use", "ETREAT")]).await, 1);
    let kept = get(&server.second, &base).await.json();
    let said = outcomes(&kept);
    assert_eq!(said.len(), 1);
    let issue = &said[0]["resource"]["issue"][0];
    assert_eq!(issue["code"], "suppressed");
    assert_eq!(issue["details"]["coding"][0]["code"], "ETREAT");
    let second = get(&server.second, &next(&kept).unwrap()).await.json();
    assert_eq!(outcomes(&second).len(), 0, "said once");
    let purpose = [("x-purpose-of-use", "ETREAT")];
    let given = send(&server.second, Method::GET, &base, &purpose, "").await;
    assert_eq!(outcomes(&given.json()).len(), 0);
}

/// What the element's own reader hears of what is missing on this page.
async fn heard(fault: &str) -> (Missing, bool) {
    let server = server();
    let address = format!("/faulty/{fault}{HOSPITAL}/Patient/7/$everything?_count=200");
    let page = get(&server.second, &address).await;
    let mut reader = timeline_fhir::Reader::new(0);
    let missing = reader.read(0, page.body.to_vec()).missing;
    let allergies = missing.withheld.contains(Kind::Allergy);
    (missing, allergies)
}

#[tokio::test]
async fn reader_hears_what_the_faults_say_is_left_out() {
    assert_eq!(heard("none").await, (Missing::default(), false));
    let (withheld, allergies) = heard("withheld").await;
    assert!(allergies && !withheld.withheld.contains(Kind::Result));
    let (masked, allergies) = heard("masked").await;
    assert!(allergies && !masked.emergency);
    let (more, allergies) = heard("more-in-emergency").await;
    assert!(allergies && more.emergency);
}

#[tokio::test]
async fn token_from_another_origin_is_not_allowed() {
    let server = server();
    let asked = [
        ("origin", "http://ward.test"),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "authorization,prefer"),
    ];
    let address = faulty("no-authorization");
    let preflight = send(&server.first, Method::OPTIONS, &address, &asked, "").await;
    assert_eq!(preflight.header("access-control-allow-headers"), "prefer");
}
