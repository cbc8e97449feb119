//! What is said of the marks in the lanes: a tip beside the one that is
//! pointed at, pins that stay, and the cursor of those who use no pointer.

mod card;
mod cursor;
mod keys;
mod near;
mod pin;
mod plot;
mod tip;

use core::cell::Cell;
use std::rc::Rc;

use timeline_model::EntryId;

use crate::{
    element::Place,
    slot::{Signal, Slot},
};

pub(crate) use plot::plot;

/// What the pins know.
#[derive(Default)]
pub(crate) struct Pins {
    /// What has the focus for moving in the lanes.
    field: Rc<Place>,
    /// What is pointed at, and where along it.
    tip: Slot<Option<(f64, Spot)>>,
    pins: Slot<Vec<Pinned>>,
    /// The number of the newest pin: none is given twice.
    last: Cell<u32>,
    /// The lanes are used by keyboard: the cursor's entry is pointed at.
    by_key: Signal<bool>,
    /// Where the cursor is to go.
    step: Cell<Option<cursor::Step>>,
    /// The lane that the cursor is in.
    lane: Signal<usize>,
}

impl Pins {
    /// Forgets the patient.
    pub(crate) fn clear(&self) {
        self.tip.set(None);
        self.pins.set(Vec::new());
        self.by_key.set(false);
        self.lane.set(0);
    }
}

/// The entries of a mark, and where it is in the picture.
#[derive(Clone)]
struct Spot {
    entries: Vec<EntryId>,
    at: Area,
}

/// Left, top, right and bottom, in pixels of the picture.
type Area = (f64, f64, f64, f64);

/// What stays.
#[derive(Clone)]
struct Pinned {
    number: u32,
    spot: Spot,
    /// Where along the mark it was pinned.
    time: i64,
}
