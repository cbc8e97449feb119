//! Codes of different systems joined by maps: files of rows, each of which says
//! how two codes stand to each other and where it has that from.

use timeline_model::{Kind, part, system_name};

use crate::{
    feature::{Feature, shared},
    hash, order,
    systems::{Systems, code_hash},
};

/// Codes that name the same in different systems, or nearly so.
#[derive(Clone, Debug, Default)]
pub struct CodeMap {
    /// A code; most of the other's bits, where the pair stands, and whether
    /// both are the same. Sorted; each pair from either side.
    pairs: Vec<u128>,
    /// Where pairs stand, and what else the texts declared.
    sources: Vec<String>,
}

/// The map that ships beside the element.
#[cfg(not(target_arch = "wasm32"))]
pub const BUILT_IN: &str = include_str!("../codes/patient-timeline-codes.tsv");

/// How a text begins that is a map.
const HEAD: &str = "# code map 1";

/// The bits of a pair that are those of the two codes.
const CODES: u128 = !0 << 16;
const SAME: u128 = 1;

/// Two codes that a map joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Joined(u128);

impl Joined {
    /// Whether both name the same; otherwise one may be the broader.
    pub(crate) fn is_same(self) -> bool {
        self.0 & SAME != 0
    }
}

impl CodeMap {
    /// Adds the rows of a text; `false` where it is no map.
    ///
    /// A row is parted by tabs: a system and a code, `=` for the same or `<`,
    /// `>`, `~` for narrower, broader and related, a system and a code, and
    /// where the pair stands. A system is its address, or a name that a row
    /// `system`, name, address declares before; where it stands is what a row
    /// `source`, name, words declares. More cells are for people.
    pub fn read(&mut self, text: &str) -> bool {
        let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        if part::first_line(rest) != HEAD {
            return false;
        }
        let mut reading = Reading {
            before: self.sources.len(),
            ..Reading::default()
        };
        while !rest.is_empty() {
            let (line, behind) = part::cut(rest, "\n").unwrap_or((rest, ""));
            rest = behind;
            reading.line(self, line);
        }
        order::sort(&mut self.pairs);
        true
    }

    /// What joins the codes of two features; the same before the nearly same.
    pub(crate) fn joined(&self, a: &Feature, b: &Feature) -> Option<Joined> {
        let mut found = None;
        for one in [&a.codes, &a.classes] {
            for code in one {
                for pair in self.of(*code) {
                    let other = (pair >> 16) as u64 & OTHER;
                    let is = |code: &u64| code >> 16 == other;
                    if b.codes.iter().any(is) || b.classes.iter().any(is) {
                        if pair & SAME != 0 {
                            return Some(Joined(*pair));
                        }
                        found = found.or(Some(Joined(*pair)));
                    }
                }
            }
        }
        found
    }

    /// Where a pair stands.
    pub(crate) fn source(&self, joined: Joined) -> &str {
        let at = (joined.0 >> 1) as usize & 0x7fff;
        self.sources.get(at).map_or("", String::as_str)
    }

    /// Calls for what each two joined codes meet by, of which a feature has one.
    pub(crate) fn keys(&self, feature: &Feature, call: &mut dyn FnMut(u64)) {
        for codes in [&feature.codes, &feature.classes] {
            for code in codes {
                for pair in self.of(*code) {
                    let (one, two) = (code >> 16, (pair >> 16) as u64 & OTHER);
                    call(hash::of_parts(b'm', one.min(two), one.max(two)));
                }
            }
        }
    }

    /// The pairs of a code.
    fn of(&self, code: u64) -> &[u128] {
        let from = order::first_from(&self.pairs, order::smallest(code));
        let mut rest = self.pairs.get(from..).unwrap_or_default();
        match rest.first() {
            Some(pair) if order::key(*pair) == code => order::take_alike(&mut rest, order::KEY),
            _ => &[],
        }
    }
}

/// The bits of the other code, of which the last sixteen are missing.
const OTHER: u64 = !0 >> 16;

