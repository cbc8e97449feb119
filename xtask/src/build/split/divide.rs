//! One Wasm made into two that share memory and table.

use super::graph::OnDemand;
use super::module::Module;
use super::write::{Share, Shared, Side};
use anyhow::{Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hasher};
use std::ops::Range;

/// What the page loads from the start, and what on demand.
pub struct Divided {
    pub first: Vec<u8>,
    pub second: Vec<u8>,
}

/// Parts a Wasm: what can be taken on demand goes into the second, which imports memory, table and what it uses of the
/// first. Slots of what it takes are empty until it is here.
pub fn divide(bound: &[u8], demand: &OnDemand) -> Result<Divided> {
    let module = Module::read(bound)?;
    let moved = moved(&module, demand)?;
    let mut shared = Shared::default();
    let mut kept = BTreeSet::new();
    for function in module.functions() {
        let uses = module.uses(function)?;
        if moved.contains(&function) {
            shared.globals.extend(uses.globals);
            shared.tables.extend(uses.tables);
            shared.functions.extend(uses.functions.difference(&moved));
        } else {
            kept.extend(uses.functions);
        }
    }
    shared.tables.insert(0);
    let going = slots(&module, demand, true);
    shared
        .functions
        .extend(going.values().filter(|n| !moved.contains(n)));
    kept.extend(module.outside());
    kept.extend(slots(&module, demand, false).values());
    // What comes from JavaScript and only the second uses is imported by it alone.
    let mut imports = BTreeSet::new();
    shared.functions.retain(|function| {
        let imported = *function < module.imported;
        if imported {
            imports.insert(*function);
        }
        !imported
    });
    shared.build = fingerprint(bound);
    let first = Side {
        module: &module,
        imports: (0..module.imported).filter(|n| kept.contains(n)).collect(),
        functions: module.functions().filter(|n| !moved.contains(n)).collect(),
        slots: slots(&module, demand, false),
        data: cut(&module.data, &demand.data, false),
        share: Share::Gives(&shared),
    };
    let second = Side {
        module: &module,
        imports,
        functions: moved.iter().copied().collect(),
        slots: going,
        data: cut(&module.data, &demand.data, true),
        share: Share::Takes(&shared),
    };
    Ok(Divided {
        first: first.write()?,
        second: second.write()?,
    })
}

/// Another for each build: the two parts of different builds must not be joined, whose names mean different things.
fn fingerprint(bound: &[u8]) -> u32 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bound);
    hasher.finish() as u32
}

/// The functions that nothing reaches but what is loaded on demand.
fn moved(module: &Module<'_>, demand: &OnDemand) -> Result<BTreeSet<u32>> {
    let mut open: Vec<u32> = module.outside().collect();
    open.extend(slots(module, demand, false).values());
    let mut reached = BTreeSet::new();
    while let Some(function) = open.pop() {
        if reached.insert(function) {
            open.extend(module.uses(function)?.functions);
        }
    }
    for (name, slot) in &demand.entries {
        match module.slots.get(slot) {
            Some(function) if reached.contains(function) => {
                bail!(
                    "{name} is called without its slot, so what it needs cannot be loaded on demand"
                );
            }
            Some(_) => {}
            None => bail!("{name} has lost its slot, number {slot}"),
        }
    }
    Ok(module
        .functions()
        .filter(|n| !reached.contains(n))
        .collect())
}

/// The slots that stay, or those that go. What nothing calls by holds what stands before it, which keeps the row whole.
fn slots(module: &Module<'_>, demand: &OnDemand, go: bool) -> BTreeMap<u32, u32> {
    let mut slots = BTreeMap::new();
    let chosen = module.slots.iter();
    let mut before = None;
    for (slot, function) in chosen.filter(|(slot, _)| demand.slots.contains(slot) == go) {
        let own = match demand.unused.contains(slot) {
            true => before,
            false => Some(*function),
        };
        if let Some(own) = own {
            slots.insert(*slot, own);
        }
        before = own;
    }
    slots
}

