//! What follows each instruction, and where it goes. The script's own table is in `crates/element/js/pack.js`.

use super::Part;
use anyhow::{Result, bail};

/// What follows an instruction.
pub enum Operands {
    /// Numbers, each with the part it goes to.
    Numbers(&'static [Part]),
    /// A count, so many numbers, and one more.
    Jumps,
    /// So many bytes.
    Bytes(usize),
    /// The number of an instruction that is not among the first 256.
    More,
}

/// The instructions that begin a block.
pub const NESTING: &[u8] = &[0x02, 0x03, 0x04];
/// What ends it, or the function.
pub const END: u8 = 0x0b;

/// What follows an instruction, of those that the compiler is told to use (`optimise.rs`).
pub fn operands(instruction: u8) -> Result<Operands> {
    use Part::{Call, Code, Constant, Jump, Load, Other, Read, Store, Write};
    Ok(Operands::Numbers(match instruction {
        0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => &[],
        0x02..=0x04 => &[Code],
        0x0c | 0x0d => &[Jump],
        0x0e => return Ok(Operands::Jumps),
        0x10 => &[Call],
        0x11 | 0x1c => &[Other, Other],
        0x20 => &[Read],
        0x21 | 0x22 => &[Write],
        0x23..=0x26 | 0x3f | 0x40 | 0x42 | 0xd0 | 0xd2 => &[Other],
        0x28..=0x35 => &[Code, Load],
        0x36..=0x3e => &[Code, Store],
        0x41 => &[Constant],
        0x43 => return Ok(Operands::Bytes(4)),
        0x44 => return Ok(Operands::Bytes(8)),
        0xfc => return Ok(Operands::More),
        other => bail!("the Wasm holds the instruction {other:#04x}, which is not packed"),
    }))
}

/// How many numbers follow an instruction that is not among the first 256.
pub fn more(instruction: usize) -> Result<usize> {
    Ok(match instruction {
        0..=7 => 0,
        9 | 11 | 13 | 15..=17 => 1,
        8 | 10 | 12 | 14 => 2,
        other => bail!("the Wasm holds the instruction 0xfc {other}, which is not packed"),
    })
}
