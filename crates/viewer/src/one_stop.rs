use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::{element::Content, timers::after};

/// What takes the focus by itself.
const CONTROLS: &str = "a,button,input,select,summary,[tabindex=\"0\"]";

/// Makes a part of the page one stop for Tab: the arrow keys move within it,
/// Home and End to its ends, and Tab leaves it from wherever the focus is.
pub(crate) fn one_stop(part: Content) -> Content {
    part.on("keydown", |event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        let pressed = event.current_target().map(JsCast::unchecked_into);
        let target = event.target().map(JsCast::unchecked_into);
        if let (Some(part), Some(target)) = (pressed, target)
            && !event.default_prevented()
            && !(event.ctrl_key() || event.alt_key() || event.meta_key())
        {
            press(event, &part, &target);
        }
    })
}

fn press(event: &KeyboardEvent, part: &HtmlElement, target: &HtmlElement) {
    let controls = controls(part);
    let Some(place) = controls.iter().position(|one| one == target) else {
        return;
    };
    let key = event.key();
    if key == "Tab" {
        return pass(controls, place);
    }
    // These have arrow keys of their own.
    if !matches!(&*target.tag_name(), "A" | "BUTTON" | "SUMMARY") {
        return;
    }
    let ahead = match key.as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        "ArrowRight" => !is_from_right(part),
        "ArrowLeft" => is_from_right(part),
        "Home" | "End" => {
            let end = if key == "End" { controls.len() - 1 } else { 0 };
            return go(event, controls.get(end));
        }
        _ => return,
    };
    let to = match ahead {
        true => place.checked_add(1),
        false => place.checked_sub(1),
    };
    go(event, to.and_then(|to| controls.get(to)));
}

/// The focus goes there, and the page is not scrolled by the key.
fn go(event: &KeyboardEvent, to: Option<&HtmlElement>) {
    event.prevent_default();
    if let Some(to) = to {
        let _ = to.focus();
    }
}

/// Lets the browser pass over the rest of the part: it moves the focus once the
/// key's listeners have run.
fn pass(controls: Vec<HtmlElement>, place: usize) {
    let mut passed = Vec::new();
    for (at, control) in controls.into_iter().enumerate() {
        if at != place {
            let before = control.get_attribute("tabindex");
            control.set_tab_index(-1);
            passed.push((control, before));
        }
    }
    after(0, move || {
        for (control, before) in passed {
            let _ = match before {
                Some(before) => control.set_attribute("tabindex", &before),
                None => control.remove_attribute("tabindex"),
            };
        }
    });
}

/// What takes the focus in the part and is shown, in its order.
fn controls(part: &HtmlElement) -> Vec<HtmlElement> {
    let mut shown = Vec::new();
    if let Ok(all) = part.query_selector_all(CONTROLS) {
        for at in 0..all.length() {
            if let Some(node) = all.item(at) {
                let control: HtmlElement = node.unchecked_into();
                // What is disabled or not shown takes no focus.
                if control.offset_height() > 0 && !control.has_attribute("disabled") {
                    shown.push(control);
                }
            }
        }
    }
    shown
}

fn is_from_right(part: &HtmlElement) -> bool {
    part.matches(":dir(rtl)").unwrap_or_default()
}
