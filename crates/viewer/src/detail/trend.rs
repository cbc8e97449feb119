//! Earlier and later values of what the open entry measures: drawn, and listed
//! beside it.

use timeline_model::{Comparator, EntryId, Trend, TrendPoint, TrendValue, Unlike, digits};

use crate::{
    Later, Message, View,
    banner::sources,
    dates::moment_words,
    element::{Content, dynamic, element, nothing},
    elements::{button, div, group, paragraph, span},
    foot::gaps,
    list::flagged,
    terms,
    words::Words,
};

/// The drawing says nothing that the table does not: it is for those who see
/// it, the table for everybody.
pub(super) fn trend(view: View, trend: &Trend, open: EntryId) -> Content {
    let words = view.words;
    let mut out = div("trend").child(element("h3").child(words.text(Later::TrendOf)));
    if !trend.points.is_empty() {
        out = out
            .child(drawing(view, trend, open))
            .child(ends(words, trend))
            .child(table(view, trend, open));
    }
    if trend.further > 0 {
        let said = words.count(Later::TrendFurther, trend.further);
        out = out.child(paragraph("quiet", said));
    }
    if trend.unlike > 0 {
        let why = [("why", &*unlike(words, trend))];
        let said = words.count_fill(Later::TrendUnlike, trend.unlike, &why);
        out = out.child(paragraph("quiet", said));
    }
    // Where a source is missing, values may be.
    out.child(dynamic(move || match gaps(view) {
        Some(said) => paragraph("quiet", said),
        None => nothing(),
    }))
}

/// Why others of the same thing do not stand among the values.
fn unlike(words: Words, trend: &Trend) -> String {
    let mut said = String::new();
    for unit in &trend.units {
        let one = match unit.as_str() {
            "" => words.say(Later::TrendNoUnit),
            unit => words.fill(Later::TrendUnit, &[("unit", unit)]),
        };
        terms::join(&mut said, ", ", &one);
    }
    for (why, message) in [
        (Unlike::Method, Later::TrendMethod),
        (Unlike::NoNumber, Later::TrendNoNumber),
        (Unlike::NoDate, Later::TrendNoDate),
        (Unlike::InError, Later::TrendInError),
    ] {
        if trend.why & 1 << why as u32 != 0 {
            terms::join(&mut said, ", ", &words.say(message));
        }
    }
    said
}

/// How wide and how high the drawing is, in its own units.
const WIDTH: u32 = 1000;
const HEIGHT: u32 = 400;

fn across(place: u32) -> u32 {
    place * WIDTH / 1000
}

fn down(height: u32) -> u32 {
    HEIGHT - (height * HEIGHT / 1000).min(HEIGHT)
}

fn drawing(view: View, trend: &Trend, open: EntryId) -> Content {
    let mut ranges = element("svg:g").attr("class", "rng");
    let mut marks = element("svg:g");
    // The open one stands before those that are close.
    let mut last = nothing();
    let middle = |point: &TrendPoint| across((point.from + point.until) / 2);
    for (at, point) in trend.points.iter().enumerate() {
        let around = |other: Option<&TrendPoint>, edge| {
            other.map_or(edge, |other| (middle(other) + middle(point)) / 2)
        };
        let before = at.checked_sub(1).and_then(|at| trend.points.get(at));
        let from = around(before, 0);
        let until = around(trend.points.get(at + 1), WIDTH);
        for value in point.values.iter().flatten() {
            if let Some(range) = &value.range {
                let top = range.high.map_or(0, down);
                let foot = range.low.map_or(HEIGHT, down);
                let sides = [
                    from,
                    top,
                    until.saturating_sub(from),
                    foot.saturating_sub(top),
                ];
                ranges = ranges.child(placed("svg:rect", &["x", "y", "width", "height"], &sides));
            }
        }
        let mark = mark(view, point, middle(point), point.id == open);
        if point.id == open {
            last = mark;
        } else {
            marks = marks.child(mark);
        }
    }
    element("svg:svg")
        .attr("viewBox", "0 0 1000 400")
        .attr("aria-hidden", "true")
        .child(ranges)
        .child(scale(trend))
        .child(marks.child(last))
}

/// An element with numbers for its attributes.
fn placed(tag: &'static str, names: &[&'static str], numbers: &[u32]) -> Content {
    let mut out = element(tag);
    for (name, number) in names.iter().zip(numbers) {
        out = out.attr(name, digits(*number));
    }
    out
}

/// The highest and the lowest number as sent, each where it stands.
fn scale(trend: &Trend) -> Content {
    let values = || {
        trend
            .points
            .iter()
            .flat_map(|point| &point.values)
            .flatten()
    };
    let ends = [
        values().max_by_key(|value| value.height),
        values().min_by_key(|value| value.height),
    ];
    let mut out = element("svg:g").attr("class", "scale");
    for value in ends.into_iter().flatten() {
        let height = down(value.height);
        let line = placed(
            "svg:line",
            &["x1", "x2", "y1", "y2"],
            &[0, WIDTH, height, height],
        );
        let words = placed("svg:text", &["x", "y"], &[0, height.saturating_sub(8)]);
        out = out.child(line).child(words.text(value.words.clone()));
    }
    out
}

