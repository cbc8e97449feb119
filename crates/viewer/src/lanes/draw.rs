//! The picture on a canvas. Colours and letters are those of the document.

use core::cell::RefCell;
use std::rc::Rc;

use timeline_model::digits;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement, HtmlElement};

use super::{
    crowd,
    picture::{LanePicture, Mark, Picture, Shape},
    room::Slice,
    ticks::{Tick, Weight},
};

/// A canvas grows by so many pixels at once.
const SPARE: u32 = 64;

/// The letters and colours that hold where the lanes are. They are asked for
/// once for a movement: the document is laid out each time that it is asked.
pub(crate) struct Look {
    style: CssStyleDeclaration,
    font: String,
    ratio: f64,
    colours: RefCell<Vec<(&'static str, String)>>,
}

/// A canvas to draw on.
pub(crate) struct Brush {
    pub(crate) context: CanvasRenderingContext2d,
    pub(crate) look: Rc<Look>,
}

/// How things look now where a canvas is.
pub(crate) fn look(canvas: &HtmlElement) -> Option<Rc<Look>> {
    let window = web_sys::window()?;
    let style = window.get_computed_style(canvas).ok()??;
    let read = |name| style.get_property_value(name).unwrap_or_default();
    let mut font = read("font-size");
    font.push(' ');
    font.push_str(&read("font-family"));
    Some(Rc::new(Look {
        style,
        font,
        ratio: window.device_pixel_ratio(),
        colours: RefCell::default(),
    }))
}

/// What draws on a canvas.
pub(crate) fn brush(canvas: &HtmlElement, look: Rc<Look>) -> Option<Brush> {
    let plot: &HtmlCanvasElement = canvas.unchecked_ref();
    let context: CanvasRenderingContext2d = plot.get_context("2d").ok()??.unchecked_into();
    context.set_font(&look.font);
    Some(Brush { context, look })
}

impl Brush {
    /// Hands on one of the document's colours.
    fn colour(&self, name: &'static str, paint: &dyn Fn(&CanvasRenderingContext2d, &str)) {
        let known = &mut *self.look.colours.borrow_mut();
        let at = known.iter().position(|(own, _)| *own == name);
        let at = at.unwrap_or_else(|| {
            let value = self.look.style.get_property_value(name);
            known.push((name, value.unwrap_or_default()));
            known.len() - 1
        });
        if let Some((_, value)) = known.get(at) {
            paint(&self.context, value);
        }
    }

    /// Fills with one of the document's colours from now on.
    pub(crate) fn fill(&self, name: &'static str) {
        self.colour(name, &|context, value| context.set_fill_style_str(value));
    }

    fn stroke(&self, name: &'static str) {
        self.colour(name, &|context, value| context.set_stroke_style_str(value));
    }

    /// How wide a text is.
    pub(crate) fn measure(&self, text: &str) -> f64 {
        self.context
            .measure_text(text)
            .map_or(0.0, |own| own.width())
    }

    pub(crate) fn text(&self, text: &str, x: f64, y: f64) {
        let _ = self.context.fill_text(text, x, y);
    }

