//! What a reader of other people's JSON must survive.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use proptest::prelude::*;
use timeline_json::{Error, ErrorKind, Value, elements, members, parse};

const SAMPLE: &str = r#"{"type":"x","entry":[{"a":[1,2.50,-3e+4]},{"b":"\ud83d\ude00 \u00e9"},null,true,{"c":{"d":[]}}],"last":false}"#;

fn same(ours: &Value<'_>, theirs: &serde_json::Value) -> bool {
    match (ours, theirs) {
        (Value::Null, serde_json::Value::Null) => true,
        (Value::Bool(a), serde_json::Value::Bool(b)) => a == b,
        (Value::String(a), serde_json::Value::String(b)) => a == b,
        (Value::Number(a), serde_json::Value::Number(b)) => {
            // serde_json rounds when it reads, so equal to its last digit.
            let (x, y): (f64, f64) = (a.parse().unwrap(), b.as_f64().unwrap());
            **a == b.to_string() || (x - y).abs() <= x.abs() * 1e-12
        }
        (Value::Array(a), serde_json::Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), serde_json::Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|((key, a), (name, b))| key == name && same(a, b))
        }
        _ => false,
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(|f| serde_json::json!(if f.is_finite() { f } else { 0.5 })),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::btree_map(".{0,6}", inner, 0..6)
                .prop_map(|map| { serde_json::Value::Object(map.into_iter().collect()) }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_serde_json_writes_reads_the_same(json in any_json(), pretty in any::<bool>()) {
        let text = if pretty {
            serde_json::to_string_pretty(&json).unwrap()
        } else {
            json.to_string()
        };
        prop_assert!(same(&parse(text.as_bytes()).unwrap(), &json));
    }

    #[test]
    fn what_serde_json_reads_is_read_the_same(text in r#"[\[\]{},:" \\a0-9.eE+\-untrlsf]{0,40}"#) {
        if let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) {
            let ours = parse(text.as_bytes()).unwrap();
            // serde_json keeps the last of a repeated key and rounds numbers.
            let repeats = text.contains('{');
            prop_assert!(repeats || same(&ours, &json));
        }
    }

    #[test]
    fn any_bytes_give_a_value_or_a_place_within_them(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Err(error) = parse(&bytes) {
            prop_assert!(error.offset <= bytes.len());
        }
        let _ = elements(&bytes).count() + members(&bytes).count();
    }
}

#[test]
fn a_sample_cut_anywhere_keeps_its_complete_members() {
    let whole: Vec<_> = members(SAMPLE.as_bytes()).map(Result::unwrap).collect();
    assert_eq!(whole.len(), 3);
    for cut in 0..SAMPLE.len() {
        let bytes = &SAMPLE.as_bytes()[..cut];
        let error = parse(bytes).unwrap_err();
        assert_eq!((error.offset, error.kind), (cut, ErrorKind::UnexpectedEnd));
        let mut kept: Vec<_> = members(bytes).collect();
        assert_eq!(kept.pop().unwrap().unwrap_err().offset, cut);
        let complete = whole.iter().filter(|(_, range)| range.end <= cut).count();
        assert_eq!(kept.len(), complete, "cut at {cut}");
    }
}

#[test]
fn an_array_cut_anywhere_keeps_its_complete_elements() {
    let array = br#"[{"a":1},[2],"three",{"f":{}}]"#;
    let whole: Vec<_> = elements(array).map(Result::unwrap).collect();
    for cut in 0..array.len() {
        let kept = elements(&array[..cut]).filter(Result::is_ok).count();
        assert_eq!(kept, whole.iter().filter(|range| range.end <= cut).count());
    }
}

#[test]
fn what_is_not_json_is_refused_at_its_place() {
    for (text, offset) in [
        ("NaN", 0),
        ("[1,]", 3),
        ("{\"a\":1,}", 7),
        ("{a:1}", 1),
        ("[01]", 2),
        ("[-]", 2),
        ("[1.]", 3),
        ("[1e]", 3),
        ("tru", 3),
        ("<html>", 0),
        ("[,1]", 1),
        ("{\"a\" 1}", 5),
    ] {
        assert_eq!(parse(text.as_bytes()).unwrap_err().offset, offset, "{text}");
    }
    assert_eq!(
        parse(b"{} {}"),
        Err(Error {
            offset: 3,
            kind: ErrorKind::Trailing
        })
    );
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert_eq!(parse(b"\xef\xbb\xbf[]"), Ok(Value::Array(Vec::new())));
}

#[test]
fn nesting_is_read_to_its_limit_and_no_deeper() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(nested(128).as_bytes()).is_ok());
    assert_eq!(
        parse(nested(129).as_bytes()).unwrap_err().kind,
        ErrorKind::TooDeep
    );
    assert_eq!(
        parse("[".repeat(1_000_000).as_bytes()).unwrap_err().kind,
        ErrorKind::TooDeep
    );
}

#[test]
fn a_broken_value_can_be_stepped_over() {
    let text = br#"[{"a":NaN,"b":["]"]},{"c":1}]"#;
    let mut cursor = timeline_json::Cursor::new(text);
    assert!(cursor.open(b'['));
    assert_eq!(cursor.element(true), Ok(true));
    let start = cursor.offset();
    assert_eq!(cursor.value().unwrap_err().offset, 6);
    let mut cursor = timeline_json::Cursor::from(text, start);
    cursor.skip().unwrap();
    assert_eq!(cursor.element(false), Ok(true));
    assert_eq!(cursor.value().unwrap().get("c").unwrap().as_i64(), Some(1));
}
