//! Puts the functions of a Wasm beside those they are like. All that names a function by its number follows.

use super::likeness;
use anyhow::{Context, Result};
use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ElementSection, ExportSection, FunctionSection, Module, NameMap, NameSection,
    RawSection, StartSection,
};
use wasmparser::{
    ExternalKind, FunctionBody, KnownCustom, Name, NameSectionReader, Parser, Payload, TypeRef,
};

/// The Wasm in the better order. Of its custom sections the functions' names are kept.
pub fn reorder(module: &[u8]) -> Result<Vec<u8>> {
    let functions = Functions::read(module)?;
    let bodies: Vec<&[u8]> = functions
        .bodies
        .iter()
        .map(FunctionBody::as_bytes)
        .collect();
    let order = likeness::order(&bodies);
    let mut numbers = vec![0; order.len()];
    for (number, place) in (functions.imported..).zip(&order) {
        if let Some(own) = numbers.get_mut(*place) {
            *own = number;
        }
    }
    let mut renumber = Renumber {
        imported: functions.imported,
        numbers,
    };
    let mut written = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        write(
            &mut written,
            payload?,
            module,
            &functions,
            &order,
            &mut renumber,
        )?;
    }
    Ok(written.finish())
}

/// What a Wasm says of its functions.
#[derive(Default)]
struct Functions<'m> {
    /// How many are imported; their numbers come first.
    imported: u32,
    types: Vec<u32>,
    bodies: Vec<FunctionBody<'m>>,
}

impl<'m> Functions<'m> {
    fn read(module: &'m [u8]) -> Result<Self> {
        let mut functions = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload.context("the Wasm cannot be read")? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        functions.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(section) => {
                    functions.types = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::CodeSectionEntry(body) => functions.bodies.push(body),
                _ => {}
            }
        }
        Ok(functions)
    }
}

/// Says the new number of each function.
struct Renumber {
    imported: u32,
    /// By place among those that are not imported.
    numbers: Vec<u32>,
}

impl Reencode for Renumber {
    type Error = Infallible;

    fn function_index(&mut self, number: u32) -> Result<u32, Error> {
        let place = number.checked_sub(self.imported);
        let own = place.and_then(|place| self.numbers.get(place as usize));
        Ok(own.copied().unwrap_or(number))
    }
}

/// Writes a section as it is now; those that name no function stay as they are.
fn write(
    written: &mut Module,
    payload: Payload<'_>,
    module: &[u8],
    functions: &Functions<'_>,
    order: &[usize],
    renumber: &mut Renumber,
) -> Result<()> {
    match payload {
        Payload::FunctionSection(_) => {
            let mut section = FunctionSection::new();
            for place in order {
                section.function(
                    *functions
                        .types
                        .get(*place)
                        .context("a function has no type")?,
                );
            }
            written.section(&section);
        }
        Payload::ExportSection(old) => {
            let mut exports = old.into_iter().collect::<Result<Vec<_>, _>>()?;
            for export in &mut exports {
                if export.kind == ExternalKind::Func {
                    export.index = renumber.function_index(export.index)?;
                }
            }
            // In the order of what they are, numbers compress better.
            exports.sort_by_key(|export| (export.kind as u8, export.index));
            let mut section = ExportSection::new();
            for export in exports {
                section.export(export.name, export.kind.into(), export.index);
            }
            written.section(&section);
        }
        Payload::StartSection { func, .. } => {
            let function_index = renumber.function_index(func)?;
            written.section(&StartSection { function_index });
        }
        Payload::ElementSection(old) => {
            let mut section = ElementSection::new();
            renumber.parse_element_section(&mut section, old)?;
            written.section(&section);
        }
        Payload::CodeSectionStart { .. } => {
            let mut section = CodeSection::new();
            for place in order {
                let body = functions
                    .bodies
                    .get(*place)
                    .context("a function has no code")?;
                renumber.parse_function_body(&mut section, body.clone())?;
            }
            written.section(&section);
        }
        Payload::CodeSectionEntry(_) => {}
        Payload::CustomSection(custom) => {
            if let KnownCustom::Name(names) = custom.as_known() {
                written.section(&renamed(names, renumber)?);
            }
        }
        other => {
            if let Some((id, range)) = other.as_section() {
                let data = module
                    .get(range)
                    .context("the Wasm ends within a section")?;
                written.section(&RawSection { id, data });
            }
        }
    }
    Ok(())
}

/// The functions' names under their new numbers.
fn renamed(names: NameSectionReader<'_>, renumber: &mut Renumber) -> Result<NameSection> {
    let mut all = Vec::new();
    for part in names {
        let Name::Function(functions) = part? else {
            continue;
        };
        for naming in functions {
            let naming = naming?;
            all.push((renumber.function_index(naming.index)?, naming.name));
        }
    }
    all.sort_unstable();
    let mut map = NameMap::new();
    for (number, name) in all {
        map.append(number, name);
    }
    let mut section = NameSection::new();
    section.functions(&map);
    Ok(section)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ExportKind, Function, Instruction, TypeSection};

    /// Functions of which the first calls the last, exports the last, and differs from its neighbours.
    fn module() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        let mut functions = FunctionSection::new();
        for _ in 0..3 {
            functions.function(0);
        }
        module.section(&functions);
        let mut exports = ExportSection::new();
        exports.export("last", ExportKind::Func, 2);
        module.section(&exports);
        let mut code = CodeSection::new();
        let constant = |numbers: [i32; 4]| {
            let mut function = Function::new([]);
            for number in numbers {
                function.instruction(&Instruction::I32Const(number));
                function.instruction(&Instruction::Drop);
            }
            function
        };
        let mut first = constant([1000, 2000, 3000, 4000]);
        first
            .instruction(&Instruction::Call(2))
            .instruction(&Instruction::End);
        code.function(&first);
        let mut second = constant([77, 88, 99, 66]);
        second.instruction(&Instruction::End);
        code.function(&second);
        let mut third = constant([1000, 2000, 3000, 4000]);
        third
            .instruction(&Instruction::Nop)
            .instruction(&Instruction::End);
        code.function(&third);
        module.section(&code);
        let mut names = NameMap::new();
        names.append(2, "last");
        let mut section = NameSection::new();
        section.functions(&names);
        module.section(&section);
        module.finish()
    }

    #[test]
    fn calls_exports_and_names_follow_their_functions() {
        let module = reorder(&module()).unwrap();
        let functions = Functions::read(&module).unwrap();
        assert_eq!(functions.bodies.len(), 3);
        let mut exported = None;
        let mut named = None;
        for payload in Parser::new(0).parse_all(&module) {
            match payload.unwrap() {
                Payload::ExportSection(section) => {
                    exported = section
                        .into_iter()
                        .next()
                        .map(|export| export.unwrap().index);
                }
                Payload::CustomSection(custom) => {
                    if let KnownCustom::Name(names) = custom.as_known() {
                        for part in names {
                            if let Name::Function(names) = part.unwrap() {
                                named =
                                    names.into_iter().next().map(|naming| naming.unwrap().index);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        let ends_with = |body: &FunctionBody<'_>, end: &[u8]| body.as_bytes().ends_with(end);
        let place = |end: &[u8]| {
            functions
                .bodies
                .iter()
                .position(|body| ends_with(body, end))
        };
        let last = place(&[0x1a, 0x01, 0x0b]).unwrap();
        assert_eq!((exported, named), (Some(last as u32), Some(last as u32)));
        let caller = place(&[0x10, last as u8, 0x0b]).unwrap();
        assert_eq!(caller.abs_diff(last), 1, "what is alike stands together");
    }
}
