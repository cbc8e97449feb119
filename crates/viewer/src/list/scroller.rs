use leptos::prelude::*;
use timeline_model::EntryId;

use super::{
    items::{Item, ItemKey, Items},
    layout::{Anchor, Layout},
};
use crate::{View, element::Place};

/// How much is drawn beyond each edge of the view, in pixels.
const MARGIN: f64 = 240.0;

/// The items that are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Counts up when other items are drawn under the same numbers.
    pub(crate) version: u32,
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
    layout: StoredValue<Layout>,
    /// The row under the cursor was scrolled to, by heights not yet read.
    revealing: StoredValue<bool>,
    pub(crate) window: RwSignal<Window>,
    /// The heading above the first row on screen.
    pub(crate) heading: RwSignal<Option<(u32, u32)>>,
    /// The element that scrolls.
    pub(crate) frame: Place,
    /// As high as the whole list.
    pub(crate) track: Place,
    /// Holds what is drawn.
    pub(crate) drawn: Place,
}

impl Scroller {
    pub(crate) fn new(view: View) -> Scroller {
        Scroller {
            view,
            layout: StoredValue::new(Layout::default()),
            revealing: StoredValue::new(false),
            window: RwSignal::new(Window::default()),
            heading: RwSignal::new(None),
            frame: Place::new(),
            track: Place::new(),
            drawn: Place::new(),
        }
    }

    /// The items to draw.
    pub(crate) fn drawn_items(self) -> Vec<Item> {
        let window = self.window.get();
        self.layout.with_value(|layout| {
            let range = window.start..window.end;
            layout.items.get(range).unwrap_or_default().to_vec()
        })
    }

    /// Shows other items. At the very top the list stays there, so that the
    /// newest are seen as they load, unless the user has begun to work in it.
    pub(crate) fn replace(self, items: &Items) {
        let anchor = self.anchor();
        self.layout.update_value(|layout| layout.replace(items));
        self.window.update_untracked(|window| window.version += 1);
        self.settle(anchor);
    }

    /// Draws for where the list is scrolled to now.
    pub(crate) fn scrolled(self) {
        let Some(frame) = self.frame.get() else {
            return;
        };
        let top = f64::from(frame.scroll_top());
        let height = f64::from(frame.client_height());
        let old = self.window.get_untracked();
        let (window, before, heading) = self.layout.with_value(|layout| {
            let start = layout.at((top - MARGIN).max(0.0));
            let end = (layout.at(top + height + MARGIN) + 1).min(layout.items.len());
            let window = Window { start, end, ..old };
            (window, layout.top(start), layout.heading_of(layout.at(top)))
        });
        if let Some(drawn) = self.drawn.get() {
            set_pixels(&drawn, "padding-block-start", before);
        }
        if self.heading.get_untracked() != heading {
            self.heading.set(heading);
        }
        self.window.set(window);
    }

    /// Reads the heights of what is drawn, once the browser has laid it out.
    pub(crate) fn measure(self) {
        let Some(drawn) = self.drawn.get() else {
            return;
        };
        let items = self.window.try_with_untracked(|window| {
            self.layout.with_value(|layout| {
                let range = window.start..window.end;
                layout.items.get(range).unwrap_or_default().to_vec()
            })
        });
        let children = drawn.children();
        let mut heights = Vec::new();
        for (i, item) in items.unwrap_or_default().iter().enumerate() {
            if let Some(child) = children.item(i as u32) {
                heights.push((item.key(), child.get_bounding_client_rect().height()));
            }
        }
        // A list that is not shown has no heights.
        if heights.iter().all(|(_, height)| *height <= 0.0) {
            return;
        }
        let anchor = self.anchor();
        let news = self
            .layout
            .try_update_value(|layout| layout.measure(&heights));
        if news == Some(true) {
            self.settle(anchor);
        }
        if self.revealing.try_get_value() == Some(true) {
            self.reveal_active();
            self.revealing.set_value(news == Some(true));
        }
    }

    /// The width has changed: every height is to be read anew.
    pub(crate) fn resized(self, width_changed: bool) {
        let anchor = self.anchor();
        if width_changed {
            self.layout.update_value(Layout::forget);
        }
        self.settle(anchor);
        self.measure();
    }

    /// The item of an entry, if it is in the list.
    pub(crate) fn find(self, id: EntryId) -> Option<usize> {
        self.layout
            .with_value(|layout| layout.find(ItemKey::Entry(id)))
    }

    /// Reads the layout.
    pub(crate) fn with<T>(self, read: impl FnOnce(&Layout) -> T) -> T {
        self.layout.with_value(read)
    }

    /// Whether an entry's row is drawn.
    pub(crate) fn is_drawn(self, id: EntryId) -> bool {
        let window = self.window.get();
        self.find(id)
            .is_some_and(|at| (window.start..window.end).contains(&at))
    }

    /// Scrolls as little as is needed to show an item whole.
    fn reveal(self, at: usize) {
        let Some(frame) = self.frame.get() else {
            return;
        };
        let top = f64::from(frame.scroll_top());
        let height = f64::from(frame.client_height());
        let (first, last, heading) = self
            .layout
            .with_value(|layout| (layout.top(at), layout.top(at + 1), layout.top(1)));
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
        self.revealing.set_value(true);
        self.reveal_active();
    }

    fn reveal_active(self) {
        let active = self.view.active.get_untracked();
        if let Some(at) = active.and_then(|id| self.find(id)) {
            self.reveal(at);
        }
    }

    fn anchor(self) -> Anchor {
        let Some(frame) = self.frame.get() else {
            return Anchor::new();
        };
        let top = f64::from(frame.scroll_top());
        if top <= 0.0 && self.view.active.get_untracked().is_none() {
            return Anchor::new();
        }
        let height = f64::from(frame.client_height());
        self.layout.with_value(|layout| layout.anchor(top, height))
    }

    fn settle(self, anchor: Anchor) {
        let (Some(frame), Some(track)) = (self.frame.get(), self.track.get()) else {
            return;
        };
        let (total, top) = self
            .layout
            .with_value(|layout| (layout.total(), layout.restore(&anchor)));
        set_pixels(&track, "block-size", total);
        if let Some(top) = top {
            frame.set_scroll_top(top.round() as i32);
        }
        self.scrolled();
    }
}

fn set_pixels(element: &web_sys::HtmlElement, property: &str, pixels: f64) {
    let mut text = (pixels.round() as i64).to_string();
    text.push_str("px");
    let _ = element.style().set_property(property, &text);
}
