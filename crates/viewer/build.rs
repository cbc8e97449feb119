//! Leaves out of the style what is only for readers: it is shipped as it is.

use std::{env, fs, io, path::Path};

/// The parts of the style in the order in which they count: what is said of
/// little room and of paper comes last.
const PARTS: [&str; 11] = [
    "tokens", "page", "head", "dialog", "tools", "lanes", "list", "detail", "states", "room",
    "print",
];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/style");
    let mut style = String::new();
    for part in PARTS {
        style.push_str(&fs::read_to_string(format!("src/style/{part}.css"))?);
    }
    let folder = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&folder).join("style.css"), small(&style))
}

/// The style without comments, without blanks that part nothing, and without
/// the nought before a point.
fn small(style: &str) -> String {
    let mut small = String::new();
    let mut rest = style;
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => {
                let inner = rest.get(1..).unwrap_or_default();
                let end = inner.find('"').map_or(rest.len(), |end| end + 2);
                small.push_str(rest.get(..end).unwrap_or_default());
                end
            }
            '0' if rest.starts_with("0.") && !small.ends_with(char::is_alphanumeric) => 1,
            _ if letter.is_whitespace() => {
                let parts = |letter: char| !"{};,:>".contains(letter);
                if small.ends_with(|last: char| parts(last) && last != ' ') {
                    small.push(' ');
                }
                letter.len_utf8()
            }
            _ => {
                if "{};,>".contains(letter) && small.ends_with(' ') {
                    small.pop();
                }
                if letter == '}' && small.ends_with(';') {
                    small.pop();
                }
                small.push(letter);
                letter.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    small
}
