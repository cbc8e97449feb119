//! A table with a header row (RFC 4180) to its rows, each an object by the
//! names of the columns.

use core::ops::Range;
use std::borrow::Cow;

use timeline_json::Value;
use timeline_model::{ProblemCode, part};

use crate::{
    page::{Frame, Item},
    row::Row,
};

/// What may stand between cells, by its frequency in the header.
const SEPARATORS: [u8; 3] = *b",;\t";

/// Hands each row to `sink`, in order. A table none of whose columns is known
/// is no table.
pub(crate) fn walk(
    bytes: &[u8],
    is_known: &dyn Fn(&str) -> bool,
    sink: &mut dyn FnMut(Item<'_>),
) -> Frame {
    let mut table = Table::new(bytes);
    let mut frame = Frame::default();
    let header = match table.record() {
        Some((_, Ok(cells))) => cells,
        _ => Vec::new(),
    };
    frame.found = header.iter().any(|name| is_known(name));
    if !frame.found {
        frame.broken = Some((ProblemCode::NotJson, 0));
        return frame;
    }
    let mut place = 0;
    while let Some((range, cells)) = table.record() {
        match cells {
            Ok(cells) => {
                let members = header.iter().zip(&cells);
                let members: Vec<(&str, Value<'_>)> = members
                    .map(|(name, cell)| (name.as_ref(), Value::String(cell)))
                    .collect();
                let row = Row {
                    item: Value::Object(&members),
                    above: &[],
                    list: "",
                    place,
                };
                let extra = cells.get(header.len()..).unwrap_or_default();
                let is_ragged = cells.len() < header.len() || extra.iter().any(|c| !c.is_empty());
                let is_text = bytes
                    .get(range.clone())
                    .map(core::str::from_utf8)
                    .is_some_and(|t| t.is_ok());
                let wrong = [
                    is_ragged.then_some(ProblemCode::FieldShape),
                    (!is_text).then_some(ProblemCode::BadText),
                ];
                sink(Item::Row(row, range, wrong));
            }
            Err(()) if table.at >= bytes.len() && !bytes.ends_with(b"\n") => {
                frame.broken = Some((ProblemCode::BrokenJson, range.start));
            }
            Err(()) => sink(Item::Unreadable(ProblemCode::BrokenRow, range.start)),
        }
        place += 1;
    }
    frame
}

struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
    separator: u8,
}

/// The cells of a row; none where its quotes do not close.
type Cells<'a> = Result<Vec<Cow<'a, str>>, ()>;

impl<'a> Table<'a> {
    fn new(bytes: &'a [u8]) -> Table<'a> {
        let mark = bytes.starts_with(b"\xef\xbb\xbf");
        let line = bytes
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        let often = |wanted: &u8| line.iter().filter(|byte| *byte == wanted).count();
        let mut separator = b',';
        for other in &SEPARATORS {
            if often(other) > often(&separator) {
                separator = *other;
            }
        }
        Table {
            bytes,
            at: if mark { 3 } else { 0 },
            separator,
        }
    }

    /// The next row that has anything in it, with its bytes. One that breaks
    /// costs its own line.
    fn record(&mut self) -> Option<(Range<usize>, Cells<'a>)> {
        loop {
            while self.byte().is_some_and(is_end) {
                self.at += 1;
            }
            self.byte()?;
            let start = self.at;
            let mut cells = Vec::new();
            loop {
                match self.cell() {
                    Some(cell) => cells.push(cell),
                    None => {
                        self.at = start;
                        self.at = self.until(|byte| byte == b'\n');
                        return Some((start..self.at, Err(())));
                    }
                }
                if self.byte() != Some(self.separator) {
                    break;
                }
                self.at += 1;
            }
            if cells.iter().any(|cell| !cell.is_empty()) {
                return Some((start..self.at, Ok(cells)));
            }
        }
    }

    /// The cell that begins here, standing behind it.
    fn cell(&mut self) -> Option<Cow<'a, str>> {
        let separator = self.separator;
        let start = self.at;
        if self.byte() != Some(b'"') {
            self.at = self.until(|byte| byte == separator || is_end(byte));
            let cell = self.bytes.get(start..self.at)?;
            return Some(String::from_utf8_lossy(cell.trim_ascii()));
        }
        let mut doubled = false;
        loop {
            self.at += 1;
            self.at = self.until(|byte| byte == b'"');
            self.byte()?;
            if self.bytes.get(self.at + 1) != Some(&b'"') {
                break;
            }
            doubled = true;
            self.at += 1;
        }
        let cell = String::from_utf8_lossy(self.bytes.get(start + 1..self.at)?);
        self.at += 1;
        let closes = self
            .byte()
            .is_none_or(|byte| byte == separator || is_end(byte));
        closes.then(|| match doubled {
            true => Cow::Owned(part::replaced(&cell, "\"\"", "\"")),
            false => cell,
        })
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The place of the next byte that is one of those, or the end.
    fn until(&self, is: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| is(*byte));
        length.map_or(self.bytes.len(), |length| self.at + length)
    }
}

fn is_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row as its cells by name, or where it broke; and where the table
    /// broke off.
    fn rows(text: &[u8]) -> (Vec<String>, Option<usize>) {
        let mut rows = Vec::new();
        let frame = walk(text, &|name| name == "a", &mut |item| {
            rows.push(match item {
                Item::Row(row, range, wrong) => {
                    let cells = row.item.members().iter();
                    let cells: Vec<String> = cells
                        .map(|(name, cell)| format!("{name}={}", cell.as_str().unwrap()))
                        .collect();
                    assert!(!text[range].is_empty());
                    let mark = if wrong[0].is_some() { "!" } else { "" };
                    format!("{}{mark}", cells.join("|"))
                }
                Item::Unreadable(_, offset) => format!("broken at {offset}"),
            });
        });
        (rows, frame.broken.map(|(_, offset)| offset))
    }

    #[test]
    fn cells_are_read_as_rfc_4180_writes_them() {
        let table: [(&str, &[&str]); 9] = [
            ("a,b\n1,2\n3,4", &["a=1|b=2", "a=3|b=4"]),
            ("\u{feff}a,b\r\n1,2\r\n\r\n", &["a=1|b=2"]),
            ("a;b\n1,5;2\n", &["a=1,5|b=2"]),
            ("a\tb\n1\t\"2\t3\"\n", &["a=1|b=2\t3"]),
            ("a,b\n\"x \"\"y\"\", z\",\"\"\n", &["a=x \"y\", z|b="]),
            ("\"a\",b\n\"line\r\none\",2\n", &["a=line\r\none|b=2"]),
            ("a,b\n 1 , said \"no\" \n", &["a=1|b=said \"no\""]),
            ("a,b\n,,\n1,2,\n", &["a=1|b=2"]),
            ("a,b\n1\n1,2,3\n", &["a=1!", "a=1|b=2!"]),
        ];
        for (text, expected) in table {
            assert_eq!(
                rows(text.as_bytes()),
                (expected.iter().map(|e| (*e).to_owned()).collect(), None),
                "{text:?}"
            );
        }
    }

    #[test]
    fn broken_quotes_cost_their_row_and_a_cut_the_last_one() {
        let (found, broken) = rows(b"a,b\n\"x\"y,1\n3,4\n\"open,5\n6,7\n");
        assert_eq!(found, ["broken at 4", "a=3|b=4", "broken at 15", "a=6|b=7"]);
        assert_eq!(broken, None);
        let (found, broken) = rows(b"a,b\n1,2\n3,\"cut of");
        assert_eq!(
            (found.as_slice(), broken),
            (&["a=1|b=2".to_owned()][..], Some(8))
        );
    }

    #[test]
    fn what_has_no_known_column_is_no_table() {
        for text in [
            &b""[..],
            b"\n\n",
            b"Service unavailable",
            b"x,y\n1,2",
            b"\"a\n1",
        ] {
            let (found, broken) = rows(text);
            assert_eq!((found.len(), broken), (0, Some(0)));
        }
    }

    #[test]
    fn a_table_cut_anywhere_keeps_its_rows() {
        let text = "a,b\n\"1\",\"x\ny\"\n2,\"é\"\"\"\n";
        for cut in 0..text.len() {
            rows(&text.as_bytes()[..cut]);
        }
    }
}
