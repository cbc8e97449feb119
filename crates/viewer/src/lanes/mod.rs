//! The record in lanes over one axis of time. What is drawn where is worked
//! out purely, from an index of the lines to a picture; a canvas draws it, and
//! the document holds names and controls.

mod arrange;
mod axis;
mod beyond;
mod board;
mod crowd;
mod draw;
mod hit;
mod index;
mod label;
mod lane;
mod layout;
mod names;
mod picture;
mod place;
mod rest;
mod room;
mod rows;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod ticks;
mod view;

pub(crate) use board::Lanes;
pub(crate) use hit::{bounds, hit};
pub(crate) use index::{Entry, LaneIndex};
pub(crate) use lane::of as lane_of;
pub(crate) use picture::Picture;
pub(crate) use place::lanes;
