//! How a copy words and codes what it is about.

use crate::habits::Habits;
use crate::random::Random;
use crate::tables::Tables;
use serde_json::{Value, json};

/// What a resource is about.
pub fn concept(resource: &Value) -> Option<&Value> {
    resource.pointer(place(resource)?)
}

pub fn concept_mut(resource: &mut Value) -> Option<&mut Value> {
    let place = place(resource)?;
    resource.pointer_mut(place)
}

fn place(resource: &Value) -> Option<&'static str> {
    let places = [
        "/code",
        "/vaccineCode",
        "/medicationCodeableConcept",
        "/type/0",
        "/category/1",
        "/category/0",
    ];
    places
        .into_iter()
        .find(|place| resource.pointer(place).is_some())
}

/// Its words.
pub fn title(concept: &Value) -> &str {
    let found = concept
        .get("text")
        .or_else(|| concept.pointer("/coding/0/display"));
    found.and_then(Value::as_str).unwrap_or_default()
}

/// Whether a number was measured.
pub fn holds_number(resource: &Value) -> bool {
    resource.get("valueQuantity").is_some() || resource.get("component").is_some()
}

/// Whether a resource is about what is named so.
pub fn says(resource: &Value, name: &str) -> bool {
    concept(resource).is_some_and(|concept| title(concept).eq_ignore_ascii_case(name))
}

/// Words and codes as the source has them; what was done to them is told.
pub fn copy(
    resource: &mut Value,
    habits: &Habits,
    tables: &Tables,
    random: &mut Random,
    faults: &mut Vec<&'static str>,
) {
    let kind = resource
        .get("resourceType")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let medicine = resource.get("medicationCodeableConcept").is_some();
    let Some(concept) = concept_mut(resource) else {
        return;
    };
    let known = title(concept).to_owned();
    let name = if medicine {
        medicine_name(&known, habits, tables, random, faults)
    } else {
        name(&kind, &known, habits, tables, random, faults)
    };
    let coded = concept.get("coding").is_some();
    if random.chance(habits.no_code) {
        if coded {
            faults.push("text only");
        }
        *concept = json!({"text": name});
    } else if random.chance(habits.own_code) {
        faults.push("own code");
        let code = format!("{:05}", Random::new(7, &known).below(100_000));
        *concept = json!({"coding": [{"system": habits.own_system, "code": code, "display": name}], "text": name});
    } else if let Some(members) = concept.as_object_mut() {
        members.insert("text".to_owned(), json!(name));
    }
    if let Some(dose) = resource.pointer_mut("/dosageInstruction/0/text")
        && random.chance(habits.dose)
        && let Some(ways) = tables
            .doses
            .iter()
            .find(|ways| ways.first().copied() == dose.as_str())
        && let Some(way) = random.pick(ways)
    {
        faults.push("dose");
        *dose = json!(way);
    }
}

/// What terminologies put behind a name.
fn suffix(kind: &str) -> Option<&'static str> {
    match kind {
        "Condition" => Some("disorder"),
        "Procedure" | "Encounter" => Some("procedure"),
        _ => None,
    }
}

fn name(
    kind: &str,
    known: &str,
    habits: &Habits,
    tables: &Tables,
    random: &mut Random,
    faults: &mut Vec<&'static str>,
) -> String {
    let mut name = known.to_owned();
    let aliases = tables.aliases(known);
    if let Some(alias) = random.pick(aliases).filter(|_| random.chance(habits.alias)) {
        faults.push("alias");
        name = (*alias).to_owned();
    } else if let Some(suffix) = suffix(kind).filter(|_| random.chance(habits.suffix)) {
        faults.push("suffix");
        name = match (name.rfind(" ("), name.ends_with(')')) {
            (Some(at), true) => name.get(..at).unwrap_or(&name).to_owned(),
            _ => format!("{name} ({suffix})"),
        };
    } else if let Some(turned) = turned(&name).filter(|_| random.chance(habits.order)) {
        faults.push("word order");
        name = turned;
    } else if let Some(short) = shortened(&name).filter(|_| random.chance(habits.short)) {
        faults.push("abbreviation");
        name = short;
    }
    let name = typed(kind, name, habits, random, faults);
    cased(name, habits, random, faults)
}

/// `Osteoarthritis of left knee` as `Left knee osteoarthritis`; `X-ray of left hip` as `Left hip X-ray`.
fn turned(name: &str) -> Option<String> {
    let (what, whereof) = name.split_once(" of ")?;
    if whereof.contains([' ', ',', '(']) && whereof.split(' ').count() > 3 || what.contains(' ') {
        return None;
    }
    let lower = what.get(..1)?.to_lowercase() + what.get(1..)?;
    let what = if what == "X-ray" || what == "CT" {
        what.to_owned()
    } else {
        lower
    };
    Some(whereof.get(..1)?.to_uppercase() + whereof.get(1..)? + " " + &what)
}

