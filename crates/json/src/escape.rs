/// Appends `text` to `out` as a JSON string, with its quotes.
pub fn escape(text: &str, out: &mut String) {
    out.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let letter = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0..b' ' => b'u',
            _ => continue,
        };
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push('\\');
        out.push(char::from(letter));
        if letter == b'u' {
            out.push_str("00");
            for half in &[byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(*half), 16).unwrap_or('0'));
            }
        }
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
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
