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

/// Names and what they give, the shortest first and then by name: lengths and
/// first letters tell most apart.
static DICTIONARY: [(&str, Gives); 188] = [
    ("id", Nothing),
    ("for", Nothing),
    ("code", Nothing),
    ("date", Nothing),
    ("goal", Refer(Role::Member)),
    ("item", Nothing),
    ("meta", Nothing),
    ("note", Notes),
    ("site", Say(Field::BodySite)),
    ("text", Nothing),
    ("type", Say(Field::Category)),
    ("about", Gives::About(Field::About, Role::Other)),
    ("actor", Who(Field::Participant)),
    ("basis", Refer(Role::Derived)),
    ("class", Say(Field::Category)),
    ("focus", About(Field::About, Role::Other)),
    ("notes", Notes),
    ("owner", Who(Field::Recipient)),
    ("payor", Who(Field::Organisation)),
    ("route", Say(Field::Route)),
    ("scope", Say(Field::Category)),
    ("topic", Say(Field::Category)),
    ("author", Who(Field::Author)),
    ("course", Say(Field::Category)),
    ("device", About(Field::Method, Role::Other)),
    ("dosage", Nothing),
    ("intent", Nothing),
    ("issued", Nothing),
    ("medium", Say(Field::Method)),
    ("method", Say(Field::Method)),
    ("parent", Refer(Role::PartOf)),
    ("partOf", Nothing),
    ("period", Nothing),
    ("reason", About(Field::Reason, Role::Reason)),
    ("report", About(Field::Member, Role::Member)),
    ("result", About(Field::Member, Role::Member)),
    ("sender", Who(Field::Author)),
    ("source", Who(Field::Author)),
    ("status", Nothing),
    ("basedOn", Nothing),
    ("comment", Notes),
    ("context", Nothing),
    ("created", Nothing),
    ("enterer", Who(Field::Author)),
    ("grantee", Who(Field::Participant)),
    ("grantor", Who(Field::Author)),
    ("notDone", Gives::NotDone),
    ("orderer", Who(Field::Author)),
    ("outcome", Say(Field::Conclusion)),
    ("patient", Nothing),
    ("payload", Say(Field::Note)),
    ("problem", About(Field::Reason, Role::Reason)),
    ("request", Refer(Role::Request)),
    ("subject", Nothing),
    ("asserter", Who(Field::Author)),
    ("assessor", Who(Field::Author)),
    ("attester", Who(Field::Participant)),
    ("authored", Nothing),
    ("bodySite", Say(Field::BodySite)),
    ("careTeam", Refer(Role::Other)),
    ("category", Say(Field::Category)),
    ("comments", Notes),
    ("decision", Say(Field::Provision)),
    ("facility", Who(Field::Location)),
    ("followUp", Say(Field::Conclusion)),
    ("language", Nothing),
    ("location", Who(Field::Location)),
    ("modality", Say(Field::Method)),
    ("notGiven", Gives::NotDone),
    ("operator", Who(Field::Author)),
    ("priority", Say(Field::Priority)),
    ("provider", Who(Field::Author)),
    ("quantity", Say(Field::Supply)),
    ("reaction", Say(Field::Reaction)),
    ("recorded", Nothing),
    ("recorder", Who(Field::Author)),
    ("referrer", Who(Field::Author)),
    ("replaces", Nothing),
    ("reporter", Who(Field::Author)),
    ("severity", Say(Field::Severity)),
    ("specimen", Who(Field::Specimen)),
    ("accession", Nothing),
    ("addresses", About(Field::Reason, Role::Reason)),
    ("adherence", Say(Field::Status)),
    ("component", Nothing),
    ("contained", Nothing),
    ("custodian", Who(Field::Organisation)),
    ("diagnosis", Nothing),
    ("dispenser", Who(Field::Author)),
    ("docStatus", Nothing),
    ("encounter", Nothing),
    ("extension", Nothing),
    ("hasMember", About(Field::Member, Role::Member)),
    ("lotNumber", Say(Field::Batch)),
    ("performer", Who(Field::Author)),
    ("recipient", Who(Field::Recipient)),
    ("requester", Who(Field::Author)),
    ("specialty", Say(Field::Category)),
    ("authoredOn", Nothing),
    ("conclusion", Say(Field::Conclusion)),
    ("controller", Who(Field::Organisation)),
    ("daysSupply", Say(Field::Supply)),
    ("identifier", Nothing),
    ("implicated", About(Field::About, Role::Other)),
    ("indication", About(Field::Reason, Role::Reason)),
    ("medication", Nothing),
    ("onBehalfOf", Who(Field::Organisation)),
    ("policyRule", Say(Field::Provision)),
    ("prediction", Say(Field::Prediction)),
    ("prescriber", Who(Field::Author)),
    ("reasonCode", Say(Field::Reason)),
    ("appointment", Refer(Role::Request)),
    ("beneficiary", Nothing),
    ("careManager", Who(Field::Author)),
    ("contributor", Who(Field::Author)),
    ("criticality", Say(Field::Severity)),
    ("derivedFrom", About(Field::About, Role::Derived)),
    ("description", Say(Field::Note)),
    ("expressedBy", Who(Field::Author)),
    ("interpreter", Who(Field::Author)),
    ("orderDetail", Say(Field::Method)),
    ("participant", Who(Field::Author)),
    ("reasonGiven", Say(Field::Reason)),
    ("wasNotGiven", Gives::NotDone),
    ("assertedDate", Nothing),
    ("complication", Say(Field::Conclusion)),
    ("dateAsserted", Nothing),
    ("doNotPerform", Gives::Prohibits),
    ("facilityType", Say(Field::Location)),
    ("imagingStudy", About(Field::Member, Role::Member)),
    ("lastModified", Nothing),
    ("locationCode", Say(Field::Location)),
    ("manufacturer", Who(Field::Maker)),
    ("notPerformed", Gives::NotDone),
    ("organization", Who(Field::Organisation)),
    ("practitioner", Who(Field::Author)),
    ("prescription", Refer(Role::Request)),
    ("recordedDate", Nothing),
    ("resourceType", Nothing),
    ("statusReason", Say(Field::Reason)),
    ("bodyStructure", Say(Field::BodySite)),
    ("episodeOfCare", Refer(Role::PartOf)),
    ("implicitRules", Nothing),
    ("lastOccurence", Date(Field::LastOccurrence)),
    ("notDoneReason", Say(Field::Reason)),
    ("securityLabel", Nothing),
    ("businessStatus", Say(Field::Status)),
    ("clinicalStatus", Nothing),
    ("codedDiagnosis", Say(Field::Conclusion)),
    ("conclusionCode", Say(Field::Conclusion)),
    ("expirationDate", Date(Field::Expires)),
    ("interpretation", Say(Field::Interpretation)),
    ("lastOccurrence", Date(Field::LastOccurrence)),
    ("reasonNotGiven", Say(Field::Reason)),
    ("reasonNotTaken", Say(Field::Reason)),
    ("referenceRange", Nothing),
    ("supportingInfo", About(Field::About, Role::Other)),
    ("appointmentType", Say(Field::Category)),
    ("consentingParty", Who(Field::Author)),
    ("groupIdentifier", Nothing),
    ("instantiatesUri", Nothing),
    ("practiceSetting", Say(Field::Category)),
    ("reasonReference", About(Field::Reason, Role::Reason)),
    ("referralRequest", Refer(Role::Request)),
    ("serviceProvider", Who(Field::Organisation)),
    ("incomingReferral", Refer(Role::Request)),
    ("masterIdentifier", Nothing),
    ("cancelationReason", Say(Field::Reason)),
    ("dosageInstruction", Nothing),
    ("informationSource", Who(Field::Author)),
    ("locationReference", Who(Field::Location)),
    ("modifierExtension", Nothing),
    ("priorPrescription", Refer(Role::Replaces)),
    ("cancellationReason", Say(Field::Reason)),
    ("patientInstruction", Say(Field::Dose)),
    ("reasonNotPerformed", Say(Field::Reason)),
    ("resultsInterpreter", Who(Field::Author)),
    ("verificationStatus", Nothing),
    ("courseOfTherapyType", Say(Field::Category)),
    ("managingOrganization", Who(Field::Organisation)),
    ("instantiatesCanonical", Nothing),
    ("reasonCodeableConcept", Say(Field::Reason)),
    ("supportingInformation", About(Field::About, Role::Other)),
    ("expectedSupplyDuration", Say(Field::Supply)),
    ("asNeededCodeableConcept", Say(Field::When)),
    ("authorizingPrescription", Refer(Role::Request)),
    ("renderedDosageInstruction", Say(Field::Dose)),
    ("reasonForUseCodeableConcept", Say(Field::Reason)),
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
    let front = |name: &str| (name.len(), name.bytes().next());
    let own = front(key);
    let order = |name: &str| front(name).cmp(&own).then_with(|| name.cmp(key));
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
        let place = |name: &'static str| (name.len(), name);
        let in_order = |pair: &[(&'static str, Gives)]| place(pair[0].0) < place(pair[1].0);
        assert!(DICTIONARY.windows(2).all(in_order));
    }
}
