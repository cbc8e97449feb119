//! Which types hold which kinds of record.

use timeline_model::{Disposition, KindSet};

use super::{
    kinds::{self, types},
    not_an_entry,
};
use crate::words::{among, each_word};

/// Which kinds an entry made of this type may have, in any version; none where
/// the type only says who, where or from whence. A type that is not known here
/// is anything else that a source holds.
pub fn kinds_of(resource: &str) -> KindSet {
    let shape = kinds::of(resource);
    match not_an_entry(resource, shape) {
        // A specimen that is not fit stands for itself.
        Some(Disposition::Supporting) if !shape.types.is_empty() => shape.kinds(),
        Some(_) => KindSet::NONE,
        None => shape.kinds(),
    }
}

/// The types of R4 to ask for where only records of these kinds are wanted:
/// those that may have one, and those that say who, where and from whence. What else a server of another version holds, its
/// own statement tells.
pub fn types_of(kinds: KindSet) -> Vec<&'static str> {
    let mut wanted = Vec::new();
    for (name, own) in types() {
        if !own.and(kinds).is_empty() && !among(LEFT_OUT, name) {
            wanted.push(name);
        }
    }
    if kinds.contains(kinds::ANY.kind) {
        wanted.extend(each_word(UNSHAPED));
    }
    wanted.extend(each_word(SUPPORT));
    wanted
}

/// Types with a shape that R4 has not, or that are asked for anyhow.
const LEFT_OUT: &str = "MedicationOrder MedicationPrescription MedicationUsage \
    ProcedureRequest ReferralRequest DiagnosticOrder NutritionIntake RequestOrchestration \
    ProcessRequest DeviceUseRequest DeviceUsage Specimen";

/// Types of R4 that are about a patient (hl7.org/fhir/R4/compartmentdefinition-patient.html)
/// and have no shape of their own.
const UNSHAPED: &str = "Account AppointmentResponse Basic BodyStructure ChargeItem ClaimResponse \
    Coverage CoverageEligibilityRequest CoverageEligibilityResponse EnrollmentRequest \
    ImmunizationEvaluation Invoice MeasureReport MolecularSequence ResearchSubject SupplyDelivery";

/// Types of R4 that say who, where and from whence.
const SUPPORT: &str = "Patient Practitioner PractitionerRole RelatedPerson Person Organization \
    Location HealthcareService Medication Substance Device Provenance Group \
    Specimen";

#[cfg(test)]
mod tests {
    use timeline_model::Kind;

    use super::*;

    #[test]
    fn types_give_the_kinds_that_the_table_says() {
        let both = KindSet::of(Kind::Result).or(KindSet::of(Kind::VitalSign));
        assert_eq!(kinds_of("Observation"), both);
        assert_eq!(
            kinds_of("MedicationPrescription"),
            KindSet::of(Kind::Medicine)
        );
        assert_eq!(kinds_of("Patient"), KindSet::NONE);
        assert_eq!(kinds_of("OperationOutcome"), KindSet::NONE);
        for unknown in ["Basic", "SomethingNew", "Specimen"] {
            assert_eq!(kinds_of(unknown), KindSet::of(Kind::Other));
        }
        let told = KindSet::of(Kind::Allergy).or(KindSet::of(Kind::Medicine));
        assert_eq!(kinds_of("List").and(told), told);
        assert!(!kinds_of("List").contains(Kind::Document));
    }

    #[test]
    fn what_is_asked_for_may_be_what_is_wanted_or_supports_it() {
        for kind in Kind::ALL {
            let wanted = KindSet::of(kind);
            let types = types_of(wanted);
            assert!(types.contains(&"Patient") && types.contains(&"Medication"));
            let mut seen = std::collections::BTreeSet::new();
            for name in types {
                let fits = among(SUPPORT, name) || kinds_of(name).contains(kind);
                assert!(fits && seen.insert(name), "{name} for {kind:?}");
            }
        }
        let medicines = types_of(KindSet::of(Kind::Medicine));
        assert!(medicines.starts_with(&["MedicationRequest", "MedicationStatement"]));
        assert!(!medicines.contains(&"MedicationOrder"));
        assert!(medicines.contains(&"List") && !medicines.contains(&"Condition"));
    }
}