fn mark(view: View, point: &TrendPoint, middle: u32, is_open: bool) -> Content {
    let words = view.words;
    let id = point.id;
    let mut out = element("svg:g")
        .attr("class", if is_open { "point open" } else { "point" })
        .child(element("svg:title").text(told(words, point)))
        .on("click", move |_| {
            if !is_open {
                view.follow(id);
            }
        });
    let heights: Vec<u32> = point
        .values
        .iter()
        .flatten()
        .map(|value| down(value.height))
        .collect();
    // The two numbers of one measurement belong together.
    if let [one, other] = heights[..] {
        let stem = [middle, middle, one, other];
        out = out.child(placed("svg:line", &["x1", "x2", "y1", "y2"], &stem));
    }
    for (series, value) in point.values.iter().enumerate() {
        let Some(value) = value else {
            continue;
        };
        let height = down(value.height);
        // A date that is vague takes all of its width.
        if point.until - point.from > 12 {
            let (from, until) = (across(point.from), across(point.until));
            let line = [from, until, height, height];
            out = out.child(placed("svg:line", &["x1", "x2", "y1", "y2"], &line));
        }
        if is_open {
            let ring = placed("svg:circle", &["cx", "cy", "r"], &[middle, height, 27]);
            out = out.child(ring.attr("class", "ring"));
        }
        out = out.child(symbol(value, series, middle, height));
    }
    out
}

/// A number is a dot, that of the second series a ring; a bound is an arrow from
/// where it begins, for the number is not known.
fn symbol(value: &TrendValue, series: usize, middle: u32, height: u32) -> Content {
    let class = if series > 0 { "second" } else { "" };
    let (far, tip) = match value.bound {
        None => {
            let dot = placed("svg:circle", &["cx", "cy", "r"], &[middle, height, 13]);
            return dot.attr("class", class);
        }
        Some(Comparator::Less | Comparator::LessOrEqual) => (height + 26, height + 46),
        Some(_) => (height.saturating_sub(26), height.saturating_sub(46)),
    };
    let mut points = String::new();
    for (x, y) in [
        (middle.saturating_sub(15), far),
        (middle + 15, far),
        (middle, tip),
    ] {
        points.push_str(&digits(x));
        points.push(',');
        points.push_str(&digits(y));
        points.push(' ');
    }
    let bar = [middle.saturating_sub(15), middle + 15, height, height];
    let shaft = [middle, middle, height, far];
    let ends = &["x1", "x2", "y1", "y2"];
    element("svg:g")
        .attr("class", class)
        .child(placed("svg:line", ends, &bar))
        .child(placed("svg:line", ends, &shaft))
        .child(element("svg:polygon").attr("points", points))
}

/// When and what, for whoever points at it.
fn told(words: Words, point: &TrendPoint) -> String {
    let mut out = point
        .when
        .map(|when| moment_words(words, when))
        .unwrap_or_default();
    for value in point.values.iter().flatten() {
        terms::join(&mut out, " · ", &value.words);
    }
    out
}

/// The first and the last time, below the drawing.
fn ends(words: Words, trend: &Trend) -> Content {
    let mut out = div("ends").attr("aria-hidden", "true");
    for point in [trend.points.first(), trend.points.last()]
        .into_iter()
        .flatten()
    {
        let when = point.when.map(|when| crate::dates::date_words(words, when));
        out = out.child(span("date", when.unwrap_or_default()));
    }
    out
}

fn table(view: View, trend: &Trend, open: EntryId) -> Content {
    let words = view.words;
    let head = |said: String| element("th").attr("scope", "col").text(said);
    let mut heads = element("tr").child(head(words.say(Later::FieldWhen)));
    for series in &trend.series {
        // What alone is measured is what the entry is called.
        let mut title = match trend.series.len() {
            1 => words.say(Later::FieldValue),
            _ => series.title.clone(),
        };
        terms::join(&mut title, ", ", &series.unit);
        heads = heads.child(head(title));
    }
    let ranges = trend
        .points
        .iter()
        .flat_map(|point| &point.values)
        .flatten();
    let has_ranges = ranges.into_iter().any(|value| value.range.is_some());
    if has_ranges {
        heads = heads.child(head(words.say(Later::FieldRange)));
    }
    heads = heads.child(head(words.say(Message::Sources)));
    let mut body = element("tbody");
    for point in trend.points.iter().rev() {
        body = body.child(row(view, point, open, has_ranges));
    }
    let table = element("table")
        .child(element("thead").child(heads))
        .child(body);
    group("copies", words.say(Later::TrendTable))
        .attr("tabindex", "0")
        .child(table)
}

fn row(view: View, point: &TrendPoint, open: EntryId, has_ranges: bool) -> Content {
    let words = view.words;
    let id = point.id;
    let when = point
        .when
        .map(|when| moment_words(words, when))
        .unwrap_or_default();
    let head = element("th").attr("scope", "row");
    let mut row = element("tr");
    row = match id == open {
        true => row
            .attr("aria-current", "true")
            .child(head.child(span("date", when))),
        false => row.child(head.child(button("link date", when, move || {
            view.follow(id);
        }))),
    };
    let mut ranges = String::new();
    let mut flag = point.flag;
    for value in &point.values {
        let mut cell = element("td");
        if let Some(value) = value {
            cell = cell.text(value.words.clone());
            if let Some(flag) = flag.take() {
                cell = flagged(cell, words, flag);
            }
            let range = value.range.as_ref().map(|range| range.words.as_str());
            terms::join(&mut ranges, "; ", range.unwrap_or_default());
        }
        row = row.child(cell);
    }
    if has_ranges {
        row = row.child(element("td").text(ranges));
    }
    let held = match point.sources.len() {
        0..=1 => sources(view, &point.sources),
        many => words.count(Message::HeldBy, many as u32),
    };
    row.child(element("td").text(held))
}
