//! Earlier and later values of the same thing: which belong together, and
//! where each is drawn.

mod alike;
mod drawn;

use timeline_fhir::Bounds;
use timeline_merge::sort;
use timeline_model::{
    Entry, Kind, Mark, PartialDate, Quantity, RecordKey, Trend, TrendPoint, TrendRange, TrendValue,
    Unlike, Value,
};

use self::{
    alike::Measure,
    drawn::{Height, draw},
};
use crate::{
    record::{Folded, Record},
    source::Source,
};

/// How many measurements are drawn at most: those nearest to the open one.
const MOST: usize = 40;

/// The values of what an entry measures, over all sources; `None` where it is
/// no number, or the only one. What is covered or was not done is left out; what
/// is measured otherwise or in error is counted, and no more.
pub fn trend(record: &Record, sources: &[Source], open: &Folded) -> Option<Trend> {
    let measure = Measure::of(open, sources)?;
    let mut trend = Trend::default();
    let mut found = Vec::new();
    for (at, other) in record.folded().iter().enumerate() {
        if !is_measured(other) || !measure.is_same(other, sources) {
            continue;
        }
        let marks = other.row.marks;
        let holds = !marks.has(Mark::EnteredInError) || other.row.id == open.row.id;
        let why = match (measure.read(other, sources), other.row.start) {
            _ if !holds => Unlike::InError,
            (Some(_), Some(when)) => {
                found.push(place_of(when, at));
                continue;
            }
            (Some(_), None) => Unlike::NoDate,
            (None, _) => measure.unlike(other, sources, &mut trend.units),
        };
        trend.unlike += 1;
        trend.why |= 1 << why as u32;
    }
    sort(&mut found);
    let own = record.folded().iter().position(|f| f.row.id == open.row.id);
    let own = found
        .iter()
        .position(|item| own == Some(*item as u32 as usize))?;
    let first = (own.saturating_sub(MOST / 2)).min(found.len().saturating_sub(MOST));
    let mut points = Vec::new();
    for item in found.iter().skip(first).take(MOST) {
        if let Some(other) = record.folded().get(*item as u32 as usize)
            && let Some(numbers) = measure.read(other, sources)
        {
            points.push((other, numbers));
        }
    }
    if points.len() < 2 {
        return (trend.unlike > 0).then_some(trend);
    }
    trend.further = (found.len() - points.len()) as u32;
    trend.series = measure.series();
    let mut heights = Vec::new();
    for (other, numbers) in points {
        let (point, own) = point(other, &numbers, sources);
        trend.points.push(point);
        heights.push(own);
    }
    draw(&mut trend, &heights);
    Some(trend)
}

/// What sorts by time: the first moment that a date may mean, above the place.
fn place_of(when: PartialDate, at: usize) -> u128 {
    let moment = when.on_the_wall().0.wrapping_sub(i64::MIN) as u64;
    u128::from(moment) << 32 | at as u128
}

/// Whether it may be told that there is a number: not of what is covered, nor
/// of what was not done.
fn is_measured(other: &Folded) -> bool {
    let marks = other.row.marks;
    let kind = matches!(other.row.kind, Kind::Result | Kind::VitalSign);
    kind && !marks.has(Mark::Covered) && !marks.has(Mark::Negated)
}

/// The copy of an entry by which it is named, and its key.
fn lead<'s>(folded: &Folded, sources: &'s [Source]) -> Option<(RecordKey, &'s Entry)> {
    let key = *folded.members.first()?;
    let source = sources.get(usize::from(key.source))?;
    Some((key, source.as_merged(key)?))
}

/// The amount that a value is.
fn amount(value: &Option<Value>) -> Option<&Quantity> {
    match value {
        Some(Value::Quantity(amount)) => Some(amount),
        _ => None,
    }
}

/// A number of each series, and the part that it stands in.
type Numbers<'s> = Vec<Option<(Option<usize>, &'s Quantity)>>;

fn point(
    other: &Folded,
    numbers: &Numbers<'_>,
    sources: &[Source],
) -> (TrendPoint, Vec<Option<Height>>) {
    let mut heights = Vec::new();
    let mut point = TrendPoint {
        id: other.row.id,
        when: other.row.start,
        sources: other.row.sources.clone(),
        flag: other.row.flag,
        ..TrendPoint::default()
    };
    for number in numbers {
        let Some((part, amount)) = *number else {
            point.values.push(None);
            heights.push(None);
            continue;
        };
        let range = range(other, part, amount, sources);
        let bound = |bound: fn(&Bounds) -> &Option<Quantity>| {
            timeline_merge::number(&bound(range.as_ref()?).as_ref()?.number)
        };
        heights.push(timeline_merge::number(&amount.number).map(|value| Height {
            value,
            low: bound(|range| &range.0),
            high: bound(|range| &range.1),
        }));
        point.values.push(Some(TrendValue {
            words: bare(amount.clone()).words(""),
            bound: amount.comparator,
            range: range.map(|(low, high)| TrendRange {
                words: Value::Range(low, high).words(""),
                ..TrendRange::default()
            }),
            ..TrendValue::default()
        }));
    }
    (point, heights)
}

/// The range of a value's own laboratory, where it is in the value's own unit.
fn range(
    other: &Folded,
    part: Option<usize>,
    amount: &Quantity,
    sources: &[Source],
) -> Option<Bounds> {
    let (key, _) = lead(other, sources)?;
    let source = sources.get(usize::from(key.source))?;
    let (low, high) = source.bounds(key, part)?;
    let fits = |bound: &Option<Quantity>| {
        let bare = |bound: &Quantity| bound.unit.is_empty() && bound.ucum.is_empty();
        let bound = bound.as_ref();
        bound.is_none_or(|bound| bare(bound) || alike::same_unit(bound, amount))
    };
    if !fits(&low) || !fits(&high) {
        return None;
    }
    Some((low.map(bare), high.map(bare)))
}

/// An amount without its unit, which all of a series have.
fn bare(amount: Quantity) -> Quantity {
    Quantity {
        unit: String::new(),
        ..amount
    }
}
