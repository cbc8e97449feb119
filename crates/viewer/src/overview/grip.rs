use crate::span::Span;

/// By what the window on the overview is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Grip {
    #[default]
    Whole,
    Start,
    End,
}

/// How far from an edge a pointer takes hold of it, in pixels.
const EDGE: f64 = 10.0;

impl Grip {
    /// What a pointer at `x` takes hold of, of a window from `left` to
    /// `right`; `None` beside it. A narrow window is held by its edges from
    /// outside, so that it can be moved as well.
    pub(crate) fn at(x: f64, left: f64, right: f64) -> Option<Grip> {
        let inside = EDGE.min((right - left) / 4.0);
        if x < left - EDGE || x > right + EDGE {
            None
        } else if x < left + inside {
            Some(Grip::Start)
        } else if x > right - inside {
            Some(Grip::End)
        } else {
            Some(Grip::Whole)
        }
    }

    /// The window, moved or stretched by so many seconds.
    pub(crate) fn pull(self, span: Span, by: i64) -> Span {
        let mut pulled = span;
        if self != Grip::End {
            pulled.from += by;
        }
        if self != Grip::Start {
            pulled.to += by;
        }
        // An edge is not pulled over the other.
        match self {
            Grip::Start => pulled.from = pulled.from.min(span.to - 1),
            _ => pulled.to = pulled.to.max(pulled.from + 1),
        }
        pulled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_held_by_its_edges_or_as_a_whole() {
        for (x, wanted) in [
            (80.0, None),
            (95.0, Some(Grip::Start)),
            (108.0, Some(Grip::Start)),
            (150.0, Some(Grip::Whole)),
            (195.0, Some(Grip::End)),
            (209.0, Some(Grip::End)),
            (220.0, None),
        ] {
            assert_eq!(Grip::at(x, 100.0, 200.0), wanted, "{x}");
        }
    }

    #[test]
    fn a_narrow_window_can_still_be_moved() {
        assert_eq!(Grip::at(104.0, 100.0, 108.0), Some(Grip::Whole));
        assert_eq!(Grip::at(97.0, 100.0, 108.0), Some(Grip::Start));
        assert_eq!(Grip::at(111.0, 100.0, 108.0), Some(Grip::End));
    }

    #[test]
    fn an_edge_is_pulled_and_never_over_the_other() {
        let span = Span { from: 100, to: 200 };
        let pulled = |grip: Grip, by| {
            let span = grip.pull(span, by);
            (span.from, span.to)
        };
        assert_eq!(pulled(Grip::Whole, -30), (70, 170));
        assert_eq!(pulled(Grip::Start, 40), (140, 200));
        assert_eq!(pulled(Grip::Start, 400), (199, 200));
        assert_eq!(pulled(Grip::End, -400), (100, 101));
    }
}