/// The pieces of data that go, or what stays around them.
fn cut<'m>(data: &[(u32, &'m [u8])], going: &[Range<u32>], go: bool) -> Vec<(u32, &'m [u8])> {
    let mut pieces = Vec::new();
    for (address, bytes) in data {
        let end = address + bytes.len() as u32;
        let mut add = |from: u32, to: u32| {
            let (from, to) = (from.max(*address), to.min(end));
            let piece = (from - address) as usize..(to.max(from) - address) as usize;
            if let Some(piece) = bytes.get(piece)
                && !piece.is_empty()
            {
                pieces.push((from, piece));
            }
        };
        let mut at = *address;
        for range in going {
            if go {
                add(range.start, range.end);
            } else {
                add(at, range.start);
                at = at.max(range.end);
            }
        }
        if !go {
            add(at, end);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::super::sections;
    use super::*;
    use wasm_encoder::{
        CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
        ExportSection, Function, FunctionSection, ImportSection, Instruction, MemorySection,
        MemoryType, RefType, TableSection, TableType, TypeSection,
    };

    const EXPORTED: u32 = 2;
    const OF_BOTH: u32 = 3;
    const ENTRY: u32 = 4;
    const BEHIND_IT: u32 = 5;

    /// Imports `early` and `late`; each function with those that it calls; the entry stands in slot 2.
    fn module(calls: &[(u32, &[u32])]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("js", "early", EntityType::Function(0));
        imports.import("js", "late", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for (_, callees) in calls {
            functions.function(0);
            let mut body = Function::new([]);
            for callee in *callees {
                body.instruction(&Instruction::Call(*callee));
            }
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 3,
            maximum: Some(3),
            shared: false,
        });
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut exports = ExportSection::new();
        exports.export("run", ExportKind::Func, EXPORTED);
        let mut elements = ElementSection::new();
        let slots = Elements::Functions(vec![EXPORTED, ENTRY].into());
        elements.active(None, &ConstExpr::i32_const(1), slots);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(8), *b"abcdefgh");
        let mut module = wasm_encoder::Module::new();
        module.section(&types).section(&imports).section(&functions);
        module.section(&tables).section(&memories).section(&exports);
        module.section(&elements).section(&code).section(&data);
        module.finish()
    }

    fn demand() -> OnDemand {
        OnDemand {
            slots: [2].into(),
            unused: BTreeSet::new(),
            data: vec![10..12, 14..15],
            entries: vec![("a::on_demand".to_owned(), 2)],
        }
    }

    #[test]
    fn what_only_the_entry_leads_to_goes_and_the_rest_stays() {
        let whole = module(&[
            (EXPORTED, &[0, OF_BOTH]),
            (OF_BOTH, &[]),
            (ENTRY, &[OF_BOTH, 1, BEHIND_IT]),
            (BEHIND_IT, &[]),
        ]);
        let parts = divide(&whole, &demand()).unwrap();
        let first = Module::read(&parts.first).unwrap();
        assert_eq!(sections::imports(&parts.first).unwrap(), ["early"]);
        assert_eq!(first.bodies.len(), 2);
        assert_eq!(first.slots, BTreeMap::from([(1, 1)]));
        assert_eq!(
            first.data,
            [(8, &b"ab"[..]), (12, &b"ef"[..]), (15, &b"h"[..])]
        );
        let shared: Vec<&str> = first.exports.iter().map(|export| export.name).collect();
        let names = sections::imports(&parts.second).unwrap();
        assert_eq!(names, ["late", "+f3", shared[2], "+t0"]);
        assert_eq!(shared[..2], ["run", "+f3"]);
        // Both call what both use by the numbers it has there.
        let called = |module: &Module<'_>, function| module.uses(function).unwrap().functions;
        assert_eq!(called(&first, 1), BTreeSet::from([0, 2]));
    }

    #[test]
    fn the_second_has_the_code_the_slots_and_the_data_that_went() {
        let whole = module(&[
            (EXPORTED, &[0]),
            (OF_BOTH, &[]),
            (ENTRY, &[1, BEHIND_IT]),
            (BEHIND_IT, &[]),
        ]);
        let parts = divide(&whole, &demand()).unwrap();
        let mut bodies = 0;
        let mut data = Vec::new();
        let mut slots = Vec::new();
        for payload in wasmparser::Parser::new(0).parse_all(&parts.second) {
            match payload.unwrap() {
                wasmparser::Payload::CodeSectionEntry(_) => bodies += 1,
                wasmparser::Payload::DataSection(section) => {
                    data.extend(
                        section
                            .into_iter()
                            .map(|piece| piece.unwrap().data.to_vec()),
                    );
                }
                wasmparser::Payload::ElementSection(section) => {
                    for element in section {
                        if let wasmparser::ElementKind::Active { offset_expr, .. } =
                            element.unwrap().kind
                        {
                            slots.push(super::super::graph::constant(&offset_expr).unwrap());
                        }
                    }
                }
                _ => {}
            }
        }
        // What nothing leads to goes along, and the optimiser drops it there.
        assert_eq!(bodies, 3);
        assert_eq!(data, [b"cd".to_vec(), b"g".to_vec()]);
        assert_eq!(slots, [2]);
    }

    #[test]
    fn a_slot_that_nothing_calls_by_keeps_no_function() {
        let whole = module(&[
            (EXPORTED, &[0]),
            (OF_BOTH, &[]),
            (ENTRY, &[BEHIND_IT]),
            (BEHIND_IT, &[]),
        ]);
        let demand = OnDemand {
            slots: BTreeSet::new(),
            unused: [2].into(),
            data: Vec::new(),
            entries: Vec::new(),
        };
        let parts = divide(&whole, &demand).unwrap();
        let first = Module::read(&parts.first).unwrap();
        assert_eq!(first.bodies.len(), 1);
        let exported = first.slots[&1];
        assert_eq!(first.slots, BTreeMap::from([(1, exported), (2, exported)]));
    }

    #[test]
    fn two_builds_share_no_name_of_the_memory() {
        let memory = |calls: &[(u32, &[u32])]| {
            let parts = divide(&module(calls), &demand()).unwrap();
            sections::imports(&parts.second).unwrap().swap_remove(1)
        };
        let one = [(EXPORTED, &[0][..]), (OF_BOTH, &[]), (ENTRY, &[1])];
        let other = [(EXPORTED, &[0, 0][..]), (OF_BOTH, &[]), (ENTRY, &[1])];
        assert!(memory(&one).starts_with("+m"));
        assert_eq!(memory(&one), memory(&one));
        assert_ne!(memory(&one), memory(&other));
    }

    #[test]
    fn an_entry_that_is_called_in_another_way_stops_the_build() {
        let whole = module(&[(EXPORTED, &[ENTRY]), (OF_BOTH, &[]), (ENTRY, &[])]);
        let error = divide(&whole, &demand()).err().unwrap().to_string();
        assert!(error.contains("a::on_demand is called"), "{error}");
    }
}
