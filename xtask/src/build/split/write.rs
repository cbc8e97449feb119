//! One of the two Wasm that one is divided into, written out.

use super::module::Module;
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, FunctionSection, GlobalSection, ImportSection, MemorySection, NameMap,
    NameSection, TableSection, TypeSection,
};

/// The module name under which the second imports what the first exports.
const FROM_FIRST: &str = "";
/// What stands for the memory in its name.
const MEMORY: &str = "m";
/// What the names of those exports begin with.
const SHARED: char = '+';

/// What the second uses of the first, beside its memory.
#[derive(Default)]
pub struct Shared {
    pub functions: BTreeSet<u32>,
    pub globals: BTreeSet<u32>,
    pub tables: BTreeSet<u32>,
    /// Which build both are of.
    pub build: u32,
}

/// What one side does with what is shared.
pub enum Share<'s> {
    Gives(&'s Shared),
    Takes(&'s Shared),
}

/// One of the two, by the numbers of the whole.
pub struct Side<'s, 'm> {
    pub module: &'s Module<'m>,
    pub imports: BTreeSet<u32>,
    pub functions: Vec<u32>,
    pub slots: BTreeMap<u32, u32>,
    pub data: Vec<(u32, &'m [u8])>,
    pub share: Share<'s>,
}

/// The numbers of one side by those of the whole.
#[derive(Default)]
struct Numbers {
    functions: BTreeMap<u32, u32>,
    globals: BTreeMap<u32, u32>,
    tables: BTreeMap<u32, u32>,
}

impl Reencode for Numbers {
    type Error = Infallible;

    fn function_index(&mut self, number: u32) -> Result<u32, Error> {
        Ok(self.functions.get(&number).copied().unwrap_or(u32::MAX))
    }

    fn global_index(&mut self, number: u32) -> Result<u32, Error> {
        Ok(self.globals.get(&number).copied().unwrap_or(u32::MAX))
    }

    fn table_index(&mut self, number: u32) -> Result<u32, Error> {
        Ok(self.tables.get(&number).copied().unwrap_or(u32::MAX))
    }
}

impl Side<'_, '_> {
    pub fn write(&self) -> Result<Vec<u8>> {
        let mut numbers = self.numbers();
        let mut out = wasm_encoder::Module::new();
        out.section(&self.types(&mut numbers)?);
        out.section(&self.imported(&mut numbers)?);
        out.section(&self.declared()?);
        if let Share::Gives(shared) = &self.share {
            self.own(&mut out, &mut numbers)?;
            out.section(&self.exports(shared, &mut numbers)?);
        }
        out.section(&self.elements(&mut numbers)?);
        let mut code = CodeSection::new();
        for function in &self.functions {
            let body = self.module.body(*function);
            numbers
                .parse_function_body(&mut code, body.context("a function has no code")?.clone())?;
        }
        out.section(&code);
        let mut data = DataSection::new();
        for (address, bytes) in &self.data {
            data.active(
                0,
                &ConstExpr::i32_const(*address as i32),
                bytes.iter().copied(),
            );
        }
        out.section(&data);
        out.section(&self.names(&numbers));
        Ok(out.finish())
    }

    fn numbers(&self) -> Numbers {
        let mut numbers = Numbers::default();
        let mut functions: Vec<u32> = self.imports.iter().copied().collect();
        let (globals, tables): (Vec<u32>, Vec<u32>) = match &self.share {
            Share::Gives(_) => (
                (0..self.module.globals.len() as u32).collect(),
                (0..self.module.tables.len() as u32).collect(),
            ),
            Share::Takes(shared) => {
                functions.extend(&shared.functions);
                (
                    shared.globals.iter().copied().collect(),
                    shared.tables.iter().copied().collect(),
                )
            }
        };
        functions.extend(&self.functions);
        numbers.functions = functions.into_iter().zip(0..).collect();
        numbers.globals = globals.into_iter().zip(0..).collect();
        numbers.tables = tables.into_iter().zip(0..).collect();
        numbers
    }

    fn types(&self, numbers: &mut Numbers) -> Result<TypeSection> {
        let mut section = TypeSection::new();
        for own in &self.module.types {
            section.ty().func_type(&numbers.func_type(own.clone())?);
        }
        Ok(section)
    }

    fn imported(&self, numbers: &mut Numbers) -> Result<ImportSection> {
        let mut section = ImportSection::new();
        for import in &self.imports {
            let import = self.module.imports.get(*import as usize);
            let import = import.context("an import is missing")?;
            section.import(import.module, import.name, numbers.entity_type(import.ty)?);
        }
        let Share::Takes(shared) = &self.share else {
            return Ok(section);
        };
        for function in &shared.functions {
            let own = EntityType::Function(self.signature(*function)?);
            section.import(FROM_FIRST, &name("f", *function), own);
        }
        let memory = self.module.memory.context("there is no memory")?;
        section.import(
            FROM_FIRST,
            &name(MEMORY, shared.build),
            numbers.memory_type(memory)?,
        );
        for table in &shared.tables {
            let own = self.module.tables.get(*table as usize);
            let own = numbers.table_type(*own.context("a table is missing")?)?;
            section.import(FROM_FIRST, &name("t", *table), own);
        }
        for global in &shared.globals {
            let own = self.module.globals.get(*global as usize);
            let own = numbers.global_type(own.context("a global is missing")?.0)?;
            section.import(FROM_FIRST, &name("g", *global), own);
        }
        Ok(section)
    }

    fn signature(&self, function: u32) -> Result<u32> {
        let own = self.module.signatures.get(function as usize);
        own.copied().context("a function has no type")
    }

    fn declared(&self) -> Result<FunctionSection> {
        let mut section = FunctionSection::new();
        for function in &self.functions {
            section.function(self.signature(*function)?);
        }
        Ok(section)
    }

    /// The tables, the memory and the globals, which are the first's.
    fn own(&self, out: &mut wasm_encoder::Module, numbers: &mut Numbers) -> Result<()> {
        let mut tables = TableSection::new();
        for table in &self.module.tables {
            tables.table(numbers.table_type(*table)?);
        }
        out.section(&tables);
        let mut memories = MemorySection::new();
        let memory = self.module.memory.context("there is no memory")?;
        memories.memory(numbers.memory_type(memory)?);
        out.section(&memories);
        let mut globals = GlobalSection::new();
        for (own, start) in &self.module.globals {
            let start = numbers.const_expr(start.clone())?;
            globals.global(numbers.global_type(*own)?, &start);
        }
        out.section(&globals);
        Ok(())
    }

    fn exports(&self, shared: &Shared, numbers: &mut Numbers) -> Result<ExportSection> {
        let mut section = ExportSection::new();
        for export in &self.module.exports {
            numbers.parse_export(&mut section, *export)?;
        }
        for function in &shared.functions {
            let own = numbers.function_index(*function)?;
            section.export(&name("f", *function), ExportKind::Func, own);
        }
        section.export(&name(MEMORY, shared.build), ExportKind::Memory, 0);
        for table in &shared.tables {
            section.export(&name("t", *table), ExportKind::Table, *table);
        }
        for global in &shared.globals {
            section.export(&name("g", *global), ExportKind::Global, *global);
        }
        Ok(section)
    }

    fn elements(&self, numbers: &mut Numbers) -> Result<ElementSection> {
        let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
        for (slot, function) in &self.slots {
            let function = numbers.function_index(*function)?;
            match runs.last_mut() {
                Some((start, run)) if *start + run.len() as u32 == *slot => run.push(function),
                _ => runs.push((*slot, vec![function])),
            }
        }
        let mut section = ElementSection::new();
        for (start, run) in runs {
            let start = ConstExpr::i32_const(start as i32);
            section.active(None, &start, Elements::Functions(run.into()));
        }
        if let Share::Gives(_) = self.share {
            for element in &self.module.other_elements {
                numbers.parse_element(&mut section, element.clone())?;
            }
        }
        Ok(section)
    }

    fn names(&self, numbers: &Numbers) -> NameSection {
        let mut own: Vec<(u32, &str)> = Vec::new();
        for (function, number) in &numbers.functions {
            if let Some(name) = self.module.names.get(function) {
                own.push((*number, name));
            }
        }
        own.sort_unstable();
        let mut map = NameMap::new();
        for (number, name) in own {
            map.append(number, name);
        }
        let mut section = NameSection::new();
        section.functions(&map);
        section
    }
}

/// Whether an export of the first is there for the second.
pub fn is_shared(name: &str) -> bool {
    name.starts_with(SHARED)
}

/// Whether it may have the same name in every build: the memory has another in each, so that nothing of two builds is
/// joined.
pub fn is_shared_alike(name: &str) -> bool {
    is_shared(name) && !name.starts_with(&format!("{SHARED}{MEMORY}"))
}

fn name(kind: &str, number: u32) -> String {
    format!("{SHARED}{kind}{number}")
}
