/// A stretch of time, in seconds on the rows' wall clock
/// ([`PartialDate::on_the_wall`](timeline_model::PartialDate::on_the_wall)).
/// Empty before a load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

const DAY: i64 = 86_400;
/// What is on screen at first: the last two years, and what is planned next.
const BEHIND: i64 = 731 * DAY;
const AHEAD: i64 = 62 * DAY;

impl Span {
    /// What is on screen as a load begins.
    pub(crate) fn at_first(now: i64) -> Span {
        Span {
            from: now - BEHIND,
            to: now + AHEAD,
        }
    }
}
