//! One file for each kind of resource; [`read`] chooses by type.

mod alert;
mod allergy;
mod care;
mod communication;
mod condition;
mod consent;
mod document;
mod encounter;
mod family;
mod immunization;
mod list;
mod medication;
mod observation;
mod other;
mod procedure;
mod provenance;
mod questionnaire;
mod report;
mod request;
mod shared;

use timeline_json::Value;
use timeline_model::{Disposition, Fact, Field, Kind, PartialDate, StatusClass, Value as Found};

use crate::{
    codes,
    draft::Draft,
    security,
    words::{self, list, text},
};

/// Reads one resource.
pub(crate) fn read(draft: &mut Draft<'_>) {
    if let Some(nature) = not_an_entry(draft.kind) {
        draft.nature = nature;
        for key in ["subject", "patient"] {
            draft.about(key);
        }
        match draft.kind {
            "Provenance" => provenance::provenance(draft),
            "MessageHeader" => provenance::message(draft),
            _ => {}
        }
        return;
    }
    before(draft);
    reader_of(draft.kind)(draft);
    after(draft);
}

/// What reads a type; the names of all versions.
fn reader_of(kind: &str) -> fn(&mut Draft<'_>) {
    match kind {
        "Condition" => condition::read,
        "AllergyIntolerance" => allergy::read,
        "Observation" => observation::read,
        "DiagnosticReport" => report::diagnostic,
        "ImagingStudy" => report::imaging,
        "MedicationRequest" | "MedicationOrder" | "MedicationPrescription" => medication::request,
        "MedicationStatement" | "MedicationUsage" => medication::statement,
        "MedicationAdministration" => medication::administration,
        "MedicationDispense" => medication::dispense,
        "Immunization" => immunization::read,
        "ImmunizationRecommendation" => immunization::recommendation,
        "Procedure" => procedure::read,
        "Encounter" => encounter::read,
        "EpisodeOfCare" => encounter::episode,
        "CarePlan" => care::plan,
        "Goal" => care::goal,
        "CareTeam" => care::team,
        "Flag" => alert::read,
        "ServiceRequest"
        | "ProcedureRequest"
        | "ReferralRequest"
        | "DiagnosticOrder"
        | "DeviceRequest"
        | "CommunicationRequest"
        | "NutritionOrder"
        | "RequestGroup"
        | "RequestOrchestration"
        | "SupplyRequest" => request::service,
        "Appointment" => request::appointment,
        "Task" => request::task,
        "Communication" => communication::read,
        "QuestionnaireResponse" => questionnaire::read,
        "FamilyMemberHistory" => family::read,
        "DocumentReference" | "DocumentManifest" => document::reference,
        "Composition" => document::composition,
        "Media" => document::media,
        "List" => list::read,
        "Consent" => consent::read,
        _ => other::read,
    }
}

/// What becomes of types that are no entry by themselves.
fn not_an_entry(kind: &str) -> Option<Disposition> {
    Some(match kind {
        "OperationOutcome" => Disposition::Message,
        "Patient"
        | "Practitioner"
        | "PractitionerRole"
        | "Organization"
        | "Location"
        | "Medication"
        | "Provenance"
        | "Device"
        | "Substance"
        | "RelatedPerson"
        | "Specimen"
        | "HealthcareService"
        | "Person"
        | "Endpoint"
        | "MessageHeader"
        | "Binary"
        | "Group"
        | "Parameters"
        | "CapabilityStatement"
        | "Conformance"
        | "Schedule"
        | "Slot"
        | "Questionnaire"
        | "Linkage"
        | "AuditEvent"
        | "Subscription"
        | "Bundle" => Disposition::Supporting,
        _ => return None,
    })
}

/// Types that are records of their own to a reader even inside another
/// resource, parted by blanks.
const STANDS_ALONE: &str = "Observation AllergyIntolerance Condition FamilyMemberHistory \
    Immunization Procedure MedicationStatement DiagnosticReport ImagingStudy Appointment";

/// Whether a type is a record of its own even inside another resource.
pub(crate) fn stands_alone(kind: &str) -> bool {
    STANDS_ALONE.split(' ').any(|own| own == kind)
}

/// Whether a type only says who, where or from whence.
pub(crate) fn is_support(kind: &str) -> bool {
    not_an_entry(kind).is_some()
}

/// Whether an OperationOutcome says that the answer is refused or incomplete.
pub(crate) fn refuses(outcome: &Value<'_>) -> bool {
    let severe = |issue: &Value<'_>| matches!(text(issue, "severity"), Some("error" | "fatal"));
    list(outcome, "issue").iter().any(severe)
}

/// What every type has in common and no type overrides.
fn before(draft: &mut Draft<'_>) {
    let resource = draft.resource;
    for key in ["subject", "patient"] {
        draft.about(key);
    }
    for item in draft.list("identifier") {
        draft.entry.identifiers.extend(words::identifier(item));
    }
    draft.entry.updated = resource
        .pointer("/meta/lastUpdated")
        .and_then(words::plain)
        .and_then(PartialDate::parse);
    draft.entry.marks.covered = security::cover(resource).map(str::to_owned);
    let unknown = |e: &Value<'_>| !text(e, "url").is_some_and(codes::known_modifier);
    draft.entry.marks.unknown_modifier = draft.list("modifierExtension").iter().any(unknown);
    if resource.get("implicitRules").is_some() {
        draft.entry.marks.unknown_modifier = true;
    }
}

/// What follows from the rest: never an empty title, facts in reading order.
fn after(draft: &mut Draft<'_>) {
    if draft.entry.title.is_empty() {
        let title = draft
            .entry
            .facts
            .iter()
            .find(|fact| matches!(fact.field, Field::Category | Field::Note | Field::Document))
            .map(|fact| fact.text.clone());
        draft.entry.title = title.unwrap_or_else(|| words::type_words(draft.kind));
    } else {
        let title = draft.entry.title.clone();
        draft.fact(Field::RecordedAs, &title);
    }
    code_facts(draft);
    let sent = draft.entry.status.sent.clone();
    draft.fact(Field::Status, &sent);
    if let Some(value) = &draft.entry.value {
        let mut fact = Fact::new(Field::Value, crate::value::value_words(value));
        if let Found::Absent(absence, _) = value {
            fact.absence = Some(*absence);
        }
        draft.state(fact);
    }
    let may_be_none = matches!(
        draft.entry.kind,
        Kind::Allergy | Kind::Medicine | Kind::Problem
    );
    let none_known = may_be_none && draft.entry.codes.iter().any(|c| codes::none_known(&c.code));
    if none_known || draft.entry.status.class == StatusClass::NotDone {
        draft.negated();
    }
    for identifier in draft.entry.identifiers.clone() {
        draft.fact(Field::Identifier, &identifier.value);
    }
}

/// Each code with its system's short name, and the words that came with it.
fn code_facts(draft: &mut Draft<'_>) {
    for code in draft.entry.codes.clone() {
        let mut words = String::new();
        let system = timeline_model::system_name(&code.system).unwrap_or(&code.system);
        for part in [system, &code.code, &code.display] {
            if !part.is_empty() && !words.is_empty() {
                words.push(' ');
            }
            words.push_str(part);
        }
        draft.fact(Field::Code, &words);
    }
}
