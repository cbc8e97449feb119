//! The time that is on screen, and where entries lie in it.

#[expect(dead_code, reason = "what is drawn over time reads it")]
mod extent;
mod window;

pub(crate) use window::Span;
