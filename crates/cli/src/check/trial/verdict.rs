//! What an account of requests and the engine's last word on the source come
//! to.

use timeline_engine::config::SourceConfig;
use timeline_model::{Completeness, KindStatus, SourceState, SourceStatus};
use url::Url;

use super::Outcome;
use super::account::Exchange;
use super::{answers, paging};
use crate::check::codes::Code;
use crate::check::cors::text;
use crate::check::finding::{Finding, Level};
use crate::check::token::NoToken;
use crate::check::words;

/// What came of a trial, in the order in which it went.
pub fn findings(
    outcome: &Outcome,
    config: &SourceConfig,
    base: &Url,
    origin: Option<&str>,
) -> Vec<Finding> {
    if let Some(reason) = &outcome.no_token {
        return vec![no_token(reason)];
    }
    let of_record = |exchange: &&Exchange| exchange.of_source && exchange.shape != "metadata";
    let exchanges: Vec<&Exchange> = outcome.exchanges.iter().filter(of_record).collect();
    let reasons = exchanges.iter().filter_map(|e| e.no_reply.as_ref());
    let no_reply = reasons.map(|reason| words::no_reply(reason, base)).next();
    let mut findings: Vec<Finding> = no_reply.into_iter().collect();
    findings.extend(answers::findings(&exchanges, config, origin));
    if let Some(status) = &outcome.status {
        findings.extend(patient(&exchanges, status));
        findings.extend(identity(status));
        findings.extend(first_page(&exchanges));
        findings.extend(paging::finding(&exchanges, status, base));
        findings.extend(unreadable(&exchanges, status));
        findings.extend(kinds(status));
    }
    findings
}

fn no_token(reason: &NoToken) -> Finding {
    match reason {
        NoToken::NotGiven => Finding::note(
            Code::SignInNotTried,
            "not tried: the source wants a token",
            "give --token-command with a command that prints one",
        ),
        NoToken::Failed(reason) => Finding::fault(
            Code::TokenCommand,
            reason.clone(),
            "run it by hand, with TIMELINE_SOURCE set to the source's id",
        ),
    }
}

fn patient(exchanges: &[&Exchange], status: &SourceStatus) -> Option<Finding> {
    if status.completeness == Completeness::NoSuchPatient {
        return Some(Finding::fault(
            Code::PatientNotFound,
            "the source knows nobody by this identifier",
            "see which system it writes for it (Patient.identifier.system), and give --patient somebody whom it knows",
        ));
    }
    let search = exchanges.iter().find(|exchange| exchange.finds())?;
    if search.reads_patient() && search.is_good() {
        return Some(Finding::good(Code::PatientFound, "found by the id"));
    }
    let found = search.bundle.as_ref()?.patients;
    if status.reason == Some(SourceState::SeveralPatients) {
        return Some(Finding::fault(
            Code::SeveralPatients,
            format!("{found} patients bear this identifier, and none of them is shown"),
            "have the source merge or link them (Patient.link), or find the patient by id",
        ));
    }
    let says = format!("{found} found by {}", search.shape);
    (found > 0).then(|| Finding::good(Code::PatientFound, says))
}

/// Whether the record is about whom was asked for, by the engine's word.
fn identity(status: &SourceStatus) -> Option<Finding> {
    let (code, says, advice) = match status.reason {
        Some(SourceState::OtherIdentifier) => (
            Code::OtherIdentifier,
            "the answer is about somebody with another identifier: held back",
            "see why the source answers about somebody else",
        ),
        Some(SourceState::OtherBirthDate) => (
            Code::OtherBirthDate,
            "the date of birth is another: held back",
            "correct it at the host or at the source",
        ),
        Some(SourceState::NotConfirmed) => (
            Code::NotConfirmed,
            "nothing says whose record it is: held back",
            "have the source send the Patient with the identifier, or set trusted where its address leaves no doubt",
        ),
        Some(SourceState::NameDiffers) => {
            let says = "family name or gender differs: shown with a warning";
            let advice = "correct it where it is wrong";
            return Some(Finding::warning(Code::NameDiffers, says, advice));
        }
        _ if is_shown(status) => {
            return Some(Finding::good(Code::Identity, "it is who was asked for"));
        }
        _ => return None,
    };
    Some(Finding::fault(code, says, advice))
}

/// Whether something of the source is shown.
pub fn is_shown(status: &SourceStatus) -> bool {
    use Completeness::{Complete, CutShort, Empty, Partial};
    matches!(status.completeness, Complete | Empty | Partial | CutShort)
}

