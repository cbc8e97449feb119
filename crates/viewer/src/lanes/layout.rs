//! From the index to the picture: pure, for a window and a width.

use super::{
    arrange::{Arrangement, bit},
    crowd::{self, Group},
    index::{Entry, Index, LaneIndex},
    label::LabelWords,
    lane::{self, LANES},
    picture::{Label, LanePicture, Picture, Shape},
    rows::{Unit, by_series, by_time, pack},
};
use crate::span::{End, Span};
use timeline_model::Mark as Told;

/// What a picture is made for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    pub(crate) span: Span,
    pub(crate) width: f64,
    /// The size of the letters.
    pub(crate) em: f64,
    pub(crate) now: i64,
    /// When the patient died: nothing goes on past it.
    pub(crate) death: Option<i64>,
}

impl Frame {
    /// Seconds in a pixel.
    pub(crate) fn scale(&self) -> f64 {
        (self.span.to - self.span.from).max(1) as f64 / self.width.max(1.0)
    }

    /// Where a time is.
    pub(crate) fn x(&self, time: i64) -> f64 {
        time.saturating_sub(self.span.from) as f64 / self.scale()
    }

    /// The last second that an entry takes up.
    pub(crate) fn last(&self, entry: &Entry) -> i64 {
        match (entry.extent.end, self.death) {
            (End::Ongoing, Some(death)) => death.max(entry.extent.start.1),
            _ => entry.extent.last(),
        }
    }

    /// Whether an entry overlaps the window.
    pub(crate) fn shows(&self, entry: &Entry) -> bool {
        entry.extent.start.0 < self.span.to && self.last(entry) >= self.span.from
    }

    /// Whether an entry is so long, or its date so vague, that its length is
    /// seen.
    fn is_wide(&self, entry: &Entry) -> bool {
        let length = self.last(entry).saturating_sub(entry.extent.start.0);
        length as f64 / self.scale() > self.em * WIDE
    }
}

/// From how many sizes of a letter on a length is seen.
const WIDE: f64 = 1.3;
/// The heights of rows with and without names, and what is free at both edges
/// of a lane, in sizes of a letter.
const NAMED_ROW: f64 = 1.85;
const ROW: f64 = 1.9;
const EDGE: f64 = 0.2;
/// How high a lane is at least that says beside it what it lacks.
const WORDS: f64 = 3.5;
/// How many rows with names a lane has at most.
const MOST_NAMED: usize = 40;
const MOST: usize = 5;
/// No date is vaguer than a year.
const VAGUE: i64 = 184 * 86_400;

/// The points of each lane as they are grouped at one zoom, wherever the
/// window is: nothing regroups while it is moved.
#[derive(Default)]
pub(crate) struct Grouped {
    /// For which seconds in a pixel, which size, and up to when it holds.
    key: (f64, f64, Option<i64>),
    lanes: [GroupedLane; LANES],
}

#[derive(Default)]
struct GroupedLane {
    /// Where each point is, from the very beginning of time.
    points: Vec<f64>,
    /// Which entry each is: of what lasts, counted from behind the points.
    entries: Vec<usize>,
    groups: Vec<Group>,
}

impl Grouped {
    /// Forgets everything: the index is another one.
    pub(crate) fn clear(&mut self) {
        *self = Grouped::default();
    }

    /// Groups anew where the zoom is another one.
    fn renew(&mut self, index: &Index, frame: &Frame) {
        let key = (frame.scale(), frame.em, frame.death);
        if self.key == key {
            return;
        }
        if self.key.1 != frame.em {
            index.forget_widths();
        }
        self.key = key;
        for (at, (own, lane)) in self.lanes.iter_mut().zip(&index.lanes).enumerate() {
            if !lane::is_named(at) {
                own.renew(lane, frame);
            }
        }
    }
}

impl GroupedLane {
    fn renew(&mut self, lane: &LaneIndex, frame: &Frame) {
        self.points.clear();
        self.entries.clear();
        let scale = frame.scale();
        let mut add = |entry: &Entry, at: usize, middle: i64| {
            if frame.is_wide(entry) {
                return;
            }
            let x = middle as f64 / scale;
            let mut place = self.points.len();
            while place > 0 && self.points.get(place - 1).is_some_and(|own| *own > x) {
                place -= 1;
            }
            self.points.insert(place, x);
            self.entries.insert(place, at);
        };
        let mut lasting = lane.lasting.iter().enumerate().peekable();
        let later = lane.points.len();
        for (at, entry) in lane.points.iter().enumerate() {
            let earlier = |own: &(usize, &Entry)| own.1.middle <= entry.middle;
            while let Some((other, entry)) = lasting.next_if(earlier) {
                add(entry, later + other, entry.middle);
            }
            add(entry, at, entry.middle);
        }
        for (other, entry) in lasting {
            add(entry, later + other, entry.middle);
        }
        self.groups = crowd::group(&self.points, frame.em, false);
    }
}

