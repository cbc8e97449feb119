//! The configuration: every fault at once, each with its place.

use timeline_engine::Config;

fn faults(json: &str) -> Vec<(String, String)> {
    Config::read(json.as_bytes())
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|fault| (fault.path, fault.found))
        .collect()
}

#[test]
fn defaults_stand_where_nothing_was_said() {
    let config =
        Config::read(br#"{"sources": [{"id": "a", "title": "A", "baseUrl": "/fhir/"}]}"#).unwrap();
    assert!(config.banner && config.worker);
    let source = &config.sources[0];
    assert_eq!(source.base_url, "/fhir");
    assert_eq!((source.page_size, source.times.page), (100, 30_000));
}

#[test]
fn every_fault_is_named_at_once() {
    let found = faults(
        r#"{"sources": [
            {"id": "a", "title": "", "baseUrl": "ftp://x", "pageSize": 0, "kind": "soap"},
            {"id": "a", "title": "A", "baseUrl": "https://me:pw@x.test/", "types": [], "colour": 1}
        ], "now": "soon", "banner": "yes", "worklist": true, "codeMaps": ["ftp://x"]}"#,
    );
    let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    for path in [
        "/now",
        "/banner",
        "/codeMaps",
        "/worklist",
        "/sources/0/title",
        "/sources/0/baseUrl",
        "/sources/0/pageSize",
        "/sources/0/kind",
        "/sources/1/id",
        "/sources/1/baseUrl",
        "/sources/1/types",
        "/sources/1/colour",
    ] {
        assert!(paths.contains(&path), "{path} is not among {paths:?}");
    }
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(faults("{}"), [("/sources".into(), "nothing".into())]);
    assert_eq!(faults("[]")[0], (String::new(), "an empty list".into()));
    assert_eq!(
        faults(r#"{"sources": [{"id": "a", "title": "A", "baseUrl": "/x", "kind": "feed"}]}"#),
        [("/sources/0/feed".into(), "nothing".into())]
    );
    assert!(faults("{\"sources\": [").len() == 1);
}

#[test]
fn the_purpose_of_an_emergency_needs_a_header_to_go_along_in() {
    let source = |more: &str| {
        let head =
            r#"{"sources": [{"id": "a", "title": "A", "baseUrl": "/x", "emergency": "ETREAT""#;
        faults(&[head, more, "}]}"].concat())
    };
    let expected = ("/sources/0/emergency".to_owned(), "\"ETREAT\"".to_owned());
    assert_eq!(source(""), [expected]);
    assert_eq!(source(r#", "purposeHeader": "X-Purpose""#), []);
}
