//! Prescriptions, supplies, administrations and statements of medicines.

use timeline_json::Value;
use timeline_model::{Basis, Disposition, Field, Intent, Kind, Role};

use super::shared::{context, intent, not_done, people, prohibition, reasons};
use crate::{
    draft::{Adds, Draft},
    index, reference, value,
    words::{self, list, text, words_of},
};

/// Reads a MedicationRequest, or a MedicationOrder or MedicationPrescription
/// of older versions.
pub(super) fn request(draft: &mut Draft<'_>) {
    before(draft);
    intent(draft);
    prohibition(draft);
    for key in ["authoredOn", "dateWritten"] {
        draft.recorded(key, Basis::Authored);
    }
    if let Some(end) = draft.date("dateEnded") {
        draft.entry.when.end = Some(end);
    }
    draft.refer(Role::Replaces, "priorPrescription");
    // One issue of a plan; a plan that follows another stays one of its own.
    if draft.entry.intent == Intent::Ordered {
        draft.wait(Adds::IssueOf, "basedOn");
    }
    dosages(draft, "dosageInstruction");
    supply(draft);
    for key in ["requester", "prescriber", "orderer", "recorder"] {
        people(draft, key);
    }
    for item in draft.list("requester") {
        if let Some(organisation) = item.get("onBehalfOf") {
            draft.who_in(Field::Organisation, organisation);
        }
    }
    after(draft);
}

/// Reads a MedicationStatement, which R5 calls MedicationUsage in drafts.
pub(super) fn statement(draft: &mut Draft<'_>) {
    before(draft);
    draft.entry.intent = Intent::Done;
    draft.when("effective", Basis::Happened);
    draft.recorded("dateAsserted", Basis::Recorded);
    draft.wait(Adds::Plan, "basedOn");
    not_done(draft, &["wasNotTaken"]);
    if draft.text("taken") == Some("n") {
        draft.not_done();
    }
    dosages(draft, "dosage");
    people(draft, "informationSource");
    after(draft);
}

/// Reads a MedicationAdministration.
pub(super) fn administration(draft: &mut Draft<'_>) {
    before(draft);
    for stem in ["effective", "occurence", "occurrence", "effectiveTime"] {
        draft.when(stem, Basis::Happened);
    }
    draft.recorded("recorded", Basis::Recorded);
    not_done(draft, &["wasNotGiven", "notGiven"]);
    for key in ["request", "prescription"] {
        draft.refer(Role::Request, key);
    }
    dosages(draft, "dosage");
    people(draft, "performer");
    people(draft, "practitioner");
    for key in ["reasonNotGiven", "reasonGiven"] {
        draft.word_facts(Field::Reason, key);
    }
    after(draft);
}

/// Reads a MedicationDispense.
pub(super) fn dispense(draft: &mut Draft<'_>) {
    before(draft);
    draft.when_at("whenHandedOver", Basis::Happened);
    draft.when_at("whenPrepared", Basis::Happened);
    draft.recorded("recorded", Basis::Recorded);
    not_done(draft, &["notDone"]);
    draft.refer(Role::Request, "authorizingPrescription");
    dosages(draft, "dosageInstruction");
    for key in ["quantity", "daysSupply"] {
        amount(draft, key);
    }
    people(draft, "performer");
    people(draft, "dispenser");
    draft.who(Field::Location, "location");
    after(draft);
}

fn before(draft: &mut Draft<'_>) {
    draft.entry.kind = Kind::Medicine;
    for key in [
        "medicationCodeableConcept",
        "medication",
        "medicationReference",
    ] {
        name(draft, key);
    }
    draft.status("status");
}

/// The medicine: a concept, a contained Medication, or another resource.
fn name(draft: &mut Draft<'_>, key: &str) {
    let Some(medicine) = draft.get(key) else {
        return;
    };
    let pointer = match medicine.get("reference") {
        Some(inner @ Value::Object(_)) => inner,
        _ => medicine,
    };
    if let Some(contained) = draft.contained(pointer) {
        if let Some(code) = contained.get("code") {
            words::codings(code, &mut draft.entry.codes);
        }
        if let Some(words) = index::name(contained) {
            draft.name(&words);
        }
    } else if let Some(target) = reference::target(medicine) {
        draft.link(Adds::Title, &target);
    }
    draft.name_by(key);
}

fn after(draft: &mut Draft<'_>) {
    context(draft);
    reasons(draft);
    draft.word_facts(Field::Category, "category");
    draft.word_facts(Field::Category, "courseOfTherapyType");
    draft.notes("note");
    for extension in draft.list("extension") {
        uk_extension(draft, extension);
    }
    debug_assert!(draft.nature == Disposition::Entry);
}

