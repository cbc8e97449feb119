use timeline_model::PartialDate;

/// How dates are written where they are not as in ISO 8601.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// `2024-05-14` alone.
    #[default]
    Iso,
    /// `14/05/2024` as well.
    DayFirst,
}

/// Reads a date as ISO 8601 writes it, or day first where that is declared:
/// `14/05/2024`, `05/2024`, `2024`, each day with a time if need be.
pub(crate) fn read(text: &str, order: Order) -> Option<PartialDate> {
    let text = text.trim();
    let iso = PartialDate::parse(text);
    if iso.is_some() || order == Order::Iso {
        return iso;
    }
    let (day, time) = match text.split_once([' ', 'T', ',']) {
        Some((day, time)) => (day, time.trim()),
        None => (text, ""),
    };
    let mut parts = day.split(['/', '-', '.']).rev();
    let mut out = String::from(parts.next().filter(|year| year.len() == 4)?);
    for part in parts {
        out.push('-');
        if part.len() == 1 {
            out.push('0');
        }
        out.push_str(part);
    }
    if !time.is_empty() {
        out.push('T');
        out.push_str(time);
    }
    PartialDate::parse(&out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeline_model::Precision;

    #[test]
    fn day_first_dates_are_read_as_far_as_they_go() {
        let day = read("14/05/2024", Order::DayFirst).unwrap();
        assert_eq!((day.year, day.month, day.day), (2024, 5, 14));
        let time = read("1.5.2024 09:30", Order::DayFirst).unwrap();
        assert_eq!(
            (time.day, time.minute, time.precision),
            (1, 30, Precision::Minute)
        );
        let month = read("05/2024", Order::DayFirst).unwrap();
        assert_eq!(month.precision, Precision::Month);
        assert!(read("2024", Order::DayFirst).is_some());
        assert!(read("2024-05-14", Order::DayFirst).is_some());
    }

    #[test]
    fn what_is_no_day_is_no_date() {
        for text in ["31/02/2024", "05/14/2024", "14/05/24", "soon", ""] {
            assert_eq!(read(text, Order::DayFirst), None, "{text}");
        }
        assert_eq!(read("14/05/2024", Order::Iso), None);
    }
}