fn first_page(exchanges: &[&Exchange]) -> Option<Finding> {
    let answered = |exchange: &&&Exchange| !exchange.finds() && exchange.is_good();
    let first = exchanges.iter().find(answered)?;
    let (took, size) = (first.took.as_millis(), first.bytes.div_ceil(1000));
    let mut says = format!("{took} ms, {size} kB");
    if first.carried < first.bytes {
        let carried = first.carried.div_ceil(1000);
        says.push_str(&format!(" ({carried} kB on the way)"));
    }
    if let Some(bundle) = &first.bundle {
        says.push_str(&format!(", {} resources", bundle.resources));
    }
    Some(Finding::good(Code::FirstPage, says))
}

/// What the element will say of kinds of record that stand otherwise than the
/// source as a whole.
fn kinds(status: &SourceStatus) -> Option<Finding> {
    let one = |own: &KindStatus| {
        let kinds: Vec<&str> = own.kinds.iter().map(|kind| kind.code()).collect();
        let mut says = format!("{}: {}", own.completeness.code(), kinds.join(", "));
        let reason = own.reason.map(SourceState::code);
        if let Some(reason) = reason.filter(|reason| *reason != own.completeness.code()) {
            says.push_str(&format!(" ({reason})"));
        }
        says
    };
    // That a kind is empty says something of the patient.
    let differs = |own: &&KindStatus| {
        own.completeness != status.completeness && own.completeness != Completeness::Empty
    };
    let all: Vec<String> = status.kinds.iter().filter(differs).map(one).collect();
    let says = all.join("; ");
    (is_shown(status) && !all.is_empty()).then(|| Finding::note(Code::Kinds, says, ""))
}

/// What was answered and cannot be read.
fn unreadable(exchanges: &[&Exchange], status: &SourceStatus) -> Option<Finding> {
    let last = exchanges.iter().rfind(|exchange| exchange.is_good());
    let last = last.or(exchanges.last())?;
    match status.reason? {
        SourceState::Timeout => Some(Finding::fault(
            Code::AnswerTimeout,
            format!("{} is not answered whole in the time allowed", last.shape),
            "see why the source is slow, or raise timeout, headersTimeout and chunkTimeout",
        )),
        SourceState::NotJson | SourceState::UnsupportedFormat => {
            let media = text(&last.answered, "content-type").unwrap_or_default();
            Some(words::not_json(&last.shape, media.starts_with("text/html")))
        }
        SourceState::BrokenJson => Some(Finding::fault(
            Code::AnswerBroken,
            format!(
                "the JSON of {} breaks off at byte {}",
                last.shape, status.offset
            ),
            "see whether something between cuts long answers off",
        )),
        SourceState::TooLarge => Some(Finding::fault(
            Code::TooLarge,
            format!("a page has more bytes than maxBytes allows: {}", last.shape),
            "lower pageSize, or raise maxBytes",
        )),
        _ => None,
    }
}

/// What the element will say of the source, in its own names, after what was
/// told before.
pub fn last_word(status: &SourceStatus, told: &[Finding]) -> Finding {
    let faults = || told.iter().filter(|finding| finding.level == Level::Fault);
    // The trial goes on where a browser does not.
    let stopped =
        |finding: &Finding| ["address", "preflight", "cors"].contains(&finding.code.what());
    let says = said(status, faults().any(stopped));
    let mut codes = told.iter().map(|finding| finding.code);
    // What the agreement has to do with it was told.
    let untried = codes.any(|code| code == Code::SignInNotTried)
        || status.completeness == Completeness::NotShared;
    if untried || faults().next().is_some() {
        return Finding::note(Code::Outcome, says, "");
    }
    match status.completeness {
        Completeness::Complete | Completeness::Empty => Finding::good(Code::Outcome, says),
        Completeness::CutShort if status.reason == Some(SourceState::PageLimit) => {
            Finding::good(Code::Outcome, says)
        }
        completeness => {
            let advice = "see what the reason means in the element's documentation";
            if is_shown(status) || completeness == Completeness::Withheld {
                Finding::warning(Code::Outcome, says, advice)
            } else {
                Finding::fault(Code::Outcome, says, advice)
            }
        }
    }
}

fn said(status: &SourceStatus, stopped: bool) -> String {
    let mut says = String::new();
    if stopped {
        says.push_str("once browsers are let in, ");
    }
    says.push_str("the element will say: ");
    says.push_str(status.completeness.code());
    if let Some(reason) = status.reason {
        says.push_str(&format!(" ({})", reason.code()));
    }
    let tally = &status.tally;
    if is_shown(status) && tally.received > 0 {
        let (entries, received) = (status.records, tally.received);
        says.push_str(&format!("; {entries} entries from {received} resources"));
    }
    if status.reason == Some(SourceState::PageLimit) {
        says.push_str(&format!(" on the first {} pages", super::PAGES));
    }
    says
}
