//! What stands at which address on the two ports.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, Response, StatusCode, Version, header};
use axum::middleware::{self, Next};
use axum::routing::{any, get, post};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};
use tower_http::cors::{Any, CorsLayer};

use super::answer::with_header;
use super::demo::Demo;
use super::faults::Faults;
use super::records::{self, Records};
use super::sign_in::SignIn;
use super::spoil::AsMade;
use super::{assets, configuration, control, cors, measures, pages, portal, sources};

/// What both ports share.
pub struct App {
    /// The records.
    pub demo: Demo,
    /// Faults in force.
    pub faults: Faults,
    /// Who has signed in, and where that is needed.
    pub sign_in: SignIn,
    /// What the portal keeps of the element's use.
    pub records: Records,
    /// Where the built element is.
    pub assets: PathBuf,
    /// A folder of further pages, for tests.
    pub pages: Option<PathBuf>,
    /// Origin of the first port.
    pub first_origin: String,
    /// Origin of the second port.
    pub second_origin: String,
}

/// One port of the application.
#[derive(Clone)]
pub struct Place {
    /// What both share.
    pub app: Arc<App>,
    /// Which of the two it is.
    pub second_port: bool,
}

/// The first port: pages, the element, and most sources.
pub fn first_port(app: Arc<App>) -> Router {
    let place = Place {
        app,
        second_port: false,
    };
    let pages = Router::new()
        .route("/", get(pages::portal))
        .route("/two", get(pages::two))
        .route("/embed", get(pages::embed))
        .route("/rtl", get(pages::rtl))
        .route("/favicon.ico", get(pages::icon))
        .route("/portal/{*file}", get(pages::file))
        .route("/pages/{*file}", get(pages::extra))
        .route("/timeline.json", get(configuration::timeline))
        .route("/demo/patients.json", get(configuration::patients))
        .route(
            "/control/faults",
            get(control::show_faults)
                .post(control::set_faults)
                .delete(control::clear_faults),
        )
        .route(
            "/control/sign-in",
            get(control::show_sign_in)
                .post(control::set_sign_in)
                .delete(control::clear_sign_in),
        )
        .route(
            "/control/records",
            get(records::show_told).post(records::tell),
        )
        .route("/measures", get(measures::page))
        .route(
            "/demo/{book}",
            get(records::show)
                .post(records::keep)
                .delete(records::forget),
        )
        .route("/demo/token", post(portal::token))
        .route("/demo/session", post(portal::open).delete(portal::close))
        .layer(CompressionLayer::new());
    let all = pages
        .merge(element())
        .layer(middleware::from_fn_with_state(place.clone(), policy));
    all.merge(proxy()).merge(sources(&place)).with_state(place)
}

/// The second port: other sources, and the element from another origin.
pub fn second_port(app: Arc<App>) -> Router {
    let place = Place {
        app,
        second_port: true,
    };
    let element = element().layer(middleware::from_fn_with_state(place.clone(), policy));
    element
        .layer(CorsLayer::new().allow_origin(Any))
        .merge(sources(&place))
        .with_state(place)
}

fn element() -> Router<Place> {
    Router::new()
        .route("/pkg/{*file}", get(assets::file))
        .layer(CompressionLayer::new())
}

fn sources(place: &Place) -> Router<Place> {
    Router::new()
        .route("/sources/{source}/{*rest}", any(sources::plain))
        .route(
            "/faulty/{fault}/sources/{source}/{*rest}",
            any(sources::faulty),
        )
        .layer(CompressionLayer::new().compress_when(compress()))
        .layer(middleware::from_fn_with_state(place.clone(), cors::layer))
}

/// Sources behind the portal's own server, for browsers that cannot reach
/// them.
fn proxy() -> Router<Place> {
    Router::new()
        .route("/proxy/{source}/{*rest}", any(sources::proxied))
        .route(
            "/faulty/{fault}/proxy/{source}/{*rest}",
            any(sources::faulty_proxied),
        )
        .layer(CompressionLayer::new().compress_when(compress()))
}

/// All but what is spoilt on its way.
fn compress() -> impl Predicate {
    let as_made = |_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions| {
        extensions.get::<AsMade>().is_none()
    };
    DefaultPredicate::new().and(as_made)
}

/// The strict policy under which the element must run. A worker obeys the
/// policy of its own script, so scripts carry it too.
async fn policy(State(place): State<Place>, request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    let second = &place.app.second_origin;
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' {second}; \
         img-src 'self' blob:; frame-src 'self' blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
    );
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy.as_str()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        response = with_header(response, name, value);
    }
    response
}
