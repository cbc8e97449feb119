//! What all sources are held against: the page that asks.

use std::time::SystemTime;

use serde_json::Value;
use timeline_model::PartialDate;
use timeline_model::protocol::LoadRequest;
use url::{Host, Url};

use super::codes::Code;
use super::finding::Finding;
use super::tls::Tls;

/// The page that asks, and the means to ask as it does.
pub struct Scene {
    /// What relative addresses are relative to.
    pub base: Option<Url>,
    /// The page's origin.
    pub origin: Option<Url>,
    /// The configuration as written.
    pub json: Value,
    /// Now, or what the configuration says it is, on UTC's wall clock.
    pub now: PartialDate,
    /// Whose record is tried, and what else the page gives.
    pub visit: LoadRequest,
    /// The command that prints a token.
    pub token_command: Option<String>,
    /// TLS as this machine has it.
    pub tls: Tls,
}

impl Scene {
    /// Whether somebody's record is tried.
    pub fn has_patient(&self) -> bool {
        !self.visit.patient.identifiers.is_empty()
    }

    /// The page's origin as browsers write it, where it is another than that
    /// of this address.
    pub fn foreign(&self, url: &Url) -> Option<String> {
        let origin = self.origin.as_ref()?.origin();
        (origin != url.origin()).then(|| origin.ascii_serialization())
    }

    /// What to say of origins where nothing is asked across them.
    pub fn same_or_unknown(&self) -> Finding {
        if self.origin.is_some() {
            return Finding::good(Code::Cors, "not needed: the page's own origin");
        }
        Finding::note(
            Code::CorsNotTried,
            "not tried: the page's origin is not known",
            "give --origin https://your-portal.example",
        )
    }

    /// Whether browsers keep a page served by https from asking here. A
    /// machine may always ask itself.
    pub fn is_mixed(&self, url: &Url) -> bool {
        let by_https = self.origin.as_ref().is_some_and(|o| o.scheme() == "https");
        let own_machine = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        by_https && url.scheme() == "http" && !own_machine
    }
}

/// Now by the clock, in seconds from 1970-01-01 UTC.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.map(|since| since.as_secs()).unwrap_or_default();
    i64::try_from(seconds).unwrap_or_default()
}
