use core::cell::{Cell, RefCell};
use std::rc::Rc;

use reactive_graph::owner::on_cleanup;
use timeline_model::{EntryId, digits};
use web_sys::HtmlElement;

use super::{
    items::{Heading, Item, ItemKey, Items},
    layout::{Anchor, Layout, time_of},
};
use crate::{View, element::Place, paper::MOST, slot::Signal, span::Span};

/// How much is drawn beyond each edge of the view, in pixels.
const MARGIN: f64 = 128.0;

/// The items that are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Keeps the document's part of the list in step with where it is scrolled to.
///
/// Heights are known only once a row has been drawn. So every change works in
/// three steps: remember what is on screen, change, scroll so that it is where
/// it was. The browser's own scroll anchoring is off, for it would do the same
/// a second time.
#[derive(Clone, Copy)]
pub(crate) struct Scroller {
    view: View,
}

/// What a [`Scroller`] knows.
#[derive(Default)]
pub(crate) struct Scroll {
    layout: RefCell<Layout>,
    /// The row under the cursor was scrolled to, by heights not yet read.
    revealing: Cell<bool>,
    pub(crate) window: Signal<Window>,
    /// The heading above the first row on screen.
    pub(crate) heading: Signal<Option<Heading>>,
    /// When the first entry on screen was, in seconds on the rows' wall clock,
    /// where the user has brought it there.
    pub(crate) top_time: Signal<Option<i64>>,
    /// To where the list was last scrolled for another reason.
    put: Cell<i32>,
    /// The element that scrolls.
    pub(crate) frame: Rc<Place>,
    /// As high as the whole list.
    pub(crate) track: Rc<Place>,
    /// Holds what is drawn.
    pub(crate) drawn: Rc<Place>,
}

impl Scroll {
    /// Forgets every row.
    pub(crate) fn clear(&self) {
        self.layout.take();
        self.revealing.set(false);
        self.window.set(Window::default());
        self.heading.set(None);
        self.top_time.set(None);
    }

    fn drawn_items(&self) -> Vec<Item> {
        let window = self.window.get_untracked();
        let layout = self.layout.borrow();
        let range = window.start..window.end;
        layout.items.get(range).unwrap_or_default().to_vec()
    }
}

impl Scroller {
    /// The list that is shown, for others.
    #[expect(dead_code, reason = "what moves over time scrolls it")]
    pub(crate) fn of(view: View) -> Scroller {
        Scroller { view }
    }

    /// A list at its beginning; forgotten when the reactive owner is cleaned up.
    pub(crate) fn new(view: View) -> Scroller {
        on_cleanup(move || {
            let state = view.state();
            state.scroll.clear();
            for place in [
                &state.scroll.frame,
                &state.scroll.track,
                &state.scroll.drawn,
            ] {
                place.set(None);
            }
        });
        Scroller { view }
    }

    /// What it knows.
    pub(crate) fn scroll(self) -> Rc<Scroll> {
        Rc::clone(&self.view.state().scroll)
    }

    /// The element that scrolls; `None` before it is drawn and after the list
    /// is gone.
    pub(crate) fn frame(self) -> Option<HtmlElement> {
        self.scroll().frame.get_untracked()
    }

    /// The items to draw.
    pub(crate) fn drawn_items(self) -> Vec<Item> {
        let scroll = self.scroll();
        scroll.window.get();
        scroll.drawn_items()
    }

    /// Shows other items. At the very top the list stays there, so that the
    /// newest are seen as they load, unless the user has begun to work in it.
    pub(crate) fn replace(self, items: &Items) {
        let anchor = self.anchor();
        self.scroll().layout.borrow_mut().replace(items);
        self.settle(anchor);
    }

    /// Draws for where the list is scrolled to now.
    pub(crate) fn scrolled(self) {
        let Some(frame) = self.frame() else {
            return;
        };
        let top = f64::from(frame.scroll_top());
        let height = f64::from(frame.client_height());
        let scroll = self.scroll();
        let (window, before, heading) = self.with(|layout| {
            let start = layout.at((top - MARGIN).max(0.0));
            let end = (layout.at(top + height + MARGIN) + 1).min(layout.items.len());
            let window = match self.view.state().printing.get_untracked() {
                true => Window {
                    start: 0,
                    end: layout.items.len().min(MOST),
                },
                false => Window { start, end },
            };
            (window, layout.top(start), layout.heading_of(layout.at(top)))
        });
        if let Some(drawn) = scroll.drawn.get_untracked() {
            set_pixels(&drawn, "padding-block-start", before);
        }
        if scroll.heading.get_untracked() != heading {
            scroll.heading.set(heading);
        }
        scroll.window.set(window);
    }

    /// Tells when the first entry on screen was, where the user scrolled.
    pub(crate) fn tell_time(self) {
        let Some(frame) = self.frame() else {
            return;
        };
        let (scroll, top) = (self.scroll(), frame.scroll_top());
        if scroll.put.replace(i32::MIN) == top {
            return;
        }
        // The heading that stays lies over the first rows.
        let time = self.with(|layout| layout.time_at(layout.at(f64::from(top) + layout.top(1))));
        if scroll.top_time.get_untracked() != time {
            scroll.top_time.set(time);
        }
    }

