//! Whether the pages of the record lead on, and stay where they should.

use timeline_model::{SourceState, SourceStatus};
use url::Url;

use super::account::Exchange;
use crate::check::codes::Code;
use crate::check::finding::Finding;

/// What is to be said of pages, where there are any.
pub fn finding(exchanges: &[&Exchange], status: &SourceStatus, base: &Url) -> Option<Finding> {
    let pages = || exchanges.iter().filter(|exchange| !exchange.finds());
    let nexts = pages().filter_map(|page| page.bundle.as_ref()?.next.as_deref());
    let nexts: Vec<Url> = nexts.filter_map(|next| base.join(next).ok()).collect();
    match status.reason {
        Some(SourceState::NextElsewhere) => Some(elsewhere(&nexts, base)),
        Some(SourceState::PagesRepeat) => Some(Finding::fault(
            Code::PagesRepeat,
            "the next page is one that was read already",
            "see how the source makes its next links",
        )),
        _ if pages().all(|page| !page.is_good()) => None,
        _ if nexts.is_empty() => {
            let says = "one page holds all that was asked for";
            Some(Finding::good(Code::Paging, says))
        }
        _ => {
            let says = "next pages lie under baseUrl, and the second was read";
            Some(Finding::good(Code::Paging, says))
        }
    }
}

fn elsewhere(nexts: &[Url], base: &Url) -> Finding {
    let own = base.origin();
    let foreign = nexts.iter().find(|next| next.origin() != own);
    let says = match foreign {
        Some(next) => {
            let (there, here) = (next.origin(), own.ascii_serialization());
            let there = there.ascii_serialization();
            format!("the next page lies on {there}, not on {here}: it is not followed")
        }
        None => "the next page does not lie under baseUrl: it is not followed".to_owned(),
    };
    Finding::fault(
        Code::PagingElsewhere,
        says,
        "have the source write its public address into its links, or set baseUrl to the one it writes",
    )
}