/// What a text has declared so far.
#[derive(Default)]
struct Reading<'t> {
    systems: Systems,
    /// Its rows that declare: what, its name, and what that stands for.
    declared: Vec<[&'t str; 3]>,
    /// How many sources the map had before.
    before: usize,
}

impl<'t> Reading<'t> {
    fn line(&mut self, map: &mut CodeMap, line: &'t str) {
        let mut rest = line.trim_ascii_end();
        let mut cells = [""; 6];
        for cell in &mut cells {
            (*cell, rest) = part::cut(rest, "\t").unwrap_or((rest, ""));
        }
        let [one, own, relation, other, theirs, source] = cells;
        if matches!(one, "system" | "source") {
            self.declared.push([one, own, relation]);
            map.sources.push(relation.to_owned());
        } else if matches!(relation, "=" | "<" | ">" | "~") {
            let stands = (self.before + self.find("source", source).0) as u128 & 0x7fff;
            let (a, b) = (self.code(one, own), self.code(other, theirs));
            for (n, a) in a.iter().enumerate() {
                for (m, b) in b.iter().enumerate() {
                    // Of classes a row says no more than that they are near.
                    let same = u128::from(relation == "=" && n + m == 0);
                    map.join(*a, *b, stands << 1 | same);
                }
            }
        }
    }

    /// At which place a name was declared, and what it stands for; behind the
    /// last, and itself, where it was not.
    #[inline(never)]
    fn find(&self, what: &str, name: &'t str) -> (usize, &'t str) {
        for (at, [kind, own, stands]) in self.declared.iter().enumerate() {
            if *kind == what && *own == name {
                return (at, stands);
            }
        }
        (0x7fff, name)
    }

    /// A code, hashed, and the class that it is.
    fn code(&mut self, system: &'t str, code: &str) -> Vec<u64> {
        let (_, system) = self.find("system", system);
        let mut found = Vec::new();
        if let Some(hash) = self.systems.hash(system)
            && !code.is_empty()
        {
            found.push(code_hash(hash, code));
            let mut classes = Vec::new();
            classes_of(system, code, &mut classes);
            if let Some(class) = classes.last() {
                found.push(*class);
            }
        }
        found
    }
}

impl CodeMap {
    fn join(&mut self, a: u64, b: u64, how: u128) {
        for (one, two) in [(a, b), (b, a)] {
            let pair = u128::from(one) << 64 | u128::from(two) & CODES | how;
            self.pairs.push(pair);
        }
    }
}

/// In which systems each source names things of each kind.
#[derive(Default)]
pub(crate) struct Spoken {
    heard: Vec<(Kind, u16, Vec<u64>)>,
    /// Two sources name things of one kind in different systems.
    pub(crate) differ: bool,
}

impl Spoken {
    pub(crate) fn hear(&mut self, feature: &Feature) {
        let (family, source, systems) = (feature.family, feature.source(), &feature.systems);
        if self.differ || systems.is_empty() {
            return;
        }
        for (kind, other, heard) in &self.heard {
            if *kind == family {
                if *other == source && heard == systems {
                    return;
                }
                self.differ |= *other != source && shared(heard, systems).is_none();
            }
        }
        self.heard.push((family, source, systems.clone()));
    }
}

/// Adds the classes of ICD-10 that a code lies in, the widest first, itself the
/// last, by one name in all its editions: E11.9 lies in E11.
pub(crate) fn classes_of(system: &str, code: &str, found: &mut Vec<u64>) {
    let [letter, digit, ..] = code.as_bytes() else {
        return;
    };
    if !(letter.is_ascii_uppercase() && digit.is_ascii_digit())
        || system_name(system) != Some("ICD-10")
    {
        return;
    }
    let mut class = hash::Hasher::new();
    let mut length = 0;
    for byte in code.bytes().filter(|byte| *byte != b'.') {
        class.byte(byte);
        length += 1;
        if length >= 3 {
            found.push(class.finish());
        }
    }
}
