use crate::wire::wire_enum;

wire_enum! {
    /// What an entry is to a reader, and so in which lane it is drawn. The
    /// order is the order of the filters.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Kind {
        /// A diagnosis, symptom or other health problem.
        Problem,
        /// A prescription, supply, administration or statement of a medicine.
        Medicine,
        /// An allergy or intolerance, or a statement that there is none.
        Allergy,
        /// A warning that is to be seen before anything else.
        Alert,
        /// A contact or an episode of care.
        Encounter,
        /// Something done to or for the patient.
        Procedure,
        /// A laboratory or other measured result.
        Result,
        /// A report that gathers results or images.
        Report,
        /// A vital sign.
        VitalSign,
        /// A letter, summary or other document.
        Document,
        /// An immunisation given, refused or recommended.
        Vaccination,
        /// A plan, goal or package of care, from health or social care.
        CarePlan,
        /// An appointment, request or task.
        Appointment,
        /// Anything else that a source holds.
        #[default]
        Other,
    }
}

impl Kind {
    /// Every kind, in the order of the filters.
    pub const ALL: [Kind; 14] = [
        Kind::Problem,
        Kind::Medicine,
        Kind::Allergy,
        Kind::Alert,
        Kind::Encounter,
        Kind::Procedure,
        Kind::Result,
        Kind::Report,
        Kind::VitalSign,
        Kind::Document,
        Kind::Vaccination,
        Kind::CarePlan,
        Kind::Appointment,
        Kind::Other,
    ];

    /// The name used in configuration, events and mappings.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Problem => "problem",
            Kind::Medicine => "medicine",
            Kind::Allergy => "allergy",
            Kind::Alert => "alert",
            Kind::Encounter => "encounter",
            Kind::Procedure => "procedure",
            Kind::Result => "result",
            Kind::Report => "report",
            Kind::VitalSign => "vital-sign",
            Kind::Document => "document",
            Kind::Vaccination => "vaccination",
            Kind::CarePlan => "care-plan",
            Kind::Appointment => "appointment",
            Kind::Other => "other",
        }
    }

    /// The kind that [`Kind::code`] names.
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