/// The dose: verbatim where the source has words, else from its parts.
fn dosages(draft: &mut Draft<'_>, key: &str) {
    for dosage in draft.list(key) {
        match text(dosage, "text") {
            Some(words) => draft.fact(Field::Dose, words),
            None => {
                let words = dose_words(dosage);
                draft.fact(Field::Dose, &words);
            }
        }
        if let Some(words) = text(dosage, "patientInstruction") {
            draft.fact(Field::Dose, words);
        }
        for (field, key) in [
            (Field::Route, "route"),
            (Field::BodySite, "site"),
            (Field::Method, "method"),
        ] {
            if let Some(words) = words_of(dosage, key) {
                draft.fact(field, &words);
            }
        }
    }
}

/// Amount, then how often, then when needed.
fn dose_words(dosage: &Value<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let rates = list(dosage, "doseAndRate");
    for part in core::iter::once(dosage).chain(rates) {
        for key in [
            "doseQuantity",
            "doseRange",
            "quantity",
            "dose",
            "rateQuantity",
            "rateRatio",
        ] {
            parts.extend(part.get(key).and_then(value::words_in));
        }
    }
    if let Some(timing) = dosage.get("timing") {
        match words_of(timing, "code") {
            Some(code) => parts.push(code),
            None => parts.extend(timing.get("repeat").and_then(often)),
        }
    }
    let needed = |key: &str| dosage.get(key).and_then(Value::as_bool) == Some(true);
    if needed("asNeededBoolean") || needed("asNeeded") {
        parts.push("as needed".to_owned());
    }
    if let Some(reason) = words_of(dosage, "asNeededCodeableConcept") {
        parts.push(["as needed: ", &reason].concat());
    }
    parts.join(", ")
}

fn often(repeat: &Value<'_>) -> Option<String> {
    let frequency = text(repeat, "frequency").unwrap_or("1");
    let period = text(repeat, "period")?;
    let unit = text(repeat, "periodUnit").or_else(|| text(repeat, "periodUnits"))?;
    Some([frequency, " per ", period, " ", unit].concat())
}

fn supply(draft: &mut Draft<'_>) {
    let Some(supply) = draft.get("dispenseRequest") else {
        return;
    };
    if let Some(quantity) = supply.get("quantity") {
        let told = list(quantity, "extension")
            .iter()
            .find_map(|e| text(e, "valueString").map(str::to_owned));
        if let Some(words) = told.or_else(|| value::words_in(quantity)) {
            draft.fact(Field::Supply, &words);
        }
    }
    if let Some(words) = supply
        .get("expectedSupplyDuration")
        .and_then(value::words_in)
    {
        draft.fact(Field::Supply, &words);
    }
    if let Some(number) = text(supply, "numberOfRepeatsAllowed") {
        draft.named_fact(Field::Supply, "Repeats allowed", number);
    }
    if let Some(performer) = supply.get("performer") {
        draft.who_in(Field::Organisation, performer);
    }
}

fn amount(draft: &mut Draft<'_>, key: &str) {
    if let Some(words) = draft.get(key).and_then(value::words_in) {
        draft.fact(Field::Supply, &words);
    }
}

/// Repeat or acute, last issue, who prescribes: UK extensions.
fn uk_extension(draft: &mut Draft<'_>, extension: &Value<'_>) {
    let url = text(extension, "url").unwrap_or_default();
    let concept = words_of(extension, "valueCodeableConcept").unwrap_or_default();
    if url.contains("PrescriptionType") || url.contains("PrescribingAgency") {
        draft.fact(Field::Category, &concept);
    } else if url.contains("LastIssueDate") {
        let date = text(extension, "valueDateTime").unwrap_or_default();
        draft.named_fact(Field::Supply, "Last issued", date);
    } else if url.contains("StatusReason") {
        for part in list(extension, "extension") {
            if let Some(reason) = words_of(part, "valueCodeableConcept") {
                draft.fact(Field::Reason, &reason);
            }
        }
    } else if url.contains("RepeatInformation") {
        for part in list(extension, "extension") {
            let number = text(part, "valuePositiveInt").or_else(|| text(part, "valueUnsignedInt"));
            match (text(part, "url"), number) {
                (Some("numberOfRepeatPrescriptionsAllowed"), Some(number)) => {
                    draft.named_fact(Field::Supply, "Repeats allowed", number);
                }
                (Some("numberOfRepeatPrescriptionsIssued"), Some(number)) => {
                    draft.named_fact(Field::Supply, "Repeats issued", number);
                }
                _ => {}
            }
        }
    }
}
