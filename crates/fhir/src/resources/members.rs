//! What the members of a resource give to its entry: one dictionary over all
//! kinds and versions, for a name seldom means two things.

use timeline_json::Value;
use timeline_model::{Fact, Field, Role, part};

use super::shared;
use crate::{
    draft::Draft,
    value,
    words::{self, type_words},
};

/// What a member gives.
#[derive(Clone, Copy)]
pub(super) enum Gives {
    /// Nothing to a reader, or it is read elsewhere.
    Nothing,
    /// Its words, or those of its parts: `eye: right; sphere: -2.00`.
    Say(Field),
    /// A date.
    Date(Field),
    /// The names of people, organisations, places or things.
    Who(Field),
    /// A pointer to another record.
    Refer(Role),
    /// A pointer to another record, and its words.
    About(Field, Role),
    /// A file.
    File,
    /// Notes, each with its author and time.
    Notes,
    /// Where it is `true`: it was not done.
    NotDone,
    /// Where it is `true`: it is to be not done.
    Prohibits,
}

use Gives::{About, Date, Notes, Nothing, Refer, Say, Who};

/// Names and what they give, by name.
static DICTIONARY: [(&str, Gives); 188] = [
    ("about", Gives::About(Field::About, Role::Other)),
    ("accession", Nothing),
    ("actor", Who(Field::Participant)),
    ("addresses", About(Field::Reason, Role::Reason)),
    ("adherence", Say(Field::Status)),
    ("appointment", Refer(Role::Request)),
    ("appointmentType", Say(Field::Category)),
    ("asNeededCodeableConcept", Say(Field::When)),
    ("assertedDate", Nothing),
    ("asserter", Who(Field::Author)),
    ("assessor", Who(Field::Author)),
    ("attester", Who(Field::Participant)),
    ("author", Who(Field::Author)),
    ("authored", Nothing),
    ("authoredOn", Nothing),
    ("authorizingPrescription", Refer(Role::Request)),
    ("basedOn", Nothing),
    ("basis", Refer(Role::Derived)),
    ("beneficiary", Nothing),
    ("bodySite", Say(Field::BodySite)),
    ("bodyStructure", Say(Field::BodySite)),
    ("businessStatus", Say(Field::Status)),
    ("cancelationReason", Say(Field::Reason)),
    ("cancellationReason", Say(Field::Reason)),
    ("careManager", Who(Field::Author)),
    ("careTeam", Refer(Role::Other)),
    ("category", Say(Field::Category)),
    ("class", Say(Field::Category)),
    ("clinicalStatus", Nothing),
    ("code", Nothing),
    ("codedDiagnosis", Say(Field::Conclusion)),
    ("comment", Notes),
    ("comments", Notes),
    ("complication", Say(Field::Conclusion)),
    ("component", Nothing),
    ("conclusion", Say(Field::Conclusion)),
    ("conclusionCode", Say(Field::Conclusion)),
    ("consentingParty", Who(Field::Author)),
    ("contained", Nothing),
    ("context", Nothing),
    ("contributor", Who(Field::Author)),
    ("controller", Who(Field::Organisation)),
    ("course", Say(Field::Category)),
    ("courseOfTherapyType", Say(Field::Category)),
    ("created", Nothing),
    ("criticality", Say(Field::Severity)),
    ("custodian", Who(Field::Organisation)),
    ("date", Nothing),
    ("dateAsserted", Nothing),
    ("daysSupply", Say(Field::Supply)),
    ("decision", Say(Field::Provision)),
    ("derivedFrom", About(Field::About, Role::Derived)),
    ("description", Say(Field::Note)),
    ("device", About(Field::Method, Role::Other)),
    ("diagnosis", Nothing),
    ("dispenser", Who(Field::Author)),
    ("doNotPerform", Gives::Prohibits),
    ("docStatus", Nothing),
    ("dosage", Nothing),
    ("dosageInstruction", Nothing),
    ("encounter", Nothing),
    ("enterer", Who(Field::Author)),
    ("episodeOfCare", Refer(Role::PartOf)),
    ("expectedSupplyDuration", Say(Field::Supply)),
    ("expirationDate", Date(Field::Expires)),
    ("expressedBy", Who(Field::Author)),
    ("extension", Nothing),
    ("facility", Who(Field::Location)),
    ("facilityType", Say(Field::Location)),
    ("focus", About(Field::About, Role::Other)),
    ("followUp", Say(Field::Conclusion)),
    ("for", Nothing),
    ("goal", Refer(Role::Member)),
    ("grantee", Who(Field::Participant)),
    ("grantor", Who(Field::Author)),
    ("groupIdentifier", Nothing),
    ("hasMember", About(Field::Member, Role::Member)),
    ("id", Nothing),
    ("identifier", Nothing),
    ("imagingStudy", About(Field::Member, Role::Member)),
    ("implicated", About(Field::About, Role::Other)),
    ("implicitRules", Nothing),
    ("incomingReferral", Refer(Role::Request)),
    ("indication", About(Field::Reason, Role::Reason)),
    ("informationSource", Who(Field::Author)),
    ("instantiatesCanonical", Nothing),
    ("instantiatesUri", Nothing),
    ("intent", Nothing),
    ("interpretation", Say(Field::Interpretation)),
    ("interpreter", Who(Field::Author)),
    ("issued", Nothing),
    ("item", Nothing),
    ("language", Nothing),
    ("lastModified", Nothing),
    ("lastOccurence", Date(Field::LastOccurrence)),
    ("lastOccurrence", Date(Field::LastOccurrence)),
    ("location", Who(Field::Location)),
    ("locationCode", Say(Field::Location)),
    ("locationReference", Who(Field::Location)),
    ("lotNumber", Say(Field::Batch)),
    ("managingOrganization", Who(Field::Organisation)),
    ("manufacturer", Who(Field::Maker)),
    ("masterIdentifier", Nothing),
    ("medication", Nothing),
    ("medium", Say(Field::Method)),
    ("meta", Nothing),
    ("method", Say(Field::Method)),
    ("modality", Say(Field::Method)),
    ("modifierExtension", Nothing),
    ("notDone", Gives::NotDone),
    ("notDoneReason", Say(Field::Reason)),
    ("notGiven", Gives::NotDone),
    ("notPerformed", Gives::NotDone),
    ("note", Notes),
    ("notes", Notes),
    ("onBehalfOf", Who(Field::Organisation)),
    ("operator", Who(Field::Author)),
    ("orderDetail", Say(Field::Method)),
    ("orderer", Who(Field::Author)),
    ("organization", Who(Field::Organisation)),
    ("outcome", Say(Field::Conclusion)),
    ("owner", Who(Field::Recipient)),
    ("parent", Refer(Role::PartOf)),
    ("partOf", Nothing),
    ("participant", Who(Field::Author)),
    ("patient", Nothing),
    ("patientInstruction", Say(Field::Dose)),
    ("payload", Say(Field::Note)),
    ("payor", Who(Field::Organisation)),
    ("performer", Who(Field::Author)),
    ("period", Nothing),
    ("policyRule", Say(Field::Provision)),
    ("practiceSetting", Say(Field::Category)),
    ("practitioner", Who(Field::Author)),
    ("prediction", Say(Field::Prediction)),
    ("prescriber", Who(Field::Author)),
    ("prescription", Refer(Role::Request)),
    ("priorPrescription", Refer(Role::Replaces)),
    ("priority", Say(Field::Priority)),
    ("problem", About(Field::Reason, Role::Reason)),
    ("provider", Who(Field::Author)),
    ("quantity", Say(Field::Supply)),
    ("reaction", Say(Field::Reaction)),
    ("reason", About(Field::Reason, Role::Reason)),
    ("reasonCode", Say(Field::Reason)),
    ("reasonCodeableConcept", Say(Field::Reason)),
    ("reasonForUseCodeableConcept", Say(Field::Reason)),
    ("reasonGiven", Say(Field::Reason)),
    ("reasonNotGiven", Say(Field::Reason)),
    ("reasonNotPerformed", Say(Field::Reason)),
    ("reasonNotTaken", Say(Field::Reason)),
    ("reasonReference", About(Field::Reason, Role::Reason)),
    ("recipient", Who(Field::Recipient)),
    ("recorded", Nothing),
    ("recordedDate", Nothing),
    ("recorder", Who(Field::Author)),
    ("referenceRange", Nothing),
    ("referralRequest", Refer(Role::Request)),
    ("referrer", Who(Field::Author)),
    ("renderedDosageInstruction", Say(Field::Dose)),
    ("replaces", Nothing),
    ("report", About(Field::Member, Role::Member)),
    ("reporter", Who(Field::Author)),
    ("request", Refer(Role::Request)),
    ("requester", Who(Field::Author)),
    ("resourceType", Nothing),
    ("result", About(Field::Member, Role::Member)),
    ("resultsInterpreter", Who(Field::Author)),
    ("route", Say(Field::Route)),
    ("scope", Say(Field::Category)),
    ("securityLabel", Nothing),
    ("sender", Who(Field::Author)),
    ("serviceProvider", Who(Field::Organisation)),
    ("severity", Say(Field::Severity)),
    ("site", Say(Field::BodySite)),
    ("source", Who(Field::Author)),
    ("specialty", Say(Field::Category)),
    ("specimen", Who(Field::Specimen)),
    ("status", Nothing),
    ("statusReason", Say(Field::Reason)),
    ("subject", Nothing),
    ("supportingInfo", About(Field::About, Role::Other)),
    ("supportingInformation", About(Field::About, Role::Other)),
    ("text", Nothing),
    ("topic", Say(Field::Category)),
    ("type", Say(Field::Category)),
    ("verificationStatus", Nothing),
    ("wasNotGiven", Gives::NotDone),
];

