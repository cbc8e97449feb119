//! Immunization and ImmunizationRecommendation.

use timeline_json::Value;
use timeline_model::{Fact, Field, part};

use crate::{
    absence,
    draft::Draft,
    words::{self, list, text, words, words_of},
};

/// Reads what only a vaccination given or not given has.
pub(super) fn read(draft: &mut Draft<'_>) {
    let vaccine = draft.get("vaccineCode");
    if vaccine.is_some_and(|vaccine| absence::of_null_flavour(vaccine).is_some()) {
        procedure_name(draft);
    }
    draft.name_by("vaccineCode");
    if draft.entry.title.is_empty() {
        procedure_name(draft);
    }
}

/// Where the product is not known, the procedure names it (UK extension).
fn procedure_name(draft: &mut Draft<'_>) {
    for extension in draft.list("extension") {
        if text(extension, "url").is_some_and(|url| part::has(url, "VaccinationProcedure"))
            && let Some(concept) = extension.get("valueCodeableConcept")
        {
            words::codings(concept, &mut draft.entry.codes);
            if let Some(words) = words(concept) {
                draft.name(&words);
            }
        }
    }
}

/// Reads the vaccinations that are recommended.
pub(super) fn recommendation(draft: &mut Draft<'_>) {
    for item in draft.list("recommendation") {
        recommended(draft, item);
    }
}

/// One recommendation: its vaccine or disease, how it stands, by when.
fn recommended(draft: &mut Draft<'_>, item: &Value<'_>) {
    // Only what is said against: it must not read like a recommendation.
    if item.get("vaccineCode").is_none() && item.get("contraindicatedVaccineCode").is_some() {
        draft.negated();
    }
    for key in words::each_word("vaccineCode targetDisease contraindicatedVaccineCode") {
        for concept in list(item, key) {
            words::codings(concept, &mut draft.entry.codes);
            if let Some(words) = words(concept) {
                draft.name(&words);
                if key == "contraindicatedVaccineCode" {
                    draft.named_fact(Field::Status, "contraindicated", &words);
                } else {
                    draft.fact(Field::Activity, &words);
                }
            }
        }
    }
    for criterion in list(item, "dateCriterion") {
        let Some(date) = criterion.get("value") else {
            continue;
        };
        if let Some(date) = draft.date_in(date, "recommendation.dateCriterion.value") {
            draft.state(Fact {
                when: Some(date),
                ..Fact::new(Field::Due, words_of(criterion, "code").unwrap_or_default())
            });
        }
    }
}
