use timeline_model::Trend;

/// A number, and its laboratory's range.
#[derive(Clone, Copy)]
pub struct Height {
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// How far from the edges the outermost stand, in thousandths: above and below
/// with room for the arrow of a bound, at the start for the scale.
const DOWN: [f64; 2] = [130.0, 870.0];
const ACROSS: [f64; 2] = [150.0, 960.0];

/// Gives each measurement its place in the drawing: the numbers of all series
/// share a scale, which begins and ends where they do, with so much of the
/// ranges as is near.
pub fn draw(trend: &mut Trend, heights: &[Vec<Option<Height>>]) {
    let scale = scale(heights);
    let (mut from, mut until) = (i64::MAX, i64::MIN);
    for point in &trend.points {
        if let Some(when) = point.when {
            let (first, last) = when.on_the_wall();
            from = from.min(first);
            until = until.max(last);
        }
    }
    let time = (from as f64, until as f64);
    for (point, own) in trend.points.iter_mut().zip(heights) {
        if let Some(when) = point.when {
            let (first, last) = when.on_the_wall();
            point.from = place(first as f64, time, ACROSS);
            point.until = place(last as f64, time, ACROSS);
        }
        for (value, height) in point.values.iter_mut().zip(own) {
            let (Some(value), Some(height)) = (value, height) else {
                continue;
            };
            value.height = place(height.value, scale, DOWN);
            if let Some(range) = &mut value.range {
                range.low = height.low.map(|low| place(low, scale, DOWN));
                range.high = height.high.map(|high| place(high, scale, DOWN));
            }
        }
    }
}

/// The lowest and the highest number that has a place.
fn scale(heights: &[Vec<Option<Height>>]) -> (f64, f64) {
    let all = || heights.iter().flatten().flatten();
    let values = all().map(|height| height.value);
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let span = high - low;
    let near = if span > 0.0 { span } else { high.abs() / 4.0 };
    let (mut least, mut most) = (low, high);
    for bound in all().flat_map(|height| [height.low, height.high]).flatten() {
        if bound > low - near && bound < high + near {
            least = least.min(bound);
            most = most.max(bound);
        }
    }
    (least, most)
}

/// Where a number lies between two that stand at these places, in thousandths.
fn place(number: f64, (least, most): (f64, f64), [from, until]: [f64; 2]) -> u32 {
    let span = most - least;
    let share = if span > 0.0 {
        (number - least) / span
    } else {
        0.5
    };
    (from + share * (until - from)).clamp(0.0, 1000.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn height(value: f64, low: Option<f64>, high: Option<f64>) -> Vec<Option<Height>> {
        vec![Some(Height { value, low, high })]
    }

    #[test]
    fn a_range_that_is_near_is_within_the_scale_and_one_far_off_is_not() {
        let near = [height(4.0, Some(3.5), Some(5.3)), height(5.0, None, None)];
        assert_eq!(scale(&near), (3.5, 5.3));
        let far = [height(4.0, Some(0.0), Some(500.0)), height(5.0, None, None)];
        assert_eq!(scale(&far), (4.0, 5.0));
        let one = [height(4.0, Some(3.5), None), height(4.0, None, None)];
        assert_eq!(scale(&one), (3.5, 4.0));
    }

    proptest::proptest! {
        #[test]
        fn every_number_has_a_place_and_a_higher_one_stands_no_lower(
            a in -1e9..1e9f64, b in -1e9..1e9f64, c in -1e9..1e9f64,
        ) {
            let mut numbers = [a, b, c];
            numbers.sort_by(f64::total_cmp);
            let ends = (numbers[0], numbers[2]);
            let places = numbers.map(|number| place(number, ends, DOWN));
            proptest::prop_assert!(places.is_sorted() && places[2] <= 1000);
        }
    }
}
