/// Appends `text` to `out` as a JSON string, with its quotes.
pub fn escape(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                out.push_str("\\u00");
                for half in [c as u32 >> 4, c as u32 & 15] {
                    out.push(char::from_digit(half, 16).unwrap_or('0'));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_escaped_reads_back_the_same() {
        let text = "a\"b\\c\n\r\t\u{1}\u{1f}\u{7f}é😀</script>";
        let mut json = String::new();
        super::escape(text, &mut json);
        let arena = crate::Arena::new();
        let value = crate::parse(json.as_bytes(), &arena).unwrap();
        assert_eq!(value.as_str(), Some(text));
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
