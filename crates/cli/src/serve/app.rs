//! What stands at which address on the two ports.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, Response, header};
use axum::middleware::{self, Next};
use axum::routing::{any, get};
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowHeaders, AllowMethods, Any, CorsLayer, ExposeHeaders};

use super::answer::with_header;
use super::demo::Demo;
use super::faults::Faults;
use super::sources;
use super::{assets, configuration, control, pages, spoil};

/// What both ports share.
pub struct App {
    /// The records.
    pub demo: Demo,
    /// Faults in force.
    pub faults: Faults,
    /// Where the built element is.
    pub assets: PathBuf,
    /// A folder of further pages, for tests.
    pub pages: Option<PathBuf>,
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
            get(control::show).post(control::set).delete(control::clear),
        )
        .layer(CompressionLayer::new());
    let all = pages
        .merge(element())
        .layer(middleware::from_fn_with_state(place.clone(), policy));
    all.merge(sources(&place)).with_state(place)
}

/// The second port: other sources, and the element from another origin.
pub fn second_port(app: Arc<App>) -> Router {
    let place = Place {
        app,
        second_port: true,
    };
    let element = element().layer(middleware::from_fn_with_state(place.clone(), policy));
    element
        .layer(cors())
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
        .layer(CompressionLayer::new())
        .layer(cors())
        .layer(middleware::from_fn_with_state(place.clone(), spoil::gate))
}

/// Any origin may read, as at a public test server: no cookie is taken.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(AllowMethods::list([
            Method::GET,
            Method::HEAD,
            Method::POST,
        ]))
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(ExposeHeaders::list([
            header::ETAG,
            header::LINK,
            header::LOCATION,
            header::RETRY_AFTER,
            header::WWW_AUTHENTICATE,
        ]))
}

/// The strict policy under which the element must run. A worker obeys the
/// policy of its own script, so scripts carry it too.
async fn policy(State(place): State<Place>, request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    let second = &place.app.second_origin;
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' {second}; \
         worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
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
