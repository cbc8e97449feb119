//! What refers to what in the Wasm as the linker leaves it. Its relocations tell of each address and each slot of the
//! table whose it is, which nothing tells of any more once it is bound and optimised.

use super::on_demand::is_entry;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use wasmparser::{
    DataKind, ElementItems, ElementKind, ExternalKind, KnownCustom, Linking, Name, Operator,
    Parser, Payload, RelocationEntry, RelocationType, SymbolInfo, TypeRef,
};

/// What the second Wasm may take along: nothing of the first refers to it but by an entry.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct OnDemand {
    /// Slots of the table.
    pub slots: BTreeSet<u32>,
    /// Slots that nothing calls by: functions stand there of which only the bindings are told, and those have them by
    /// their names.
    pub unused: BTreeSet<u32>,
    /// Addresses of data, apart and in order.
    pub data: Vec<Range<u32>>,
    /// The entries: their names, and the slots by which they are called.
    pub entries: Vec<(String, u32)>,
}

/// Reads a Wasm that was linked with `--emit-relocs`.
pub fn on_demand(module: &[u8]) -> Result<OnDemand> {
    let linked = Linked::read(module)?;
    let nodes = Nodes::new(&linked)?;
    let kept = nodes.reached(&nodes.roots);
    let wanted = nodes.reached(&nodes.entries);
    let told: Vec<Node> = linked.told.iter().copied().map(Node::Function).collect();
    let mut run = nodes.roots.clone();
    run.retain(|root| !told.contains(root));
    run.extend(&nodes.entries);
    let run = nodes.reached(&run);
    // What nothing refers to is somebody else's business.
    let goes = |node: Node| wanted.contains(&node) && !kept.contains(&node);
    let mut found = OnDemand::default();
    for (slot, function) in &linked.table {
        if goes(Node::Function(*function)) {
            found.slots.insert(*slot);
        }
        if !run.contains(&Node::Function(*function)) {
            found.unused.insert(*slot);
        }
        if let Some(name) = linked.names.get(function)
            && is_entry(name)
        {
            let name = format!("{:#}", rustc_demangle::demangle(name));
            found.entries.push((name, *slot));
        }
    }
    let mut end = 0;
    for (place, piece) in &nodes.pieces {
        if !goes(Node::Data(*place)) {
            continue;
        }
        // What stands between two that go, to align the second, goes along.
        let between = module.get(end..*place).unwrap_or_default();
        let next = piece.address..piece.address + piece.length;
        match found.data.last_mut() {
            Some(last) if between.len() < ALIGNED && between.iter().all(|byte| *byte == 0) => {
                last.end = next.end;
            }
            _ => found.data.push(next),
        }
        end = place + piece.length as usize;
    }
    Ok(found)
}

/// What the names of functions begin with that only tell the bindings what there is.
const TELLS: &str = "__wbindgen_describe";

/// Data is aligned to so many bytes at most.
const ALIGNED: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    /// By its number.
    Function(u32),
    /// By its place in the file.
    Data(usize),
}

/// A Wasm with what the linker says of it.
#[derive(Default)]
struct Linked<'m> {
    names: BTreeMap<u32, &'m str>,
    /// The body of each function, by its start in the file.
    bodies: BTreeMap<usize, (u32, usize)>,
    /// Each segment of data: its address and its place in the file.
    segments: Vec<(u32, Range<usize>)>,
    /// Slot and function.
    table: Vec<(u32, u32)>,
    /// Functions that are called from outside.
    outside: Vec<u32>,
    /// Those among them that only tell the bindings what there is, and are gone afterwards.
    told: Vec<u32>,
    symbols: Vec<SymbolInfo<'m>>,
    /// Where each section's content begins in the file.
    sections: Vec<usize>,
    relocations: Vec<(u32, RelocationEntry)>,
}

