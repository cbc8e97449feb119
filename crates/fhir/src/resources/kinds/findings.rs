//! What was found, said or done: results, problems, contacts, pictures and
//! estimates.

use timeline_model::{Basis, Field, Intent, Kind, KindSet, Role};

use super::{
    MEMBER, NONE, NOTHING, PARTICIPANT, Shape,
    Time::{Of, Recorded, Until},
};
use crate::resources::{
    allergy, condition, document, encounter, family,
    members::{Gives, Table},
    observation, report,
};

/// The shapes of these types.
pub(super) static SHAPES: [Shape; 18] = [
    Shape {
        types: "Observation",
        kind: Kind::Result,
        also: KindSet::of(Kind::VitalSign),
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
                    ("detail", Gives::About(Field::Reason, Role::Derived)),
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
            ("mitigation", Gives::Say(Field::Activity)),
            ("evidence", Gives::Say(Field::Reason)),
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
            ("suspectEntity", Gives::Say(Field::About)),
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
            ("finding", Gives::Say(Field::Conclusion)),
            ("investigation", Gives::Say(Field::Reason)),
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
        types: "VisionPrescription",
        kind: Kind::Procedure,
        intent: Intent::Ordered,
        times: &[(Recorded(Basis::Authored), "dateWritten created")],
        own: &[
            ("lensSpecification", Gives::Say(Field::Component)),
            ("dispense", Gives::Say(Field::Component)),
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
        types: "Specimen",
        names: "type",
        own: &[
            ("receivedTime", NOTHING),
            ("collection", Gives::Say(Field::Specimen)),
            ("parent", Gives::Refer(Role::PartOf)),
        ],
        inside: &[("collection", &[("bodySite", Gives::Say(Field::BodySite))])],
        more: report::specimen,
        ..NONE
    },
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
