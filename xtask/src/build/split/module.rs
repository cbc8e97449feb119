//! A Wasm as it is divided: its functions, and what each of them uses.

use super::graph::constant;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::{
    CompositeInnerType, DataKind, ElementItems, ElementKind, Export, ExternalKind, FuncType,
    FunctionBody, GlobalType, Import, KnownCustom, MemoryType, Name, Operator, Parser, Payload,
    TableType, TypeRef,
};

/// A Wasm with one memory.
#[derive(Default)]
pub struct Module<'m> {
    pub types: Vec<FuncType>,
    pub imports: Vec<Import<'m>>,
    /// How many of the imports are functions; their numbers come first.
    pub imported: u32,
    /// The type of each function, imported ones first.
    pub signatures: Vec<u32>,
    pub tables: Vec<TableType>,
    pub memory: Option<MemoryType>,
    pub globals: Vec<(GlobalType, wasmparser::ConstExpr<'m>)>,
    pub exports: Vec<Export<'m>>,
    pub start: Option<u32>,
    /// The first table's functions by slot.
    pub slots: BTreeMap<u32, u32>,
    /// Slots of other tables, as they stand.
    pub other_elements: Vec<wasmparser::Element<'m>>,
    pub bodies: Vec<FunctionBody<'m>>,
    /// What the memory holds from the start, by address.
    pub data: Vec<(u32, &'m [u8])>,
    pub names: BTreeMap<u32, &'m str>,
}

/// What a function uses of others by their numbers.
#[derive(Default)]
pub struct Uses {
    pub functions: BTreeSet<u32>,
    pub globals: BTreeSet<u32>,
    pub tables: BTreeSet<u32>,
}

impl<'m> Module<'m> {
    pub fn read(bytes: &'m [u8]) -> Result<Self> {
        let mut module = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            module.add(payload.context("the Wasm cannot be read")?)?;
        }
        Ok(module)
    }

    fn add(&mut self, payload: Payload<'m>) -> Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                for group in section {
                    for part in group?.into_types() {
                        let CompositeInnerType::Func(own) = part.composite_type.inner else {
                            bail!("the Wasm has a type that is no function's");
                        };
                        self.types.push(own);
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    let TypeRef::Func(own) = import.ty else {
                        bail!("the Wasm imports '{}', which is no function", import.name);
                    };
                    self.signatures.push(own);
                    self.imported += 1;
                    self.imports.push(import);
                }
            }
            Payload::FunctionSection(section) => {
                for own in section {
                    self.signatures.push(own?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    if self.memory.replace(memory?).is_some() {
                        bail!("the Wasm has several memories");
                    }
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    let global = global?;
                    self.globals.push((global.ty, global.init_expr));
                }
            }
            Payload::ExportSection(section) => {
                self.exports = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(section) => {
                for element in section {
                    self.add_element(element?)?;
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::DataSection(section) => {
                for segment in section {
                    let segment = segment?;
                    let DataKind::Active { offset_expr, .. } = &segment.kind else {
                        bail!("the Wasm has data that is not in its memory from the start");
                    };
                    self.data.push((constant(offset_expr)?, segment.data));
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    for part in names {
                        if let Name::Function(names) = part? {
                            for naming in names {
                                let naming = naming?;
                                self.names.insert(naming.index, naming.name);
                            }
                        }
                    }
                }
            }
            Payload::TagSection(_) => bail!("the Wasm has tags"),
            _ => {}
        }
        Ok(())
    }

    fn add_element(&mut self, element: wasmparser::Element<'m>) -> Result<()> {
        let ElementKind::Active {
            table_index,
            offset_expr,
        } = &element.kind
        else {
            bail!("the Wasm has slots that are not in a table from the start");
        };
        if table_index.unwrap_or(0) != 0 {
            self.other_elements.push(element);
            return Ok(());
        }
        let start = constant(offset_expr)?;
        match element.items {
            ElementItems::Functions(functions) => {
                for (slot, function) in (start..).zip(functions) {
                    self.slots.insert(slot, function?);
                }
            }
            ElementItems::Expressions(_, expressions) => {
                for (slot, expression) in (start..).zip(expressions) {
                    let first = expression?.get_operators_reader().read()?;
                    if let Operator::RefFunc { function_index } = first {
                        self.slots.insert(slot, function_index);
                    }
                }
            }
        }
        Ok(())
    }

    /// The body of a function that is not imported.
    pub fn body(&self, function: u32) -> Option<&FunctionBody<'m>> {
        self.bodies
            .get(function.checked_sub(self.imported)? as usize)
    }

    /// All functions that are not imported.
    pub fn functions(&self) -> std::ops::Range<u32> {
        self.imported..self.imported + self.bodies.len() as u32
    }

    /// What a function uses.
    pub fn uses(&self, function: u32) -> Result<Uses> {
        let mut uses = Uses::default();
        let Some(body) = self.body(function) else {
            return Ok(uses);
        };
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index }
                | Operator::ReturnCall { function_index }
                | Operator::RefFunc { function_index } => {
                    uses.functions.insert(function_index);
                }
                Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                    uses.globals.insert(global_index);
                }
                Operator::CallIndirect { table_index, .. }
                | Operator::ReturnCallIndirect { table_index, .. } => {
                    uses.tables.insert(table_index);
                }
                Operator::TableGet { table }
                | Operator::TableSet { table }
                | Operator::TableGrow { table }
                | Operator::TableSize { table }
                | Operator::TableFill { table } => {
                    uses.tables.insert(table);
                }
                Operator::TableCopy {
                    dst_table,
                    src_table,
                } => {
                    uses.tables.extend([dst_table, src_table]);
                }
                Operator::TableInit { .. }
                | Operator::MemoryInit { .. }
                | Operator::DataDrop { .. }
                | Operator::ElemDrop { .. } => {
                    bail!("the Wasm brings data or slots in by itself, which cannot be divided");
                }
                _ => {}
            }
        }
        Ok(uses)
    }

    /// The functions that are called from outside.
    pub fn outside(&self) -> impl Iterator<Item = u32> {
        let exported = self.exports.iter();
        exported
            .filter(|export| export.kind == ExternalKind::Func)
            .map(|export| export.index)
            .chain(self.start)
    }
}