impl<'m> Linked<'m> {
    fn read(module: &'m [u8]) -> Result<Self> {
        let mut linked = Self::default();
        let mut imported = 0;
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload.context("the linked Wasm cannot be read")?;
            if let Some((_, range)) = payload.as_section() {
                linked.sections.push(range.start);
            }
            match payload {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            linked.outside.push(export.index);
                            if export.name.starts_with(TELLS) {
                                linked.told.push(export.index);
                            }
                        }
                    }
                }
                Payload::StartSection { func, .. } => linked.outside.push(func),
                Payload::ElementSection(section) => {
                    for element in section {
                        linked.add_element(&element?)?;
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let number = imported + linked.bodies.len() as u32;
                    let range = body.range();
                    linked.bodies.insert(range.start, (number, range.end));
                }
                Payload::DataSection(section) => {
                    for segment in section {
                        let segment = segment?;
                        let DataKind::Active { offset_expr, .. } = &segment.kind else {
                            bail!(
                                "the linked Wasm has data that is not in its memory from the start"
                            );
                        };
                        let address = constant(offset_expr)?;
                        let end = segment.range.end;
                        linked
                            .segments
                            .push((address, end - segment.data.len()..end));
                    }
                }
                Payload::CustomSection(section) => linked.add_custom(section.as_known())?,
                _ => {}
            }
        }
        if linked.symbols.is_empty() || linked.relocations.is_empty() {
            bail!("the linked Wasm has no relocations: it must be linked with --emit-relocs");
        }
        Ok(linked)
    }

    fn add_element(&mut self, element: &wasmparser::Element<'m>) -> Result<()> {
        let ElementKind::Active { offset_expr, .. } = &element.kind else {
            bail!("the linked Wasm has slots that are not in its table from the start");
        };
        let ElementItems::Functions(functions) = element.items.clone() else {
            bail!("the linked Wasm has slots of an unknown form");
        };
        for (slot, function) in (constant(offset_expr)?..).zip(functions) {
            self.table.push((slot, function?));
        }
        Ok(())
    }

    fn add_custom(&mut self, section: KnownCustom<'m>) -> Result<()> {
        match section {
            KnownCustom::Name(names) => {
                for part in names {
                    if let Name::Function(names) = part? {
                        for naming in names {
                            let naming = naming?;
                            self.names.insert(naming.index, naming.name);
                        }
                    }
                }
            }
            KnownCustom::Linking(linking) => {
                for part in linking.subsections() {
                    match part? {
                        Linking::SymbolTable(symbols) => {
                            self.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                        }
                        Linking::InitFuncs(functions) => {
                            for function in functions {
                                let symbol = function?.symbol_index;
                                if let Some(SymbolInfo::Func { index, .. }) =
                                    self.symbols.get(symbol as usize)
                                {
                                    self.outside.push(*index);
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            KnownCustom::Reloc(relocations) => {
                for entry in relocations.entries() {
                    let section = relocations.section_index();
                    self.relocations.push((section, entry?));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// A piece of data with a name of its own.
struct Piece {
    address: u32,
    length: u32,
}

struct Nodes {
    /// By their places in the file.
    pieces: BTreeMap<usize, Piece>,
    /// What each refers to.
    references: BTreeMap<Node, Vec<Node>>,
    /// What is there from the start.
    roots: Vec<Node>,
    /// The entries to what is not.
    entries: Vec<Node>,
}

impl Nodes {
    fn new(linked: &Linked<'_>) -> Result<Self> {
        let mut nodes = Self {
            pieces: BTreeMap::new(),
            references: BTreeMap::new(),
            roots: linked.outside.iter().copied().map(Node::Function).collect(),
            entries: Vec::new(),
        };
        for (function, name) in &linked.names {
            if is_entry(name) {
                nodes.entries.push(Node::Function(*function));
            }
        }
        for symbol in &linked.symbols {
            let SymbolInfo::Data {
                symbol: Some(defined),
                ..
            } = symbol
            else {
                continue;
            };
            let Some((address, place)) = linked.segments.get(defined.index as usize) else {
                continue;
            };
            let piece = nodes
                .pieces
                .entry(place.start + defined.offset as usize)
                .or_insert(Piece {
                    address: address + defined.offset,
                    length: 0,
                });
            piece.length = piece.length.max(defined.size);
        }
        nodes.pieces = apart(nodes.pieces);
        for (section, entry) in &linked.relocations {
            if matches!(
                entry.ty,
                RelocationType::TypeIndexLeb
                    | RelocationType::GlobalIndexLeb
                    | RelocationType::TableNumberLeb
            ) {
                continue;
            }
            let start = linked.sections.get(*section as usize);
            let place = start.context("a relocation has no section")? + entry.offset as usize;
            let Some(target) = nodes.target(linked, entry.index) else {
                continue;
            };
            match nodes.holder(linked, place) {
                Some(holder) => nodes.references.entry(holder).or_default().push(target),
                // What has no name of its own stays.
                None if is_loaded(linked, place) => nodes.roots.push(target),
                None => {}
            }
        }
        // An entry is called by its slot once it is here, which is no reason to have it here.
        let entries = &nodes.entries;
        nodes.roots.retain(|node| !entries.contains(node));
        for targets in nodes.references.values_mut() {
            targets.retain(|node| !entries.contains(node));
        }
        Ok(nodes)
    }

    /// What a symbol stands for; `None` for data of no length.
    fn target(&self, linked: &Linked<'_>, symbol: u32) -> Option<Node> {
        match linked.symbols.get(symbol as usize)? {
            SymbolInfo::Func { index, .. } => Some(Node::Function(*index)),
            SymbolInfo::Data {
                symbol: Some(defined),
                ..
            } => {
                let (_, segment) = linked.segments.get(defined.index as usize)?;
                self.piece(segment.start + defined.offset as usize)
            }
            _ => None,
        }
    }

    /// The function or the data in which a place of the file is.
    fn holder(&self, linked: &Linked<'_>, place: usize) -> Option<Node> {
        if let Some((_, (number, end))) = linked.bodies.range(..=place).next_back()
            && place < *end
        {
            return Some(Node::Function(*number));
        }
        self.piece(place)
    }

    /// The data in which a place of the file is.
    fn piece(&self, place: usize) -> Option<Node> {
        let (start, piece) = self.pieces.range(..=place).next_back()?;
        (place < start + piece.length as usize).then_some(Node::Data(*start))
    }

    /// All that is reached from these.
    fn reached(&self, from: &[Node]) -> BTreeSet<Node> {
        let mut reached = BTreeSet::new();
        let mut open = from.to_vec();
        while let Some(node) = open.pop() {
            if reached.insert(node)
                && let Some(targets) = self.references.get(&node)
            {
                open.extend(targets);
            }
        }
        reached
    }
}

/// Pieces that overlap go one way: they are one.
fn apart(pieces: BTreeMap<usize, Piece>) -> BTreeMap<usize, Piece> {
    let mut apart: BTreeMap<usize, Piece> = BTreeMap::new();
    for (place, piece) in pieces {
        if piece.length == 0 {
            continue;
        }
        if let Some((start, last)) = apart.iter_mut().next_back()
            && place < start + last.length as usize
        {
            let end = (place - start) as u32 + piece.length;
            last.length = last.length.max(end);
        } else {
            apart.insert(place, piece);
        }
    }
    apart
}

/// Whether a place of the file is data, rather than what is said of the Wasm.
fn is_loaded(linked: &Linked<'_>, place: usize) -> bool {
    linked
        .segments
        .iter()
        .any(|(_, range)| range.contains(&place))
}

/// The number that an offset is.
pub fn constant(expression: &wasmparser::ConstExpr<'_>) -> Result<u32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value as u32),
        _ => bail!("an offset in the Wasm is no number"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, ExportKind,
        ExportSection, Function, FunctionSection, LinkingSection, Module, NameMap, NameSection,
        SymbolTable, TypeSection,
    };

    const STARTS: usize = 0;
    const CLOSURE: u32 = 2;

    /// An exported function, an entry and a closure, each in a slot, and two pieces of data. `references` names places in
    /// code, by function, and in data, by address, and the symbol that stands there.
    fn linked(code_references: &[(usize, u8, u32)], data_references: &[(u32, u8, u32)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        let mut exports = ExportSection::new();
        exports.export("run", ExportKind::Func, 0);
        let mut code = CodeSection::new();
        for _ in 0..3 {
            functions.function(0);
            // No locals, ten times nothing, the end: with its length thirteen bytes.
            let mut body = Function::new([]);
            body.raw([1; 10]);
            body.instruction(&wasm_encoder::Instruction::End);
            code.function(&body);
        }
        let mut elements = ElementSection::new();
        let slots = Elements::Functions(vec![0, 1, 2].into());
        elements.active(None, &ConstExpr::i32_const(1), slots);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(64), [7; 16]);
        let defined = |offset| wasm_encoder::DataSymbolDefinition {
            index: 0,
            offset,
            size: 8,
        };
        let mut symbols = SymbolTable::new();
        for function in 0..3 {
            symbols.function(0, function, Some("f"));
        }
        symbols.data(0, "one", Some(defined(0)));
        symbols.data(0, "other", Some(defined(8)));
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        let mut names = NameMap::new();
        names.append(1, "_RNvNtCslBY4Kbk45T2_15timeline_viewer6detail9on_demand");
        let mut named = NameSection::new();
        named.functions(&names);
        let relocations = |section: u8, list: Vec<[u8; 3]>| {
            let mut bytes = vec![section, list.len() as u8];
            for entry in list {
                bytes.extend(entry);
                if entry[0] == RelocationType::MemoryAddrLeb as u8 {
                    bytes.push(0);
                }
            }
            bytes
        };
        // The content of the code begins with how many functions there are.
        let in_code = code_references.iter();
        let in_code = in_code.map(|(of, kind, symbol)| [*kind, 4 + 13 * *of as u8, *symbol as u8]);
        // That of the data with how many segments, and of the first its kind, address and length.
        let in_data = data_references.iter();
        let in_data =
            in_data.map(|(at, kind, symbol)| [*kind, 7 + (*at - 64) as u8, *symbol as u8]);
        let custom = |name: &'static str, data: Vec<u8>| CustomSection {
            name: name.into(),
            data: data.into(),
        };
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports);
        module.section(&elements).section(&code).section(&data);
        module.section(&linking);
        module.section(&custom("reloc.CODE", relocations(4, in_code.collect())));
        module.section(&custom("reloc.DATA", relocations(5, in_data.collect())));
        module.section(&named);
        module.finish()
    }

    const CALL: u8 = RelocationType::FunctionIndexLeb as u8;
    const SLOT: u8 = RelocationType::TableIndexSleb as u8;
    const SLOT_IN_DATA: u8 = RelocationType::TableIndexI32 as u8;
    const ADDRESS: u8 = RelocationType::MemoryAddrLeb as u8;
    /// The symbols of the data.
    const ONE: u32 = 3;
    const OTHER: u32 = 4;

    #[test]
    fn what_the_entry_alone_refers_to_is_found_through_data() {
        // The exported function knows the entry's slot and one piece of data; the entry the other, which holds the slot
        // of a closure.
        let code = [
            (STARTS, SLOT, 1),
            (STARTS, ADDRESS, ONE),
            (1, ADDRESS, OTHER),
        ];
        let found = on_demand(&linked(&code, &[(72, SLOT_IN_DATA, CLOSURE)])).unwrap();
        assert_eq!(found.slots, BTreeSet::from([2, 3]));
        assert_eq!(found.data.len(), 1);
        assert_eq!(found.data.first(), Some(&(72..80)));
        let entries = [("timeline_viewer::detail::on_demand".to_owned(), 2)];
        assert_eq!(found.entries, entries);
    }

    #[test]
    fn what_is_used_from_the_start_as_well_stays() {
        let code = [
            (STARTS, ADDRESS, OTHER),
            (1, CALL, CLOSURE),
            (1, ADDRESS, ONE),
        ];
        let found = on_demand(&linked(&code, &[(72, SLOT_IN_DATA, CLOSURE)])).unwrap();
        assert_eq!(found.slots, BTreeSet::from([2]));
        assert_eq!(found.data.first(), Some(&(64..72)));
    }

    #[test]
    fn data_that_overlaps_is_one_piece() {
        let piece = |address, length| Piece { address, length };
        let pieces = [
            (10, piece(100, 8)),
            (12, piece(102, 4)),
            (16, piece(106, 6)),
            (22, piece(112, 1)),
            (30, piece(120, 0)),
        ];
        let apart = apart(BTreeMap::from(pieces));
        let found: Vec<(usize, u32)> = apart.iter().map(|(at, own)| (*at, own.length)).collect();
        assert_eq!(found, [(10, 12), (22, 1)]);
    }

    #[test]
    fn a_wasm_without_relocations_is_refused() {
        let error = on_demand(&Module::new().finish()).unwrap_err().to_string();
        assert!(error.contains("--emit-relocs"), "{error}");
    }
}
