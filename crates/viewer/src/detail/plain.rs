use std::rc::Rc;

use crate::{
    Later,
    element::{Content, Place, dynamic, element},
    elements::{button, div},
    slot::Signal,
    timers::focus_later,
    words::Words,
};

/// How many bytes of a text are shown at first.
const FEW: usize = 100_000;

/// A text as it is, line by line; one that is very long only in part, until all
/// of it is asked for.
pub(super) fn plain(words: Words, text: Rc<str>) -> Content {
    let all: Rc<Signal<bool>> = Rc::default();
    let held: Rc<Place> = Rc::default();
    dynamic(move || {
        let cut = if all.get() { text.len() } else { FEW };
        let part = beginning(&text, cut);
        let shown = element("pre").attr("dir", "auto").attr("tabindex", "-1");
        let shown = shown.place(Rc::clone(&held)).text(part.to_owned());
        if part.len() == text.len() {
            return shown;
        }
        let (all, held) = (Rc::clone(&all), Rc::clone(&held));
        let more = button("link", words.say(Later::NarrativeAll), move || {
            all.set(true);
            focus_later(&held);
        });
        let cut = element("p").child(words.span("diff", Later::NarrativeCut));
        div("").child(shown).child(cut.blank().child(more))
    })
}

/// So many bytes of a text, or a few less where a letter would be parted.
fn beginning(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_is_parted() {
        assert_eq!(beginning("aé", 2), "a");
        assert_eq!(beginning("aé", 3), "aé");
        assert_eq!(beginning("aé", 99), "aé");
    }
}
