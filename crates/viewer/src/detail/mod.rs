//! An entry's detail: the copy that each source holds, side by side.

mod copies;
mod disclosure;
mod family;
mod linked;
mod narrative;
mod pane;
mod reasons;
mod rebuilt;

pub(crate) use disclosure::disclosure;
pub(crate) use linked::when;
pub(crate) use pane::detail_pane;
