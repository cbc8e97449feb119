//! A name as words of one spelling: without punctuation, case and plural, and
//! with what its phrases stand for.

use timeline_model::{Packed, lower, part};

use crate::{aliases::TAGS, words::Style};

/// The words of a text, each with a blank behind it.
pub(crate) fn words_of(text: &str, style: Style) -> String {
    tokenise(&without_tags(lower(text)), style)
}

/// Puts what each phrase of a table stands for in its place.
pub(crate) fn respell(spelled: &mut String, table: &Packed) {
    let mut begins = beginnings(spelled);
    let mut texts = table.iter();
    while let (Some(from), Some(to)) = (texts.next(), texts.next()) {
        // Most phrases begin with letters that no word of a name begins with.
        if begins & beginning(from) != 0 && replace(spelled, from, to) {
            begins |= beginnings(to);
        }
    }
}

/// How the words of a text begin, as bits.
fn beginnings(text: &str) -> u64 {
    let (mut bits, mut rest) = (0, text);
    loop {
        bits |= beginning(rest);
        match part::cut(rest, " ") {
            Some((_, next)) => rest = next,
            None => return bits,
        }
    }
}

/// One bit of 64 for the first two letters of a text.
fn beginning(text: &str) -> u64 {
    let mut bytes = text.bytes();
    let mut next = || u32::from(bytes.next().unwrap_or(b' '));
    1 << ((next() * 7 + next()) & 63)
}

/// Replaces a phrase wherever it stands; whether it does.
fn replace(tokens: &mut String, from: &str, to: &str) -> bool {
    let mut out = String::new();
    let mut rest = tokens.as_str();
    while let Some((before, behind)) = part::cut(rest, from) {
        out.push_str(before);
        let begins = out.is_empty() || out.ends_with(' ');
        let (put, next) = match behind.strip_prefix(' ') {
            Some(next) if begins && to.is_empty() => ("", next),
            Some(_) if begins => (to, behind),
            _ => (from, behind),
        };
        out.push_str(put);
        rest = next;
    }
    let found = rest.len() < tokens.len();
    if found {
        out.push_str(rest);
        *tokens = out;
    }
    found
}

/// The text without the hierarchy that SNOMED CT names end in, even where it
/// is cut short or was moved.
fn without_tags(text: String) -> String {
    let Some((name, rest)) = part::cut(&text, "(") else {
        return text;
    };
    let (tag, behind) = part::cut(rest, ")").unwrap_or((rest, ""));
    let cut = rest.len() == tag.len() && TAGS.iter().any(|whole| whole.starts_with(tag));
    if (cut || TAGS.find(tag).is_some()) && !(name.trim_ascii().is_empty() && behind.is_empty()) {
        return [name, behind].concat();
    }
    [name, "(", &without_tags(rest.to_owned())].concat()
}

/// Words and numbers, each with a blank behind it; a number is parted from the
/// unit that follows it, and a query mark before a word is a word of its own.
fn tokenise(text: &str, style: Style) -> String {
    let mut tokens = String::new();
    let mut current = String::new();
    let mut before = ' ';
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let next = chars.clone().next().unwrap_or(' ');
        let in_number = current.as_bytes().first().is_some_and(u8::is_ascii_digit);
        if c == '\'' || c == '\u{2019}' {
            // "Crohn's" is "Crohn".
            if next == 's' {
                chars.next();
            }
        } else if (c == '.' || c == ',') && in_number && next.is_ascii_digit() {
            if c == '.' {
                current.push('.');
            }
        } else if is_word(c) {
            if in_number && !c.is_ascii_digit() {
                push(&mut tokens, &mut current, style);
            }
            current.push(c);
        } else {
            push(&mut tokens, &mut current, style);
            match c {
                '?' if !is_word(before) => current.push_str("query"),
                '%' | '<' | '>' => current.push(c),
                '+' if before.is_ascii_digit() => current.push('+'),
                _ => {}
            }
            push(&mut tokens, &mut current, style);
        }
        before = c;
    }
    push(&mut tokens, &mut current, style);
    tokens
}

/// Adds a token that is whole now. Plural to singular, and British to American
/// spelling; in a medicine only "sulph" is respelled: an ingredient is what it
/// is.
#[inline(never)]
fn push(tokens: &mut String, token: &mut String, style: Style) {
    if token.is_empty() {
        return;
    }
    if let [.., _, _, before, b's'] = token.as_bytes()
        && !matches!(before, b's' | b'u' | b'i' | b'o')
    {
        token.pop();
        if token.len() > 4 && token.ends_with("ie") {
            token.truncate(token.len() - 2);
            token.push('y');
        }
    }
    let spellings: &[(&str, &str)] = match style {
        Style::Medicine => &[("sulph", "sulf"), ("sylat", "silat")],
        _ => &[("ae", "e"), ("oe", "e")],
    };
    for (from, to) in spellings {
        if let Some((before, behind)) = part::cut(token, from) {
            *token = [before, to, behind].concat();
        }
    }
    tokens.push_str(token);
    tokens.push(' ');
    token.clear();
}

/// Letters and digits; beyond ASCII all but punctuation, blanks and what has
/// no width.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || match u32::from(c) {
            0xb5 => true,
            0x80..=0xbf | 0x2000..=0x206f | 0x3000..=0x303f | 0xfeff => false,
            beyond => beyond > 0x7f,
        }
}