/// Short forms of single words, as typed in notes.
fn shortened(name: &str) -> Option<String> {
    const SHORT: [(&str, &str); 14] = [
        ("left", "L"),
        ("right", "R"),
        ("Left", "L"),
        ("Right", "R"),
        ("Fracture", "#"),
        ("History of", "H/O"),
        ("Family history of", "FH:"),
        ("Suspected", "?"),
        ("chronic", "chr"),
        ("Chronic", "Chr"),
        ("Acute", "Ac"),
        ("vaccine", "vacc"),
        ("with", "c"),
        ("without", "w/o"),
    ];
    let mut words: Vec<&str> = name.split(' ').collect();
    let mut done = false;
    for (long, short) in SHORT.into_iter().filter(|(long, _)| long.contains(' ')) {
        if let Some(rest) = name.strip_prefix(long) {
            return Some(format!("{short}{rest}"));
        }
    }
    for word in &mut words {
        if let Some((_, short)) = SHORT.iter().find(|(long, _)| long == word) {
            *word = short;
            done = true;
        }
    }
    done.then(|| words.join(" "))
}

/// What hands and interfaces leave on a name: marks of old classifications, colons, gaps, other dashes.
fn typed(
    kind: &str,
    name: String,
    habits: &Habits,
    random: &mut Random,
    faults: &mut Vec<&'static str>,
) -> String {
    if !random.chance(habits.typed) {
        return name;
    }
    faults.push("typed");
    match random.below(7) {
        0 if kind == "Condition" => format!("[X]{name}"),
        1 if kind == "Condition" => format!("{name} NOS"),
        0 | 1 => format!("{name}:"),
        2 => name.replace(' ', "  "),
        3 => format!(" {name} "),
        4 => name.replace(' ', "_").to_uppercase(),
        5 => name.replace('-', "\u{2011}").replace('\'', "\u{2019}"),
        _ => format!("{name}."),
    }
}

fn cased(
    name: String,
    habits: &Habits,
    random: &mut Random,
    faults: &mut Vec<&'static str>,
) -> String {
    let name = match habits.longest {
        Some(longest) if name.chars().count() > longest => {
            faults.push("cut");
            name.chars().take(longest).collect()
        }
        _ => name,
    };
    if !random.chance(habits.case) {
        return name;
    }
    faults.push("case");
    if random.chance(0.5) {
        name.to_uppercase()
    } else {
        name.to_lowercase()
    }
}

/// `Simvastatin 20 MG Oral Tablet` as another system has it.
fn medicine_name(
    known: &str,
    habits: &Habits,
    tables: &Tables,
    random: &mut Random,
    faults: &mut Vec<&'static str>,
) -> String {
    let mut name = known.to_owned();
    let other = tables
        .ingredients
        .iter()
        .find(|(one, _)| name.starts_with(one));
    if let Some((one, other)) = other.filter(|_| random.chance(habits.alias)) {
        faults.push("ingredient");
        name = name.replacen(one, other, 1);
    }
    if random.chance(habits.dose) {
        faults.push("form");
        name = respelled(&name, random);
    }
    cased(name, habits, random, faults)
}

fn respelled(name: &str, random: &mut Random) -> String {
    const FORMS: [(&str, &str, &str); 12] = [
        (
            " Extended Release Oral Tablet",
            " modified-release tablets",
            " MR tablet",
        ),
        (
            " Gastro-Resistant Tablet",
            " gastro-resistant tablets",
            " EC tablets",
        ),
        (" Oral Tablet", " tablets", " tablet"),
        (" Oral Capsule", " capsules", " caps"),
        (" Oral Solution", " oral solution", " oral soln"),
        (" Oral Suspension", " oral suspension", " susp"),
        (" Injection", " injection", " inj"),
        (" Topical Cream", " cream", " crm"),
        (" Topical Ointment", " ointment", " oint"),
        (" Vaginal Cream", " vaginal cream", " vag cream"),
        (" Mucosal Spray", " spray", " sublingual spray"),
        (" Drug Implant", " implant", " implant"),
    ];
    let short = random.chance(0.4);
    let mut name = name.to_owned();
    if let Some((long, form, brief)) = FORMS.into_iter().find(|(long, ..)| name.ends_with(long)) {
        let stem = name.strip_suffix(long).unwrap_or_default();
        name = format!("{stem}{}", if short { brief } else { form });
    }
    let gap = if random.chance(0.7) { "" } else { " " };
    for (from, to) in [
        (" MG", "mg"),
        (" MCG", "micrograms"),
        (" ML", "ml"),
        (" UNT", "units"),
        (" %", "%"),
    ] {
        name = name.replace(from, &format!("{gap}{to}"));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_turned_and_shortened() {
        let turned = |name| turned(name).unwrap_or_default();
        assert_eq!(
            turned("Osteoarthritis of left knee"),
            "Left knee osteoarthritis"
        );
        assert_eq!(turned("X-ray of left hip"), "Left hip X-ray");
        assert_eq!(turned("Asthma"), "");
        assert_eq!(shortened("Family history of asthma").unwrap(), "FH: asthma");
        assert_eq!(shortened("Fracture of left wrist").unwrap(), "# of L wrist");
        assert_eq!(shortened("Asthma"), None);
    }

    #[test]
    fn medicines_are_respelled_without_a_change_of_strength_or_release() {
        let mut random = Random::new(1, "");
        for _ in 0..50 {
            let name = respelled("Metformin 500 MG Extended Release Oral Tablet", &mut random);
            assert!(name.starts_with("Metformin 500"), "{name}");
            assert!(
                name.contains("modified-release") || name.contains("MR"),
                "{name}"
            );
        }
    }
}
