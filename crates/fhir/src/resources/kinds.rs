//! What is read of each kind of resource, as a table: the names that versions
//! give to the same member stand side by side.

use timeline_model::{Basis, Field, Intent, Kind, Role};

use super::{
    allergy, care, condition, document, encounter, family, immunization, list, medication,
    members::{Gives, Table},
    observation, questionnaire, report, request,
};
use crate::{draft::Draft, words};

/// How a time is read from the members named.
#[derive(Clone, Copy)]
pub(super) enum Time {
    /// `name[x]`, of any type.
    Of(Basis),
    /// `name[x]` is the end.
    Until,
    /// The date at which it was recorded, and its place where there is no
    /// better.
    Recorded(Basis),
}

/// What is read of the types named. Lists of names are parted by blanks.
pub(super) struct Shape {
    /// The types, in all versions.
    pub types: &'static str,
    /// What it is to a reader.
    pub kind: Kind,
    /// How far it has got, unless it says so itself.
    pub intent: Intent,
    /// What names it: the first with words; the codes of all are kept.
    pub names: &'static str,
    /// What else may name it, where none of those does.
    pub else_names: &'static str,
    /// Its status; the first that is there.
    pub status: &'static str,
    /// Its times; the first that is there.
    pub times: &'static [(Time, &'static str)],
    /// Members that give something other than the dictionary says.
    pub own: &'static Table,
    /// Members whose own members give something.
    pub inside: &'static [(&'static str, &'static Table)],
    /// What no table can say.
    pub more: fn(&mut Draft<'_>),
}

const NONE: Shape = Shape {
    types: "",
    kind: Kind::Other,
    intent: Intent::Done,
    names: "",
    else_names: "",
    status: "status",
    times: &[],
    own: &[],
    inside: &[],
    more: nothing,
};

fn nothing(_: &mut Draft<'_>) {}

const AUTHOR: Gives = Gives::Who(Field::Author);
const PARTICIPANT: Gives = Gives::Who(Field::Participant);
const RECIPIENT: Gives = Gives::Who(Field::Recipient);
const NOTHING: Gives = Gives::Nothing;
const MEMBER: Gives = Gives::Refer(Role::Member);

use Time::{Of, Recorded, Until};

/// What a dosage says beside the dose.
const DOSAGE: &Table = &[
    ("patientInstruction", Gives::Say(Field::Dose)),
    ("route", Gives::Say(Field::Route)),
    ("site", Gives::Say(Field::BodySite)),
    ("method", Gives::Say(Field::Method)),
];

const DOSAGES: &[(&str, &Table)] = &[("dosage", DOSAGE), ("dosageInstruction", DOSAGE)];

/// What a protocol or recommendation of a vaccine says, in all versions.
const PROTOCOL: &Table = &[
    ("doseNumberPositiveInt", Gives::Say(Field::DoseNumber)),
    ("doseNumberString", Gives::Say(Field::DoseNumber)),
    ("doseNumber", Gives::Say(Field::DoseNumber)),
    ("doseSequence", Gives::Say(Field::DoseNumber)),
    ("series", Gives::Say(Field::Category)),
    ("targetDisease", Gives::Say(Field::Reason)),
    ("doseStatus", Gives::Say(Field::Category)),
    ("forecastStatus", Gives::Say(Field::Status)),
    ("forecastReason", Gives::Say(Field::Reason)),
];

/// What the stay in a hospital says.
const STAY: &Table = &[
    ("dischargeDisposition", Gives::Say(Field::DischargedTo)),
    ("destination", Gives::Say(Field::DischargedTo)),
    ("admitSource", Gives::Say(Field::Category)),
    ("reAdmission", Gives::Say(Field::Category)),
];

/// What a picture in a report says.
const PICTURE: &Table = &[
    ("link", Gives::Refer(Role::Member)),
    ("comment", Gives::Say(Field::Note)),
];

/// What a claim is for, by the names of all versions.
const CLAIMED: &Table = &[
    ("productOrService", Gives::Say(Field::Activity)),
    ("service", Gives::Say(Field::Activity)),
    ("procedureCodeableConcept", Gives::Say(Field::Activity)),
    ("diagnosisCodeableConcept", Gives::Say(Field::Reason)),
    ("diagnosis", Gives::Say(Field::Reason)),
    ("procedureReference", Gives::Refer(Role::Other)),
    ("diagnosisReference", Gives::Refer(Role::Other)),
    ("encounter", Gives::Refer(Role::Other)),
];

/// The shape of a type.
pub(super) fn of(kind: &str) -> &'static Shape {
    let has = |shape: &&Shape| words::among(shape.types, kind);
    SHAPES.iter().find(has).unwrap_or(&ANY)
}

