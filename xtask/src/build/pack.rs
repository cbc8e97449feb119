//! The form in which a Wasm is sent. What is alike stands together: instructions with instructions, the numbers of
//! variables, of functions and of places in memory each with their own, which compresses a tenth better than the
//! Wasm itself. The script's `unpacked` (`crates/element/js/pack.js`) puts them together again, to the very same bytes.

mod checked;
mod operands;

use anyhow::{Context, Result, bail};
pub use checked::check;
use operands::{END, NESTING, Operands, operands};
use wasmparser::{Parser, Payload};

/// What a packed Wasm begins with, which no Wasm does.
const MARK: &[u8] = b"\0tl1";

/// What stands together, in the order in which it is sent: what is most goes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub enum Part {
    /// What follows the code: data.
    After,
    /// Instructions.
    Code,
    /// Variables that are read.
    Read,
    /// Constants.
    Constant,
    /// Functions that are called.
    Call,
    /// Places in memory that are read.
    Load,
    /// Variables that are written.
    Write,
    /// Places in memory that are written.
    Store,
    /// Whatever is rare.
    Other,
    /// Where jumps go.
    Jump,
    /// The variables of each function.
    Variables,
    /// What stands before the code, with the count of functions.
    Before,
}

/// How many parts there are.
const PARTS: usize = 12;

/// A Wasm as it is sent.
pub struct Packed {
    /// How it is put together again.
    head: Vec<u8>,
    parts: [Vec<u8>; PARTS],
}

impl Packed {
    /// All of it.
    pub fn whole(&self) -> Vec<u8> {
        self.pieces().flatten().copied().collect()
    }

    /// The same in pieces that are each compressed best alone.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        [self.head.as_slice()]
            .into_iter()
            .chain(self.parts.iter().map(Vec::as_slice))
    }
}

/// Packs a Wasm without custom sections.
pub fn pack(module: &[u8]) -> Result<Packed> {
    let mut parts: [Vec<u8>; PARTS] = Default::default();
    let (mut start, mut end, mut functions) = (0, 0, 0);
    for payload in Parser::new(0).parse_all(module) {
        match payload.context("the Wasm cannot be read")? {
            Payload::CodeSectionStart { range, .. } => end = range.end,
            Payload::CodeSectionEntry(body) => {
                let body = body.range();
                if functions == 0 {
                    // Before each body stands its length, which the script finds by itself.
                    start = body.start - leb128(body.len()).len();
                }
                functions += 1;
                let mut body = Body {
                    bytes: module.get(body).context("a function ends too late")?,
                    parts: &mut parts,
                };
                body.walk()?;
            }
            _ => {}
        }
    }
    part(&mut parts, Part::Before).extend(module.get(..start).unwrap_or_default());
    part(&mut parts, Part::After).extend(module.get(end..).unwrap_or_default());
    let mut head = MARK.to_vec();
    let numbers = [module.len(), functions].into_iter();
    for number in numbers.chain(parts.iter().map(Vec::len)) {
        head.extend(leb128(number));
    }
    Ok(Packed { head, parts })
}

fn part(parts: &mut [Vec<u8>; PARTS], part: Part) -> &mut Vec<u8> {
    let [first, rest @ ..] = parts;
    match (part as usize).checked_sub(1) {
        None => first,
        Some(place) => rest.get_mut(place).unwrap_or(first),
    }
}

/// What is left of a function, and where it goes.
struct Body<'b> {
    bytes: &'b [u8],
    parts: &'b mut [Vec<u8>; PARTS],
}

impl Body<'_> {
    fn walk(&mut self) -> Result<()> {
        for _ in 0..self.number(Part::Variables)? {
            self.number(Part::Variables)?;
            self.copy(Part::Variables, 1)?;
        }
        let mut depth = 1;
        while depth > 0 {
            let instruction = self.copy(Part::Code, 1)?;
            depth += u32::from(NESTING.contains(&instruction));
            depth -= u32::from(instruction == END);
            match operands(instruction)? {
                Operands::Numbers(parts) => {
                    for part in parts {
                        self.number(*part)?;
                    }
                }
                Operands::Jumps => {
                    for _ in 0..=self.number(Part::Jump)? {
                        self.number(Part::Jump)?;
                    }
                }
                Operands::Bytes(count) => _ = self.copy(Part::Other, count)?,
                Operands::More => {
                    let numbers = operands::more(self.number(Part::Code)?)?;
                    for _ in 0..numbers {
                        self.number(Part::Other)?;
                    }
                }
            }
        }
        if !self.bytes.is_empty() {
            bail!("a function goes on behind its end");
        }
        Ok(())
    }

    /// Takes a number, and hands it on as it is written.
    fn number(&mut self, to: Part) -> Result<usize> {
        let mut number = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.copy(to, 1)?;
            number |= usize::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        bail!("the Wasm holds a number that is too long")
    }

    /// Takes bytes, of which it tells the last.
    fn copy(&mut self, to: Part, count: usize) -> Result<u8> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(count)
            .context("a function ends too early")?;
        self.bytes = rest;
        part(self.parts, to).extend(taken);
        Ok(taken.last().copied().unwrap_or_default())
    }
}

fn leb128(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests;
