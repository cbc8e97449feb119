//! What is kept of a request and its answer: figures and names, nothing of
//! what it says about a patient.

use std::time::Duration;

use serde::Deserialize;

use super::super::exchange::NoReply;

/// A request and what came of it.
#[derive(Debug)]
pub struct Exchange {
    /// It asks the source itself, and not for a map of codes.
    pub of_source: bool,
    /// The shape of its address.
    pub shape: String,
    /// The method.
    pub method: &'static str,
    /// The headers that were set, without what signs in.
    pub headers: Vec<(String, String)>,
    /// The status; 0 where there was no answer.
    pub status: u16,
    /// Why there was no answer.
    pub no_reply: Option<NoReply>,
    /// The headers of the answer.
    pub answered: hyper::HeaderMap,
    /// It was sent on to another address of the same origin.
    pub redirected: bool,
    /// Bytes that came over the way so far.
    pub carried: usize,
    /// Bytes of the body so far.
    pub bytes: usize,
    /// From the question to the last byte so far.
    pub took: Duration,
    /// What the body says of itself, once it is whole.
    pub bundle: Option<Bundle>,
}

/// What a bundle says of itself, as far as finding and paging go.
#[derive(Debug, Default)]
pub struct Bundle {
    /// How many patients are in it.
    pub patients: usize,
    /// How many resources are in it.
    pub resources: usize,
    /// Where the next page is.
    pub next: Option<String>,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(rename = "resourceType")]
    kind: String,
    #[serde(default)]
    link: Vec<Link>,
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Link {
    relation: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    resource: Option<Head>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "resourceType")]
    kind: Option<String>,
}

impl Bundle {
    /// Reads one; `None` where it is something else.
    pub fn read(body: &[u8]) -> Option<Bundle> {
        let raw: Raw = serde_json::from_slice(body).ok()?;
        if raw.kind != "Bundle" {
            return None;
        }
        let next = |link: &Link| link.relation.as_deref() == Some("next");
        let kinds = raw.entry.iter().filter_map(|entry| entry.resource.as_ref());
        let patient = |head: &&Head| head.kind.as_deref() == Some("Patient");
        Some(Bundle {
            patients: kinds.clone().filter(patient).count(),
            resources: kinds.count(),
            next: raw.link.into_iter().find(next).and_then(|link| link.url),
        })
    }
}

impl Exchange {
    /// Whether it was answered as it should be.
    pub fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether it asked who the patient is.
    pub fn finds(&self) -> bool {
        self.reads_patient()
            || ["Patient?", "Patient/_search", "Patient/$match"]
                .iter()
                .any(|start| self.shape.starts_with(start))
    }

    /// Whether it asked for the patient by the id.
    pub fn reads_patient(&self) -> bool {
        self.shape == "Patient/…"
    }
}
