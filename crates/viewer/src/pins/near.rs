use timeline_model::{EntryId, digits};
use web_sys::HtmlElement;

use super::{Area, Spot};
use crate::{
    View,
    lanes::{Picture, bounds},
};

/// Puts something beside a mark and never over it: below it in the upper half
/// of what can be seen of the lanes, above it in the lower; to its right in
/// the left half, to its left in the right. `x` is where along the mark.
pub(super) fn place(element: &HtmlElement, x: f64, at: Area, (width, height, seen): Room) {
    let (_, top, _, bottom) = at;
    let x = x.clamp(0.0, width);
    let style = element.style();
    let put = |property, other, pixels: f64| {
        let mut value = digits(pixels.max(0.0) as u32);
        value.push_str("px");
        let _ = style.set_property(property, &value);
        let _ = style.set_property(other, "auto");
    };
    if x < width / 2.0 {
        put("left", "right", x);
    } else {
        put("right", "left", width - x);
    }
    if (top + bottom) / 2.0 < seen {
        put("top", "bottom", bottom + 4.0);
    } else {
        // What is above the mark may be its name.
        put("bottom", "top", height - top + 12.0);
    }
}

/// How wide and high the lanes are, and where the middle of what can be seen
/// of them is.
pub(super) type Room = (f64, f64, f64);

/// What there is room for.
pub(super) fn room(view: View) -> Option<Room> {
    let field = view.state().pins.field.get_untracked()?;
    let own = field.get_bounding_client_rect();
    let scroller = field.closest(".lanes").ok()??.get_bounding_client_rect();
    let middle = (scroller.top() + scroller.bottom()) / 2.0 - own.top();
    Some((own.width(), own.height(), middle))
}

/// Scrolls the lanes as little as is needed to show a mark between the axes.
pub(super) fn reveal(view: View, (_, top, _, bottom): Area) {
    let Some(field) = view.state().pins.field.get_untracked() else {
        return;
    };
    let Ok(Some(lanes)) = field.closest(".lanes") else {
        return;
    };
    let own = lanes.get_bounding_client_rect();
    let from = field.get_bounding_client_rect().top() - own.top();
    let axis = view.state().lanes.board().picture.borrow().em * 3.0;
    let above = axis - (from + top);
    let below = from + bottom - (own.height() - axis);
    let by = if above > 0.0 { -above } else { below.max(0.0) };
    if by != 0.0 {
        lanes.set_scroll_top(lanes.scroll_top() + by as i32);
    }
}

/// The mark that an entry is drawn in; `None` where it is not on screen.
pub(super) fn spot_of(picture: &Picture, id: EntryId) -> Option<Spot> {
    for lane in &picture.lanes {
        let Some(at) = lane.members.iter().position(|own| *own == id) else {
            continue;
        };
        let within = |(first, end): (u32, u32)| (first as usize..end as usize).contains(&at);
        let mark = lane.marks.iter().find(|mark| within(mark.members))?;
        let (first, end) = mark.members;
        return Some(Spot {
            entries: lane.members.get(first as usize..end as usize)?.to_vec(),
            at: bounds(lane, mark, picture.em),
        });
    }
    None
}
