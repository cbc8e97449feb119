//! Counts, and the shares that they make.

/// Pairs and events of one type of resource, or of all.
#[derive(Clone, Copy, Default)]
pub struct Figures {
    /// Pairs put together that are one event.
    pub right: usize,
    /// Pairs put together that are not.
    pub wrong: usize,
    /// Pairs of one event not put together.
    pub missed: usize,
    /// Of those missed, the ones shown as possibly the same.
    pub hinted: usize,
    /// Events returned as exactly their set.
    pub exact: usize,
    pub events: usize,
}

impl Figures {
    pub fn add(&mut self, other: &Figures) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
        self.hinted += other.hinted;
        self.exact += other.exact;
        self.events += other.events;
    }

    pub fn line(&self, name: &str) -> String {
        let Figures {
            right,
            wrong,
            missed,
            hinted,
            exact,
            events,
        } = *self;
        format!(
            "{name:20} precision {:.4}  recall {:.4}  found {:.4}  exact {:.4}  \
             (pairs right {right}, wrong {wrong}, missed {missed}; events {events})",
            share(right, right + wrong),
            share(right, right + missed),
            share(right + hinted, right + missed),
            share(exact, events),
        )
    }
}

/// The share of a whole; of nothing none.
pub fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
