use core::cell::{Cell, RefCell};

use reactive_graph::{
    computed::Memo,
    signal::ArcTrigger,
    traits::{Get, GetUntracked, Notify, Track},
};

/// A value that tells who read it when it changes. Leptos compiles, and ships,
/// a signal once for each type that it holds; here only the telling is its
/// own, which has no type.
pub(crate) struct Slot<T> {
    value: RefCell<T>,
    told: ArcTrigger,
}

impl<T: Default> Default for Slot<T> {
    fn default() -> Slot<T> {
        Slot {
            value: RefCell::default(),
            told: ArcTrigger::new(),
        }
    }
}

impl<T> Slot<T> {
    /// Notices changes.
    pub(crate) fn track(&self) {
        track(&self.told);
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
        tell(&self.told);
    }

    /// Takes another value, and tells.
    pub(crate) fn set(&self, value: T) {
        drop(self.value.replace(value));
        tell(&self.told);
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
    told: ArcTrigger,
}

impl<T: Default> Default for Signal<T> {
    fn default() -> Signal<T> {
        Signal {
            value: Cell::default(),
            told: ArcTrigger::new(),
        }
    }
}

impl<T: Copy> Signal<T> {
    /// Takes another value, and tells.
    pub(crate) fn set(&self, value: T) {
        self.value.set(value);
        tell(&self.told);
    }

    /// Changes, and tells.
    pub(crate) fn update(&self, change: impl FnOnce(T) -> T) {
        self.set(change(self.value.get()));
    }

    /// The value, noticing changes.
    pub(crate) fn get(&self) -> T {
        track(&self.told);
        self.value.get()
    }

    /// The value.
    pub(crate) fn get_untracked(&self) -> T {
        self.value.get()
    }
}

#[inline(never)]
fn track(told: &ArcTrigger) {
    told.track();
}

#[inline(never)]
fn tell(told: &ArcTrigger) {
    told.notify();
}

/// A number worked out from slots, once for all who read it; they are told
/// where it has changed.
#[derive(Clone, Copy)]
pub(crate) struct Derived(Memo<u32>);

impl Derived {
    pub(crate) fn new(work: impl Fn() -> u32 + Send + Sync + 'static) -> Derived {
        #[inline(never)]
        fn erased(work: Box<dyn Fn() -> u32 + Send + Sync>) -> Derived {
            Derived(Memo::new(move |_| work()))
        }
        erased(Box::new(work))
    }

    /// The number, noticing changes.
    #[inline(never)]
    pub(crate) fn get(self) -> u32 {
        self.0.try_get().unwrap_or_default()
    }

    /// The number.
    #[inline(never)]
    pub(crate) fn get_untracked(self) -> u32 {
        self.0.try_get_untracked().unwrap_or_default()
    }
}
