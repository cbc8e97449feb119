//! Reads what a source answered.

use timeline_model::{Completeness, Page, Problem, ProblemCode, SourceState, foreign_format, part};

use super::{Job, Over, Step};
use crate::{carry::Answered, source::Source};

impl Job {
    /// Reads what was answered.
    pub fn receive(
        &self,
        step: &Step,
        answer: Result<Answered, SourceState>,
    ) -> Result<Page, Over> {
        let feed = self.fhir().is_none();
        let (request, number) = (step.request, step.page());
        let mut source = self.source()?;
        let fail = |source: &mut Source, reason, offset| {
            source.fail_in(request, reason, number, offset);
            Over
        };
        let mut answer = match answer {
            Ok(answer) => answer,
            Err(reason) => return Err(fail(&mut source, reason, 0)),
        };
        if let Some(reason) = refusal(answer.status) {
            // A feed has no search for a patient: not found is its answer.
            if feed && reason == SourceState::NotFound && number == 1 {
                source.completeness = Completeness::NoSuchPatient;
                return Err(Over);
            }
            source.refused |= answer.status == 401;
            return Err(fail(&mut source, reason, 0));
        }
        if let Some(reason) = answer.broken
            && !looks_like_json(&answer.body)
        {
            return Err(fail(&mut source, reason, 0));
        }
        if let Some(format) = foreign_format(&answer.body) {
            source.format = format;
            return Err(fail(&mut source, SourceState::UnsupportedFormat, 0));
        }
        if !feed && !looks_like_json(&answer.body) {
            return Err(fail(&mut source, SourceState::NotJson, 0));
        }
        let key = request << 16 | (number - 1);
        let page = source.read(key, core::mem::take(&mut answer.body));
        // Half a page is not to be had again for the whole one.
        if page.broken_at.is_none()
            && let Some(tag) = answer.header("etag")
        {
            source.tag_page(key, &step.asking.url, tag);
        }
        source.hear(page.missing);
        if let Some(offset) = page.broken_at {
            let is_other = |problem: &Problem| problem.code == ProblemCode::NotJson;
            let reason = match page.problems.iter().any(is_other) {
                true => SourceState::NotJson,
                false => answer.broken.unwrap_or(SourceState::BrokenJson),
            };
            fail(&mut source, reason, offset);
        } else if page.refused {
            fail(&mut source, SourceState::Refused, 0);
        } else if !page.problems.is_empty() {
            source.spoil(request);
        }
        Ok(page)
    }
}

/// Why an answer of this status is none.
pub fn refusal(status: u16) -> Option<SourceState> {
    match status {
        200..=299 => None,
        401 => Some(SourceState::SignIn),
        403 => Some(SourceState::Forbidden),
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

/// What a page holds, without what stands before its first resource: its own
/// links differ also where it is the same page again.
pub fn content(body: &[u8]) -> &[u8] {
    let text = str::from_utf8(body).unwrap_or_default();
    let first = part::find(text, "\"resource\"").unwrap_or_default();
    body.get(first..).unwrap_or_default()
}

/// Whether an address lies on the base's own origin and under its path: a
/// `next` link to anywhere else would carry the user's session away.
pub fn within(base: &str, url: &str) -> bool {
    url.strip_prefix(base)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::stamp_of;

    use crate::plan::encoded;

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
    fn page_that_comes_again_is_known_by_what_it_holds() {
        let page = |next: &str, id: &str| {
            let link = format!(r#"{{"link":[{{"relation":"next","url":"{next}"}}],"entry":["#);
            let body = format!(r#"{link}{{"resource":{{"resourceType":"Flag","id":"{id}"}}}}]}}"#);
            stamp_of(content(body.as_bytes()))
        };
        assert_eq!(page("?p=2", "1"), page("?p=3", "1"));
        assert_ne!(page("?p=2", "1"), page("?p=2", "2"));
        let feed = |next: &str| stamp_of(content(next.as_bytes()));
        assert_ne!(feed(r#"{"next":2}"#), feed(r#"{"next":3}"#));
    }

    #[test]
    fn identifiers_are_encoded_in_addresses() {
        assert_eq!(encoded("https://x|ü"), "https%3A%2F%2Fx%7C%C3%BC");
    }
}
