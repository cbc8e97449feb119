/// The first line of `bytes` without its end, and where the next one begins;
/// `None` where there is none.
pub fn line(bytes: &[u8]) -> (&[u8], Option<usize>) {
    match end(bytes) {
        Some(end) => (bytes.get(..end).unwrap_or(bytes), Some(end + 1)),
        None => (bytes, None),
    }
}

/// Eight bytes at a time: a page without any line end is searched whole.
fn end(bytes: &[u8]) -> Option<usize> {
    const ENDS: u64 = u64::from_ne_bytes([b'\n'; 8]);
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([128; 8]);
    let (chunks, _) = bytes.as_chunks::<8>();
    let without = chunks.iter().take_while(|chunk| {
        let zero_where_it_ends = u64::from_ne_bytes(**chunk) ^ ENDS;
        zero_where_it_ends.wrapping_sub(ONES) & !zero_where_it_ends & HIGH == 0
    });
    let from = without.count() * 8;
    let rest = bytes.get(from..)?;
    let at = rest.iter().position(|byte| *byte == b'\n')?;
    Some(from + at)
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_ends_wherever_its_end_stands() {
        for length in 0..40 {
            let text = ["x".repeat(length), "\ny\n".to_owned()].concat();
            let (first, next) = line(text.as_bytes());
            assert_eq!((first.len(), next), (length, Some(length + 1)));
            let alone = "x".repeat(length);
            assert_eq!(line(alone.as_bytes()), (alone.as_bytes(), None));
        }
    }
}
