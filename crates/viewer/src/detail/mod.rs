//! An entry's detail: the copy that each source holds, side by side.

mod copies;
mod pane;
mod reasons;

pub(crate) use pane::detail_pane;
