//! Wasm's sections, as far as the build needs them.

use anyhow::{Context, Result};
use wasmparser::{Parser, Payload};

const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// The module without custom sections: names, producers and target features do not run.
pub fn without_custom(module: &[u8]) -> Result<Vec<u8>> {
    let mut kept = HEADER.to_vec();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the Wasm cannot be read")?;
        if matches!(payload, Payload::CustomSection(_)) {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            let body = module
                .get(range)
                .context("the Wasm ends within a section")?;
            kept.push(id);
            push_leb128(&mut kept, body.len());
            kept.extend_from_slice(body);
        }
    }
    Ok(kept)
}

fn push_leb128(bytes: &mut Vec<u8>, mut value: usize) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_are_left_out_and_others_kept_whole() {
        let types = [1, 4, 1, 0x60, 0, 0];
        let custom = [0, 5, 4, b'n', b'a', b'm', b'e'];
        let module = [HEADER, &custom, &types, &custom].concat();
        assert_eq!(without_custom(&module).unwrap(), [HEADER, &types].concat());
    }

    #[test]
    fn long_section_length_takes_several_bytes() {
        let mut bytes = Vec::new();
        push_leb128(&mut bytes, 300);
        assert_eq!(bytes, [0xac, 0x02]);
    }
}
