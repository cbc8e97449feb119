//! What an entry warns of, by its codes and words.

use timeline_model::{Entry, Field, Kind, Warning, lower, part};

/// SNOMED CT's findings and HL7's categories of decisions on resuscitation and
/// on the treatment to come.
const DECISIONS: [&str; 7] = [
    "304253006",
    "450476008",
    "450475007",
    "735324008",
    "dnr",
    "polst",
    "acd",
];

/// Words by which each is told, the more urgent first.
const WORDS: [(Warning, &str); 14] = [
    (Warning::Resuscitation, "resuscitat"),
    (Warning::Resuscitation, "cpr"),
    (Warning::Resuscitation, "dnr"),
    (Warning::Resuscitation, "treatment escalation"),
    (Warning::Resuscitation, "ceiling of care"),
    (Warning::Safeguarding, "safeguard"),
    (Warning::Safeguarding, "protection plan"),
    (Warning::Infection, "infect"),
    (Warning::Infection, "mrsa"),
    (Warning::Infection, "isolation"),
    (Warning::Communication, "communicat"),
    (Warning::Communication, "interpreter"),
    (Warning::Communication, "hearing"),
    (Warning::Communication, "accessible information"),
];

/// What the copies of an entry warn of: an alert of anything, and a plan or a
/// document of what is decided for the treatment to come. Only copies that are
/// not covered are to be given.
pub fn warning(members: &[&Entry]) -> Option<Warning> {
    let kind = members.first()?.kind;
    let own = members.iter().filter_map(|entry| told(entry)).min();
    match kind {
        Kind::Alert => own.or(Some(Warning::Other)),
        Kind::Document | Kind::CarePlan => own.filter(|own| *own == Warning::Resuscitation),
        _ => None,
    }
}

fn told(entry: &Entry) -> Option<Warning> {
    if entry
        .codes
        .iter()
        .any(|code| DECISIONS.contains(&&*code.code))
    {
        return Some(Warning::Resuscitation);
    }
    let categories = entry.facts.iter();
    let categories = categories.filter(|fact| fact.field == Field::Category);
    let texts = categories.map(|fact| fact.text.as_str());
    let mut first = None;
    for text in texts.chain([entry.title.as_str()]) {
        let text = lower(text);
        let own = WORDS.iter().find(|(_, word)| part::has(&text, word));
        // What it is filed under goes before the words of its title.
        first = first.or(own.map(|(warning, _)| *warning));
    }
    first
}

#[cfg(test)]
mod tests {
    use timeline_model::{Code, Fact};

    use super::*;

    #[test]
    fn what_is_warned_of_follows_from_category_title_and_code() {
        use Warning as W;
        for (kind, category, title, code, expected) in [
            (
                Kind::Alert,
                "Resuscitation and treatment escalation",
                "Form seen at home",
                "",
                Some(W::Resuscitation),
            ),
            (
                Kind::Alert,
                "",
                "Not for attempted CPR",
                "",
                Some(W::Resuscitation),
            ),
            (
                Kind::Alert,
                "",
                "Decision made",
                "450476008",
                Some(W::Resuscitation),
            ),
            (
                Kind::Alert,
                "Safeguarding",
                "Child protection plan",
                "",
                Some(W::Safeguarding),
            ),
            (
                Kind::Alert,
                "Infection control",
                "Carrier",
                "",
                Some(W::Infection),
            ),
            (
                Kind::Alert,
                "Communication needs",
                "Wears hearing aids",
                "",
                Some(W::Communication),
            ),
            // The category goes before the title.
            (
                Kind::Alert,
                "Communication needs",
                "Discuss resuscitation with an interpreter",
                "",
                Some(W::Communication),
            ),
            (
                Kind::Alert,
                "Safety",
                "May leave home at night",
                "",
                Some(W::Other),
            ),
            (
                Kind::Document,
                "Advance care plan",
                "Treatment escalation plan",
                "",
                Some(W::Resuscitation),
            ),
            (Kind::Document, "", "MRSA screen", "", None),
            (Kind::CarePlan, "", "Leg ulcer care plan", "", None),
            (
                Kind::Procedure,
                "",
                "Cardiopulmonary resuscitation",
                "",
                None,
            ),
        ] {
            let mut entry = Entry {
                kind,
                title: title.into(),
                ..Entry::default()
            };
            if !category.is_empty() {
                entry
                    .facts
                    .push(Fact::new(Field::Category, category.into()));
            }
            entry.codes.push(Code {
                code: code.into(),
                ..Code::default()
            });
            assert_eq!(warning(&[&entry]), expected, "{category} {title}");
        }
    }
}
