use core::cell::{Cell, RefCell};

use reactive_graph::{
    signal::ArcTrigger,
    traits::{Notify, Track},
};

/// A value that tells who read it when it changes. Leptos compiles, and ships,
/// a signal once for each type that it holds; here only the telling is its
/// own, which has no type.
pub(crate) struct Slot<T> {
    value: RefCell<T>,
    told: Told,
}

impl<T: Default> Default for Slot<T> {
    fn default() -> Slot<T> {
        Slot {
            value: RefCell::default(),
            told: Told::new(),
        }
    }
}

impl<T> Slot<T> {
    /// Notices changes; answers with how many there were.
    pub(crate) fn track(&self) -> u32 {
        self.told.track()
    }

    /// How many changes there were.
    pub(crate) fn changes(&self) -> u32 {
        self.told.changes.get()
    }

    /// Reads, noticing changes.
    pub(crate) fn with<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        self.track();
        self.with_untracked(read)
    }

    /// Reads.
    pub(crate) fn with_untracked<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        read(&self.value.borrow())
    }

    /// Changes, and tells.
    pub(crate) fn update(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.value.borrow_mut());
        self.told.tell();
    }

    /// Takes another value, and tells.
    pub(crate) fn set(&self, value: T) {
        drop(self.value.replace(value));
        self.told.tell();
    }
}

impl<T: Clone> Slot<T> {
    /// The value, noticing changes.
    pub(crate) fn get(&self) -> T {
        self.track();
        self.get_untracked()
    }

    /// The value.
    pub(crate) fn get_untracked(&self) -> T {
        self.value.borrow().clone()
    }
}

/// A [`Slot`] for what is copied rather than read in place.
pub(crate) struct Signal<T> {
    value: Cell<T>,
    told: Told,
}

impl<T: Default> Default for Signal<T> {
    fn default() -> Signal<T> {
        Signal {
            value: Cell::default(),
            told: Told::new(),
        }
    }
}

impl<T: Copy> Signal<T> {
    /// Notices changes; answers with how many there were.
    pub(crate) fn track(&self) -> u32 {
        self.told.track()
    }

    /// How many changes there were.
    pub(crate) fn changes(&self) -> u32 {
        self.told.changes.get()
    }

    /// Takes another value, and tells.
    pub(crate) fn set(&self, value: T) {
        self.value.set(value);
        self.told.tell();
    }

    /// Changes, and tells.
    pub(crate) fn update(&self, change: impl FnOnce(T) -> T) {
        self.set(change(self.value.get()));
    }

    /// The value, noticing changes.
    pub(crate) fn get(&self) -> T {
        self.told.track();
        self.value.get()
    }

    /// The value.
    pub(crate) fn get_untracked(&self) -> T {
        self.value.get()
    }
}

/// Tells of changes, and counts them.
struct Told {
    trigger: ArcTrigger,
    changes: Cell<u32>,
}

impl Told {
    #[inline(never)]
    fn new() -> Told {
        Told {
            trigger: ArcTrigger::new(),
            changes: Cell::new(0),
        }
    }

    #[inline(never)]
    fn track(&self) -> u32 {
        self.trigger.track();
        self.changes.get()
    }

    #[inline(never)]
    fn tell(&self) {
        self.changes.set(self.changes.get().wrapping_add(1));
        self.trigger.notify();
    }
}
