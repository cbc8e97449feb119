//! The agreement under which a source is shared, held against the day and the
//! user by the engine's own rules.

use timeline_engine::agreement::{due, refusal};
use timeline_engine::config::{Agreement, SourceConfig};
use timeline_model::protocol::{LoadRequest, NoticeCode};
use timeline_model::{PartialDate, SourceState};

use super::codes::Code;
use super::finding::Finding;

/// What is to be said of the agreement on this day for this user; nothing
/// where there is none.
pub fn examine(config: &SourceConfig, now: PartialDate, who: &LoadRequest) -> Vec<Finding> {
    let Some(agreement) = &config.agreement else {
        return Vec::new();
    };
    let mut findings = vec![term(config, agreement, now)];
    findings.extend(match refusal(config, who, &who.purpose, now) {
        Some(SourceState::Role) => Some(uncovered(
            Code::AgreementRole,
            ["role", &who.role],
            &agreement.roles,
        )),
        Some(SourceState::Purpose) => Some(uncovered(
            Code::AgreementPurpose,
            ["purpose", &who.purpose],
            &agreement.purposes,
        )),
        _ => None,
    });
    findings
}

fn term(config: &SourceConfig, agreement: &Agreement, now: PartialDate) -> Finding {
    let title = &agreement.title;
    if let Some(notice) = due(config, now) {
        let days = notice.days;
        return match notice.code {
            NoticeCode::AgreementOverdue if agreement.stops => Finding::fault(
                Code::AgreementOver,
                format!("{title} ran out {days} days ago: the element asks for nothing"),
                "renew it and correct until",
            ),
            NoticeCode::AgreementOverdue => Finding::warning(
                Code::AgreementOver,
                format!("{title} ran out {days} days ago, and its review is overdue"),
                "review it and correct until; onExpiry: stop would end the sharing",
            ),
            _ => Finding::warning(
                Code::AgreementEnds,
                format!("{title} ends in {days} days"),
                "renew it and correct until",
            ),
        };
    }
    if refusal(config, &LoadRequest::default(), "", now) == Some(SourceState::Expired) {
        return Finding::fault(
            Code::AgreementNotYet,
            format!("{title} does not hold yet: the element asks for nothing"),
            "correct from, or wait for it",
        );
    }
    let end = match agreement.until {
        Some(_) => "for more than 30 days",
        None => "without an end",
    };
    Finding::good(Code::Agreement, format!("{title} holds, {end}"))
}

/// What the user is, and is not covered; nothing where it is not given.
fn uncovered(code: Code, [what, own]: [&str; 2], covered: &[String]) -> Finding {
    let covered = match covered {
        [] => "any".to_owned(),
        covered => covered.join(", "),
    };
    if own.trim().is_empty() {
        let says = format!("the element asks for nothing without a {what}; covered: {covered}");
        Finding::note(code, says, format!("give --{what}, as the page will"))
    } else {
        let says = format!("{what} {own} is not covered: the element asks for nothing");
        Finding::warning(code, says, format!("covered: {covered}"))
    }
}
