//! An entry's detail: the copy that each source holds, side by side.

mod copies;
mod disclosure;
mod document;
mod elsewhere;
mod family;
mod file;
mod linked;
mod narrative;
mod original;
mod pane;
mod plain;
mod reasons;
mod rebuilt;
mod reference;
mod trend;

pub(crate) use disclosure::disclosure;
pub(crate) use linked::when;
pub(crate) use pane::{bring_into_view, detail_pane};
