//! Small sources on ports of their own, which end with the test.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderName, Method, header};
use axum::response::IntoResponse;
use axum::routing::get;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto::ring, pki_types::PrivatePkcs8KeyDer};
use tower_http::cors::{Any, CorsLayer};

/// The origin of the page that asks.
pub const PORTAL: &str = "https://portal.example";

pub struct Server {
    pub port: u16,
    _runtime: Runtime,
}

impl Server {
    pub fn start(router: Router) -> Server {
        let (listener, port, runtime) = listen();
        runtime.spawn(async move { axum::serve(listener, router).await });
        Server {
            port,
            _runtime: runtime,
        }
    }

    pub fn start_tls(router: Router, certificate: &Certificate) -> Server {
        let (listener, port, runtime) = listen();
        let acceptor = certificate.acceptor();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, router) = (acceptor.clone(), router.clone());
                tokio::spawn(async move {
                    let stream = acceptor.accept(stream).await?;
                    let service = TowerToHyperService::new(router);
                    let served = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                    served.map_err(std::io::Error::other)
                });
            }
        });
        Server {
            port,
            _runtime: runtime,
        }
    }

    /// The configuration of one source here, with what else its keys are.
    pub fn config(&self, keys: Value) -> Value {
        let mut source = json!({
            "id": "surgery",
            "title": "Surgery",
            "baseUrl": format!("http://127.0.0.1:{}/fhir", self.port),
        });
        for (key, value) in keys.as_object().unwrap() {
            source[key] = value.clone();
        }
        json!({ "sources": [source] })
    }
}

fn listen() -> (TcpListener, u16, Runtime) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port, runtime)
}

/// A certificate for one name, and who issued it.
pub struct Certificate {
    issued: rcgen::Certificate,
    key: KeyPair,
    /// The issuer's own certificate.
    pub issuer: String,
}

impl Certificate {
    pub fn new(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Certificate {
        let mut params = CertificateParams::default();
        let issuer = format!("issuer of {name}");
        params.distinguished_name.push(DnType::CommonName, issuer);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        change(&mut params);
        Certificate {
            issued: params.signed_by(&key, &issuer).unwrap(),
            key,
            issuer: issuer.pem(),
        }
    }

    fn acceptor(&self) -> TlsAcceptor {
        let key = PrivatePkcs8KeyDer::from(self.key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.issued.der().clone()], key.into())
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// What a good source says of itself.
pub fn statement() -> Value {
    json!({
        "resourceType": "CapabilityStatement",
        "fhirVersion": "4.0.1",
        "rest": [{"mode": "server", "resource": [{
            "type": "Patient",
            "interaction": [{"code": "read"}, {"code": "search-type"}],
            "searchParam": [{"name": "identifier", "type": "token"}],
            "operation": [{"name": "everything"}],
        }]}],
    })
}

/// A source that says this of itself, without a word on other origins.
pub fn silent(statement: Value) -> Router {
    let metadata = || async move { fhir(&statement) };
    Router::new().route("/fhir/metadata", get(metadata))
}

/// An answer of FHIR.
pub fn fhir(body: &Value) -> impl IntoResponse + use<> {
    let media = [(header::CONTENT_TYPE, "application/fhir+json")];
    (media, body.to_string())
}

/// A source that any page may ask, and whose answers it may read whole.
pub fn open(router: Router) -> Router {
    router.layer(cors([header::AUTHORIZATION, header::CONTENT_TYPE]))
}

/// Any page may ask with these headers.
pub fn cors<const N: usize>(headers: [HeaderName; N]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(headers)
        .expose_headers([header::RETRY_AFTER, header::ETAG])
}
