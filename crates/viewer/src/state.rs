use core::cell::{Cell, OnceCell, RefCell};
use std::{collections::VecDeque, rc::Rc, sync::Arc};

use timeline_model::{
    Detail, EntryId, PartialDate, Row, SourceStatus,
    protocol::{Demographics, LoadFault, Opened, Summary, Up},
};

use crate::{
    Outward, Settings, View,
    documents::Documents,
    element::Place,
    filters::{Counts, Filter, Menu, Shown},
    glance::Picked,
    lanes::Lanes,
    later::Rest,
    lines::Line,
    list::{arrangement::Arrangement, families::Families, items::Items, scroller::Scroll},
    pins::Pins,
    reason::Step,
    slot::{Signal, Slot},
    span::{Moving, Span},
    timers::Timer,
    words::Dictionary,
};
use web_sys::HtmlElement;

/// All that a view holds.
#[derive(Default)]
pub(crate) struct State {
    /// Where the user's actions go.
    pub(crate) outward: OnceCell<Outward>,
    pub(crate) settings: Slot<Arc<Settings>>,
    pub(crate) dictionary: RefCell<Dictionary>,
    /// Whether what is loaded on demand is here, and what waits for it.
    pub(crate) rest: Signal<Rest>,
    pub(crate) once_here: RefCell<Vec<fn(View)>>,
    /// A load was begun.
    pub(crate) begun: Signal<bool>,
    pub(crate) lines: Slot<Vec<Line>>,
    pub(crate) sources: Slot<Vec<SourceStatus>>,
    pub(crate) person: Slot<Option<Demographics>>,
    pub(crate) summary: Slot<Option<Summary>>,
    pub(crate) faults: Slot<Vec<LoadFault>>,
    /// Now, in seconds on the rows' wall clock; 0 before a load.
    pub(crate) now: Signal<i64>,
    /// What was recorded after this is new to the user; by the same clock.
    pub(crate) new_since: Signal<Option<PartialDate>>,
    /// The time that is on screen.
    pub(crate) span: Signal<Span>,
    /// How it came there.
    pub(crate) moving: Moving,
    /// What the record is narrowed to.
    pub(crate) filter: Slot<Filter>,
    /// What is said of the marks in the lanes.
    pub(crate) pins: Pins,
    /// What stands on the first screen; worked out by [`crate::glance`].
    pub(crate) picked: RefCell<Picked>,
    /// The panels that are unfolded, a bit each.
    pub(crate) unfolded: Signal<u32>,
    /// What had the focus last in each panel.
    pub(crate) stops: Signal<[u64; 5]>,
    /// The search box, and what is typed in it.
    pub(crate) search_box: Rc<Place>,
    pub(crate) query: Slot<String>,
    /// The entries found, sorted; `None` where nothing is searched for.
    pub(crate) hits: Slot<Option<Vec<EntryId>>>,
    /// The number of the newest search: answers to others are dropped.
    pub(crate) search: Cell<u32>,
    /// Something was typed whose answer is to be brought into view.
    pub(crate) typed: Cell<bool>,
    /// The search that is about to be asked for.
    pub(crate) asking: Cell<Option<Timer>>,
    /// The entry whose detail is open: the selected one.
    pub(crate) opened: Signal<Option<EntryId>>,
    pub(crate) detail: Slot<DetailState>,
    /// The documents that somebody looks at.
    pub(crate) documents: Documents,
    /// Who looks, as the host says; copied text names them.
    pub(crate) user: Slot<String>,
    /// What had the focus when an entry was opened, where that was not the list.
    pub(crate) opener: RefCell<Option<HtmlElement>>,
    /// How far the page was scrolled then, in pixels.
    pub(crate) opened_at: Cell<i32>,
    /// The entries by which the open one was reached, from the list on.
    pub(crate) trail: RefCell<Vec<EntryId>>,
    /// The entry that is the same as another, which is waited for.
    pub(crate) joining: Slot<Option<Arc<Row>>>,
    /// What is to be opened with a reason, and how far that has got.
    pub(crate) opening: Slot<Option<Opened>>,
    pub(crate) step: Signal<Step>,
    /// The dialog was shown for what is to be opened.
    pub(crate) reason_shown: Cell<bool>,
    /// Where the reason is asked for.
    pub(crate) dialog: Rc<Place>,
    /// The entry under the keyboard's cursor.
    pub(crate) active: Signal<Option<EntryId>>,
    /// What the live region says, each with a number of its own.
    pub(crate) said: Slot<Vec<(u32, String)>>,
    /// Messages that wait for their turn behind a patch that is being applied
    /// in slices.
    pub(crate) waiting: RefCell<VecDeque<Up>>,
    /// Counts up when the list is to take the focus.
    pub(crate) focus_list: Signal<u32>,
    /// Counts up when the detail is to take the focus.
    pub(crate) focus_detail: Signal<u32>,
    /// Counts up when the detail is to take the focus if it covers the list.
    pub(crate) focus_covering_detail: Signal<u32>,
    /// The sources are listed where there is little room, too.
    pub(crate) all_sources: Signal<bool>,
    /// So are the alerts and allergies that need not be read first.
    pub(crate) all_alerts: Signal<bool>,
    /// The menu that is open, and the list of its choices.
    pub(crate) menu: Signal<Menu>,
    pub(crate) menu_list: Rc<Place>,
    /// The page is being printed.
    pub(crate) printing: Signal<bool>,
    /// How the list is arranged.
    pub(crate) arrangement: Signal<Arrangement>,
    /// The heads of families that the user folded or unfolded.
    pub(crate) turned: Slot<Vec<EntryId>>,
    /// What is listed; worked out by [`View::items`].
    pub(crate) items: RefCell<Items>,
    /// Which lines belong under which; worked out with the items.
    pub(crate) families: RefCell<Families>,
    /// The filtered record; worked out by [`crate::filters::shown`].
    pub(crate) shown: RefCell<Rc<Shown>>,
    /// How many entries there are of what, after how many changes of the lines
    /// and with which systems of the user's own; worked out by
    /// [`crate::filters`].
    pub(crate) counts: RefCell<(u32, Vec<u16>, Rc<Counts>)>,
    /// What the lanes know.
    pub(crate) lanes: Lanes,
    /// Where the list is scrolled to.
    pub(crate) scroll: Rc<Scroll>,
    /// When each source was read, in milliseconds of the browser's clock; 0 where
    /// it was not.
    pub(crate) read: RefCell<Vec<f64>>,
    /// When it was last noticed that the machine had slept, on the same clock.
    pub(crate) woken: Cell<f64>,
    /// How many minutes ago the record was read, where that is to be said; 0
    /// where it is not.
    pub(crate) age: Signal<u32>,
    /// The next look at how old the record is.
    pub(crate) aging: Cell<Option<Timer>>,
    /// All that scrolls beneath the banner.
    pub(crate) page: Rc<Place>,
    /// The pane of the detail.
    pub(crate) pane: Rc<Place>,
}

/// What is known of the entry that is open.
#[derive(Clone, Default)]
pub(crate) enum DetailState {
    /// Asked for, not here yet.
    #[default]
    Loading,
    Here(Arc<Detail>),
    /// The entry is no more.
    Gone,
}
