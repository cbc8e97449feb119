//! Medicines and vaccines.

use timeline_model::{Basis, Field, Intent, Kind, Role};

use super::{
    NONE, NOTHING, RECIPIENT, Shape,
    Time::{Of, Recorded, Until},
};
use crate::resources::{
    immunization, medication,
    members::{Gives, Table},
};

/// The shapes of these types.
pub(super) static SHAPES: [Shape; 6] = [
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
        types: "ImmunizationRecommendation",
        kind: Kind::Vaccination,
        intent: Intent::Proposed,
        times: &[(Recorded(Basis::Recorded), "date")],
        inside: &[("recommendation", PROTOCOL)],
        more: immunization::recommendation,
        ..NONE
    },
];

/// What a dosage says beside the dose.
const DOSAGE: &Table = &[
    ("patientInstruction", Gives::Say(Field::Dose)),
    ("route", Gives::Say(Field::Route)),
    ("site", Gives::Say(Field::BodySite)),
    ("siteCodeableConcept", Gives::Say(Field::BodySite)),
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
