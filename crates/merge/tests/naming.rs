//! Names that the field writes for one thing: their copies fold where what
//! they found and when agree.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{LOINC, With, entry, folds, merged};
use timeline_model::Kind;

fn test(source: u16, name: &str, number: &str, unit: &str) -> timeline_model::Entry {
    entry(source, 0, "Observation", Kind::Result, name)
        .at("2019-03-30T10:00:00Z")
        .valued(number, unit)
}

#[test]
fn a_test_folds_under_any_of_its_names() {
    for (a, b) in [
        ("Hemoglobin [Mass/volume] in Blood", "Haemoglobin"),
        ("Hemoglobin A1c/Hemoglobin.total in Blood", "HbA1c"),
        ("Haemoglobin A1c level", "HbA1c"),
        (
            "Leukocytes [#/volume] in Blood by Automated count",
            "White cell count",
        ),
        ("Leukocytes [#/volume] in Blood by Automated count", "WBC"),
        ("Total white blood cell count", "WCC"),
        (
            "Erythrocytes [#/volume] in Blood by Automated count",
            "Red blood cell count",
        ),
        (
            "Platelets [#/volume] in Blood by Automated count",
            "Platelet count",
        ),
        (
            "Hematocrit [Volume Fraction] of Blood by Automated count",
            "Haematocrit",
        ),
        (
            "MCV [Entitic volume] by Automated count",
            "Mean cell volume",
        ),
        (
            "MCH [Entitic mass] by Automated count",
            "Mean corpuscular haemoglobin",
        ),
        (
            "Erythrocyte distribution width [Ratio] by Automated count",
            "RDW",
        ),
        (
            "Creatinine [Mass/volume] in Serum or Plasma",
            "Serum creatinine level",
        ),
        ("Urea nitrogen [Mass/volume] in Serum or Plasma", "BUN"),
        ("Urea Nitrogen", "Blood urea nitrogen"),
        ("Sodium [Moles/volume] in Serum or Plasma", "Serum sodium"),
        (
            "Glucose [Mass/volume] in Serum or Plasma",
            "Plasma glucose level",
        ),
        (
            "Cholesterol in HDL [Mass/volume] in Serum or Plasma",
            "HDL cholesterol",
        ),
        (
            "Cholesterol [Mass/volume] in Serum or Plasma",
            "Total Cholesterol",
        ),
        (
            "Low Density Lipoprotein Cholesterol",
            "Serum LDL cholesterol level",
        ),
        (
            "Triglyceride [Mass/volume] in Serum or Plasma",
            "Triglycerides",
        ),
        (
            "Bilirubin.total [Mass/volume] in Serum or Plasma",
            "Total bilirubin",
        ),
        (
            "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
            "ALT",
        ),
        ("Aspartate transaminase", "AST (SGOT)"),
        ("Thyrotropin [Units/volume] in Serum or Plasma", "TSH"),
        (
            "Prostate specific Ag [Mass/volume] in Serum or Plasma",
            "PSA",
        ),
        (
            "Cobalamin (Vitamin B12) [Mass/volume] in Serum",
            "Vitamin B12",
        ),
        ("Estimated Glomerular Filtration Rate", "eGFR"),
        ("Microalbumin Creatinine Ratio", "Albumin/creatinine ratio"),
        ("C reactive protein [Mass/volume] in Serum or Plasma", "CRP"),
        (
            "Oxygen saturation in Arterial blood by Pulse oximetry",
            "SpO2",
        ),
        ("Heart rate", "Pulse"),
        ("Heart rate", "O/E - pulse rate"),
        ("Respiratory rate", "Resps"),
        ("Body temperature", "Temp"),
        ("Body mass index (BMI) [Ratio]", "BMI"),
        ("Systolic blood pressure", "Systolic BP"),
    ] {
        let (one, two) = (test(0, a, "5.25", ""), test(1, b, "5.25", ""));
        assert!(folds(one.clone(), two), "{a} / {b}");
        // One value is what makes it the same test.
        assert!(!folds(one, test(1, b, "5.31", "")), "{a} / {b}");
    }
}

#[test]
fn a_name_that_says_more_needs_the_same_value() {
    let long = "Glucose [Mass/volume] in Serum or Plasma";
    let silent =
        |name: &str| entry(1, 0, "Observation", Kind::Result, name).at("2019-03-30T10:00:00Z");
    let merged = merged(&[test(0, long, "99", "mg/dL"), silent("Glucose")]);
    assert_eq!((merged.groups.len(), merged.possible.len()), (2, 1));
    // Codes of one system that differ say that it is another test.
    let coded = |entry: timeline_model::Entry, code: &str| entry.coded(LOINC, code);
    assert!(!folds(
        coded(test(0, long, "99", "mg/dL"), "2345-7"),
        coded(test(1, "Glucose", "99", "mg/dL"), "2339-0")
    ));
}

#[test]
fn a_medicine_folds_however_its_name_is_written() {
    for (a, b) in [
        (
            "Simvastatin 20 MG Oral Tablet [Zocor]",
            "Simvastatin 20mg tablets",
        ),
        (
            "Acetaminophen 325 MG Oral Tablet",
            "Paracetamol 325mg tablets",
        ),
        (
            "Amoxicillin 50 MG/ML Oral Suspension",
            "Amoxicillin 250mg/5ml oral suspension",
        ),
        (
            "24 HR Metoprolol Succinate 100 MG Extended Release Oral Tablet",
            "Metoprolol succinate 100mg modified-release tablets",
        ),
        (
            "Hydrocortisone 10 MG/ML Topical Cream",
            "Hydrocortisone 1% cream",
        ),
        (
            "Aspirin 75mg gastro-resistant tablets",
            "Aspirin 75 MG Enteric Coated Tablet",
        ),
        (
            "200 ACTUAT Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler",
            "Salbutamol 90micrograms/puff inhaler",
        ),
        (
            "Fentanyl 0.025 MG/HR Transdermal System",
            "Fentanyl 25micrograms/hour transdermal patches",
        ),
        (
            "Insulin Glargine 100 UNT/ML",
            "insulin glargine 100units/ml",
        ),
        (
            "Metformin hydrochloride 500 MG Oral Tablet",
            "Metformin HCl 500mg tablet",
        ),
    ] {
        let of = |source, name: &str| {
            entry(source, 0, "MedicationRequest", Kind::Medicine, name).at("2019-03-30")
        };
        assert!(folds(of(0, a), of(1, b)), "{a} / {b}");
    }
}

#[test]
fn what_is_left_aside_never_makes_two_tests_one() {
    for (a, b) in [
        ("Protein S level", "Protein C level"),
        ("Protein S", "Total protein"),
        ("Total T4", "Free T4"),
        ("Bilirubin.direct [Mass/volume] in Serum", "Total bilirubin"),
        ("MCH [Entitic mass]", "MCHC [Mass/volume]"),
        ("HDL cholesterol", "Non-HDL cholesterol"),
        ("Glucose [Mass/volume] in Urine", "Blood glucose"),
        ("Hemoglobin A1c/Hemoglobin.total in Blood", "Haemoglobin"),
        ("Calcium ionized", "Total calcium"),
        ("24 hr urine protein", "Urine protein"),
        ("Fasting glucose", "Random glucose"),
        ("Platelet mean volume", "Platelet count"),
        ("Systolic blood pressure", "Blood pressure"),
        ("IgG level", "IgM level"),
    ] {
        assert!(
            !folds(test(0, a, "5.25", ""), test(1, b, "5.25", "")),
            "{a} / {b}"
        );
    }
}
