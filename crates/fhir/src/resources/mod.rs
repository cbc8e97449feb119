//! One file for each kind of resource; [`read`] chooses by type.

mod allergy;
mod care;
mod condition;
mod consent;
mod document;
mod encounter;
mod extensions;
mod family;
mod immunization;
mod kinds;
mod list;
mod medication;
mod members;
mod observation;
mod provenance;
mod questionnaire;
mod report;
mod request;
mod shared;
mod types;

use timeline_json::Value;
use timeline_model::{
    Absence, Disposition, Field, Kind, PartialDate, RecordKey, StatusClass, Value as Found, part,
};

use crate::{
    absence, codes,
    draft::Draft,
    security, value,
    words::{self, list, text},
};
use kinds::{Shape, Time};
pub(crate) use list::lane;
pub use types::{kinds_of, types_of};

/// One resource as it is read by itself.
pub(crate) fn draft<'a>(resource: &'a Value<'a>) -> Draft<'a> {
    let kind = text(resource, "resourceType").unwrap_or_default();
    let mut draft = Draft::new(resource, kind, &[], RecordKey::default());
    read(&mut draft);
    draft
}

/// Reads one resource.
pub(crate) fn read(draft: &mut Draft<'_>) {
    for key in &["subject", "patient", "individual", "beneficiary", "for"] {
        draft.about(key);
    }
    let shape = kinds::of(draft.kind);
    if let Some(nature) = not_an_entry(draft.kind, shape)
        && !is_unfit(draft)
    {
        draft.nature = nature;
        match draft.kind {
            "Provenance" => provenance::provenance(draft),
            "MessageHeader" => provenance::message(draft),
            _ => {}
        }
        return;
    }
    before(draft);
    draft.entry.kind = shape.kind;
    draft.entry.intent = shape.intent;
    name_and_time(draft, shape);
    (shape.more)(draft);
    shared::context(draft);
    members::read(draft, shape.own, shape.inside, &|key| is_read(shape, key));
    for extension in draft.list("extension") {
        extensions::read(draft, extension);
    }
    after(draft);
}

fn name_and_time(draft: &mut Draft<'_>, shape: &Shape) {
    for key in words::each_word(shape.names) {
        draft.name_by(key);
    }
    for key in words::each_word(shape.else_names) {
        if draft.entry.title.is_empty() {
            draft.name_by(key);
        }
    }
    for key in words::each_word(shape.status) {
        draft.status(key);
    }
    for (time, keys) in shape.times {
        for key in words::each_word(keys) {
            match *time {
                Time::Of(basis) => draft.when(key, basis),
                Time::Until => draft.until(key),
                Time::Recorded(basis) => draft.recorded(key, basis),
            }
        }
    }
}

/// Whether a member's content is read by its kind already.
fn is_read(shape: &Shape, key: &str) -> bool {
    let names = [shape.names, shape.else_names, shape.status];
    let mut stems = shape.times.iter();
    names.iter().any(|names| words::among(names, key))
        || stems.any(|(_, stems)| words::each_word(stems).any(|own| key.starts_with(own)))
        || key.starts_with("value")
        || key.starts_with("medication")
}

/// Types that say who, where or from whence, or that are no record of a
/// patient: definitions and the machinery of a server. Parted by blanks.
const SUPPORTING: &str = "ActivityDefinition AuditEvent Binary Bundle CapabilityStatement \
    ChargeItemDefinition CodeSystem CompartmentDefinition ConceptMap Conformance DataElement \
    Device DeviceComponent DeviceDefinition DeviceMetric Endpoint EventDefinition Evidence \
    EvidenceVariable ExampleScenario ExpansionProfile GraphDefinition Group HealthcareService \
    ImplementationGuide InsurancePlan Library Linkage Location Measure Medication \
    MedicationKnowledge MessageDefinition MessageHeader NamingSystem OperationDefinition \
    Organization OrganizationAffiliation Parameters Patient Person PlanDefinition Practitioner \
    PractitionerRole Provenance Questionnaire RelatedPerson ResearchStudy Schedule \
    SearchParameter ServiceDefinition Slot Specimen SpecimenDefinition StructureDefinition \
    StructureMap Subscription SubscriptionStatus SubscriptionTopic Substance \
    SubstanceDefinition TerminologyCapabilities TestReport TestScript ValueSet";

/// What becomes of types that are no entry by themselves. But for specimens
/// none of these has a shape of its own.
fn not_an_entry(kind: &str, shape: &Shape) -> Option<Disposition> {
    match kind {
        "OperationOutcome" => Some(Disposition::Message),
        "Specimen" => Some(Disposition::Supporting),
        _ if !shape.types.is_empty() => None,
        _ => words::among(SUPPORTING, kind).then_some(Disposition::Supporting),
    }
}