    /// Scrolls so that the newest entry of a stretch of time is at the top,
    /// unless one of it is on screen.
    fn show_span(self, span: Span) {
        let state = self.view.state();
        let oldest_first = state.arrangement.get_untracked().oldest_first;
        let Some(frame) = self.frame() else {
            return;
        };
        let from = f64::from(frame.scroll_top());
        let to = from + f64::from(frame.client_height());
        let top = self.with(|layout| {
            let seen = layout.items.get(layout.at(from)..=layout.at(to))?;
            let within = |time| span.meets(time, time);
            if seen.iter().filter_map(time_of).any(within) {
                return None;
            }
            let at = layout.at_time(span.to, oldest_first)?;
            let newest = layout.items.get(at).and_then(time_of)?;
            within(newest).then_some(layout.top(at) - layout.top(1))
        });
        if let Some(top) = top {
            self.put(&frame, top.max(0.0));
            self.scrolled();
        }
    }

    /// Scrolls for another reason than that the user does.
    fn put(self, frame: &HtmlElement, top: f64) {
        frame.set_scroll_top(top.round() as i32);
        self.scroll().put.set(frame.scroll_top());
    }

    /// Reads the heights of what is drawn, once the browser has laid it out.
    pub(crate) fn measure(self) {
        let scroll = self.scroll();
        let Some(drawn) = scroll.drawn.get_untracked() else {
            return;
        };
        let items = scroll.drawn_items();
        let children = drawn.children();
        let mut heights = Vec::new();
        for (i, item) in items.iter().enumerate() {
            if let Some(child) = children.item(i as u32) {
                heights.push((item.key(), child.get_bounding_client_rect().height()));
            }
        }
        // A list that is not shown has no heights.
        if heights.iter().all(|(_, height)| *height <= 0.0) {
            return;
        }
        let anchor = self.anchor();
        let first = scroll.window.get_untracked().start;
        let news = scroll.layout.borrow_mut().measure(first, &heights);
        if news {
            self.settle(anchor);
        }
        if scroll.revealing.get() {
            self.reveal_active();
            scroll.revealing.set(news);
        }
    }

    /// The width has changed: every height is to be read anew.
    pub(crate) fn resized(self, width_changed: bool) {
        let anchor = self.anchor();
        if width_changed {
            self.scroll().layout.borrow_mut().forget();
        }
        self.settle(anchor);
        self.measure();
    }

    /// The item of an entry, if it is in the list.
    pub(crate) fn find(self, id: EntryId) -> Option<usize> {
        self.with(|layout| layout.find(ItemKey::Entry(id)))
    }

    /// Reads the layout.
    pub(crate) fn with<T>(self, read: impl FnOnce(&Layout) -> T) -> T {
        read(&self.scroll().layout.borrow())
    }

    /// Whether an entry's row is drawn.
    pub(crate) fn is_drawn(self, id: EntryId) -> bool {
        let is_it = |item: &Item| item.key() == ItemKey::Entry(id);
        self.drawn_items().iter().any(is_it)
    }

    /// Scrolls as little as is needed to show an item whole.
    fn reveal(self, at: usize) {
        let Some(frame) = self.frame() else {
            return;
        };
        let top = f64::from(frame.scroll_top());
        let height = f64::from(frame.client_height());
        let (first, last, heading) =
            self.with(|layout| (layout.top(at), layout.top(at + 1), layout.top(1)));
        // The heading that stays at the top covers as much as the first one.
        let wanted = if first < top + heading {
            first - heading
        } else if last > top + height {
            last - height
        } else {
            return;
        };
        frame.set_scroll_top(wanted.max(0.0).round() as i32);
        self.scrolled();
    }

    /// Shows the row under the keyboard's cursor, now and once more when the
    /// heights around it have been read.
    pub(crate) fn follow_active(self) {
        self.scroll().revealing.set(true);
        self.reveal_active();
    }

    fn reveal_active(self) {
        let active = self.view.state().active.get_untracked();
        if let Some(at) = active.and_then(|id| self.find(id)) {
            self.reveal(at);
        }
    }

    fn anchor(self) -> Anchor {
        let Some(frame) = self.frame() else {
            return Anchor::new();
        };
        let top = f64::from(frame.scroll_top());
        if top <= 0.0 && self.view.state().active.get_untracked().is_none() {
            return Anchor::new();
        }
        let height = f64::from(frame.client_height());
        self.with(|layout| layout.anchor(top, height))
    }

    fn settle(self, anchor: Anchor) {
        let (Some(frame), Some(track)) = (self.frame(), self.scroll().track.get_untracked()) else {
            return;
        };
        let (total, top) = self.with(|layout| (layout.total(), layout.restore(&anchor)));
        set_pixels(&track, "block-size", total);
        if let Some(top) = top {
            self.put(&frame, top);
        }
        self.scrolled();
    }
}

impl View {
    /// Brings a stretch of time into the list.
    pub(crate) fn list_span(self, span: Span) {
        Scroller { view: self }.show_span(span);
    }
}

fn set_pixels(element: &web_sys::HtmlElement, property: &str, pixels: f64) {
    let mut text = digits(pixels.round() as u32);
    text.push_str("px");
    let _ = element.style().set_property(property, &text);
}
