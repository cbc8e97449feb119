/// A stretch of time, in seconds on the rows' wall clock
/// ([`PartialDate::on_the_wall`](timeline_model::PartialDate::on_the_wall)).
/// Empty before a load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

pub(crate) const DAY: i64 = 86_400;
/// The least that is shown at once.
const LEAST: i64 = 600;
/// Of a window that looks back from now, so much lies ahead of now.
const AHEAD: i64 = 12;

impl Span {
    /// What is on screen as a load begins: the last two years.
    pub(crate) fn at_first(now: i64) -> Span {
        Span::last(now, 731 * DAY)
    }

    /// So many seconds back from now, and what is planned next.
    pub(crate) fn last(now: i64, seconds: i64) -> Span {
        Span {
            from: now - seconds,
            to: now + seconds / AHEAD,
        }
    }

    pub(crate) fn width(self) -> i64 {
        (self.to - self.from).max(1)
    }

    pub(crate) fn middle(self) -> i64 {
        self.from + self.width() / 2
    }

    /// Whether anything of `first` to `last` lies in it.
    pub(crate) fn meets(self, first: i64, last: i64) -> bool {
        first <= self.to && last >= self.from
    }

    /// The time at a share of its width: 0 is where it begins, 1 its end.
    pub(crate) fn at(self, share: f64) -> i64 {
        self.from + (self.width() as f64 * share) as i64
    }

    /// At which share of its width a time lies.
    pub(crate) fn share(self, time: i64) -> f64 {
        (time - self.from) as f64 / self.width() as f64
    }

    /// So many times as wide, with `about` where it was.
    pub(crate) fn zoomed(self, about: i64, factor: f64) -> Span {
        let from = about - ((about - self.from) as f64 * factor) as i64;
        Span {
            from,
            to: from + ((self.width() as f64 * factor) as i64).max(LEAST),
        }
    }

    /// Moved by so much of its own width.
    pub(crate) fn panned(self, share: f64) -> Span {
        self.moved((self.width() as f64 * share) as i64)
    }

    fn moved(self, by: i64) -> Span {
        Span {
            from: self.from + by,
            to: self.to + by,
        }
    }

    /// With `time` in its middle.
    pub(crate) fn centred(self, time: i64) -> Span {
        self.moved(time - self.middle())
    }

    /// Moved as little as is needed to hold `time`, and not at its very edge.
    pub(crate) fn holding(self, time: i64) -> Span {
        let edge = self.width() / 20;
        let late = (time + edge - self.to).max(0);
        self.moved(late - (self.from + late + edge - time).max(0))
    }

    /// What two fingers make of it, which hold the times that they took hold
    /// of: at the shares `before` of its width, and now at `after`.
    pub(crate) fn pinched(self, before: (f64, f64), after: (f64, f64)) -> Span {
        let apart = |(a, b): (f64, f64)| (a - b).abs().max(0.01);
        let factor = apart(before) / apart(after);
        let held = (before.0 + before.1) / 2.0;
        let now = (after.0 + after.1) / 2.0;
        let width = ((self.width() as f64 * factor) as i64).max(LEAST);
        let from = self.at(held) - (width as f64 * now) as i64;
        Span {
            from,
            to: from + width,
        }
    }

    /// As much of it as may be shown of a record that lies within `bounds`:
    /// no more than that, and never less than some minutes.
    pub(crate) fn within(self, bounds: Span) -> Span {
        let width = self.width().max(LEAST).min(bounds.width());
        let from = self.from.min(bounds.to - width).max(bounds.from);
        Span {
            from,
            to: from + width,
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const YEAR: i64 = 365 * DAY;

    /// A record of up to 120 years, and a window somewhere near it.
    fn spans() -> impl Strategy<Value = (Span, Span)> {
        (
            -100 * YEAR..60 * YEAR,
            LEAST..120 * YEAR,
            -150 * YEAR..150 * YEAR,
            1..200 * YEAR,
        )
            .prop_map(|(from, width, at, wide)| {
                let bounds = Span {
                    from,
                    to: from + width,
                };
                let span = Span {
                    from: at,
                    to: at + wide,
                };
                (bounds, span)
            })
    }

    proptest! {
        #[test]
        fn a_window_stays_in_the_record((bounds, span) in spans()) {
            let within = span.within(bounds);
            prop_assert!(within.from >= bounds.from && within.to <= bounds.to);
            prop_assert!(within.width() >= LEAST.min(bounds.width()));
            prop_assert_eq!(within.within(bounds), within);
        }

        #[test]
        fn a_window_that_is_in_the_record_is_left_alone((bounds, span) in spans()) {
            let within = span.within(bounds);
            if span.from >= bounds.from && span.to <= bounds.to && span.width() >= LEAST {
                prop_assert_eq!(within, span);
            }
        }

        #[test]
        fn zooming_leaves_what_it_is_about_in_place(
            (_, span) in spans(), share in 0.0..1.0, factor in 0.05..20.0,
        ) {
            let about = span.at(share);
            let zoomed = span.zoomed(about, factor);
            if (span.width() as f64 * factor) as i64 > LEAST {
                // To a second at each end.
                let off = (zoomed.at(span.share(about)) - about).abs();
                prop_assert!(off <= 3, "{off}");
            }
        }

        #[test]
        fn zooming_in_and_out_comes_back((_, span) in spans(), share in 0.0..1.0) {
            prop_assume!(span.width() > 100_000);
            let about = span.at(share);
            let back = span.zoomed(about, 0.5).zoomed(about, 2.0);
            prop_assert!((back.from - span.from).abs() <= 4 && (back.to - span.to).abs() <= 4);
        }

        #[test]
        fn panning_keeps_the_width((_, span) in spans(), share in -3.0..3.0) {
            prop_assert_eq!(span.panned(share).width(), span.width());
        }

        #[test]
        fn holding_a_time_moves_only_where_it_must((_, span) in spans(), time in -150 * YEAR..150 * YEAR) {
            let held = span.holding(time);
            prop_assert_eq!(held.width(), span.width());
            prop_assert!(held.meets(time, time));
            prop_assert_eq!(held.holding(time), held);
            let edge = span.width() / 20;
            if time > span.from + edge && time < span.to - edge {
                prop_assert_eq!(held, span);
            }
        }

        #[test]
        fn fingers_keep_hold_of_their_times(
            (_, span) in spans(), a in 0.0..0.4, b in 0.5..1.0, c in 0.0..0.4, d in 0.5..1.0,
        ) {
            prop_assume!(span.width() > 100_000);
            let pinched = span.pinched((a, b), (c, d));
            for (before, after) in [(a, c), (b, d)] {
                let off = (pinched.at(after) - span.at(before)).abs() as f64;
                prop_assert!(off / span.width() as f64 <= 1e-3, "{off}");
            }
        }
    }

    #[test]
    fn two_years_are_on_screen_at_first_and_what_is_next() {
        let span = Span::at_first(0);
        assert_eq!((span.from / DAY, span.to / DAY), (-731, 60));
    }

    #[test]
    fn a_centred_window_has_the_time_in_its_middle() {
        let span = Span { from: 0, to: 100 }.centred(500);
        assert_eq!((span.from, span.to), (450, 550));
    }
}
