//! Plans, requests, documents, messages and what is done about them.

use timeline_model::{Basis, Field, Intent, Kind, KindSet, Role};

use super::{
    AUTHOR, NONE, NOTHING, PARTICIPANT, RECIPIENT, Shape,
    Time::{Of, Recorded},
};
use crate::resources::{
    care, consent, document, list,
    members::{Gives, Table},
    questionnaire, report, request,
};

/// The shapes of these types.
pub(super) static SHAPES: [Shape; 13] = [
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
            ("item", Gives::Say(Field::Activity)),
            ("event", NOTHING),
            ("oralDiet", Gives::Say(Field::Dose)),
            ("enteralFormula", Gives::Say(Field::Dose)),
            ("supplement", Gives::Say(Field::Dose)),
            ("action", Gives::Say(Field::Activity)),
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
        also: KindSet::of(Kind::Alert),
        names: "category",
        else_names: "scope policyRule",
        times: &[
            (Of(Basis::Happened), "dateTime"),
            (Recorded(Basis::Recorded), "date"),
        ],
        own: &[
            ("provision", Gives::Say(Field::Provision)),
            ("except", Gives::Say(Field::Provision)),
            ("action", Gives::Say(Field::Provision)),
            ("sourceAttachment", Gives::File),
            ("performer", AUTHOR),
            ("period", Gives::Say(Field::Provision)),
        ],
        more: consent::read,
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
        types: "Communication",
        else_names: "topic category reasonCode about payload",
        times: &[
            (Of(Basis::Happened), "sent"),
            (Recorded(Basis::Recorded), "received"),
        ],
        ..NONE
    },
    Shape {
        types: "List",
        also: list::KINDS,
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
