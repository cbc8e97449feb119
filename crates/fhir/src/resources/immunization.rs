//! Immunization and ImmunizationRecommendation.

use timeline_json::Value;
use timeline_model::{Basis, Field, Intent, Kind};

use super::shared::{context, not_done, people, reasons};
use crate::{
    draft::Draft,
    value,
    words::{has_code, list, text, words, words_of},
};

/// Reads a vaccination given or not given.
pub(super) fn read(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Vaccination;
    let unknown = has_code(
        draft.get("vaccineCode"),
        &["UNK", "NI", "NA", "NASK", "OTH"],
    );
    if unknown {
        procedure_name(draft);
    }
    draft.name_by("vaccineCode");
    draft.status("status");
    not_done(draft, &["notGiven", "wasNotGiven"]);
    draft.when("occurrence", Basis::Happened);
    draft.when_at("date", Basis::Happened);
    draft.recorded("recorded", Basis::Recorded);
    for extension in draft.list("extension") {
        if text(extension, "url").is_some_and(|url| url.contains("DateRecorded"))
            && let Some(date) = extension.get("valueDateTime")
        {
            draft.entry.recorded = draft.date_in(date, "extension.valueDateTime");
            if draft.entry.when.start.is_none() && draft.entry.recorded.is_some() {
                draft.entry.when.start = draft.entry.recorded;
                draft.entry.when.basis = Basis::Recorded;
            }
        }
    }
    context(draft);
    reasons(draft);
    if let Some(explanation) = draft.get("explanation") {
        for key in ["reason", "reasonNotGiven"] {
            for reason in list(explanation, key).iter().filter_map(words) {
                draft.fact(Field::Reason, &reason);
            }
        }
    }
    details(draft);
    people(draft, "performer");
    people(draft, "practitioner");
    draft.who(Field::Location, "location");
    draft.notes("note");
}

/// Where the product is not known, the procedure names it (UK extension).
fn procedure_name(draft: &mut Draft<'_>) {
    for extension in draft.list("extension") {
        if text(extension, "url").is_some_and(|url| url.contains("VaccinationProcedure"))
            && let Some(concept) = extension.get("valueCodeableConcept")
        {
            crate::words::codings(concept, &mut draft.entry.codes);
            if let Some(words) = words(concept) {
                draft.name(&words);
            }
        }
    }
}

fn details(draft: &mut Draft<'_>) {
    if let Some(dose) = draft.get("doseQuantity").and_then(value::words_in) {
        draft.fact(Field::Dose, &dose);
    }
    for protocol in draft
        .list("protocolApplied")
        .iter()
        .chain(draft.list("vaccinationProtocol"))
    {
        for key in [
            "doseNumberPositiveInt",
            "doseNumberString",
            "doseNumber",
            "doseSequence",
        ] {
            if let Some(number) = text(protocol, key) {
                draft.named_fact(Field::Dose, "Dose number", number);
            }
        }
        for disease in list(protocol, "targetDisease").iter().filter_map(words) {
            draft.fact(Field::Reason, &disease);
        }
    }
    draft.word_facts(Field::Route, "route");
    draft.word_facts(Field::BodySite, "site");
    if let Some(lot) = draft.text("lotNumber") {
        draft.named_fact(Field::Other, "Batch", lot);
    }
    if let Some(maker) = draft.get("manufacturer").and_then(|m| text(m, "display")) {
        draft.named_fact(Field::Other, "Manufacturer", maker);
    }
}

/// Reads the vaccinations that are recommended.
pub(super) fn recommendation(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Vaccination;
    draft.entry.intent = Intent::Proposed;
    for item in draft.list("recommendation") {
        recommended(draft, item);
    }
    draft.recorded("date", Basis::Recorded);
    context(draft);
}

fn recommended(draft: &mut Draft<'_>, item: &Value<'_>) {
    for key in ["vaccineCode", "targetDisease"] {
        if let Some(words) = words_of(item, key) {
            draft.name(&words);
            draft.fact(Field::Other, &words);
        }
    }
    if let Some(words) = words_of(item, "forecastStatus") {
        draft.fact(Field::Status, &words);
    }
}
