//! TLS as a browser on this machine has it: whom the system trusts, and why a
//! certificate is not taken.

use std::sync::Arc;

use anyhow::Context;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, Error, ProtocolVersion, RootCertStore, crypto::ring,
    pki_types::ServerName,
};
use url::Url;

/// Agrees on TLS with servers.
pub struct Tls {
    connector: TlsConnector,
    trusts_nobody: bool,
}

/// Why there is no TLS.
#[derive(Debug)]
pub enum TlsFault {
    /// The certificate is for these names.
    Name(Vec<String>),
    /// Nobody trusted issued it.
    Untrusted,
    /// The same, and this machine trusts nobody at all.
    TrustsNobody,
    /// It has expired.
    Expired,
    /// It is not valid yet.
    NotYet,
    /// Anything else that is wrong with it, in the library's words.
    Certificate(String),
    /// No TLS came of it, in the library's words.
    Other(String),
}

impl Tls {
    /// Trusts whom the system trusts, or who stands in the files that
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
    pub fn new() -> anyhow::Result<Tls> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let trusts_nobody = roots.is_empty();
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .context("cannot set up TLS")?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls {
            connector: TlsConnector::from(Arc::new(config)),
            trusts_nobody,
        })
    }

    /// Agrees on TLS for the host of an address; with the version.
    pub async fn agree(
        &self,
        url: &Url,
        stream: TcpStream,
    ) -> Result<(TlsStream<TcpStream>, &'static str), TlsFault> {
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned())
            .map_err(|error| TlsFault::Other(error.to_string()))?;
        let agreed = self.connector.connect(name, stream).await;
        let stream = agreed.map_err(|error| self.fault(&error))?;
        let version = match stream.get_ref().1.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
            _ => "TLS 1.2",
        };
        Ok((stream, version))
    }

    fn fault(&self, error: &std::io::Error) -> TlsFault {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
        let Some(error) = inner else {
            return TlsFault::Other(error.to_string());
        };
        let Error::InvalidCertificate(reason) = error else {
            return TlsFault::Other(error.to_string());
        };
        match reason {
            CertificateError::NotValidForName => TlsFault::Name(Vec::new()),
            CertificateError::NotValidForNameContext { presented, .. } => {
                TlsFault::Name(presented.iter().map(|name| plain(name)).collect())
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                TlsFault::Expired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                TlsFault::NotYet
            }
            CertificateError::UnknownIssuer if self.trusts_nobody => TlsFault::TrustsNobody,
            CertificateError::UnknownIssuer | CertificateError::BadSignature => TlsFault::Untrusted,
            other => TlsFault::Certificate(other.to_string()),
        }
    }
}

/// `DnsName("a.example")` as `a.example`.
fn plain(name: &str) -> String {
    name.split('"').nth(1).unwrap_or(name).to_owned()
}
