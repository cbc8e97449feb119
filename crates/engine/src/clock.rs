use core::cell::RefCell;
use std::rc::Rc;

use timeline_model::PartialDate;

use crate::Environment;

/// The configured now and zone, and dates as they are shown there.
pub struct Clock {
    environment: Rc<dyn Environment>,
    fixed_now: Option<i64>,
    zone: String,
    /// By how many seconds the server's clock is ahead of this one.
    pub ahead: i64,
    /// What was recorded after this is new to the user; on the wall clock.
    pub new_since: Option<PartialDate>,
    /// Offsets by quarter hour in its order, for asking the browser is slow and
    /// no zone changes within one.
    offsets: RefCell<Vec<(i64, i32)>>,
}

const QUARTER_HOUR: i64 = 900;

impl Clock {
    pub fn new(environment: Rc<dyn Environment>, fixed_now: Option<i64>, zone: String) -> Clock {
        Clock {
            environment,
            fixed_now,
            zone,
            ahead: 0,
            new_since: None,
            offsets: RefCell::default(),
        }
    }

    /// Now on the zone's wall clock.
    pub fn now(&self) -> PartialDate {
        self.at(self.environment.now())
    }

    /// The same by the server's clock, where that is known; the fixed now comes
    /// before either.
    pub fn of_server(&self) -> PartialDate {
        self.at(self.environment.now() + self.ahead)
    }

    /// An instant that is now by somebody's clock; the fixed now goes before it.
    pub fn at(&self, now: i64) -> PartialDate {
        let now = self.fixed_now.unwrap_or(now);
        PartialDate::from_epoch(now, self.offset(now))
    }

    /// The date as the zone's wall clock shows it. A day or less, and a time
    /// without a zone, stay as they are.
    pub fn local(&self, date: PartialDate) -> PartialDate {
        match date.offset {
            Some(_) => date.in_offset(self.offset(date.earliest())),
            None => date,
        }
    }

    /// Whether what was recorded then, by the wall clock, is new to the user. A
    /// day on which it may have become so counts: nothing new is to be missed.
    pub fn is_new(&self, recorded: Option<PartialDate>) -> bool {
        match (self.new_since, recorded) {
            (Some(since), Some(recorded)) => recorded.on_the_wall().1 > since.on_the_wall().0,
            _ => false,
        }
    }

    /// Puts a date, where there is one, on the zone's wall clock.
    #[inline(never)]
    pub fn set(&self, date: &mut Option<PartialDate>) {
        if let Some(date) = date {
            *date = self.local(*date);
        }
    }

    fn offset(&self, at: i64) -> i32 {
        let quarter = at.div_euclid(QUARTER_HOUR);
        let offsets = &mut *self.offsets.borrow_mut();
        let place = offsets.partition_point(|(own, _)| *own < quarter);
        match offsets.get(place) {
            Some((own, offset)) if *own == quarter => *offset,
            _ => {
                let offset = self.environment.offset(&self.zone, at).unwrap_or(0);
                offsets.insert(place, (quarter, offset));
                offset
            }
        }
    }
}
