//! What is seen first: what is current, who was seen last, what is new.

mod gap;
mod involved;
mod line;
mod moves;
mod panel;
mod picks;
mod rivals;
mod warnings;

pub(crate) use line::of_medicine;
pub(crate) use panel::glance;
pub(crate) use picks::Picked;
pub(crate) use rivals::contradict;
pub(crate) use warnings::{lesser, warnings};
