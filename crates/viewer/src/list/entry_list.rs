use leptos::{__reexports::send_wrapper::SendWrapper, ev, html, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};

use super::{
    items::{Item, Items},
    keys,
    row::{element_id, heading_parts, id_of_element, item_view},
    scroller::Scroller,
};
use crate::{Message, Outward, View};

/// The list of entries under their days.
///
/// It is a `listbox` whose rows are options, with `aria-activedescendant` for
/// the cursor and `aria-setsize` and `aria-posinset` on each option: the focus
/// rests on the list itself, so rows may come and go beneath it, be that by
/// scrolling or by a patch, without the focus being lost; it is one tab stop;
/// and a screen reader says "5 of 612" though only some 40 rows are in the
/// document. A `feed` would have to keep every row that was read, and a `grid`
/// would make people walk through five cells a row. Headings are
/// presentational, for a listbox may own options alone; each option says its
/// day itself.
#[component]
pub(crate) fn EntryList(view: View, outward: Outward, items: Memo<Items>) -> impl IntoView {
    let words = view.words;
    let scroller = Scroller::new(view);
    Effect::new(move |_| {
        let items = items.get();
        if scroller.frame.get().is_some() {
            scroller.replace(&items);
        }
    });
    Effect::new(move |_| {
        scroller.window.track();
        request_animation_frame(move || scroller.measure());
    });
    scroller
        .frame
        .on_load(move |frame| watch_size(frame.unchecked_ref(), scroller));
    Effect::new(move |_| {
        if view.focus_list.get() > 0 {
            // After the list is shown again, where the detail covered it.
            request_animation_frame(move || focus(scroller));
        }
    });

    let active = move || {
        let id = view.active.get()?;
        scroller.is_drawn(id).then(|| element_id(id))
    };
    let heading = move || {
        scroller
            .heading
            .get()
            .map(|(group, count)| heading_parts(words, group, count))
    };
    let drawn = For(ForProps::builder()
        .each(move || scroller.drawn_items())
        .key(|item: &Item| (item.key(), item.version()))
        .children(move |item| {
            let total = items.with_untracked(|items| items.entries);
            item_view(view, &item, total)
        })
        .build());
    html::div()
        .class("list")
        .part("list")
        .role("listbox")
        .tabindex("0")
        .aria_label(words.say(Message::List))
        .aria_activedescendant(active)
        .node_ref(scroller.frame)
        .on(ev::scroll, move |_| scroller.scrolled())
        .on(ev::focus, move |_| keys::enter(view, scroller))
        .on(ev::keydown, move |event| {
            if keys::press(view, outward, scroller, &event) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
        .on(ev::click, move |event| {
            let id = event.target().and_then(|target| {
                let row = target
                    .dyn_into::<web_sys::Element>()
                    .ok()?
                    .closest("[role=option]")
                    .ok()??;
                id_of_element(&row.id())
            });
            if let Some(id) = id
                && outward.open(view, id)
            {
                view.focus_covering_detail.update(|n| *n += 1);
            }
        })
        .child(
            html::div()
                .class("track")
                .role("presentation")
                .node_ref(scroller.track)
                .child((
                    html::div()
                        .class("day stays")
                        .role("presentation")
                        .aria_hidden("true")
                        .child(heading),
                    html::div()
                        .class("drawn")
                        .role("presentation")
                        .node_ref(scroller.drawn)
                        .child(drawn),
                )),
        )
}

fn focus(scroller: Scroller) {
    if let Some(frame) = scroller.frame.try_get_untracked().flatten() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = frame.focus_with_options(&options);
        scroller.follow_active();
    }
}

/// Draws anew whenever the list gets another size.
fn watch_size(frame: &web_sys::Element, scroller: Scroller) {
    let width = StoredValue::new(0);
    let element = frame.clone();
    let changed = Closure::<dyn FnMut()>::new(move || {
        let now = element.client_width();
        let before = width.try_get_value().unwrap_or(now);
        width.try_update_value(|width| *width = now);
        if scroller.window.try_get_untracked().is_some() {
            scroller.resized(before != now);
        }
    });
    let Ok(observer) = web_sys::ResizeObserver::new(changed.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(frame);
    // The observer goes before the closure that it calls.
    let kept = SendWrapper::new((observer, changed));
    on_cleanup(move || {
        let (observer, changed) = kept.take();
        observer.disconnect();
        drop(changed);
    });
}
