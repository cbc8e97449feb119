use super::{
    crowd,
    picture::{LanePicture, Mark, Picture, Shape},
};
use timeline_model::EntryId;

/// What is at a place of the picture.
pub(crate) struct Hit<'a> {
    /// The entries, one or several.
    pub(crate) entries: &'a [EntryId],
    /// The mark, without its label: left, top, right, bottom.
    pub(crate) bounds: (f64, f64, f64, f64),
}

/// The mark at a place, or the one whose label is there. What is smaller lies
/// over what is larger.
pub(crate) fn hit(picture: &Picture, x: f64, y: f64) -> Option<Hit<'_>> {
    let inside = |lane: &&LanePicture| (lane.top..lane.top + lane.height).contains(&y);
    let lane = picture.lanes.iter().find(inside)?;
    let over = |(left, top, right, bottom): (f64, f64, f64, f64)| {
        (left..=right).contains(&x) && (top..=bottom).contains(&y)
    };
    let marks = || lane.marks.iter().rev();
    let mark = marks()
        .find(|mark| over(bounds(lane, mark, picture.em)))
        .or_else(|| {
            marks().find(|mark| {
                let label = mark.label.as_ref();
                let top = mark.y - picture.em * 1.5;
                label.is_some_and(|own| over((own.x, top, own.x + own.width, mark.y)))
            })
        })?;
    let (first, end) = mark.members;
    Some(Hit {
        entries: lane.members.get(first as usize..end as usize)?,
        bounds: bounds(lane, mark, picture.em),
    })
}

/// Where a mark is, with as much around it as makes it easy to meet.
pub(crate) fn bounds(lane: &LanePicture, mark: &Mark, em: f64) -> (f64, f64, f64, f64) {
    let half = match mark.shape {
        Shape::Band | Shape::Line { .. } => em * 0.2,
        Shape::Tick => em * 0.2,
        shape => crowd::half(shape, lane.count(mark) as usize, em),
    };
    let high = em * 0.6;
    (mark.x - half, mark.y - high, mark.end + half, mark.y + high)
}
