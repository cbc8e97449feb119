//! Prescriptions, supplies, administrations and statements of medicines.

use timeline_json::Value;
use timeline_model::{Basis, Field, Intent, lower, part};

use super::shared::intent;
use crate::{
    draft::{Adds, Draft},
    index, reference, value,
    words::{self, has_code, list, text},
};

/// Reads a MedicationRequest, or a MedicationOrder or MedicationPrescription
/// of older versions.
pub(super) fn request(draft: &mut Draft<'_>) {
    draft.entry.intent = Intent::Ordered;
    intent(draft);
    // One issue of a plan; a plan that follows another stays one of its own.
    if draft.entry.intent == Intent::Ordered {
        draft.wait(Adds::IssueOf, "basedOn");
    }
    medicine(draft);
    supply(draft);
}

/// Reads a MedicationStatement, which R5 calls MedicationUsage in drafts.
pub(super) fn statement(draft: &mut Draft<'_>) {
    draft.wait(Adds::Plan, "basedOn");
    medicine(draft);
    let adherence = draft.get("adherence").and_then(|a| a.get("code"));
    if draft.text("taken") == Some("n")
        || has_code(
            adherence,
            "not-taking stopped-taking-as-directed on-hold-as-directed",
        )
    {
        draft.not_done();
    }
}

/// What every resource about a medicine has: its name and dose.
pub(super) fn medicine(draft: &mut Draft<'_>) {
    for key in words::each_word("medicationCodeableConcept medication medicationReference") {
        name(draft, key);
    }
    for key in words::each_word("dosage dosageInstruction") {
        dosages(draft, key);
    }
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

/// The dose: verbatim where the source has words, else from its parts.
fn dosages(draft: &mut Draft<'_>, key: &str) {
    for dosage in draft.list(key) {
        match text(dosage, "text") {
            Some(words) => {
                draft.fact(Field::Dose, words);
                let amount = filled(dosage, AMOUNT);
                if !has_numbers(words, &amount) {
                    draft.fact(Field::Dose, &amount);
                }
                further(draft, dosage, words);
            }
            None => {
                let words = dose_words(dosage);
                draft.fact(Field::Dose, &words);
            }
        }
    }
}

/// Further instructions, and why it is needed, where the dose as written
/// leaves them out.
fn further(draft: &mut Draft<'_>, dosage: &Value<'_>, written: &str) {
    let written = lower(written);
    for key in words::each_word(
        "additionalInstruction additionalInstructions asNeededCodeableConcept asNeededFor",
    ) {
        for instruction in list(dosage, key) {
            if let Some(words) = words::words(instruction)
                && !part::has(&written, &lower(&words))
            {
                let needed = if key.starts_with("asN") {
                    "as needed: "
                } else {
                    ""
                };
                draft.fact(Field::Dose, &[needed, &words].concat());
            }
        }
    }
}

/// Whether all numbers of `amount` stand in a text, as they are written.
fn has_numbers(text: &str, amount: &str) -> bool {
    let mut amount = amount;
    while let Some((wanted, rest)) = number(amount) {
        let mut text = text;
        loop {
            match number(text) {
                Some((own, _)) if own == wanted => break,
                Some((_, rest)) => text = rest,
                None => return false,
            }
        }
        amount = rest;
    }
    true
}

/// The first number in a text, and what stands behind it.
fn number(text: &str) -> Option<(&str, &str)> {
    let from = text.bytes().position(|byte| byte.is_ascii_digit())?;
    let text = text.get(from..)?;
    let inside = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let length = text.bytes().position(|byte| !inside(byte));
    let (mut number, rest) = text.split_at_checked(length.unwrap_or(text.len()))?;
    while let Some(shorter) = number.strip_suffix('.') {
        number = shorter;
    }
    Some((number, rest))
}

/// What makes an amount, in the order in which it is said; versions name the
/// parts differently.
const AMOUNT: &str = concat!(
    ", {doseQuantity}|, {doseRange}|, {quantity}|, {quantityQuantity}|",
    ", {quantityRange}|, {dose}|, {rateQuantity}|, {rateRatio}|, {rateRange}|",
    ", {rate}"
);

/// Why it is needed, and what else is said of it.
const MORE: &str = concat!(
    ", as needed: {asNeededCodeableConcept}|, as needed: {asNeededFor}|",
    ", {additionalInstruction}|, {additionalInstructions}|",
    ", ≤ {maxDosePerPeriod}"
);

/// Amount, then how often, then when needed and further instructions.
fn dose_words(dosage: &Value<'_>) -> String {
    let mut out = filled(dosage, AMOUNT);
    value::fill(dosage, ", {timing}", &mut out);
    let needed = |key: &str| dosage.get(key).and_then(Value::as_bool) == Some(true);
    if needed("asNeededBoolean") || needed("asNeeded") {
        out.push_str(if out.is_empty() {
            "as needed"
        } else {
            ", as needed"
        });
    }
    value::fill(dosage, MORE, &mut out);
    out
}

/// What a pattern says of the rates of a dosage, and of the dosage itself.
fn filled(dosage: &Value<'_>, pattern: &str) -> String {
    let mut out = String::new();
    for rate in list(dosage, "doseAndRate") {
        value::fill(rate, pattern, &mut out);
    }
    value::fill(dosage, pattern, &mut out);
    out
}

fn supply(draft: &mut Draft<'_>) {
    for supply in draft.list("dispenseRequest") {
        for quantity in list(supply, "quantity") {
            draft.fact(Field::Supply, &quantity_words(quantity));
        }
        validity(draft, supply);
    }
}

/// How much was supplied: in the source's words (a UK extension), which may
/// be only the unit of the number beside them.
fn quantity_words(quantity: &Value<'_>) -> String {
    let amount = value::words_in(quantity).unwrap_or_default();
    let mut told = list(quantity, "extension").iter();
    match told.find_map(|extension| text(extension, "valueString")) {
        Some(told) if told.bytes().any(|b| b.is_ascii_digit()) => told.to_owned(),
        Some(told) => [&amount, " ", told].concat(),
        None => amount,
    }
}

/// When a prescription may be used: its last day. What is issued under a plan
/// was so on the first, whenever the plan was written.
fn validity(draft: &mut Draft<'_>, supply: &Value<'_>) {
    let issued = draft.links.iter().any(|link| link.adds == Adds::IssueOf);
    if issued
        && let Some(start) = words::inner(supply, "validityPeriod", "start")
        && let Some(start) = draft.date_in(start, "dispenseRequest.validityPeriod.start")
    {
        draft.entry.when.start = Some(start);
        draft.entry.when.basis = Basis::Issued;
    }
    if let Some(end) = words::inner(supply, "validityPeriod", "end")
        && let Some(end) = draft.date_in(end, "dispenseRequest.validityPeriod.end")
    {
        draft.dated(Field::Expires, end);
    }
}
