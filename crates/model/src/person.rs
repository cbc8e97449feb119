use crate::{
    EntryId, Identifier, PartialDate,
    wire::{wire_enum, wire_struct},
};

wire_enum! {
    /// Administrative gender (FHIR `Patient.gender`).
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum Gender {
        /// Not said.
        #[default]
        NotKnown,
        /// Female.
        Female,
        /// Male.
        Male,
        /// Another.
        Other,
    }
}

impl Gender {
    /// The code of FHIR.
    pub fn code(self) -> &'static str {
        match self {
            Gender::NotKnown => "unknown",
            Gender::Female => "female",
            Gender::Male => "male",
            Gender::Other => "other",
        }
    }
}

wire_struct! {
    /// A name as sent.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct HumanName {
        /// Family name.
        pub family: String,
        /// Given names in order, parted by blanks.
        pub given: String,
        /// Title, such as `Mrs`.
        pub prefix: String,
        /// The whole name as text, for a name that is not parted.
        pub text: String,
    }
}

wire_struct! {
    /// Who a record is about: as the host says, or as a source does.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Person {
        /// Identifiers, the one asked for first where it is among them.
        pub identifiers: Vec<Identifier>,
        /// Names, the one to show first.
        pub names: Vec<HumanName>,
        /// Date of birth.
        pub born: Option<PartialDate>,
        /// Administrative gender.
        pub gender: Gender,
        /// Death, where a source speaks of it: `Some(None)` is dead at a time
        /// not recorded.
        pub died: Option<Option<PartialDate>>,
        /// Other entries that the source has of the same person, each with how
        /// they hang together (FHIR `Patient.link`): `replaced-by`, `replaces`,
        /// `refer`, `seealso`, and a reference.
        pub links: Vec<(String, String)>,
        /// Who cares for the person now, as the source's Patient says.
        pub involved: Vec<Involved>,
    }
}

wire_enum! {
    /// What somebody is to the patient.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Involvement {
        /// The general practice, or the practitioner there.
        #[default]
        Surgery,
        /// Who answers for an agreed part of the care.
        Worker,
        /// A team.
        Team,
        /// Somebody to be told or asked, such as a relative.
        Contact,
    }
}

wire_struct! {
    /// Somebody who is involved in the patient's care now.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Involved {
        /// As what.
        pub role: Involvement,
        /// The name; empty where only `reference` says who it is.
        pub name: String,
        /// The organisation, members, relation and number to ring, in the
        /// source's words.
        pub more: String,
        /// The reference to whom it is, as sent.
        pub reference: String,
        /// The source that says so.
        pub source: u16,
        /// The entry that says so; `None` for the Patient itself.
        pub entry: Option<EntryId>,
    }
}