/// Types without a shape of their own: by the names that members commonly
/// bear.
static ANY: Shape = Shape {
    else_names: "code title name type description category topic class",
    times: &[
        (
            Of(Basis::Happened),
            "effective occurrence occurred performed onset started timing whenUsed period \
             billablePeriod servicePeriod serviced applies",
        ),
        (
            Recorded(Basis::Recorded),
            "date authoredOn authored created issued recorded recordedOn recordedDate dateAsserted \
             dateWritten",
        ),
    ],
    more: request::own_intent,
    ..NONE
};

static SHAPES: [Shape; 37] = [
    Shape {
        types: "Observation",
        kind: Kind::Result,
        names: "code",
        times: &[
            (Of(Basis::Happened), "effective applies"),
            (Recorded(Basis::Issued), "issued"),
        ],
        own: &[
            ("comment", NOTHING),
            ("comments", NOTHING),
            ("related", NOTHING),
            ("dataAbsentReason", NOTHING),
        ],
        more: observation::read,
        ..NONE
    },
    Shape {
        types: "Encounter",
        kind: Kind::Encounter,
        names: "type serviceType",
        own: &[
            ("class", NOTHING),
            ("statusHistory", NOTHING),
            ("classHistory", NOTHING),
            ("actualPeriod", NOTHING),
            ("plannedStartDate", NOTHING),
            ("plannedEndDate", NOTHING),
            ("length", Gives::Say(Field::When)),
        ],
        inside: &[("hospitalization", STAY), ("admission", STAY)],
        more: encounter::read,
        ..NONE
    },
    Shape {
        types: "Condition",
        kind: Kind::Problem,
        names: "code",
        status: "clinicalStatus",
        times: &[
            (Of(Basis::Onset), "onset"),
            (Until, "abatement"),
            (
                Recorded(Basis::Recorded),
                "recordedDate assertedDate dateRecorded dateAsserted",
            ),
        ],
        inside: &[
            (
                "stage",
                &[
                    ("summary", Gives::Say(Field::Stage)),
                    ("type", Gives::Say(Field::Stage)),
                    ("assessment", Gives::Refer(Role::Derived)),
                ],
            ),
            (
                "evidence",
                &[
                    ("code", Gives::Say(Field::Reason)),
                    ("concept", Gives::Say(Field::Reason)),
                    ("detail", Gives::Refer(Role::Derived)),
                    ("reference", Gives::Refer(Role::Derived)),
                ],
            ),
        ],
        more: condition::read,
        ..NONE
    },
    Shape {
        types: "Procedure",
        kind: Kind::Procedure,
        names: "code",
        times: &[
            (Of(Basis::Happened), "performed occurrence"),
            (Recorded(Basis::Recorded), "recorded"),
        ],
        ..NONE
    },
    Shape {
        types: "MedicationRequest MedicationOrder MedicationPrescription",
        kind: Kind::Medicine,
        times: &[
            (Recorded(Basis::Authored), "authoredOn dateWritten"),
            (Until, "dateEnded"),
        ],
        own: &[
            ("performer", RECIPIENT),
            ("detectedIssue", Gives::Refer(Role::Other)),
            ("eventHistory", Gives::Refer(Role::Other)),
        ],
        inside: &[
            ("dosageInstruction", DOSAGE),
            (
                "dispenseRequest",
                &[
                    ("expectedSupplyDuration", Gives::Say(Field::Supply)),
                    ("numberOfRepeatsAllowed", Gives::Say(Field::RepeatsAllowed)),
                    ("performer", Gives::Who(Field::Organisation)),
                    ("dispenser", Gives::Who(Field::Organisation)),
                ],
            ),
        ],
        more: medication::request,
        ..NONE
    },
    Shape {
        types: "MedicationStatement MedicationUsage",
        kind: Kind::Medicine,
        times: &[
            (Of(Basis::Happened), "effective"),
            (Recorded(Basis::Recorded), "dateAsserted"),
        ],
        own: &[("wasNotTaken", Gives::NotDone), ("taken", NOTHING)],
        inside: DOSAGES,
        more: medication::statement,
        ..NONE
    },
    Shape {
        types: "MedicationAdministration",
        kind: Kind::Medicine,
        times: &[
            (
                Of(Basis::Happened),
                "effective occurence occurrence effectiveTime",
            ),
            (Recorded(Basis::Recorded), "recorded"),
        ],
        inside: DOSAGES,
        more: medication::medicine,
        ..NONE
    },
    Shape {
        types: "MedicationDispense",
        kind: Kind::Medicine,
        times: &[
            (Of(Basis::Happened), "whenHandedOver whenPrepared"),
            (Recorded(Basis::Recorded), "recorded"),
        ],
        own: &[
            ("receiver", RECIPIENT),
            ("destination", Gives::Who(Field::Location)),
        ],
        inside: DOSAGES,
        more: medication::medicine,
        ..NONE
    },
    Shape {
        types: "Immunization",
        kind: Kind::Vaccination,
        times: &[
            (Of(Basis::Happened), "occurrence date"),
            (Recorded(Basis::Recorded), "recorded"),
        ],
        own: &[
            ("doseQuantity", Gives::Say(Field::Dose)),
            ("vaccineCode", NOTHING),
            ("primarySource", NOTHING),
        ],
        inside: &[
            ("protocolApplied", PROTOCOL),
            ("vaccinationProtocol", PROTOCOL),
            (
                "explanation",
                &[
                    ("reason", Gives::Say(Field::Reason)),
                    ("reasonNotGiven", Gives::Say(Field::Reason)),
                ],
            ),
        ],
        more: immunization::read,
        ..NONE
    },
    Shape {
        types: "DiagnosticReport",
        kind: Kind::Report,
        names: "code",
        times: &[
            (Of(Basis::Happened), "effective"),
            (Recorded(Basis::Issued), "issued"),
        ],
        own: &[("study", MEMBER), ("presentedForm", Gives::File)],
        inside: &[("media", PICTURE), ("image", PICTURE)],
        ..NONE
    },
    Shape {
        types: "AllergyIntolerance",
        kind: Kind::Allergy,
        names: "code substance",
        status: "clinicalStatus status",
        times: &[
            (Of(Basis::Onset), "onset"),
            (Recorded(Basis::Recorded), "recordedDate assertedDate"),
        ],
        own: &[("criticality", NOTHING)],
        inside: &[(
            "reaction",
            &[
                ("severity", Gives::Say(Field::Severity)),
                ("certainty", Gives::Say(Field::Prediction)),
                ("exposureRoute", Gives::Say(Field::Route)),
                ("substance", Gives::Say(Field::Substance)),
                ("note", Gives::Notes),
            ],
        )],
        more: allergy::read,
        ..NONE
    },
    Shape {
        types: "DocumentReference DocumentManifest",
        kind: Kind::Document,
        else_names: "type description category class",
        status: "",
        own: &[
            ("description", Gives::Say(Field::Document)),
            ("relatesTo", NOTHING),
            ("indexed", NOTHING),
        ],
        inside: &[
            ("content", &[("attachment", Gives::File)]),
            (
                "context",
                &[
                    ("practiceSetting", Gives::Say(Field::Category)),
                    ("facilityType", Gives::Say(Field::Location)),
                    ("event", Gives::Say(Field::Category)),
                    ("related", Gives::Refer(Role::Other)),
                ],
            ),
        ],
        more: document::reference,
        ..NONE
    },
    Shape {
        types: "CarePlan",
        kind: Kind::CarePlan,
        intent: Intent::Planned,
        names: "title category description",
        times: &[
            (Of(Basis::Happened), "period"),
            (Recorded(Basis::Recorded), "created modified"),
        ],
        own: &[("participant", PARTICIPANT)],
        inside: &[(
            "activity",
            &[
                ("reference", Gives::About(Field::Activity, Role::Member)),
                (
                    "plannedActivityReference",
                    Gives::About(Field::Activity, Role::Member),
                ),
                ("actionResulting", Gives::Refer(Role::Member)),
                ("performedActivity", Gives::Say(Field::Activity)),
                ("outcomeCodeableConcept", Gives::Say(Field::Conclusion)),
                ("reasonCode", Gives::Say(Field::Reason)),
                ("progress", Gives::Notes),
            ],
        )],
        more: care::plan,
        ..NONE
    },
    Shape {
        types: "ServiceRequest ProcedureRequest ReferralRequest DiagnosticOrder DeviceRequest \
                CommunicationRequest NutritionOrder NutritionIntake RequestGroup \
                RequestOrchestration SupplyRequest ProcessRequest DeviceUseRequest",
        kind: Kind::Appointment,
        intent: Intent::Ordered,
        else_names: "code codeCodeableConcept codeReference serviceRequested itemCodeableConcept \
                     itemReference device reasonCode type description category reason",
        times: &[
            (Of(Basis::Planned), "occurrence scheduled fulfillmentTime"),
            (
                Recorded(Basis::Authored),
                "authoredOn authored orderedOn requestedOn dateSent date dateTime",
            ),
        ],
        own: &[
            ("performer", RECIPIENT),
            ("requestedPerformer", RECIPIENT),
            ("item", Gives::Parts(Field::Activity)),
            ("event", NOTHING),
            ("oralDiet", Gives::Parts(Field::Dose)),
            ("enteralFormula", Gives::Parts(Field::Dose)),
            ("supplement", Gives::Parts(Field::Dose)),
            ("action", Gives::Parts(Field::Activity)),
        ],
        more: request::service,
        ..NONE
    },
    Shape {
        types: "QuestionnaireResponse",
        times: &[(Recorded(Basis::Happened), "authored")],
        own: &[("questionnaire", NOTHING), ("group", NOTHING)],
        more: questionnaire::read,
        ..NONE
    },
    Shape {
        types: "Goal",
        kind: Kind::CarePlan,
        intent: Intent::Planned,
        names: "description",
        status: "lifecycleStatus status",
        times: &[
            (Of(Basis::Happened), "start"),
            (Recorded(Basis::Recorded), "statusDate"),
        ],
        own: &[
            ("achievementStatus", Gives::Say(Field::Status)),
            ("target", NOTHING),
            ("outcomeReference", Gives::Refer(Role::Other)),
            ("description", NOTHING),
        ],
        more: care::goal,
        ..NONE
    },
    Shape {
        types: "Task",
        kind: Kind::Appointment,
        intent: Intent::Ordered,
        names: "code description",
        times: &[
            (Of(Basis::Happened), "executionPeriod"),
            (Recorded(Basis::Authored), "authoredOn"),
        ],
        own: &[("requestedPerformer", RECIPIENT)],
        more: request::own_intent,
        ..NONE
    },
    Shape {
        types: "Composition",
        kind: Kind::Document,
        names: "title type",
        times: &[(Recorded(Basis::Issued), "date")],
        own: &[
            ("section", NOTHING),
            ("relatesTo", NOTHING),
            ("confidentiality", NOTHING),
        ],
        more: document::composition,
        ..NONE
    },
    Shape {
        types: "Consent",
        names: "category",
        else_names: "scope policyRule",
        times: &[
            (Of(Basis::Happened), "dateTime"),
            (Recorded(Basis::Recorded), "date"),
        ],
        own: &[
            ("provision", Gives::Parts(Field::Provision)),
            ("except", Gives::Parts(Field::Provision)),
            ("action", Gives::Say(Field::Provision)),
            ("sourceAttachment", Gives::File),
            ("performer", AUTHOR),
            ("period", Gives::Say(Field::Provision)),
        ],
        ..NONE
    },
    Shape {
        types: "ImagingStudy",
        kind: Kind::Report,
        names: "description procedureCode procedure",
        times: &[(Of(Basis::Happened), "started")],
        own: &[
            ("procedure", NOTHING),
            ("uid", NOTHING),
            ("modalityList", Gives::Say(Field::Method)),
            ("procedureReference", Gives::Refer(Role::Other)),
        ],
        inside: &[(
            "series",
            &[
                ("description", Gives::Say(Field::Component)),
                ("bodySite", Gives::Say(Field::BodySite)),
                ("laterality", Gives::Say(Field::BodySite)),
                ("modality", Gives::Say(Field::Method)),
            ],
        )],
        more: report::imaging,
        ..NONE
    },
    Shape {
        types: "Media",
        kind: Kind::Document,
        times: &[
            (Of(Basis::Happened), "created occurrence"),
            (Recorded(Basis::Issued), "issued"),
        ],
        own: &[("content", Gives::File), ("type", NOTHING)],
        more: document::media,
        ..NONE
    },
    Shape {
        types: "Appointment",
        kind: Kind::Appointment,
        else_names: "description serviceType appointmentType specialty type reason",
        times: &[(Recorded(Basis::Recorded), "created")],
        own: &[
            ("participant", NOTHING),
            ("start", NOTHING),
            ("end", NOTHING),
            ("slot", NOTHING),
            ("serviceCategory", Gives::Say(Field::Category)),
            ("serviceType", Gives::Say(Field::Category)),
            ("requestedPeriod", Gives::Say(Field::When)),
        ],
        more: request::appointment,
        ..NONE
    },
    Shape {
        types: "CareTeam",
        kind: Kind::CarePlan,
        names: "name category",
        times: &[(Of(Basis::Happened), "period")],
        own: &[("participant", PARTICIPANT)],
        ..NONE
    },
    Shape {
        types: "FamilyMemberHistory",
        times: &[(Recorded(Basis::Recorded), "date")],
        own: &[
            ("relationship", Gives::Say(Field::Relation)),
            ("name", NOTHING),
            ("condition", NOTHING),
            ("procedure", NOTHING),
            ("dataAbsentReason", NOTHING),
            ("notDone", NOTHING),
        ],
        more: family::read,
        ..NONE
    },
    Shape {
        types: "Communication",
        else_names: "topic category reasonCode about payload",
        times: &[
            (Of(Basis::Happened), "sent"),
            (Recorded(Basis::Recorded), "received"),
        ],
        ..NONE
    },
    Shape {
        types: "Flag",
        kind: Kind::Alert,
        names: "code",
        times: &[(Of(Basis::Happened), "period")],
        ..NONE
    },
    Shape {
        types: "DetectedIssue",
        kind: Kind::Alert,
        else_names: "code category detail",
        times: &[
            (Of(Basis::Happened), "identified"),
            (Recorded(Basis::Recorded), "date"),
        ],
        own: &[
            ("detail", Gives::Say(Field::Note)),
            ("mitigation", Gives::Parts(Field::Activity)),
            ("evidence", Gives::Parts(Field::Reason)),
        ],
        ..NONE
    },
    Shape {
        types: "AdverseEvent",
        kind: Kind::Problem,
        else_names: "event code description resultingCondition category type",
        status: "status actuality",
        times: &[
            (Of(Basis::Happened), "occurrence date"),
            (Recorded(Basis::Recorded), "recordedDate detected"),
        ],
        own: &[
            ("seriousness", Gives::Say(Field::Severity)),
            ("suspectEntity", Gives::Parts(Field::About)),
            (
                "resultingCondition",
                Gives::About(Field::Conclusion, Role::Other),
            ),
            (
                "resultingEffect",
                Gives::About(Field::Conclusion, Role::Other),
            ),
            ("reaction", Gives::About(Field::Reaction, Role::Other)),
            ("eventParticipant", PARTICIPANT),
        ],
        ..NONE
    },
    Shape {
        types: "ClinicalImpression",
        else_names: "code description summary",
        times: &[
            (Of(Basis::Happened), "effective"),
            (Recorded(Basis::Recorded), "date"),
        ],
        own: &[
            ("summary", Gives::Say(Field::Conclusion)),
            ("finding", Gives::Parts(Field::Conclusion)),
            ("investigation", Gives::Parts(Field::Reason)),
            ("prognosisCodeableConcept", Gives::Say(Field::Prediction)),
            ("previous", Gives::Refer(Role::Derived)),
        ],
        ..NONE
    },
    Shape {
        types: "RiskAssessment",
        else_names: "code method",
        times: &[
            (Of(Basis::Happened), "occurrence"),
            (Recorded(Basis::Recorded), "date"),
        ],
        own: &[
            ("condition", Gives::About(Field::About, Role::Reason)),
            ("mitigation", Gives::Say(Field::Activity)),
            ("parent", Gives::Refer(Role::PartOf)),
        ],
        ..NONE
    },
    Shape {
        types: "ImmunizationRecommendation",
        kind: Kind::Vaccination,
        intent: Intent::Proposed,
        times: &[(Recorded(Basis::Recorded), "date")],
        inside: &[("recommendation", PROTOCOL)],
        more: immunization::recommendation,
        ..NONE
    },
    Shape {
        types: "VisionPrescription",
        kind: Kind::Procedure,
        intent: Intent::Ordered,
        times: &[(Recorded(Basis::Authored), "dateWritten created")],
        own: &[
            ("lensSpecification", Gives::Parts(Field::Component)),
            ("dispense", Gives::Parts(Field::Component)),
        ],
        ..NONE
    },
    Shape {
        types: "DeviceUseStatement DeviceUsage",
        kind: Kind::Procedure,
        else_names: "device",
        times: &[
            (Of(Basis::Happened), "timing whenUsed"),
            (Recorded(Basis::Recorded), "recordedOn dateAsserted"),
        ],
        own: &[("device", NOTHING)],
        more: report::device,
        ..NONE
    },
    Shape {
        types: "EpisodeOfCare",
        kind: Kind::Encounter,
        names: "type",
        times: &[(Of(Basis::Happened), "period")],
        own: &[
            ("statusHistory", NOTHING),
            ("team", Gives::Refer(Role::Other)),
        ],
        more: encounter::diagnoses,
        ..NONE
    },
    Shape {
        types: "List",
        times: &[(Recorded(Basis::Recorded), "date")],
        own: &[
            ("title", NOTHING),
            ("entry", NOTHING),
            ("emptyReason", NOTHING),
            ("mode", NOTHING),
            ("orderedBy", NOTHING),
        ],
        more: list::read,
        ..NONE
    },
    Shape {
        types: "Claim ExplanationOfBenefit",
        times: &[
            (Of(Basis::Happened), "billablePeriod"),
            (Recorded(Basis::Recorded), "created"),
        ],
        own: &[
            ("type", NOTHING),
            ("careTeam", PARTICIPANT),
            ("insurance", NOTHING),
            ("payment", NOTHING),
            ("information", NOTHING),
            ("supportingInfo", NOTHING),
        ],
        inside: &[
            ("item", CLAIMED),
            ("procedure", CLAIMED),
            ("diagnosis", CLAIMED),
        ],
        more: report::claim,
        ..NONE
    },
    Shape {
        types: "Specimen",
        names: "type",
        own: &[
            ("receivedTime", NOTHING),
            ("collection", Gives::Parts(Field::Specimen)),
            ("parent", Gives::Refer(Role::PartOf)),
        ],
        inside: &[("collection", &[("bodySite", Gives::Say(Field::BodySite))])],
        more: report::specimen,
        ..NONE
    },
];
