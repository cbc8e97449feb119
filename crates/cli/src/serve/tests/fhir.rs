use axum::http::{Method, StatusCode};

use super::support::{ANN, BOB, GP, HOSPITAL, NHS, get, names, next, pages, send, server};

#[tokio::test]
async fn patient_is_found_by_system_and_value_and_by_value_alone() {
    let server = server();
    for token in [
        format!("{NHS}%7C{ANN}"),
        format!("{NHS}|{ANN}"),
        ANN.to_owned(),
    ] {
        let bundle = get(&server.first, &format!("{GP}/Patient?identifier={token}"))
            .await
            .json();
        assert_eq!(names(&bundle), ["Patient/2"]);
        assert_eq!(bundle["total"], 1);
        assert_eq!(bundle["entry"][0]["search"]["mode"], "match");
        assert_eq!(
            bundle["entry"][0]["fullUrl"],
            "http://ward.test/sources/gp/fhir/Patient/2"
        );
    }
}

#[tokio::test]
async fn same_number_in_another_system_is_nobody() {
    let bundle = get(
        &server().first,
        &format!("{GP}/Patient?identifier=urn:other|{ANN}"),
    )
    .await
    .json();
    assert_eq!(bundle["total"], 0);
    assert!(bundle.get("entry").is_none(), "FHIR allows no empty array");
}

#[tokio::test]
async fn paging_covers_everything_once_at_every_page_length() {
    let server = server();
    for (router, base, id) in [(&server.first, GP, "2"), (&server.second, HOSPITAL, "7")] {
        for count in [1, 4, 16, 17, 200] {
            let pages = pages(
                router,
                &format!("{base}/Patient/{id}/$everything?_count={count}"),
            )
            .await;
            assert!(pages.iter().all(|page| page.len() <= count));
            let mut all = pages.concat();
            assert_eq!(all.len(), 16, "all but the Binary");
            all.sort();
            all.dedup();
            assert_eq!(all.len(), 16);
        }
    }
}

#[tokio::test]
async fn next_link_stays_on_the_base_that_was_asked() {
    let server = server();
    for prefix in ["", "/faulty/none"] {
        for (router, base) in [(&server.first, GP), (&server.second, HOSPITAL)] {
            let bundle = get(
                router,
                &format!("{prefix}{base}/Patient/2/$everything?_count=3"),
            )
            .await
            .json();
            let next = next(&bundle).unwrap_or_default();
            assert!(
                next.is_empty() || next.starts_with(&format!("http://ward.test{prefix}{base}")),
                "{next}"
            );
        }
    }
}

