//! One tab stop for each panel; arrows move within it.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use crate::{View, element::Content};

use super::{panel::keys, picks::Panel};

/// Which of a panel's buttons the tab key reaches: the one that had the focus
/// last, while it is there.
pub(super) fn stop(view: View, panel: Panel) -> Option<u64> {
    let keys = keys(view, panel);
    let stops = view.state().stops.get();
    let last = stops.get(panel as usize).filter(|last| keys.contains(last));
    last.or(keys.first()).copied()
}

/// A panel's list, with its arrows.
pub(super) fn within(view: View, panel: Panel, list: Content) -> Content {
    list.on("keydown", move |event| {
        if press(view, panel, &event) {
            event.prevent_default();
            event.stop_propagation();
        }
    })
}

/// What an arrow does. `false`: it is not the panel's.
fn press(view: View, panel: Panel, event: &Event) -> bool {
    let key: &KeyboardEvent = event.unchecked_ref();
    if key.ctrl_key() || key.alt_key() || key.meta_key() {
        return false;
    }
    let keys = keys(view, panel);
    let last = keys.len().saturating_sub(1);
    let stop = stop(view, panel);
    let at = keys.iter().position(|key| Some(*key) == stop).unwrap_or(0);
    let to = match key.key().as_str() {
        "ArrowDown" => at + 1,
        "ArrowUp" => at.saturating_sub(1),
        "Home" => 0,
        "End" => last,
        _ => return false,
    };
    focus(event, to.min(last));
    true
}

/// Gives the focus to the button in this place, which becomes the tab stop.
fn focus(event: &Event, place: usize) -> Option<()> {
    let list: HtmlElement = event.current_target()?.unchecked_into();
    let button = list.get_elements_by_tag_name("button").item(place as u32)?;
    button.unchecked_into::<HtmlElement>().focus().ok()
}