/// Lays out every lane that is shown.
pub(crate) fn layout(
    index: &Index,
    arranged: &Arrangement,
    frame: &Frame,
    words: &LabelWords,
    measure: &dyn Fn(&str) -> f64,
    grouped: &mut Grouped,
    picture: &mut Picture,
) {
    grouped.renew(index, frame);
    // While the window is moved no lane becomes lower: what is below stays.
    let kept = picture.scale == frame.scale() && picture.em == frame.em;
    let before = core::mem::take(&mut picture.lanes);
    picture.width = frame.width;
    picture.em = frame.em;
    picture.scale = frame.scale();
    picture.now = frame.x(frame.now);
    let mut top = 0.0;
    for lane in arranged.shown() {
        let (Some(own), Some(points)) = (index.lanes.get(lane), grouped.lanes.get(lane)) else {
            continue;
        };
        let mut drawn = LanePicture {
            lane,
            top,
            all: own.total() as u32,
            ..LanePicture::default()
        };
        let collapsed = arranged.is_collapsed(lane);
        let mut height = draw_lane(own, points, frame, words, measure, collapsed, &mut drawn);
        if arranged.lacking & bit(lane) != 0 {
            height = height.max(frame.em * WORDS);
        }
        drawn.in_view = drawn.members.len() as u32;
        if collapsed {
            drawn.marks.clear();
        }
        let last = before.iter().find(|own| own.lane == lane && !collapsed);
        let least = last.map_or(0.0, |own| own.height);
        drawn.height = if kept { height.max(least) } else { height };
        top += drawn.height;
        picture.lanes.push(drawn);
    }
    picture.height = top;
}

/// Lays out one lane; answers with its height.
fn draw_lane(
    lane: &LaneIndex,
    grouped: &GroupedLane,
    frame: &Frame,
    words: &LabelWords,
    measure: &dyn Fn(&str) -> f64,
    collapsed: bool,
    drawn: &mut LanePicture,
) -> f64 {
    let named = lane::is_named(drawn.lane);
    let edge = frame.em * EDGE;
    let mut y = drawn.top + edge;
    let row = frame.em * ROW;
    if !named && (!grouped.groups.is_empty() || lane.total() == 0) {
        draw_groups(lane, grouped, frame, y + row / 2.0, drawn);
        y += row;
    }
    let near = near(lane, frame).filter(|entry| frame.shows(entry));
    let lasting = lane.lasting.iter();
    let lasting = lasting.filter(|e| frame.shows(e) && (named || frame.is_wide(e)));
    let mut units = if named {
        by_series(lane, lasting, near)
    } else {
        by_time(lasting, near.filter(|entry| frame.is_wide(entry)))
    };
    let most = if named { MOST_NAMED } else { MOST };
    let rows = pack(&mut units, frame, words, measure, most);
    for unit in &mut units {
        if let Some(row) = unit.row {
            draw_unit(unit, frame, y + frame.em * NAMED_ROW * row as f64, drawn);
        }
    }
    y += frame.em * NAMED_ROW * rows as f64;
    if draw_rest(&units, frame, y + row / 2.0, drawn) {
        y += row;
    }
    if collapsed {
        return row + 2.0 * edge;
    }
    (y + edge - drawn.top).max(row + 2.0 * edge)
}

/// The points that may be in the window.
fn near<'a>(lane: &'a LaneIndex, frame: &Frame) -> impl Iterator<Item = &'a Entry> {
    let (from, to) = (frame.span.from - VAGUE, frame.span.to + VAGUE);
    let first = lane.points.partition_point(|entry| entry.middle < from);
    let rest = lane.points.iter().skip(first);
    rest.take_while(move |entry| entry.middle <= to)
}

/// Draws the groups of points that are in the window, each with those of its
/// entries that are.
fn draw_groups(
    lane: &LaneIndex,
    grouped: &GroupedLane,
    frame: &Frame,
    y: f64,
    drawn: &mut LanePicture,
) {
    let origin = frame.span.from as f64 / frame.scale();
    let points = &grouped.points;
    let first = points.partition_point(|x| *x < origin);
    let end = points.partition_point(|x| *x < origin + frame.width);
    let from = grouped.groups.partition_point(|group| group.end <= first);
    let groups = grouped.groups.iter().skip(from);
    for group in groups.take_while(|group| group.first < end) {
        let range = group.first.max(first)..group.end.min(end);
        let count = range.len();
        let start = drawn.members.len() as u32;
        let mut x = group.x - origin;
        if count == 1 {
            x = points.get(range.start).map_or(x, |own| own - origin);
        }
        let shape = match (count, group.shape) {
            (1, Shape::Count) => Shape::Tick,
            (_, shape) => shape,
        };
        if shape == Shape::Count {
            // One that begins before the window is drawn whole in it.
            let half = crowd::half(shape, count, frame.em);
            x = x.max(half).min(frame.width - half);
        }
        for at in grouped.entries.get(range).unwrap_or_default() {
            let lasting = at.checked_sub(lane.points.len());
            let entry = match lasting {
                Some(at) => lane.lasting.get(at),
                None => lane.points.get(*at),
            };
            drawn.members.extend(entry.map(|entry| entry.row.id));
        }
        drawn.mark(shape, (x, x), y, start);
    }
}

