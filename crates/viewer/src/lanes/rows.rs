//! Marks with their names above them, packed in rows.

use super::{
    index::{Entry, LaneIndex},
    label::LabelWords,
    layout::Frame,
};
use crate::span::End;

/// What stands on one row together: something that lasted, and the points of
/// its series; or points alone.
pub(crate) struct Unit<'a> {
    pub(crate) lasting: Option<&'a Entry>,
    pub(crate) points: Vec<&'a Entry>,
    /// The points are no series: they may have happened in one time.
    together: bool,
    /// From where to where it is drawn, its name included.
    left: f64,
    right: f64,
    pub(crate) label: Option<(f64, f64, String)>,
    /// The row; `None` where there was none left.
    pub(crate) row: Option<usize>,
}

impl<'a> Unit<'a> {
    /// The entry by which it is named.
    pub(crate) fn named_by(&self) -> Option<&'a Entry> {
        self.lasting.or_else(|| self.points.first().copied())
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &'a Entry> {
        self.lasting.into_iter().chain(self.points.iter().copied())
    }

    /// Where it begins on screen.
    pub(crate) fn x(&self, frame: &Frame) -> f64 {
        let first = self.named_by().map_or(0, |entry| match self.lasting {
            Some(_) => entry.extent.start.0,
            None => entry.middle,
        });
        frame.x(first).clamp(0.0, frame.width)
    }
}

/// What of a named lane is on screen, by series.
pub(crate) fn by_series<'a>(
    lane: &'a LaneIndex,
    lasting: impl Iterator<Item = &'a Entry>,
    points: impl Iterator<Item = &'a Entry>,
) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit<'a>> = lasting.map(unit_of).collect();
    let mut own: Vec<usize> = vec![usize::MAX; lane.series];
    for (at, unit) in units.iter().enumerate() {
        let series = unit.lasting.map_or(0, |entry| entry.series);
        if let Some(slot) = own.get_mut(series as usize) {
            *slot = at;
        }
    }
    for point in points {
        let Some(slot) = own.get_mut(point.series as usize) else {
            continue;
        };
        if let Some(unit) = units.get_mut(*slot) {
            unit.points.push(point);
            continue;
        }
        *slot = units.len();
        units.push(Unit {
            points: vec![point],
            ..unit()
        });
    }
    units
}

/// What lasted or is vague, of a lane whose entries are not named one by one:
/// what may have happened in the very same time is one.
pub(crate) fn by_time<'a>(
    lasting: impl Iterator<Item = &'a Entry>,
    vague: impl Iterator<Item = &'a Entry>,
) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit<'a>> = lasting.map(unit_of).collect();
    let first = units.len();
    for entry in vague {
        let same = |unit: &&mut Unit<'a>| {
            unit.points
                .first()
                .is_some_and(|own| own.extent.start == entry.extent.start)
        };
        // They come in the order of their middles.
        let near = |unit: &&mut Unit<'a>| {
            let own = unit.points.first();
            own.is_some_and(|own| own.middle == entry.middle)
        };
        let latest = units.iter_mut().skip(first).rev();
        match latest.take_while(near).find(same) {
            Some(unit) => unit.points.push(entry),
            None => units.push(Unit {
                points: vec![entry],
                together: true,
                ..unit()
            }),
        }
    }
    units
}

fn unit_of(entry: &Entry) -> Unit<'_> {
    Unit {
        lasting: Some(entry),
        ..unit()
    }
}

fn unit<'a>() -> Unit<'a> {
    Unit {
        lasting: None,
        points: Vec::new(),
        together: false,
        left: 0.0,
        right: 0.0,
        label: None,
        row: None,
    }
}

/// Gives each unit its name and the first row in which it lies over nothing,
/// what is leftmost first. Answers with how many rows there are.
pub(crate) fn pack(
    units: &mut Vec<Unit<'_>>,
    frame: &Frame,
    words: &LabelWords,
    measure: &dyn Fn(&str) -> f64,
    most: usize,
) -> usize {
    for unit in units.iter_mut() {
        place(unit, frame, words, measure);
    }
    let mut sorted: Vec<Unit<'_>> = Vec::with_capacity(units.len());
    for unit in units.drain(..) {
        let at = sorted.partition_point(|own| own.left <= unit.left);
        sorted.insert(at, unit);
    }
    let mut rows: Vec<f64> = Vec::new();
    for unit in &mut sorted {
        // A name that is wider than the lane would be cut: it is counted.
        if unit.label.is_none() {
            continue;
        }
        let free = rows.iter().position(|end| *end <= unit.left);
        let Some(row) = free.or((rows.len() < most).then_some(rows.len())) else {
            continue;
        };
        let end = unit.right + frame.em * 0.7;
        match rows.get_mut(row) {
            Some(own) => *own = end,
            None => rows.push(end),
        }
        unit.row = Some(row);
    }
    *units = sorted;
    rows.len()
}

/// Works out the name of a unit and how much room it takes.
fn place(unit: &mut Unit<'_>, frame: &Frame, words: &LabelWords, measure: &dyn Fn(&str) -> f64) {
    let Some(entry) = unit.named_by() else {
        return;
    };
    let (mut left, mut right) = (f64::INFINITY, 0.0f64);
    for entry in unit.entries() {
        let (start, end) = (frame.x(entry.extent.start.0), frame.x(frame.last(entry)));
        let reach = match entry.extent.end {
            End::Point | End::NotRecorded => frame.em * 0.5,
            _ => 0.0,
        };
        left = left.min(start - reach);
        right = right.max(end + reach);
    }
    left = left.clamp(0.0, frame.width);
    right = right.clamp(0.0, frame.width);
    let (text, width) = named(unit, entry, frame, words, measure);
    // Room for the sign that it began earlier.
    let sign = match frame.x(entry.extent.start.1) < 0.0 {
        true => frame.em * 0.8,
        // The bar at which it begins stays clear.
        false if unit.lasting.is_some() => frame.em * 0.35,
        false => 0.0,
    };
    if width + sign <= frame.width {
        let mut x = (left + sign).min(frame.width - width);
        // It is read better before the line of now than across it.
        let before = frame.x(frame.now) - width - frame.em * 0.5;
        if sign < frame.em * 0.5 && before >= 0.0 && left < frame.x(frame.now) && x > before {
            // The bar at which it begins stays clear here too.
            x = (left - width).max(0.0).min(before);
            if unit.lasting.is_none() {
                x = before;
            }
        }
        unit.label = Some((x, width, text));
        left = left.min(x);
        right = right.max(x + width);
    }
    unit.left = left;
    unit.right = right;
}

/// The name of a unit, and how wide it is.
fn named(
    unit: &Unit<'_>,
    entry: &Entry,
    frame: &Frame,
    words: &LabelWords,
    measure: &dyn Fn(&str) -> f64,
) -> (String, f64) {
    if unit.together && unit.points.len() > 1 {
        let text = words.several(unit.points.len());
        let width = measure(&text);
        return (text, width);
    }
    let mut text = entry.row.title.clone();
    if entry.width.get() == 0.0 {
        entry.width.set(measure(&text));
    }
    let mut width = entry.width.get();
    let behind = words.behind(entry, frame.span.from);
    if !behind.is_empty() {
        width += measure(&behind);
        text.push_str(&behind);
    }
    (text, width)
}
