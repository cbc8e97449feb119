//! What a reader of other people's JSON must survive.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

use proptest::prelude::*;
use timeline_json::{Arena, Cursor, Error, ErrorKind, Value, parse};

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
        let arena = Arena::new();
        prop_assert!(same(&parse(text.as_bytes(), &arena).unwrap(), &json));
    }

    #[test]
    fn what_serde_json_reads_is_read_the_same(text in r#"[\[\]{},:" \\a0-9.eE+\-untrlsf]{0,40}"#) {
        if let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) {
            let arena = Arena::new();
            let ours = parse(text.as_bytes(), &arena).unwrap();
            // serde_json keeps the last of a repeated key and rounds numbers.
            let repeats = text.contains('{');
            prop_assert!(repeats || same(&ours, &json));
        }
    }

    #[test]
    fn any_bytes_give_a_value_or_a_place_within_them(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let arena = Arena::new();
        if let Err(error) = parse(&bytes, &arena) {
            prop_assert!(error.offset <= bytes.len());
        }
    }
}

/// The complete members of the object in `bytes`, and the error that ended
/// the walk.
fn kept(bytes: &[u8]) -> (Vec<usize>, Option<Error>) {
    let arena = Arena::new();
    let mut cursor = Cursor::new(bytes);
    let mut ends = Vec::new();
    cursor.open(b'{');
    loop {
        let step = match cursor.key(ends.is_empty()) {
            Ok(None) => return (ends, None),
            Ok(Some(_)) => cursor.value(&arena).map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = step {
            return (ends, Some(error));
        }
        ends.push(cursor.offset());
    }
}

#[test]
fn a_sample_cut_anywhere_keeps_its_complete_members() {
    let (whole, None) = kept(SAMPLE.as_bytes()) else {
        panic!("the sample is whole");
    };
    assert_eq!(whole.len(), 3);
    for cut in 1..SAMPLE.len() {
        let bytes = &SAMPLE.as_bytes()[..cut];
        let arena = Arena::new();
        let error = parse(bytes, &arena).unwrap_err();
        assert_eq!((error.offset, error.kind), (cut, ErrorKind::UnexpectedEnd));
        let (ends, error) = kept(bytes);
        assert_eq!(error.unwrap().offset, cut);
        let complete = whole.iter().filter(|end| **end <= cut).count();
        assert_eq!(ends.len(), complete, "cut at {cut}");
    }
}

#[test]
fn a_string_that_had_to_be_repaired_is_told_by_its_byte() {
    let repaired = |bytes: &[u8]| {
        let arena = Arena::new();
        let mut cursor = Cursor::new(bytes);
        cursor.value(&arena).unwrap();
        cursor.repaired()
    };
    assert_eq!(repaired(b"[\"a\",\"\xff\",\"\xfe\"]"), Some(5));
    assert_eq!(repaired(br#"["a\ud83d"]"#), Some(1));
    assert_eq!(repaired("[\"\u{e9}\u{fffd}\"]".as_bytes()), None);
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
        let arena = Arena::new();
        let error = parse(text.as_bytes(), &arena).unwrap_err();
        assert_eq!(error.offset, offset, "{text}");
    }
    let arena = Arena::new();
    assert_eq!(
        parse(b"{} {}", &arena),
        Err(Error {
            offset: 3,
            kind: ErrorKind::Trailing
        })
    );
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let arena = Arena::new();
    assert_eq!(parse(b"\xef\xbb\xbf[]", &arena), Ok(Value::Array(&[])));
}

#[test]
fn nesting_is_read_to_its_limit_and_no_deeper() {
    let nested = |depth: usize| {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        let arena = Arena::new();
        parse(text.as_bytes(), &arena).map(|_| ())
    };
    assert!(nested(128).is_ok());
    assert_eq!(nested(129).unwrap_err().kind, ErrorKind::TooDeep);
    assert_eq!(nested(1_000_000).unwrap_err().kind, ErrorKind::TooDeep);
}

#[test]
fn a_broken_value_can_be_stepped_over() {
    let text = br#"[{"a":NaN,"b":["]"]},{"c":1}]"#;
    let arena = Arena::new();
    let mut cursor = Cursor::new(text);
    assert!(cursor.open(b'['));
    assert_eq!(cursor.element(true), Ok(true));
    let start = cursor.offset();
    assert_eq!(cursor.value(&arena).unwrap_err().offset, 6);
    cursor.move_to(start);
    cursor.skip().unwrap();
    assert_eq!(cursor.element(false), Ok(true));
    let value = cursor.value(&arena).unwrap();
    assert_eq!(value.get("c").unwrap().as_i64(), Some(1));
}

#[test]
fn an_arena_is_used_anew() {
    let mut arena = Arena::new();
    for text in ["[1,[2]]", r#"{"a":"\n"}"#] {
        let value = parse(text.as_bytes(), &arena).unwrap();
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        assert!(same(&value, &json));
        arena.clear();
    }
}
