//! The tables in `data/`: what events are made of and how else systems write them.

use std::collections::HashMap;

/// Something that a record can say, with its code.
#[derive(Clone, Debug)]
pub struct Concept {
    pub kind: &'static str,
    pub system: &'static str,
    pub code: &'static str,
    pub display: &'static str,
    /// Of a quantity: its unit, and the range of values to draw from.
    pub range: Option<(&'static str, f64, f64)>,
    /// Of a panel: the codes of its results.
    pub results: Vec<&'static str>,
}

/// One unit in which another's quantity is sent too.
pub struct Unit {
    pub codes: Vec<&'static str>,
    pub from: &'static str,
    pub to: &'static str,
    pub factor: f64,
    pub added: f64,
    pub decimals: usize,
}

/// Two that look alike and differ.
pub struct Twin {
    pub kind: &'static str,
    pub one: &'static str,
    pub other: &'static str,
}

/// All tables.
pub struct Tables {
    pub concepts: Vec<Concept>,
    pub units: Vec<Unit>,
    pub twins: Vec<Twin>,
    /// First and other ways of writing a direction.
    pub doses: Vec<Vec<&'static str>>,
    /// Ingredients, the way of the samples first.
    pub ingredients: Vec<(&'static str, &'static str)>,
    aliases: HashMap<String, Vec<&'static str>>,
    spellings: HashMap<&'static str, Vec<&'static str>>,
}

impl Tables {
    pub fn read() -> Self {
        let cells = |text| rows(text).filter_map(|mut row| Some((row.next()?, row)));
        Self {
            concepts: rows(include_str!("../data/concepts.tsv"))
                .filter_map(concept)
                .collect(),
            units: rows(include_str!("../data/units.tsv"))
                .filter_map(unit)
                .collect(),
            twins: rows(include_str!("../data/twins.tsv"))
                .filter_map(twin)
                .collect(),
            doses: rows(include_str!("../data/doses.tsv"))
                .map(Iterator::collect)
                .collect(),
            ingredients: cells(include_str!("../data/ingredients.tsv"))
                .filter_map(|(one, mut row)| Some((one, row.next()?)))
                .collect(),
            aliases: cells(include_str!("../data/aliases.tsv"))
                .map(|(name, row)| (plain(name), row.collect()))
                .collect(),
            spellings: cells(include_str!("../data/spellings.tsv"))
                .map(|(code, row)| (code, row.collect()))
                .collect(),
        }
    }

    /// Other names of what is displayed so.
    pub fn aliases(&self, display: &str) -> &[&'static str] {
        self.aliases.get(&plain(display)).map_or(&[], Vec::as_slice)
    }

    /// The one name under which all names of a thing stand.
    pub fn root(&self, display: &str) -> String {
        let plain = plain(display.trim());
        if self.aliases.contains_key(&plain) {
            return plain;
        }
        let named = |names: &Vec<&str>| names.iter().any(|name| name.eq_ignore_ascii_case(&plain));
        let roots = self.aliases.iter().filter(|(_, names)| named(names));
        // The first in order, as a map has none.
        roots
            .map(|(root, _)| root.clone())
            .min()
            .unwrap_or(plain.clone())
    }

    pub fn spellings(&self, unit: &str) -> &[&'static str] {
        self.spellings.get(unit).map_or(&[], Vec::as_slice)
    }

    pub fn of_kind<'a>(&'a self, kind: &'a str) -> Vec<&'a Concept> {
        self.concepts
            .iter()
            .filter(|own| own.kind == kind)
            .collect()
    }
}

fn rows(text: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t'))
}

fn plain(display: &str) -> String {
    let end = display.rfind(" (").filter(|_| display.ends_with(')'));
    display
        .get(..end.unwrap_or(display.len()))
        .unwrap_or(display)
        .to_lowercase()
}

fn concept(mut row: std::str::Split<'static, char>) -> Option<Concept> {
    let (kind, system, code, display) = (row.next()?, row.next()?, row.next()?, row.next()?);
    let more: Vec<&str> = row.collect();
    let range = match more.as_slice() {
        [unit, low, high] => low
            .parse()
            .ok()
            .zip(high.parse().ok())
            .map(|(l, h)| (*unit, l, h)),
        _ => None,
    };
    let results = match more.as_slice() {
        [results] => results.split(',').collect(),
        _ => Vec::new(),
    };
    Some(Concept {
        kind,
        system,
        code,
        display,
        range,
        results,
    })
}

fn unit(mut row: std::str::Split<'static, char>) -> Option<Unit> {
    Some(Unit {
        codes: row.next()?.split(',').filter(|code| *code != "*").collect(),
        from: row.next()?,
        to: row.next()?,
        factor: row.next()?.parse().ok()?,
        added: row.next()?.parse().ok()?,
        decimals: row.next()?.parse().ok()?,
    })
}

fn twin(mut row: std::str::Split<'static, char>) -> Option<Twin> {
    Some(Twin {
        kind: row.next()?,
        one: row.next()?,
        other: row.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let lines = |text: &str| text.lines().filter(|line| !line.starts_with('#')).count();
        let tables = Tables::read();
        assert_eq!(
            tables.concepts.len(),
            lines(include_str!("../data/concepts.tsv"))
        );
        assert_eq!(tables.units.len(), lines(include_str!("../data/units.tsv")));
        assert_eq!(tables.twins.len(), lines(include_str!("../data/twins.tsv")));
        assert_eq!(
            tables.aliases.len(),
            lines(include_str!("../data/aliases.tsv"))
        );
        assert_eq!(
            tables.spellings.len(),
            lines(include_str!("../data/spellings.tsv"))
        );
        assert_eq!(
            tables.ingredients.len(),
            lines(include_str!("../data/ingredients.tsv"))
        );
    }

    #[test]
    fn names_are_found_in_any_case_and_without_a_suffix() {
        let tables = Tables::read();
        assert!(
            tables
                .aliases("HYPERTENSION")
                .contains(&"High blood pressure")
        );
        assert!(
            tables
                .aliases("Acute bronchitis (disorder)")
                .contains(&"Bronchitis, acute")
        );
        assert!(tables.aliases("Never heard of").is_empty());
    }

    #[test]
    fn panels_name_results_that_the_table_holds() {
        let tables = Tables::read();
        let panels: Vec<_> = tables.of_kind("DiagnosticReport");
        assert!(!panels.is_empty());
        for panel in panels {
            let own = |code: &&str| tables.concepts.iter().any(|c| c.code == *code);
            assert!(
                panel.results.iter().filter(|code| own(code)).count() > 0,
                "{}",
                panel.display
            );
        }
    }
}
