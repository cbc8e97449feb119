//! The whole record as density, with the time on screen marked on it.

mod density;
mod grip;
mod strip;

pub(crate) use strip::overview;
