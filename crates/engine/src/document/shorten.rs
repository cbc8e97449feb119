use timeline_model::digits;

/// How long a coded part is at least that is shortened, and how much of it
/// stays.
const LONG: usize = 1_000;
const KEPT: usize = 60;

/// An original whose long coded parts are cut: their beginning stays, and
/// behind it how many letters they have. `None` where there are none.
pub fn shortened(original: &str) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    let mut start = 0;
    let bytes = original.as_bytes();
    for at in 0..=bytes.len() {
        if bytes.get(at).is_some_and(is_coded) {
            continue;
        }
        if at - start >= LONG {
            out.push_str(original.get(done..start + KEPT).unwrap_or_default());
            out.push_str("… [");
            out.push_str(&digits((at - start) as u32));
            out.push(']');
            done = at;
        }
        start = at + 1;
    }
    if done == 0 {
        return None;
    }
    out.push_str(original.get(done..).unwrap_or_default());
    Some(out)
}

/// Whether a byte may stand in base64, a line end or slash written as an escape
/// included.
fn is_coded(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_' | b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_and_coded_is_cut_and_told() {
        let data = "QUJD".repeat(300);
        let original = [r#"{"a":"é","data":""#, &data, r#"","b":1}"#].concat();
        let short = shortened(&original).unwrap();
        let kept = [
            r#"{"a":"é","data":""#,
            &"QUJD".repeat(15),
            r#"… [1200]","b":1}"#,
        ]
        .concat();
        assert_eq!(short, kept);
    }

    #[test]
    fn words_stay_however_many() {
        assert_eq!(shortened(&"word ".repeat(1_000)), None);
        assert_eq!(shortened(""), None);
        assert_eq!(shortened(&"A".repeat(999)), None);
        assert!(shortened(&"A".repeat(1_000)).is_some());
    }
}
