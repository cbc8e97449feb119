use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use include_dir::{Dir, include_dir};
use serde_json::Value;
use tower::ServiceExt;

use crate::serve::app::{App, first_port, second_port};
use crate::serve::data::Data;
use crate::serve::demo::Demo;
use crate::serve::faults::Faults;
use crate::serve::records::Records;
use crate::serve::sign_in::SignIn;
use crate::serve::spoil::HangUp;

static FIXTURE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/demo");

/// Ann is at the surgery (Patient/2), the hospital (Patient/7) and the council.
pub const ANN: &str = "9990000018";
/// Bob is at the surgery (Patient/3) and the hospital (Patient/2), which is
/// down for him.
pub const BOB: &str = "9990000026";
pub const NHS: &str = "https://fhir.nhs.uk/Id/nhs-number";
pub const GP: &str = "/sources/gp/fhir";
pub const HOSPITAL: &str = "/sources/hospital/fhir";

/// Both ports over the fixture.
pub struct Server {
    pub first: Router,
    pub second: Router,
}

/// An answer that has come whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub hung_up: bool,
}

pub fn fixture() -> Demo {
    Demo::read(&Data::Own(&FIXTURE)).unwrap()
}

pub fn server() -> Server {
    server_with_assets(PathBuf::from("no-such-folder"))
}

pub fn server_with_assets(assets: PathBuf) -> Server {
    let app = app(fixture(), assets);
    Server {
        first: first_port(Arc::clone(&app)),
        second: second_port(app),
    }
}

/// What both ports share, over these records.
pub fn app(demo: Demo, assets: PathBuf) -> Arc<App> {
    Arc::new(App {
        demo,
        faults: Faults::default(),
        sign_in: SignIn::default(),
        records: Records::default(),
        assets,
        pages: None,
        first_origin: "http://ward.test".to_owned(),
        second_origin: "http://127.0.0.1:7401".to_owned(),
    })
}

pub async fn ask(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let hung_up = parts.extensions.get::<HangUp>().is_some();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
        hung_up,
    }
}

pub async fn get(router: &Router, address: &str) -> Answer {
    send(router, Method::GET, address, &[], "").await
}

pub async fn send(
    router: &Router,
    method: Method,
    address: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let address = address.strip_prefix("http://ward.test").unwrap_or(address);
    let mut request = Request::builder()
        .method(method)
        .uri(address)
        .header("host", "ward.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    ask(router, request.body(Body::from(body.to_owned())).unwrap()).await
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// The ids of a bundle's entries, with their types.
pub fn names(bundle: &Value) -> Vec<String> {
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    let name = |entry: &Value| {
        let resource = &entry["resource"];
        format!(
            "{}/{}",
            resource["resourceType"].as_str().unwrap(),
            resource["id"].as_str().unwrap()
        )
    };
    entries.iter().map(name).collect()
}

/// The address of the next page.
pub fn next(bundle: &Value) -> Option<String> {
    let links = bundle["link"].as_array()?;
    let next = links.iter().find(|link| link["relation"] == "next")?;
    Some(next["url"].as_str()?.to_owned())
}

/// Follows the pages from here; each is a list of names.
pub async fn pages(router: &Router, address: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut here = Some(address.to_owned());
    while let Some(address) = here {
        let answer = get(router, &address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        let bundle = answer.json();
        pages.push(names(&bundle));
        assert!(pages.len() < 100, "the pages have no end");
        here = next(&bundle);
    }
    pages
}