#[tokio::test]
async fn everything_tells_matches_from_what_is_brought_along() {
    let bundle = get(&server().first, &format!("{GP}/Patient/2/$everything"))
        .await
        .json();
    let modes: Vec<_> = bundle["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (&entry["resource"]["resourceType"], &entry["search"]["mode"]))
        .collect();
    assert!(
        modes
            .iter()
            .all(|(kind, mode)| (*kind == "Practitioner") == (*mode == "include"))
    );
    assert_eq!(bundle["total"], 15);
}

#[tokio::test]
async fn search_finds_one_patients_resources_of_one_type_in_order() {
    let server = server();
    for about in [
        "patient=2",
        "subject=2",
        "patient=Patient/2",
        "subject:Patient=2",
        &format!("patient.identifier={NHS}|{ANN}"),
    ] {
        let found = pages(
            &server.first,
            &format!("{GP}/Observation?{about}&_count=5&_sort=-date"),
        )
        .await
        .concat();
        assert_eq!(found.len(), 12, "{about}");
        assert_eq!(
            (found[0].as_str(), found[11].as_str()),
            ("Observation/2-o12", "Observation/2-o1")
        );
    }
    let found = pages(&server.first, &format!("{GP}/Appointment?patient=3"))
        .await
        .concat();
    assert_eq!(found, ["Appointment/3-a1"], "by participant");
}

#[tokio::test]
async fn resources_without_the_sorting_date_come_last_both_ways() {
    let server = server();
    for (sort, first) in [("date", "Observation/2-o1"), ("-date", "Observation/2-o12")] {
        let address = format!("{GP}/Patient/2/$everything?_type=Observation&_count=200");
        let all = pages(&server.first, &address).await.concat();
        let sorted = pages(
            &server.first,
            &format!("{GP}/Observation?patient=2&_sort={sort}"),
        )
        .await
        .concat();
        assert_eq!((sorted[0].as_str(), sorted.len()), (first, all.len()));
        let undated = format!(
            "{GP}/Observation?patient=2&_sort={},-_id",
            sort.replace("date", "_lastUpdated")
        );
        let sorted = pages(&server.first, &undated).await.concat();
        assert_eq!(
            sorted[0], "Observation/2-o9",
            "none has it, so the next key decides"
        );
    }
}

#[tokio::test]
async fn posted_search_is_the_same_search() {
    let server = server();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("identifier={NHS}%7C{ANN}");
    let answer = send(
        &server.first,
        Method::POST,
        &format!("{GP}/Patient/_search"),
        &form,
        &body,
    )
    .await;
    assert_eq!(names(&answer.json()), ["Patient/2"]);
    let wrong = send(
        &server.first,
        Method::POST,
        &format!("{GP}/Patient/_search"),
        &[("content-type", "text/plain")],
        "x",
    )
    .await;
    assert_eq!(wrong.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn dates_compare_by_their_prefix_and_precision() {
    let server = server();
    for (parameters, count) in [
        ("date=ge2025-06-15", 7),
        ("date=gt2025-06-15", 6),
        ("date=lt2025-06-15", 5),
        ("date=le2025-06-15", 6),
        ("date=2025-06", 1),
        ("date=eq2025", 12),
        ("date=ge2025-03&date=lt2025-05", 2),
        ("date=sa2025-11", 1),
        ("date=2025-01,2025-02", 2),
        ("date=ge2025-06-15T11:00:00%2B01:00", 7),
    ] {
        let found = pages(
            &server.first,
            &format!("{GP}/Observation?patient=2&{parameters}"),
        )
        .await
        .concat();
        assert_eq!(found.len(), count, "{parameters}");
    }
    let found = pages(
        &server.first,
        &format!("{GP}/Condition?patient=2&onset-date=lt1999"),
    )
    .await
    .concat();
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn codes_and_ids_filter() {
    let server = server();
    for (parameters, count) in [
        ("code=29463-7", 6),
        ("code=http://loinc.org|8302-2", 6),
        ("code=urn:x|8302-2", 0),
        ("_id=2-o1,2-o2", 2),
        ("status=final", 12),
    ] {
        let found = pages(
            &server.first,
            &format!("{GP}/Observation?patient=2&{parameters}"),
        )
        .await
        .concat();
        assert_eq!(found.len(), count, "{parameters}");
    }
}

#[tokio::test]
async fn unknown_parameter_is_ignored_unless_strictness_is_preferred() {
    let server = server();
    let address = format!("{GP}/Observation?patient=2&colour=blue");
    let lenient = get(&server.first, &address).await;
    assert_eq!(lenient.json()["total"], 12);
    let link = lenient.json()["link"][0]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        !link.contains("colour"),
        "the self link says what took effect: {link}"
    );
    let strict = send(
        &server.first,
        Method::GET,
        &address,
        &[("prefer", "handling=strict")],
        "",
    )
    .await;
    assert_eq!(strict.status, StatusCode::BAD_REQUEST);
    assert_eq!(strict.json()["resourceType"], "OperationOutcome");
}

#[tokio::test]
async fn total_alone_comes_without_entries_and_without_a_next_page() {
    let server = server();
    for ending in ["_summary=count", "_count=0"] {
        let bundle = get(
            &server.first,
            &format!("{GP}/Observation?patient=2&{ending}"),
        )
        .await
        .json();
        assert_eq!(
            (
                bundle["total"].as_u64(),
                names(&bundle).len(),
                next(&bundle)
            ),
            (Some(12), 0, None),
            "{ending}"
        );
    }
}

#[tokio::test]
async fn everything_of_some_types_keeps_to_them_on_every_page() {
    let server = server();
    let address = format!("{GP}/Patient/2/$everything?_type=Condition,Observation&_count=5");
    let found = pages(&server.first, &address).await.concat();
    assert_eq!(found.len(), 13);
    let strict = [("prefer", "respond-async, handling=strict")];
    let refused = send(
        &server.first,
        Method::GET,
        &format!("{address}&colour=blue"),
        &strict,
        "",
    )
    .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        send(&server.first, Method::GET, &address, &strict, "")
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn each_refusal_has_its_status_and_an_outcome() {
    let server = server();
    for (method, path, status) in [
        (Method::GET, "/Unicorn?patient=2", StatusCode::NOT_FOUND),
        (Method::GET, "/Observation/none", StatusCode::NOT_FOUND),
        (
            Method::GET,
            "/Patient/none/$everything",
            StatusCode::NOT_FOUND,
        ),
        (Method::GET, "/Patient/2/$summary", StatusCode::NOT_FOUND),
        (Method::GET, "/Patient/2/$unicorn", StatusCode::NOT_FOUND),
        (Method::POST, "/Patient/$match", StatusCode::NOT_FOUND),
        (
            Method::GET,
            "/Patient/$gpc.getstructuredrecord",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (
            Method::GET,
            "/Patient/2/$everything?_since=lately",
            StatusCode::BAD_REQUEST,
        ),
        (
            Method::GET,
            "/Observation?date=yesterday",
            StatusCode::BAD_REQUEST,
        ),
        (
            Method::GET,
            "/Observation?_count=many",
            StatusCode::BAD_REQUEST,
        ),
        (
            Method::GET,
            "/Observation?code:below=1",
            StatusCode::BAD_REQUEST,
        ),
        (
            Method::GET,
            "/Observation?_format=xml",
            StatusCode::NOT_ACCEPTABLE,
        ),
        (Method::GET, "?_page=zz", StatusCode::GONE),
        (Method::GET, "?_page=7", StatusCode::GONE),
        (Method::POST, "/Observation", StatusCode::METHOD_NOT_ALLOWED),
        (
            Method::PUT,
            "/Observation/2-o1",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (
            Method::DELETE,
            "/Observation/2-o1",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (
            Method::GET,
            "/Patient/_search",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (Method::POST, "/metadata", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let answer = send(
            &server.first,
            method.clone(),
            &format!("{GP}{path}"),
            &[],
            "",
        )
        .await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(
            answer.json()["resourceType"],
            "OperationOutcome",
            "{method} {path}"
        );
        assert_eq!(answer.header("content-type"), "application/fhir+json");
        assert_eq!(
            status == StatusCode::METHOD_NOT_ALLOWED,
            !answer.header("allow").is_empty(),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn metadata_names_the_version_that_is_spoken() {
    let server = server();
    assert_eq!(
        get(&server.first, &format!("{GP}/metadata")).await.json()["fhirVersion"],
        "3.0.1"
    );
    assert_eq!(
        get(&server.second, &format!("{HOSPITAL}/metadata"))
            .await
            .json()["fhirVersion"],
        "4.0.1"
    );
}

#[tokio::test]
async fn resource_is_read_with_its_tag_and_kept_by_no_cache() {
    let answer = get(&server().first, &format!("{GP}/Binary/2-b1")).await;
    assert_eq!(answer.json()["data"], "VGVzdA==");
    assert_eq!(answer.header("etag"), "W/\"1\"");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn source_is_on_its_own_port_alone() {
    let server = server();
    assert_eq!(
        get(&server.second, &format!("{GP}/metadata")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        get(&server.first, &format!("{HOSPITAL}/metadata"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        get(&server.first, "/sources/nowhere/fhir/metadata")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn other_origins_may_ask_and_see_what_a_client_needs_but_only_the_portal_with_its_cookie() {
    let server = server();
    for (origin, allowed, credentials) in [
        ("http://ward.test", "http://ward.test", "true"),
        ("http://other.test", "*", ""),
    ] {
        let asked = [
            ("origin", origin),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "authorization,prefer"),
        ];
        let preflight = send(
            &server.second,
            Method::OPTIONS,
            &format!("{HOSPITAL}/Patient"),
            &asked,
            "",
        )
        .await;
        assert_eq!(preflight.status, StatusCode::OK);
        assert_eq!(
            preflight.header("access-control-allow-headers"),
            "authorization,prefer"
        );
        assert!(
            preflight
                .header("access-control-allow-methods")
                .contains("POST")
        );
        let answer = send(
            &server.second,
            Method::GET,
            &format!("{HOSPITAL}/metadata"),
            &asked[..1],
            "",
        )
        .await;
        for told in [&preflight, &answer] {
            assert_eq!(told.header("access-control-allow-origin"), allowed);
            assert_eq!(told.header("access-control-allow-credentials"), credentials);
            let varies = told.headers.get_all("vary");
            assert!(varies.iter().any(|name| name == "origin"));
        }
        for name in ["etag", "retry-after", "link"] {
            assert!(
                answer
                    .header("access-control-expose-headers")
                    .contains(name),
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn page_that_has_not_changed_is_not_sent_again() {
    let server = server();
    let feed = format!("/sources/council/feed/people/{ANN}/record");
    for (router, address) in [
        (
            &server.first,
            format!("{GP}/Patient/2/$everything?_count=4"),
        ),
        (&server.second, feed),
    ] {
        let first = get(router, &address).await;
        let tag = first.header("etag");
        assert!(tag.starts_with("W/\""), "{tag}");
        let known = [("if-none-match", tag)];
        let again = send(router, Method::GET, &address, &known, "").await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        assert_eq!((again.header("etag"), again.body.len()), (tag, 0));
        let other = [("if-none-match", "W/\"0\"")];
        let other = send(router, Method::GET, &address, &other, "").await;
        assert_eq!((other.status, other.body), (StatusCode::OK, first.body));
    }
}

#[tokio::test]
async fn gzip_is_sent_to_those_who_accept_it() {
    let server = server();
    let address = format!("{GP}/Patient/2/$everything");
    let plain = get(&server.first, &address).await;
    let packed = send(
        &server.first,
        Method::GET,
        &address,
        &[("accept-encoding", "gzip")],
        "",
    )
    .await;
    assert_eq!(
        (
            plain.header("content-encoding"),
            packed.header("content-encoding")
        ),
        ("", "gzip")
    );
    assert!(packed.body.len() * 3 < plain.body.len());
    assert_eq!(packed.body[..2], [0x1f, 0x8b]);
}

#[tokio::test]
async fn source_that_is_down_for_one_patient_answers_for_the_others() {
    let server = server();
    let search = |number: &str| format!("{HOSPITAL}/Patient?identifier={NHS}|{number}");
    assert!(get(&server.second, &search(BOB)).await.hung_up);
    assert!(
        get(&server.second, &format!("{HOSPITAL}/Observation?patient=2"))
            .await
            .hung_up
    );
    assert!(!get(&server.second, &search(ANN)).await.hung_up);
    assert!(
        !get(&server.first, &format!("{GP}/Patient?identifier={BOB}"))
            .await
            .hung_up
    );
}
