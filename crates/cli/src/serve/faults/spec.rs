//! Faults as they are written: `html`, `busy:2`, `truncated@2`,
//! `slow:500.error@2`.

use std::fmt;

use super::table::{FAULTS, Fault, Known};

/// The most numbers that follow a name.
const NUMBERS: usize = 2;

/// One fault, on every request or on one page of a record alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// What goes wrong.
    pub fault: Fault,
    /// The numbers that were given.
    numbers: [Option<u32>; NUMBERS],
    /// On which page, counted from 1; `None` for every request.
    pub page: Option<usize>,
}

/// All faults of a source, written with dots between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Specs(Vec<Spec>);

impl Specs {
    /// Reads `fault.fault@page`.
    pub fn parse(text: &str) -> Result<Specs, String> {
        let specs: Result<Vec<Spec>, String> = text.split('.').map(Spec::parse).collect();
        Ok(Specs(specs?))
    }

    /// The one fault that the demonstration's data can declare.
    pub fn down() -> Specs {
        Specs(vec![Spec::always(Fault::Down)])
    }

    /// Those that apply to this page; `None` is a request that is no page of
    /// a record, such as the search for the patient.
    pub fn on(&self, page: Option<usize>) -> Specs {
        let applies = |spec: &&Spec| spec.page.is_none() || spec.page == page;
        Specs(self.0.iter().filter(applies).copied().collect())
    }

    /// Whether this is among them.
    pub fn has(&self, fault: Fault) -> bool {
        self.find(fault).is_some()
    }

    /// This one, if it is among them.
    pub fn find(&self, fault: Fault) -> Option<Spec> {
        self.iter().find(|spec| spec.fault == fault)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Spec> {
        self.0.iter().copied()
    }

    /// The names of those that only a FHIR server can have.
    pub fn only_fhir(&self) -> Vec<&'static str> {
        let known = self.0.iter().filter_map(Spec::known);
        known
            .filter(|known| known.fhir)
            .map(|known| known.name)
            .collect()
    }
}

impl Spec {
    fn always(fault: Fault) -> Spec {
        Spec {
            fault,
            numbers: [None; NUMBERS],
            page: None,
        }
    }

    /// Reads `fault:number@page`.
    fn parse(text: &str) -> Result<Spec, String> {
        let (text, page) = match text.split_once('@') {
            Some((text, page)) => (text, Some(page)),
            None => (text, None),
        };
        let mut parts = text.split(':');
        let name = parts.next().unwrap_or_default();
        let known = FAULTS.iter().find(|known| known.name == name);
        let known = known.ok_or_else(|| unknown(name))?;
        let mut spec = Spec::always(known.fault);
        let mut places = spec.numbers.iter_mut().zip(known.numbers);
        for part in parts {
            let (place, number) = places.next().ok_or_else(|| too_many(known))?;
            let value = part.parse().ok().filter(|value| *value <= number.most);
            *place = Some(value.ok_or_else(|| {
                let (what, most) = (number.what, number.most);
                format!("{name}:{part} must have a number up to {most}: {what}")
            })?);
        }
        if let Some(page) = page {
            let number = page.parse().ok().filter(|page| *page > 0);
            let number = number
                .ok_or_else(|| format!("in \"{text}@{page}\" the page must be a number from 1"))?;
            spec.page = Some(number);
        }
        Ok(spec)
    }

    /// A number that was given, else its default.
    pub fn number(self, place: usize) -> Option<u32> {
        let given = self.numbers.get(place).copied().flatten();
        given.or_else(|| self.known()?.numbers.get(place)?.default)
    }

    fn known(&self) -> Option<&'static Known> {
        FAULTS.iter().find(|known| known.fault == self.fault)
    }
}

fn unknown(name: &str) -> String {
    let known: Vec<String> = FAULTS.iter().map(shape).collect();
    let known = known.join(", ");
    format!(
        "no fault is named {name:?}; there are {known}; each also for one page alone, such as \
         error@2, and several at once with a dot between them"
    )
}

fn too_many(known: &Known) -> String {
    format!("{} is written {}", known.name, shape(known))
}

/// How a fault is written, such as `busy[:N[:N]]`.
pub fn shape(known: &Known) -> String {
    let mut shape = known.name.to_owned();
    shape.push_str(&"[:N".repeat(known.numbers.len()));
    shape.push_str(&"]".repeat(known.numbers.len()));
    shape
}

impl fmt::Display for Spec {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.known().map_or("none", |known| known.name))?;
        for number in self.numbers.iter().flatten() {
            write!(out, ":{number}")?;
        }
        match self.page {
            Some(page) => write!(out, "@{page}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Specs {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, spec) in self.0.iter().enumerate() {
            if place > 0 {
                out.write_str(".")?;
            }
            write!(out, "{spec}")?;
        }
        Ok(())
    }
}
