//! Loads one source: finds the patient, asks for the record, follows the
//! pages, and notes how complete it is.

use core::cell::RefMut;
use std::{rc::Rc, vec};

use timeline_fhir::Subject;
use timeline_model::{
    Completeness, Page, Person, Problem, ProblemCode, SourceState, digits, foreign_format, part,
};

use crate::{
    Request,
    carry::{Answered, carry},
    config::{FhirPlan, Load, SourceConfig, SourceKind},
    engine::Inner,
    source::Source,
    who::{self, Found},
};

/// Which try at which source of which load. What comes back after another has
/// begun is dropped.
#[derive(Clone, Copy)]
pub struct Run {
    pub load: u32,
    pub source: usize,
    pub attempt: u32,
}

/// The run is over, for better or worse; its outcome stands in the source.
struct Over;

/// Loads the source and settles it: asks for one page after another until
/// nothing is left to ask for.
pub async fn load_source(engine: Rc<Inner>, run: Run) {
    if let Some(mut job) = Job::new(&engine, run) {
        let mut next = job.first();
        while let Some(url) = next {
            let answer = job.ask(url.clone()).await;
            next = job.after(url, answer);
        }
    }
    engine.settle(run);
}

/// One run, what it needs to know, and how far it has come.
struct Job {
    engine: Rc<Inner>,
    run: Run,
    config: Rc<SourceConfig>,
    asked: Rc<Person>,
    /// The source's address, absolute, without a slash at its end.
    base: String,
    /// The number of the request whose pages are asked for; the first one
    /// finds the patient, except in a feed.
    request: u32,
    /// The addresses of its pages that were read.
    seen: Vec<String>,
    /// The first pages of the requests that follow.
    plan: vec::IntoIter<String>,
}

impl Job {
    fn new(engine: &Rc<Inner>, run: Run) -> Option<Job> {
        let (config, asked) = engine.job(run)?;
        let base = engine.resolve_base(&config.base_url);
        let job = Job {
            engine: Rc::clone(engine),
            run,
            config,
            asked,
            base: base.unwrap_or_default(),
            request: 0,
            seen: Vec::new(),
            plan: Vec::new().into_iter(),
        };
        if job.base.is_empty() {
            job.fail(SourceState::Unreachable, 0, 0);
            return None;
        }
        Some(job)
    }

