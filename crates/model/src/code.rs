use crate::{Packed, letters::lower_letter, packed, part, wire::wire_struct};

wire_struct! {
    /// One coding of a concept, as sent.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Code {
        /// The code system's URI as sent; empty where the source gave none.
        pub system: String,
        /// The code itself.
        pub code: String,
        /// The words the source gave with it; may be empty.
        pub display: String,
        /// FHIR `Coding.userSelected`: the person chose this coding.
        pub user_selected: bool,
    }
}

wire_struct! {
    /// A business identifier: what an organisation calls a thing, in its own
    /// numbering (FHIR `Identifier`). Never a server's resource id.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Identifier {
        /// The namespace, a URI as sent; empty where the source gave none.
        pub system: String,
        /// The value within the namespace.
        pub value: String,
    }
}

impl Identifier {
    /// Whether both name the same thing: systems compared without regard to
    /// letter case or a trailing slash, values without regard to white space
    /// and letter case. Two identifiers without a system are never the same.
    pub fn same_as(&self, other: &Identifier) -> bool {
        self.plain().is_some_and(|own| other.plain() == Some(own))
    }

    /// System and value without what does not count; `None` where one of them
    /// is missing.
    #[inline(never)]
    pub fn plain(&self) -> Option<(String, String)> {
        if self.system.is_empty() || self.value.is_empty() {
            return None;
        }
        let mut value = String::new();
        for letter in self.value.chars() {
            if !letter.is_whitespace() {
                value.push(lower_letter(letter));
            }
        }
        Some((plain_system(&self.system), value))
    }
}

/// A system without regard to letter case or a trailing slash.
#[inline(never)]
pub fn plain_system(system: &str) -> String {
    system.trim_end_matches('/').to_ascii_lowercase()
}

/// Short names by how the URI goes on after its scheme; an OID is whole.
const SYSTEMS: Packed = packed![
    ("snomed.info/sct", "SNOMED CT"),
    ("2.16.840.1.113883.6.96", "SNOMED CT"),
    ("browser.ihtsdotools.org", "SNOMED CT"),
    ("loinc.org", "LOINC"),
    ("2.16.840.1.113883.6.1", "LOINC"),
    ("dmd.nhs.uk", "dm+d"),
    ("www.nlm.nih.gov/research/umls/rxnorm", "RxNorm"),
    ("2.16.840.1.113883.6.88", "RxNorm"),
    ("hl7.org/fhir/sid/cvx", "CVX"),
    ("2.16.840.1.113883.12.292", "CVX"),
    ("hl7.org/fhir/sid/icd-10", "ICD-10"),
    ("2.16.840.1.113883.6.3", "ICD-10"),
    ("2.16.840.1.113883.6.90", "ICD-10"),
    ("hl7.org/fhir/sid/icd-9", "ICD-9"),
    ("2.16.840.1.113883.6.103", "ICD-9"),
    ("2.16.840.1.113883.6.104", "ICD-9"),
    ("hl7.org/fhir/sid/icd-11", "ICD-11"),
    ("id.who.int/icd", "ICD-11"),
    ("hl7.org/fhir/sid/icpc", "ICPC"),
    ("hl7.org/fhir/sid/icf", "ICF"),
    ("hl7.org/fhir/sid/ndc", "NDC"),
    ("2.16.840.1.113883.6.69", "NDC"),
    ("www.accessdata.fda.gov/scripts/cder/ndc", "NDC"),
    ("hl7.org/fhir", "HL7"),
    ("terminology.hl7.org", "HL7"),
    ("read.info/readv2", "Read v2"),
    ("read.info/ctv3", "Read CTV3"),
    ("www.whocc.no/atc", "ATC"),
    ("2.16.840.1.113883.6.73", "ATC"),
    ("unitsofmeasure.org", "UCUM"),
    ("2.16.840.1.113883.6.8", "UCUM"),
    ("www.genenames.org", "HGNC"),
    ("dicom.nema.org", "DICOM"),
    ("www.radlex.org", "RadLex"),
    ("www.ama-assn.org/go/cpt", "CPT"),
    ("urn:iso:std:iso:11073", "MDC"),
    ("urn:ietf:bcp:47", "BCP 47"),
    ("fhir.hl7.org.uk/Id/egton", "EMIS"),
    ("fhir.hl7.org.uk/Id/emis", "EMIS"),
    ("fhir.hl7.org.uk/Id/multilex", "Multilex"),
    ("datadictionary.nhs.uk", "NHS Data Dictionary"),
    ("fhir.hl7.org.uk", "NHS"),
    ("fhir.nhs.uk", "NHS"),
];

/// The short name by which people know a code system, for use beside a bare
/// code; `None` where it has none here. Letter case, the scheme, and what
/// follows for a version or part do not matter.
pub fn system_name(uri: &str) -> Option<&'static str> {
    let rest = part::cut(uri, "://").map_or(uri, |(_, rest)| rest);
    let rest = rest.strip_prefix("urn:oid:").unwrap_or(rest);
    let is = |own: &str| {
        let head = rest.get(..own.len());
        let is_oid = own.starts_with("2.");
        head.is_some_and(|head| head.eq_ignore_ascii_case(own))
            && (!is_oid || rest.len() == own.len())
    };
    SYSTEMS.meaning_of(&is)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(system: &str, value: &str) -> Identifier {
        Identifier {
            system: system.into(),
            value: value.into(),
        }
    }

    #[test]
    fn letter_case_and_spaces_do_not_part_identifiers() {
        let a = id("https://fhir.nhs.uk/Id/nhs-number", "999 123 4567");
        assert!(a.same_as(&id("https://fhir.nhs.uk/id/nhs-number/", "9991234567")));
        assert!(!a.same_as(&id("https://other.example", "9991234567")));
    }

    #[test]
    fn a_system_is_known_by_its_address_and_by_its_oid() {
        for (uri, name) in [
            ("http://snomed.info/sct", Some("SNOMED CT")),
            ("http://snomed.info/sct/83821000000107", Some("SNOMED CT")),
            ("HTTP://LOINC.ORG", Some("LOINC")),
            ("urn:oid:2.16.840.1.113883.6.1", Some("LOINC")),
            ("urn:oid:2.16.840.1.113883.6.103", Some("ICD-9")),
            ("http://hl7.org/fhir/sid/icd-10-cm", Some("ICD-10")),
            ("https://fhir.hl7.org.uk/Id/egton-codes", Some("EMIS")),
            ("urn:oid:2.16.840.1.113883.6.1000", None),
            ("", None),
        ] {
            assert_eq!(system_name(uri), name, "{uri}");
        }
    }

    #[test]
    fn identifiers_without_a_system_are_never_the_same() {
        assert!(!id("", "1").same_as(&id("", "1")));
    }
}
