use super::Span;
use crate::View;

/// What a key does to the time on screen. `about` is what it zooms about; now,
/// where that is on screen, and the middle without. `false`: it is no key of
/// these.
pub(crate) fn press(view: View, key: &str, about: Option<i64>, say: bool) -> bool {
    let state = view.state();
    let span = state.span.get_untracked();
    let bounds = view.bounds();
    let now = state.now.get_untracked();
    let about = about
        .or_else(|| span.meets(now, now).then_some(now))
        .unwrap_or(span.middle());
    let to: Span = match key {
        "ArrowLeft" => span.panned(-0.1),
        "ArrowRight" => span.panned(0.1),
        "PageUp" => span.panned(-0.9),
        "PageDown" => span.panned(0.9),
        "Home" => span.panned(span.share(bounds.from)),
        "End" => span.panned(span.share(bounds.to)),
        "+" | "=" => span.zoomed(about, 0.5),
        "-" | "−" => span.zoomed(about, 2.0),
        "t" | "T" => span.centred(now),
        "b" | "B" => {
            view.look_back();
            return true;
        }
        _ => return false,
    };
    match say {
        true => view.look_and_say(to),
        false => view.look(to),
    }
    true
}
