//! The time that is on screen, how one moves through it, and where entries lie
//! in it.

mod bounds;
mod extent;
mod hands;
mod help;
mod keys;
mod moving;
mod ranges;
mod window;
mod words;

pub(crate) use bounds::first_window;
pub(crate) use extent::{End, Extent, extent_of};
pub(crate) use hands::{Hands, moved_by, share_of};
pub(crate) use help::{key_help, open_help, press_anywhere};
pub(crate) use keys::press;
pub(crate) use moving::{Moving, follow_time};
pub(crate) use ranges::time_tools;
pub(crate) use window::Span;
pub(crate) use words::{date_of, span_words};
