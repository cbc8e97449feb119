//! Wasm's sections, as far as the build needs them.

use anyhow::{Context, Result, bail};
use wasmparser::{Parser, Payload};

const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// The module without custom sections: names, producers and target features do not run.
pub fn without_custom(module: &[u8]) -> Result<Vec<u8>> {
    without_sections(module, |_| true)
}

/// The module without the custom sections that are chosen by their names.
fn without_sections(module: &[u8], chosen: impl Fn(&str) -> bool) -> Result<Vec<u8>> {
    let mut kept = HEADER.to_vec();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the Wasm cannot be read")?;
        if let Payload::CustomSection(section) = &payload
            && chosen(section.name())
        {
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

/// The module without what the linker says of its own work.
pub fn without_relocations(module: &[u8]) -> Result<Vec<u8>> {
    without_sections(module, |name| {
        name == "linking" || name.starts_with("reloc.")
    })
}

/// The module with its exports renamed; those without a new name are left out.
pub fn map_exports(
    module: &[u8],
    mut rename: impl FnMut(&str) -> Option<String>,
) -> Result<Vec<u8>> {
    let Some(section) = section(module, EXPORTS)? else {
        return Ok(module.to_vec());
    };
    let mut reader = Bytes(section.body);
    let mut kept = Vec::new();
    let mut count = 0;
    for _ in 0..reader.number()? {
        let name = reader.name()?;
        let what = reader.take(1)?;
        let index = reader.number()?;
        if let Some(name) = rename(name) {
            count += 1;
            push_name(&mut kept, &name);
            kept.extend_from_slice(what);
            push_leb128(&mut kept, index);
        }
    }
    Ok(section.replaced(count, &kept))
}

/// The module with what it imports renamed.
pub fn map_imports(module: &[u8], mut rename: impl FnMut(&str) -> String) -> Result<Vec<u8>> {
    let Some(section) = section(module, IMPORTS)? else {
        return Ok(module.to_vec());
    };
    let mut reader = Bytes(section.body);
    let mut kept = Vec::new();
    let count = reader.number()?;
    for _ in 0..count {
        let from = reader.name()?;
        let name = reader.name()?;
        push_name(&mut kept, from);
        push_name(&mut kept, &rename(name));
        kept.extend_from_slice(reader.imported()?);
    }
    Ok(section.replaced(count, &kept))
}

/// The names of what the module imports.
pub fn imports(module: &[u8]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    map_imports(module, |name| {
        names.push(name.to_owned());
        String::new()
    })?;
    Ok(names)
}

const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
const FUNCTION: u8 = 0;
const TABLE: u8 = 1;
const MEMORY: u8 = 2;
const GLOBAL: u8 = 3;

/// A section and what stands around it.
struct Section<'m> {
    id: u8,
    before: &'m [u8],
    body: &'m [u8],
    after: &'m [u8],
}

impl Section<'_> {
    /// The module with another list of items in the section's place.
    fn replaced(&self, count: usize, items: &[u8]) -> Vec<u8> {
        let mut body = Vec::new();
        push_leb128(&mut body, count);
        body.extend_from_slice(items);
        let mut module = self.before.to_vec();
        module.push(self.id);
        push_leb128(&mut module, body.len());
        module.extend_from_slice(&body);
        module.extend_from_slice(self.after);
        module
    }
}

fn section(module: &[u8], wanted: u8) -> Result<Option<Section<'_>>> {
    let mut rest = Bytes(module);
    rest.take(HEADER.len())?;
    while !rest.0.is_empty() {
        let start = module.len() - rest.0.len();
        let id = rest.take(1)?;
        let length = rest.number()?;
        let body = rest.take(length)?;
        if id == [wanted] {
            return Ok(Some(Section {
                id: wanted,
                before: module.get(..start).unwrap_or_default(),
                body,
                after: rest.0,
            }));
        }
    }
    Ok(None)
}

/// Bytes that are read from the front.
struct Bytes<'m>(&'m [u8]);

impl<'m> Bytes<'m> {
    fn take(&mut self, count: usize) -> Result<&'m [u8]> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .context("the Wasm ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.take(1)?.first().copied().unwrap_or_default();
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        bail!("the Wasm holds a number that is too long")
    }

    /// What something that is imported is.
    fn imported(&mut self) -> Result<&'m [u8]> {
        let all = self.0;
        match self.take(1)? {
            [FUNCTION] => _ = self.number()?,
            [TABLE] => {
                self.take(1)?;
                self.limits()?;
            }
            [MEMORY] => self.limits()?,
            [GLOBAL] => _ = self.take(2)?,
            _ => bail!("the Wasm imports something of an unknown kind"),
        }
        Ok(all.get(..all.len() - self.0.len()).unwrap_or_default())
    }

    fn limits(&mut self) -> Result<()> {
        let bounded = self.take(1)? != [0];
        self.number()?;
        if bounded {
            self.number()?;
        }
        Ok(())
    }

    fn name(&mut self) -> Result<&'m str> {
        let length = self.number()?;
        Ok(std::str::from_utf8(self.take(length)?)?)
    }
}

fn push_name(bytes: &mut Vec<u8>, name: &str) {
    push_leb128(bytes, name.len());
    bytes.extend_from_slice(name.as_bytes());
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
    fn imports_and_exports_are_renamed_and_left_out() {
        let imports = [2, 8, 1, 1, b'm', 2, b'a', b'b', 0, 3];
        let exports = [7, 9, 2, 1, b'x', 0, 4, 1, b'y', 2, 0];
        let module = [HEADER, &imports, &exports].concat();
        let module = map_imports(&module, |name| format!("{name}c")).unwrap();
        let module = map_exports(&module, |name| (name == "x").then(|| "zz".into())).unwrap();
        let imports = [2, 9, 1, 1, b'm', 3, b'a', b'b', b'c', 0, 3];
        let exports = [7, 6, 1, 2, b'z', b'z', 0, 4];
        assert_eq!(module, [HEADER, &imports, &exports].concat());
    }

    #[test]
    fn long_section_length_takes_several_bytes() {
        let mut bytes = Vec::new();
        push_leb128(&mut bytes, 300);
        assert_eq!(bytes, [0xac, 0x02]);
    }
}
