/// The tag of the pseudo-language.
pub(crate) const LOCALE: &str = "en-XA";

/// Accents and lengthens a text, so that words which are no message, and
/// places with too little room, are found by looking. Places to be filled stay.
pub(crate) fn accent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    let mut filled = false;
    let mut letters = 0;
    for c in text.chars() {
        match c {
            '{' => filled = true,
            '}' => filled = false,
            _ => {}
        }
        let plain = filled || !c.is_ascii_alphabetic();
        letters += usize::from(!plain);
        out.push(if plain { c } else { accented(c) });
    }
    // A third longer, as other languages are; a lone mark stays as it is.
    // Words that are split at blanks later keep their number.
    for _ in 0..letters / 3 {
        out.push('~');
    }
    out
}

fn accented(c: char) -> char {
    let plain = "aceginosuyzACEGINOSUYZdhlrtwDHLRTW";
    let marked = "áçéğíñóšúýžÁÇÉĞÍÑÓŠÚÝŽďĥľřťŵĎĤĽŘŤŴ";
    plain
        .chars()
        .zip(marked.chars())
        .find(|(from, _)| *from == c)
        .map_or(c, |(_, to)| to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_accented_and_longer_and_places_are_kept() {
        let text = accent("Retry {source}");
        assert!(text.starts_with("Řéťřý {source}"), "{text}");
        assert!(text.chars().count() > "Retry {source}".len());
        assert_eq!(accent(","), ",");
    }
}
