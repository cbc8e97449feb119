use std::rc::Rc;

use timeline_model::PartialDate;
use web_sys::HtmlElement;

use super::{
    draw::Brush,
    label::LabelWords,
    layout::Frame,
    picture::Picture,
    ticks::{Tick, Weight, Widths, ticks},
};
use crate::{
    Later, View,
    dates::{day_words, time_words},
};

/// The gridlines of a frame.
pub(crate) fn ticks_of(frame: &Frame, brush: &Brush, words: &LabelWords) -> Vec<Tick> {
    let free = frame.em * 1.2;
    let day = brush.measure(&written(words, widest(10))) + free;
    let widths = Widths {
        year: brush.measure("0000") + free,
        month: brush.measure(&written(words, widest(7))) + free,
        day,
    };
    ticks(frame.span, frame.width, widths)
}

/// A date as wide as any, of so many letters in FHIR's form.
fn widest(letters: usize) -> PartialDate {
    let text = "2000-05-20".get(..letters).unwrap_or_default();
    PartialDate::parse(text).unwrap_or_default()
}

/// What stands at a gridline.
fn written(words: &LabelWords, date: PartialDate) -> String {
    match date.has_time() {
        true => time_words(date),
        false => day_words(&words.months, date),
    }
}

/// Draws the axis above or below the lanes, with the tab of now.
pub(crate) fn draw(
    view: View,
    canvas: &HtmlElement,
    colours: &Brush,
    ticks: &[Tick],
    words: &LabelWords,
    picture: &Picture,
) {
    let Some(brush) = super::draw::brush(canvas, Rc::clone(&colours.look)) else {
        return;
    };
    let em = picture.em;
    let height = em * 2.0;
    brush.empty(canvas, picture.width, height);
    let now = view.words.say(Later::Now);
    let half = colours.measure(&now) / 2.0 + em * 0.4;
    let middle = picture.now;
    let y = em * 1.35;
    for tick in ticks {
        let Some(label) = tick.label else {
            continue;
        };
        let larger = tick.weight == Weight::Larger
            || ticks
                .iter()
                .any(|own| own.weight == Weight::Larger && own.x == tick.x);
        brush.fill(if larger { "--ink" } else { "--ink2" });
        let text = written(words, label);
        let (x, end) = (
            tick.x + em * 0.25,
            tick.x + em * 0.5 + colours.measure(&text),
        );
        // Now is more than a date.
        if end < middle - half || x > middle + half {
            brush.text(&text, x, y);
        }
    }
    if (0.0..=picture.width).contains(&middle) {
        brush.fill("--accent");
        brush
            .context
            .fill_rect(middle - half, em * 0.3, half * 2.0, em * 1.4);
        brush.fill("--paper");
        brush.text(&now, middle - half + em * 0.4, y);
    }
}