/// A specimen says from what its results are. It stands for itself where it
/// says that it is not fit, or has a note that no result repeats.
fn is_unfit(draft: &Draft<'_>) -> bool {
    draft.kind == "Specimen"
        && (draft.get("note").is_some()
            || matches!(draft.text("status"), Some("unavailable" | "unsatisfactory")))
}

/// Types that are records of their own to a reader even inside another
/// resource, parted by blanks.
const STANDS_ALONE: &str = "Observation AllergyIntolerance Condition FamilyMemberHistory \
    Immunization Procedure MedicationStatement DiagnosticReport ImagingStudy Appointment";

/// Whether a type is a record of its own even inside another resource.
pub(crate) fn stands_alone(kind: &str) -> bool {
    words::among(STANDS_ALONE, kind)
}

/// Whether a type only says who, where or from whence.
pub(crate) fn is_support(kind: &str) -> bool {
    not_an_entry(kind, kinds::of(kind)).is_some()
}

/// Whether an OperationOutcome says that the answer is refused or incomplete.
pub(crate) fn refuses(outcome: &Value<'_>) -> bool {
    let severe = |issue: &Value<'_>| matches!(text(issue, "severity"), Some("error" | "fatal"));
    list(outcome, "issue").iter().any(severe)
}

/// What every type has in common and no type overrides.
fn before(draft: &mut Draft<'_>) {
    let resource = draft.resource;
    for key in &["identifier", "masterIdentifier"] {
        words::identifiers(resource, key, &mut draft.entry.identifiers);
    }
    draft.entry.updated = words::inner(resource, "meta", "lastUpdated")
        .and_then(words::plain)
        .and_then(PartialDate::parse);
    draft.entry.marks.covered = security::cover(resource).map(str::to_owned);
    modifiers(draft, resource);
    if resource.get("implicitRules").is_some() {
        draft.entry.marks.unknown_modifier = true;
    }
}

/// Modifier extensions anywhere inside change the meaning of the whole.
fn modifiers(draft: &mut Draft<'_>, value: &Value<'_>) {
    for (key, inner) in value.members() {
        if *key == "modifierExtension" {
            for extension in words::each(inner) {
                modifier(draft, extension);
            }
        } else if !inner.members().is_empty() {
            modifiers(draft, inner);
        }
        for item in inner.items() {
            modifiers(draft, item);
        }
    }
}

fn modifier(draft: &mut Draft<'_>, extension: &Value<'_>) {
    let url = text(extension, "url").unwrap_or_default();
    let says = extension.get("valueBoolean").and_then(Value::as_bool);
    match (codes::modifier(url), says) {
        (Some(codes::Modifier::NotDone), Some(true)) => draft.negated(),
        (Some(codes::Modifier::NotDone), Some(false)) => {}
        _ => {
            draft.entry.marks.unknown_modifier = true;
            let name = part::behind_last(part::behind_last(url, b'/'), b'#');
            let said = extension.members().iter();
            let said = said.filter(|(key, _)| key.starts_with("value"));
            let said = said.map(|(_, value)| value::parts(value)).next();
            draft.named_fact(Field::Modifier, name, said.as_deref().unwrap_or("…"));
        }
    }
}

/// What follows from the rest: never an empty title.
fn after(draft: &mut Draft<'_>) {
    if draft.entry.title.is_empty()
        && let Some(code) = draft.entry.codes.first()
    {
        draft.entry.title = words::code_words(code);
    }
    if draft.entry.title.is_empty() {
        let facts = &draft.entry.facts;
        let title = Field::NAMING.iter().find_map(|field| {
            let fact = facts.iter().find(|fact| fact.field == *field)?;
            (!fact.text.is_empty()).then(|| part::first_line(&fact.text).to_owned())
        });
        draft.entry.title = title.unwrap_or_else(|| words::type_words(draft.kind));
    }
    absent_or_none(draft);
    if draft.entry.status.class == StatusClass::NotDone {
        draft.negated();
    }
}

/// A statement that none is known, and one that nothing is said, are no
/// allergy, medicine or problem, and not the same.
fn absent_or_none(draft: &mut Draft<'_>) {
    let may_be_none = matches!(
        draft.entry.kind,
        Kind::Allergy | Kind::Medicine | Kind::Problem | Kind::Procedure | Kind::Vaccination
    );
    let codes = &draft.entry.codes;
    let said = if may_be_none && codes.iter().any(|c| codes::none_known(&c.code)) {
        draft.negated();
        Some(Absence::NoneKnown)
    } else if codes.iter().any(|c| codes::no_information(&c.code)) {
        Some(Absence::NoInformation)
    } else {
        let reason = |key: &str| draft.get(key).and_then(absence::of_null_flavour);
        words::each_word("code vaccineCode medicationCodeableConcept")
            .find_map(reason)
            .filter(|_| draft.entry.codes.is_empty())
    };
    if let (Some(absence), None) = (said, &draft.entry.value) {
        draft.entry.value = Some(Found::Absent(absence, String::new()));
    }
}
