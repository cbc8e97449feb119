//! FHIR JSON of any version to entries and problems.