/// What members give, by name.
pub(super) type Table = [(&'static str, Gives)];

/// Takes what the members give that nothing else has read: what their own
/// members give by `inside`, and themselves by `own` before the dictionary.
/// What none knows is a fact named after the member; `is_read` tells which of
/// those have been read already.
pub(super) fn read(
    draft: &mut Draft<'_>,
    own: &Table,
    inside: &[(&str, &Table)],
    is_read: &dyn Fn(&str) -> bool,
) {
    for (key, value) in draft.resource.members() {
        let within = inside.iter().find(|(name, _)| name == key);
        for item in words::each(value) {
            for (key, gives) in within.map_or(&[][..], |(_, table)| table) {
                if let Some(inner) = item.get(key) {
                    give(draft, *gives, key, inner);
                }
            }
        }
        match own.iter().find(|(name, _)| name == key) {
            Some((_, gives)) => give(draft, *gives, key, value),
            None if within.is_some() => {}
            None => match by_name(key) {
                Some(gives) => give(draft, gives, key, value),
                None if is_read(key) || value.as_bool() == Some(false) => {}
                None => unknown(draft, key, value),
            },
        }
    }
}

/// What the dictionary says.
fn by_name(key: &str) -> Option<Gives> {
    // Most names are told apart by their first letter.
    let first = |name: &str| name.bytes().next();
    let order = |name: &str| first(name).cmp(&first(key)).then_with(|| name.cmp(key));
    let at = DICTIONARY.binary_search_by(|(name, _)| order(name)).ok()?;
    DICTIONARY.get(at).map(|(_, gives)| *gives)
}

pub(super) fn give(draft: &mut Draft<'_>, gives: Gives, key: &str, value: &Value<'_>) {
    for item in words::each(value) {
        match gives {
            Nothing => return,
            Say(field) => say(draft, field, value::parts(item)),
            Date(field) => dated(draft, field, item, key),
            Who(field) => shared::who(draft, field, item),
            Refer(role) => draft.refer_to(role, item),
            About(field, role) => {
                draft.refer_to(role, item);
                say(draft, field, value::words_in(item).unwrap_or_default());
            }
            Gives::File => draft.fact(Field::Document, &value::attachment(item)),
            Notes => draft.note(item),
            Gives::NotDone if says_yes(item) => draft.not_done(),
            Gives::Prohibits if says_yes(item) => draft.negated(),
            Gives::NotDone | Gives::Prohibits => {}
        }
    }
}

fn say(draft: &mut Draft<'_>, field: Field, words: String) {
    // What is the title already is not said again.
    let said = matches!(field, Field::Category | Field::Note | Field::Document);
    if !(said && words == draft.entry.title) {
        draft.state(Fact::new(field, words));
    }
}

fn dated(draft: &mut Draft<'_>, field: Field, value: &Value<'_>, path: &str) {
    if let Some(when) = draft.date_in(value, path) {
        draft.dated(field, when);
    }
}

fn says_yes(value: &Value<'_>) -> bool {
    value.as_bool() == Some(true) || value.as_str() == Some("true")
}

/// A member or extension that no table knows: lost is worse than oddly named.
/// What is only there to point or to be computed with says nothing.
pub(super) fn unknown(draft: &mut Draft<'_>, key: &str, value: &Value<'_>) {
    if key.starts_with('_') || key == "fhir_comments" {
        return;
    }
    for item in words::each(value) {
        // The names of extensions are no member names.
        let name = match part::has(key, "-") {
            true => key.to_owned(),
            false => value::part_name(key).unwrap_or_else(|| type_words(key)),
        };
        draft.named_fact(Field::Other, &name, &value::parts(item));
        if item.get("reference").is_some() {
            draft.refer_to(Role::Other, item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_in_order_and_holds_each_name_once() {
        assert!(DICTIONARY.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
