//! The time that is on screen, how one moves through it, and where entries lie
//! in it.

mod bounds;
mod extent;
#[expect(dead_code, reason = "lanes are moved by it")]
mod hands;
mod keys;
mod moving;
mod ranges;
mod window;
mod words;

pub(crate) use extent::{End, Extent, extent_of};
pub(crate) use hands::share_of;
pub(crate) use keys::press;
pub(crate) use moving::{Moving, follow_opened};
pub(crate) use ranges::time_tools;
pub(crate) use window::Span;
pub(crate) use words::{date_of, span_words};
