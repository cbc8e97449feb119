//! The agreement under which a source is shared, held against the day and the
//! user.

use timeline_engine::config::Agreement;

use super::codes::Code;
use super::finding::Finding;

const DAY: i64 = 86_400;
/// How many days before the end the integrator is warned.
const NOTICE: i64 = 30;

/// The agreement at this second (from 1970-01-01 UTC); the user's role and
/// purpose of use are empty where they are not known.
pub fn examine(agreement: &Agreement, now: i64, role: &str, purpose: &str) -> Vec<Finding> {
    let mut findings = vec![term(agreement, now)];
    let covered = |list: &[String], own: &str| list.iter().any(|one| same(one, own));
    let lists = [
        (Code::AgreementRole, "role", &agreement.roles, role),
        (
            Code::AgreementPurpose,
            "purpose",
            &agreement.purposes,
            purpose,
        ),
    ];
    for (code, what, list, own) in lists {
        if list.is_empty() || covered(list, own) {
            continue;
        }
        let list = list.join(", ");
        findings.push(if own.is_empty() {
            let says = format!("the element asks for nothing without one of: {list}");
            Finding::note(code, says, format!("give --{what}, as the page will"))
        } else {
            let says = format!("{what} {own} is not covered: the element asks for nothing");
            Finding::warning(code, says, format!("the agreement covers {list}"))
        });
    }
    findings
}

/// Case and spaces are forgiven.
fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    plain(a) == plain(b)
}

fn term(agreement: &Agreement, now: i64) -> Finding {
    let title = &agreement.title;
    if agreement.from.is_some_and(|from| now < from.earliest()) {
        return Finding::fault(
            Code::AgreementNotYet,
            format!("{title} does not hold yet: the element asks for nothing"),
            "correct from, or wait for it",
        );
    }
    let Some(until) = agreement.until else {
        return Finding::good(Code::Agreement, format!("{title}, without an end"));
    };
    let left = (until.latest() - now).div_euclid(DAY);
    if left < 0 {
        let days = -left;
        let says = format!("{title} ran out {days} days ago");
        return if agreement.stops {
            let says = format!("{says}: the element asks for nothing");
            Finding::fault(Code::AgreementOver, says, "renew it and correct until")
        } else {
            let advice = "review it and correct until; onExpiry: stop would end the sharing";
            Finding::warning(Code::AgreementOver, says, advice)
        };
    }
    let says = format!("{title} ends in {left} days");
    if left <= NOTICE {
        Finding::warning(Code::AgreementEnds, says, "renew it and correct until")
    } else {
        Finding::good(Code::Agreement, says)
    }
}