    fn source(&self) -> Result<RefMut<'_, Source>, Over> {
        self.engine.source(self.run).ok_or(Over)
    }

    /// Notes why the run is over; one that is no longer current has nothing to
    /// note.
    #[inline(never)]
    fn fail(&self, reason: SourceState, page: u32, offset: u32) -> Over {
        if let Ok(mut source) = self.source() {
            source.fail(reason, page, offset);
        }
        Over
    }

    fn is_feed(&self) -> bool {
        matches!(self.config.kind, SourceKind::Feed(_))
    }

    /// The address that is asked first: the feed's, or the search for the
    /// patient.
    fn first(&self) -> Option<String> {
        let identifier = self.asked.identifiers.first()?;
        let mut url = self.base.clone();
        if let SourceKind::Feed(mapping) = &self.config.kind {
            self.source().ok()?.set_subject(Subject {
                references: Vec::new(),
                identifiers: self.asked.identifiers.clone(),
            });
            url.push_str(&filled(
                mapping.path(),
                &identifier.system,
                &identifier.value,
            ));
        } else {
            url.push_str("/Patient?identifier=");
            push_encoded(&identifier.system, &mut url);
            url.push_str("%7C");
            push_encoded(&identifier.value, &mut url);
        }
        Some(url)
    }

    /// The requests after the patient was found.
    fn requests(&self, id: &str) -> Vec<String> {
        let size = digits(self.config.page_size);
        let mut encoded = String::new();
        push_encoded(id, &mut encoded);
        let mut requests = Vec::new();
        if let SourceKind::Fhir(FhirPlan {
            load: Load::Types,
            types,
            ..
        }) = &self.config.kind
        {
            for kind in types {
                let mut url = [&self.base, "/"].concat();
                push_encoded(kind, &mut url);
                for part in ["?patient=", &encoded, "&_count=", &size] {
                    url.push_str(part);
                }
                requests.push(url);
            }
        } else {
            let path = ["/Patient/", &encoded, "/$everything?_count=", &size];
            requests.push([&self.base, path.concat().as_str()].concat());
        }
        requests
    }

    /// Asks for one page.
    fn ask(&self, url: String) -> impl Future<Output = Result<Answered, SourceState>> {
        let accept = if self.is_feed() {
            "application/json, text/csv"
        } else {
            "application/fhir+json"
        };
        let request = Request {
            url,
            headers: vec![("Accept".to_owned(), accept.to_owned())],
            ..Request::default()
        };
        carry(
            Rc::clone(&self.engine),
            self.run,
            Rc::clone(&self.config),
            request,
        )
    }

    /// What is to be asked for after the answer from `url`: its next page, or
    /// the next request.
    fn after(&mut self, url: String, answer: Result<Answered, SourceState>) -> Option<String> {
        match self.next_page(url, answer) {
            Ok(None) => {}
            Ok(next) => return next,
            // A search that failed is noted and does not spoil the others.
            Err(Over) => {
                if !self.source().ok()?.is_reachable() {
                    return None;
                }
            }
        }
        self.request += 1;
        self.seen.clear();
        self.plan.next()
    }

    /// Reads an answer, and gives the address of the page that follows it.
    fn next_page(
        &mut self,
        url: String,
        answer: Result<Answered, SourceState>,
    ) -> Result<Option<String>, Over> {
        let number = self.seen.len() as u32 + 1;
        let page = self.receive(self.request, number, answer)?;
        if self.request == 0 && !self.is_feed() {
            let found = who::chosen(&mut *self.source()?, &page, &self.asked, &self.base);
            return match found {
                Found::Nobody => Err(Over),
                Found::Ids(ids) => {
                    let mut plan = Vec::new();
                    for id in &ids {
                        plan.append(&mut self.requests(id));
                    }
                    self.plan = plan.into_iter();
                    Ok(None)
                }
                Found::Follow(id) => {
                    self.seen.push(url);
                    let mut next = [&self.base, "/Patient/"].concat();
                    push_encoded(&id, &mut next);
                    Ok(Some(next))
                }
            };
        }
        let kept = who::belongs(&mut *self.source()?, &self.asked, &page);
        self.engine.changed();
        if !kept {
            return Err(Over);
        }
        let Some(next) = page.next else {
            return Ok(None);
        };
        let resolved = self.engine.environment.resolve(&url, &next);
        self.seen.push(url);
        let known = |url: &String| within(&self.base, url) && !self.seen.contains(url);
        if !resolved.as_ref().is_some_and(known) {
            return Err(self.fail(SourceState::NextElsewhere, number + 1, 0));
        }
        if number >= self.config.max_pages {
            return Err(self.fail(SourceState::PageLimit, number + 1, 0));
        }
        Ok(resolved)
    }

    /// Reads what was answered.
    fn receive(
        &self,
        request: u32,
        number: u32,
        answer: Result<Answered, SourceState>,
    ) -> Result<Page, Over> {
        let feed = self.is_feed();
        let mut source = self.source()?;
        let fail = |source: &mut Source, reason, offset| {
            source.fail(reason, number, offset);
            Over
        };
        let response = match answer {
            Ok(response) => response,
            Err(reason) => return Err(fail(&mut source, reason, 0)),
        };
        if let Some(reason) = refusal(response.status) {
            // A feed has no search for a patient: not found is its answer.
            if feed && reason == SourceState::NotFound && number == 1 {
                source.completeness = Completeness::NoSuchPatient;
                return Err(Over);
            }
            return Err(fail(&mut source, reason, 0));
        }
        if let Some(format) = foreign_format(&response.body) {
            source.format = format;
            return Err(fail(&mut source, SourceState::UnsupportedFormat, 0));
        }
        if !feed && !looks_like_json(&response.body) {
            return Err(fail(&mut source, SourceState::NotJson, 0));
        }
        let page = source.read(request << 16 | (number - 1), response.body);
        if let Some(offset) = page.broken_at {
            let is_other = |problem: &Problem| problem.code == ProblemCode::NotJson;
            let reason = match page.problems.iter().any(is_other) {
                true => SourceState::NotJson,
                false => SourceState::BrokenJson,
            };
            fail(&mut source, reason, offset);
        } else if page.refused {
            fail(&mut source, SourceState::Refused, 0);
        }
        Ok(page)
    }
}

fn refusal(status: u16) -> Option<SourceState> {
    match status {
        200..=299 => None,
        401 | 403 => Some(SourceState::SignIn),
        404 | 410 => Some(SourceState::NotFound),
        429 | 500..=599 => Some(SourceState::Server),
        _ => Some(SourceState::Refused),
    }
}

fn looks_like_json(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    matches!(first, Some(b'{' | b'['))
}

/// Whether an address lies on the base's own origin and under its path: a
/// `next` link to anywhere else would carry the user's session away.
fn within(base: &str, url: &str) -> bool {
    url.strip_prefix(base)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// A feed's path with the identifier in it.
fn filled(path: &str, system: &str, value: &str) -> String {
    let mut encoded = [String::new(), String::new()];
    let [own_system, own_value] = &mut encoded;
    push_encoded(system, own_system);
    push_encoded(value, own_value);
    part::replaced(
        &part::replaced(path, "{system}", own_system),
        "{value}",
        own_value,
    )
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
fn push_encoded(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                let letter = if half < 10 { b'0' } else { b'A' - 10 };
                out.push(char::from(letter + half));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_is_followed_only_under_the_base() {
        let base = "https://a.example/fhir";
        assert!(within(base, "https://a.example/fhir?page=2"));
        assert!(within(base, "https://a.example/fhir/Patient?x"));
        assert!(!within(base, "https://a.example/fhir2/Patient"));
        assert!(!within(base, "https://a.example.evil/fhir"));
        assert!(!within(base, "https://a.example/other"));
    }

    #[test]
    fn identifiers_are_encoded_in_addresses() {
        let mut out = String::new();
        push_encoded("https://x|ü", &mut out);
        assert_eq!(out, "https%3A%2F%2Fx%7C%C3%BC");
    }
}
