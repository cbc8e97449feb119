use crate::{letters::lower_letter, wire::wire_struct};

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
        let system = |i: &Identifier| i.system.trim_end_matches('/').to_ascii_lowercase();
        let value = |i: &Identifier| -> String {
            i.value
                .chars()
                .filter(|c| !c.is_whitespace())
                .map(lower_letter)
                .collect()
        };
        !self.system.is_empty()
            && !self.value.is_empty()
            && system(self) == system(other)
            && value(self) == value(other)
    }
}

/// The short name by which people know a code system, for use beside a bare
/// code; `None` where it has none here.
pub fn system_name(uri: &str) -> Option<&'static str> {
    Some(match uri {
        "http://snomed.info/sct" => "SNOMED CT",
        "http://loinc.org" => "LOINC",
        "https://dmd.nhs.uk" => "dm+d",
        "http://www.nlm.nih.gov/research/umls/rxnorm" => "RxNorm",
        "http://hl7.org/fhir/sid/cvx" => "CVX",
        "http://hl7.org/fhir/sid/icd-10" | "http://hl7.org/fhir/sid/icd-10-cm" => "ICD-10",
        "http://hl7.org/fhir/sid/icd-9-cm" => "ICD-9",
        "http://read.info/readv2" => "Read v2",
        "http://read.info/ctv3" => "Read CTV3",
        "http://www.whocc.no/atc" => "ATC",
        "http://unitsofmeasure.org" => "UCUM",
        _ => return None,
    })
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
    fn identifiers_without_a_system_are_never_the_same() {
        assert!(!id("", "1").same_as(&id("", "1")));
    }
}
