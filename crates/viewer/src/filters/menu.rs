use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent, Node};

use crate::{
    View,
    element::{Content, Keyed, keyed, nothing, switched},
    elements::{button, div, group, shape},
    timers::before_drawing,
};

/// A menu of the row of tools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Menu {
    /// None is open.
    #[default]
    None,
    Kinds,
    Sources,
}

/// A button that discloses choices, each a checkbox: a click, a touch, Enter or
/// the blank opens and closes it; Escape and leaving it close it.
pub(crate) fn menu(
    view: View,
    which: Menu,
    name: String,
    label: impl Fn() -> String + 'static,
    head: impl Fn() -> Content + 'static,
    items: impl Fn() -> Vec<Keyed> + 'static,
) -> Content {
    erased(
        view,
        which,
        name,
        Rc::new(label),
        Rc::new(head),
        Rc::new(items),
    )
}

fn erased(
    view: View,
    which: Menu,
    name: String,
    label: Rc<dyn Fn() -> String>,
    head: Rc<dyn Fn() -> Content>,
    items: Rc<dyn Fn() -> Vec<Keyed>>,
) -> Content {
    let open = move || view.state().menu.get() == which;
    let press = move || match view.state().menu.get_untracked() == which {
        true => close(view),
        false => {
            view.state().menu.set(which);
            before_drawing(move || {
                if let Some(list) = view.state().menu_list.get_untracked() {
                    focus_in(&list);
                }
            });
        }
    };
    let said = keyed(move || {
        let said = label();
        let key = said.clone().into_bytes();
        vec![(key, Box::new(move || nothing().text(said.clone())))]
    });
    let button = button("chip", String::new(), press)
        .flag_from("aria-expanded", open)
        .child(said)
        .child(shape("", " ▾"));
    let list = switched(
        move || open().into(),
        move |open| {
            if open == 0 {
                return nothing();
            }
            let (head, items) = (Rc::clone(&head), Rc::clone(&items));
            group("choices", name.clone())
                // What is clicked between the choices does not leave the menu.
                .attr("tabindex", "-1")
                .place(Rc::clone(&view.state().menu_list))
                .child(head())
                .child(keyed(move || items()))
        },
    );
    div("menu")
        .on("focusout", move |event| {
            if open_untracked(view, which) && leaves(&event) {
                close(view);
            }
        })
        .on("keydown", move |event| {
            if open_untracked(view, which) && press_key(view, event.unchecked_ref()) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
        .child(button)
        .child(list)
}

fn open_untracked(view: View, which: Menu) -> bool {
    view.state().menu.get_untracked() == which
}

/// Closes whatever menu is open.
pub(crate) fn close(view: View) {
    view.state().menu.set(Menu::None);
}

/// The focus goes to the first choice.
fn focus_in(list: &HtmlElement) {
    if let Ok(Some(first)) = list.query_selector("[role=checkbox]") {
        let _ = first.unchecked_into::<HtmlElement>().focus();
    }
}

/// Whether the focus goes somewhere outside of the menu.
fn leaves(event: &Event) -> bool {
    let to = js_sys::Reflect::get(event, &"relatedTarget".into()).ok();
    let to = to.and_then(|to| to.dyn_into::<Node>().ok());
    let menu = event.current_target();
    let menu = menu.and_then(|menu| menu.dyn_into::<Node>().ok());
    !menu.is_some_and(|menu| menu.contains(to.as_ref()))
}

/// What a key does in an open menu. `false`: it is not the menu's.
fn press_key(view: View, event: &KeyboardEvent) -> bool {
    let Some(target) = event.target() else {
        return false;
    };
    let at: HtmlElement = target.unchecked_into();
    let next = match event.key().as_str() {
        "ArrowDown" => at.next_element_sibling(),
        "ArrowUp" => at.previous_element_sibling(),
        "Escape" => {
            close(view);
            // The button stands before the list of choices.
            match at.closest(".menu") {
                Ok(Some(menu)) => menu.first_element_child(),
                _ => None,
            }
        }
        _ => return false,
    };
    if let Some(next) = next {
        let _ = next.unchecked_into::<HtmlElement>().focus();
    }
    true
}