/// Draws what stands on one row, `top` being where that begins.
fn draw_unit(unit: &mut Unit<'_>, frame: &Frame, top: f64, drawn: &mut LanePicture) {
    let y = top + frame.em * 1.5;
    let first = drawn.marks.len();
    if let Some(entry) = unit.lasting {
        let start = drawn.members.len() as u32;
        drawn.members.push(entry.row.id);
        let (shape, x) = line(entry, frame);
        drawn.mark(shape, x, y, start);
    }
    draw_points(&unit.points, frame, y, drawn);
    let struck = unit
        .named_by()
        .is_some_and(|entry| entry.row.marks.has(Told::EnteredInError));
    if let (Some(mark), Some((x, width, text))) = (drawn.marks.get_mut(first), unit.label.take()) {
        mark.label = Some(Label {
            x,
            width,
            text,
            struck,
        });
    }
}

/// Draws points on a row: vague ones as bands, the others as they have room.
fn draw_points(points: &[&Entry], frame: &Frame, y: f64, drawn: &mut LanePicture) {
    let mut places: Vec<f64> = Vec::with_capacity(points.len());
    let mut entries: Vec<&Entry> = Vec::with_capacity(points.len());
    let mut wide: Option<(i64, i64)> = None;
    for entry in points {
        if !frame.is_wide(entry) {
            places.push(frame.x(entry.middle));
            entries.push(entry);
            continue;
        }
        let start = drawn.members.len() as u32;
        drawn.members.push(entry.row.id);
        let (first, last) = entry.extent.start;
        if wide == Some((first, last)) {
            if let Some(mark) = drawn.marks.last_mut() {
                mark.members.1 += 1;
            }
            continue;
        }
        wide = Some((first, last));
        let x = (frame.x(first).max(0.0), frame.x(last).min(frame.width));
        drawn.mark(Shape::Band, x, y, start);
    }
    for group in crowd::group(&places, frame.em, false) {
        let start = drawn.members.len() as u32;
        let own = entries.get(group.first..group.end).unwrap_or_default();
        drawn.members.extend(own.iter().map(|entry| entry.row.id));
        let begun = own
            .first()
            .is_some_and(|e| e.extent.end == End::NotRecorded);
        let shape = match group.shape {
            Shape::Count => Shape::Count,
            _ if begun => Shape::Begun,
            shape => shape,
        };
        drawn.mark(shape, (group.x, group.x), y, start);
    }
}

/// Draws what found no row, as counts. Whether there was any.
fn draw_rest(units: &[Unit<'_>], frame: &Frame, y: f64, drawn: &mut LanePicture) -> bool {
    let mut rest: Vec<&Unit<'_>> = Vec::new();
    for unit in units.iter().filter(|unit| unit.row.is_none()) {
        let at = rest.partition_point(|own| own.x(frame) <= unit.x(frame));
        rest.insert(at, unit);
    }
    let places: Vec<f64> = rest.iter().map(|unit| unit.x(frame)).collect();
    let mut rest = rest.into_iter();
    for group in crowd::group(&places, frame.em, true) {
        let start = drawn.members.len() as u32;
        for unit in rest.by_ref().take(group.end - group.first) {
            drawn
                .members
                .extend(unit.entries().map(|entry| entry.row.id));
        }
        let half = crowd::half(Shape::Count, drawn.members.len() - start as usize, frame.em);
        let x = group.x.max(half).min(frame.width - half);
        drawn.mark(Shape::Count, (x, x), y, start);
    }
    !places.is_empty()
}

/// The line of what lasts, and from where to where.
fn line(entry: &Entry, frame: &Frame) -> (Shape, (f64, f64)) {
    let (first, begun) = entry.extent.start;
    let last = frame.last(entry);
    let (ended, ends) = match entry.extent.end {
        End::At(first, _) => (first, last <= frame.span.to),
        _ => (last, false),
    };
    let inside = |time: i64| frame.x(time).clamp(0.0, frame.width);
    let (x, end) = (inside(first), inside(last));
    let shape = Shape::Line {
        from: inside(begun),
        to: inside(ended.max(begun)),
        starts: first >= frame.span.from,
        ends,
        goes_on: entry.extent.end == End::Ongoing,
    };
    // What is too short to be seen is drawn so long that both ends are.
    (shape, (x, end.max((x + frame.em * 0.4).min(frame.width))))
}
