//! The list: only what is on screen is in the document.

pub(crate) mod arrangement;
mod controls;
mod entry_list;
pub(crate) mod families;
mod family;
pub(crate) mod items;
mod keys;
mod layout;
mod listed;
mod row;
pub(crate) mod scroller;

pub(crate) use controls::list_bar;
pub(crate) use entry_list::entry_list;
pub(crate) use row::{flagged, value_cell};
