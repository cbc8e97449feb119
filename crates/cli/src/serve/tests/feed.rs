use axum::http::{Method, StatusCode};

use super::support::{ANN, get, send, server};

const RECORD: &str = "/sources/council/feed/people/9990000018/record";

#[tokio::test]
async fn pages_of_the_feed_cover_all_records_once() {
    let server = server();
    let (mut refs, mut here) = (Vec::new(), Some(format!("{RECORD}?page=1")));
    while let Some(address) = here {
        let page = get(&server.second, &address).await.json();
        assert_eq!(page["person"]["nhsNumber"], ANN);
        refs.extend(
            page["records"]
                .as_array()
                .unwrap()
                .iter()
                .map(|record| record["ref"].to_string()),
        );
        here = page["paging"]["next"].as_str().map(str::to_owned);
        assert!(
            here.as_deref()
                .is_none_or(|next| next.starts_with("http://ward.test/sources/council/feed/"))
        );
    }
    assert_eq!(refs.len(), 60);
    refs.sort();
    refs.dedup();
    assert_eq!(refs.len(), 60);
}

#[tokio::test]
async fn feed_refuses_in_its_own_words() {
    let server = server();
    for (method, address, status, code) in [
        (
            Method::GET,
            "/sources/council/feed/people/1/record",
            StatusCode::NOT_FOUND,
            "person-not-known",
        ),
        (
            Method::GET,
            "/sources/council/feed/teams",
            StatusCode::NOT_FOUND,
            "unknown-path",
        ),
        (
            Method::GET,
            "/sources/council/feed/people/9990000018/record?page=0",
            StatusCode::BAD_REQUEST,
            "bad-page",
        ),
        (
            Method::POST,
            RECORD,
            StatusCode::METHOD_NOT_ALLOWED,
            "read-only",
        ),
    ] {
        let answer = send(&server.second, method, address, &[], "").await;
        assert_eq!(
            (answer.status, answer.json()["error"]["code"].as_str()),
            (status, Some(code)),
            "{address}"
        );
    }
}

#[tokio::test]
async fn page_after_the_last_is_empty_and_has_no_next() {
    let page = get(&server().second, &format!("{RECORD}?page=9"))
        .await
        .json();
    assert_eq!(page["records"].as_array().unwrap().len(), 0);
    assert!(page["paging"]["next"].is_null());
}
