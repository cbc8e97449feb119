use axum::http::{Method, StatusCode};
use serde_json::json;

use super::support::{get, send, server, server_with_assets};

#[tokio::test]
async fn every_page_carries_the_strict_policy() {
    let server = server();
    for address in [
        "/",
        "/two",
        "/embed",
        "/rtl",
        "/portal/portal.css",
        "/portal/portal.js",
        "/timeline.json",
        "/pkg/patient-timeline.js",
    ] {
        let answer = get(&server.first, address).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with(
                "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
            ),
            "{address}: {policy}"
        );
        assert!(policy.contains("connect-src 'self' http://127.0.0.1:7401;"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn pages_have_no_script_or_style_of_their_own() {
    let server = server();
    for address in ["/", "/two", "/embed", "/rtl"] {
        let answer = get(&server.first, address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        let page = String::from_utf8(answer.body.to_vec()).unwrap();
        assert!(page.contains("<patient-timeline"), "{address}");
        for part in page.split("<script").skip(1) {
            assert!(
                part.contains(" src=") && part.contains("></script>"),
                "{address}"
            );
        }
        for barred in ["<style", " style=", " onclick=", "javascript:"] {
            assert!(!page.contains(barred), "{address} has {barred}");
        }
    }
}

#[tokio::test]
async fn configuration_has_relative_and_other_origin_sources_in_order() {
    let server = server();
    let configuration = get(&server.first, "/timeline.json").await.json();
    let sources = configuration["sources"].as_array().unwrap();
    let bases: Vec<_> = sources
        .iter()
        .map(|source| source["baseUrl"].as_str().unwrap())
        .collect();
    assert_eq!(
        bases,
        [
            "/sources/gp/fhir",
            "http://127.0.0.1:7401/sources/hospital/fhir",
            "http://127.0.0.1:7401/sources/council/feed"
        ]
    );
    assert_eq!(
        (&sources[1]["load"], &sources[1]["pageSize"]),
        (&"types".into(), &5.into())
    );
    assert_eq!(sources[2]["feed"]["next"], "/paging/next");
    assert_eq!(
        (&configuration["now"], &configuration["timeZone"]),
        (&"2026-03-07T09:14:00Z".into(), &"Europe/London".into())
    );
}

#[tokio::test]
async fn portal_has_agreements_and_records_of_use_that_smaller_pages_go_without() {
    let server = server();
    let plain = get(&server.first, "/timeline.json").await.json();
    assert_eq!(plain["measures"], json!(null));
    assert_eq!(plain["sources"][0]["agreement"], json!(null));
    let portal = get(&server.first, "/timeline.json?for=portal").await.json();
    assert_eq!(portal["measures"], true);
    assert_eq!(portal["sources"][0]["agreement"]["roles"], json!(["nurse"]));
    assert_eq!(portal["audit"], json!(null));
    let strict = "/timeline.json?for=portal&audit=required";
    let strict = get(&server.first, strict).await.json();
    assert_eq!(strict["audit"], "required");
}

#[tokio::test]
async fn configuration_puts_asked_for_sources_behind_faulty_addresses() {
    let server = server();
    let configuration = get(
        &server.first,
        "/timeline.json?faults=gp:html,hospital:truncated@2",
    )
    .await
    .json();
    assert_eq!(
        configuration["sources"][0]["baseUrl"],
        "/faulty/html/sources/gp/fhir"
    );
    assert_eq!(
        configuration["sources"][1]["baseUrl"],
        "http://127.0.0.1:7401/faulty/truncated@2/sources/hospital/fhir"
    );
    assert_eq!(
        get(&server.first, "/timeline.json?faults=gp:sulking")
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn built_files_are_sent_with_type_and_tag_and_compressed_where_they_lie_so() {
    let folder = tempfile();
    std::fs::write(folder.join("a.wasm"), b"\0asm").unwrap();
    std::fs::write(folder.join("a.js"), "export {}").unwrap();
    std::fs::write(folder.join("a.js.br"), "packed").unwrap();
    let server = server_with_assets(folder.clone());
    for router in [&server.first, &server.second] {
        let wasm = get(router, "/pkg/a.wasm").await;
        assert_eq!(
            (wasm.header("content-type"), wasm.header("cache-control")),
            ("application/wasm", "no-cache")
        );
        let again = send(
            router,
            Method::GET,
            "/pkg/a.wasm",
            &[("if-none-match", wasm.header("etag"))],
            "",
        )
        .await;
        assert_eq!(
            (again.status, again.body.len()),
            (StatusCode::NOT_MODIFIED, 0)
        );
        let packed = send(
            router,
            Method::GET,
            "/pkg/a.js",
            &[("accept-encoding", "gzip, deflate, br")],
            "",
        )
        .await;
        assert_eq!(
            (packed.header("content-encoding"), &packed.body[..]),
            ("br", &b"packed"[..])
        );
        assert_eq!(
            packed.header("content-type"),
            "text/javascript; charset=utf-8"
        );
        for outside in [
            "/pkg/../Cargo.toml",
            "/pkg/%2e%2e/Cargo.toml",
            "/pkg/a.txt",
            "/pkg/%2Fetc%2Fhosts",
        ] {
            assert_eq!(
                get(router, outside).await.status,
                StatusCode::NOT_FOUND,
                "{outside}"
            );
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

fn tempfile() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("timeline-serve-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