    /// Makes a canvas as large as its place, in pixels of the screen, and empty.
    /// It may be higher, and shows its upper part: a canvas of another height
    /// costs as much as all that is drawn on it, and lanes change theirs with
    /// every step of zooming.
    pub(crate) fn empty(&self, canvas: &HtmlElement, width: f64, height: f64) {
        let canvas: &HtmlCanvasElement = canvas.unchecked_ref();
        let ratio = self.look.ratio;
        let pixels = |length: f64| (length * ratio).round() as u32;
        let (wide, high) = (pixels(width), pixels(height));
        let fits = (high..=high + 4 * SPARE).contains(&canvas.height());
        if canvas.width() != wide || !fits {
            canvas.set_width(wide);
            let spare = if high > SPARE { SPARE } else { 1 };
            canvas.set_height(high.next_multiple_of(spare));
            // A canvas of another size has forgotten its letters.
            self.context.set_font(&self.look.font);
        }
        let _ = self.context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
        let all = f64::from(canvas.height());
        self.context.clear_rect(0.0, 0.0, width, all);
    }
}

/// Draws a slice of everything anew.
pub(crate) fn draw(
    brush: &Brush,
    canvas: &HtmlElement,
    picture: &Picture,
    slice: Slice,
    ticks: &[Tick],
) {
    let (width, height, now) = (picture.width, slice.height, picture.now);
    brush.empty(canvas, width, height);
    let context = &brush.context;
    if now < width {
        brush.fill("--future");
        context.fill_rect(now.max(0.0), 0.0, width, height);
    }
    brush.fill("--grid");
    for tick in ticks {
        context.set_global_alpha(if tick.weight == Weight::Larger {
            1.0
        } else {
            0.5
        });
        context.fill_rect(tick.x.round(), 0.0, 1.0, height);
    }
    context.set_global_alpha(1.0);
    brush.fill("--accent");
    context.fill_rect((now - 0.75).round(), 0.0, 1.5, height);
    let _ = context.translate(0.0, -slice.top);
    brush.fill("--mark");
    let em = picture.em;
    let mut seen: Vec<(&LanePicture, &Mark)> = Vec::new();
    for lane in &picture.lanes {
        for mark in lane.marks.iter().filter(|own| slice.shows(own.y, em)) {
            seen.push((lane, mark));
        }
    }
    for (_, mark) in &seen {
        lines(context, mark, em, now);
    }
    context.begin_path();
    for (_, mark) in &seen {
        symbol(context, mark, em);
    }
    context.fill();
    counts(brush, &seen, em);
    labels(brush, &seen, em, now);
}

/// Draws what has a length, and ticks.
fn lines(context: &CanvasRenderingContext2d, mark: &Mark, em: f64, now: f64) {
    let thick = em * 0.25;
    let bar = |x: f64, end: f64| context.fill_rect(x, mark.y - thick / 2.0, end - x, thick);
    let pale = |x: f64, end: f64| {
        context.set_global_alpha(0.4);
        bar(x, end);
        context.set_global_alpha(1.0);
    };
    let begins =
        |x: f64| context.fill_rect(x, mark.y - em * 0.8, em * 0.12, em * 0.8 + thick / 2.0);
    match mark.shape {
        Shape::Line {
            from,
            to,
            starts,
            ends,
            goes_on,
        } => {
            let (x, end) = (mark.x, mark.end);
            let certain = if goes_on { to.min(now.max(x)) } else { to };
            pale(x, from);
            bar(from, certain.max(from));
            pale(certain.max(from), end);
            if starts {
                begins(x);
            }
            if ends {
                context.fill_rect(end - em * 0.3, mark.y - em * 0.25, em * 0.35, em * 0.5);
            }
        }
        Shape::Begun => begins(mark.x),
        Shape::Tick => {
            context.fill_rect(mark.x - em * 0.06, mark.y - em * 0.4, em * 0.12, em * 0.8)
        }
        Shape::Band => {
            let (high, side) = (em * 0.4, em * 0.08);
            context.set_global_alpha(0.25);
            context.fill_rect(mark.x, mark.y - high / 2.0, mark.end - mark.x, high);
            context.set_global_alpha(1.0);
            context.fill_rect(mark.x, mark.y - high, side, high * 2.0);
            context.fill_rect(mark.end - side, mark.y - high, side, high * 2.0);
        }
        Shape::Symbol | Shape::Count => {}
    }
}

/// Adds the one symbol of all points to the path: its tip is at its time.
fn symbol(context: &CanvasRenderingContext2d, mark: &Mark, em: f64) {
    if mark.shape == Shape::Symbol {
        let (half, high) = (em * 0.38, em * 0.34);
        context.move_to(mark.x - half, mark.y - high);
        context.line_to(mark.x + half, mark.y - high);
        context.line_to(mark.x, mark.y + high);
    }
}

/// Draws counts as pills: a thick line on a thicker one.
fn counts(brush: &Brush, seen: &[(&LanePicture, &Mark)], em: f64) {
    let context = &brush.context;
    let each = |draw: &dyn Fn(&LanePicture, &Mark)| {
        for (lane, mark) in seen {
            if mark.shape == Shape::Count {
                draw(lane, mark);
            }
        }
    };
    let high = em * 1.1;
    context.begin_path();
    each(&|lane, mark| {
        let half = crowd::half(Shape::Count, lane.count(mark) as usize, em) - high / 2.0;
        context.move_to(mark.x - half, mark.y);
        // A line without length has no ends to be rounded.
        context.line_to(mark.x + half.max(0.1), mark.y);
    });
    context.set_line_cap("round");
    for (colour, thick) in [("--mark", high), ("--count", high - 2.0)] {
        brush.stroke(colour);
        context.set_line_width(thick);
        context.stroke();
    }
    brush.fill("--mark");
    context.set_text_align("center");
    each(&|lane, mark| brush.text(&digits(lane.count(mark)), mark.x, mark.y + em * 0.36));
    context.set_text_align("left");
}

/// Draws the names, each with a rim that parts it from the line of now.
fn labels(brush: &Brush, seen: &[(&LanePicture, &Mark)], em: f64, now: f64) {
    let context = &brush.context;
    brush.fill("--ink");
    brush.stroke("--paper");
    context.set_line_width(em * 0.25);
    context.set_line_join("round");
    for (_, mark) in seen {
        let Some(label) = &mark.label else {
            continue;
        };
        let y = mark.y - em * 0.58;
        let over = label.x - em < now && now < label.x + label.width + em;
        if over {
            let _ = context.stroke_text(&label.text, label.x, y);
        }
        brush.text(&label.text, label.x, y);
        if label.struck {
            context.fill_rect(label.x, y - em * 0.35, label.width, 1.0);
        }
        if let Shape::Line { starts: false, .. } = mark.shape {
            // It began earlier.
            let (x, half) = (label.x - em * 0.25, em * 0.25);
            context.begin_path();
            context.move_to(x - em * 0.4, y - em * 0.32);
            context.line_to(x, y - em * 0.32 - half);
            context.line_to(x, y - em * 0.32 + half);
            context.fill();
        }
    }
}
