//! Which message names a term of the model.

use timeline_model::{
    Absence, Basis, Completeness, Field, Flag, FoldReasonKind, Gender, Kind, Mark, Relation, Row,
    SourceState, StatusClass, protocol::LoadFaultCode,
};

use crate::{Later, Message as M, words::Words};

pub(crate) fn kind(kind: Kind) -> M {
    match kind {
        Kind::Problem => M::Problem,
        Kind::Medicine => M::Medicine,
        Kind::Allergy => M::Allergy,
        Kind::Alert => M::Alert,
        Kind::Encounter => M::Encounter,
        Kind::Procedure => M::Procedure,
        Kind::Result => M::ResultKind,
        Kind::Report => M::Report,
        Kind::VitalSign => M::VitalSign,
        Kind::Document => M::Document,
        Kind::Vaccination => M::Vaccination,
        Kind::CarePlan => M::CarePlan,
        Kind::Appointment => M::Appointment,
        Kind::Other => M::OtherKind,
    }
}

pub(crate) fn kinds(kind: Kind) -> M {
    match kind {
        Kind::Problem => M::Problems,
        Kind::Medicine => M::Medicines,
        Kind::Allergy => M::Allergies,
        Kind::Alert => M::Alerts,
        Kind::Encounter => M::Encounters,
        Kind::Procedure => M::Procedures,
        Kind::Result => M::Results,
        Kind::Report => M::Reports,
        Kind::VitalSign => M::VitalSigns,
        Kind::Document => M::Documents,
        Kind::Vaccination => M::Vaccinations,
        Kind::CarePlan => M::CarePlans,
        Kind::Appointment => M::Appointments,
        Kind::Other => M::Others,
    }
}

pub(crate) fn gender(gender: Gender) -> M {
    match gender {
        Gender::NotKnown => M::NotKnown,
        Gender::Female => M::Female,
        Gender::Male => M::Male,
        Gender::Other => M::OtherGender,
    }
}

/// The shape and the words of a source's completeness: no two share either.
pub(crate) fn completeness(completeness: Completeness) -> (&'static str, M) {
    match completeness {
        Completeness::NotAsked => ("○", M::NotAsked),
        Completeness::Loading => ("…", M::LoadingSource),
        Completeness::Complete => ("✓", M::Complete),
        Completeness::Empty => ("▢", M::NothingRecorded),
        Completeness::Partial => ("◐", M::Partial),
        Completeness::CutShort => ("◩", M::CutShort),
        Completeness::Failed => ("✕", M::SourceFailed),
        Completeness::TimedOut => ("◔", M::TimedOut),
        Completeness::NoSuchPatient => ("◇", M::NoSuchPatient),
        Completeness::HeldBack => ("◧", M::HeldBack),
        Completeness::Withheld => ("▤", M::Withheld),
        Completeness::NotShared => ("▣", M::NotShared),
    }
}

pub(crate) fn reason(reason: SourceState) -> M {
    match reason {
        SourceState::Unreachable => M::Unreachable,
        SourceState::Timeout => M::Timeout,
        SourceState::SignIn => M::SignIn,
        SourceState::NotFound => M::NotFound,
        SourceState::Server => M::Server,
        SourceState::NotJson => M::NotJson,
        SourceState::UnsupportedFormat => M::UnsupportedFormat,
        SourceState::BrokenJson => M::BrokenJson,
        SourceState::Refused => M::Refused,
        SourceState::OtherIdentifier => M::OtherPatient,
        SourceState::OtherBirthDate => M::OtherBirthDate,
        SourceState::NotConfirmed => M::NotConfirmed,
        SourceState::SeveralPatients => M::SeveralPatients,
        SourceState::PageLimit => M::PageLimit,
        SourceState::NextElsewhere => M::NextElsewhere,
        SourceState::NameDiffers => M::NameDiffers,
        SourceState::Replaced => M::Replaced,
        SourceState::Host => M::HostFailed,
        SourceState::TooLarge => M::TooLarge,
        SourceState::PagesRepeat => M::PagesRepeat,
        SourceState::Withheld => M::SourceWithholds,
        SourceState::Role => M::NotYourRole,
        SourceState::Purpose => M::NotThisPurpose,
        SourceState::Expired => M::AgreementEnded,
        SourceState::Agreement => M::ByAgreement,
        SourceState::NotRecorded => M::AccessNotRecorded,
        SourceState::NotOffered => M::NotOffered,
        SourceState::Fewer => M::Fewer,
        SourceState::Forbidden => M::Forbidden,
    }
}

/// The shape and the words of a flag; normal has no shape.
pub(crate) fn flag(flag: Flag) -> (&'static str, M) {
    match flag {
        Flag::Normal => ("", M::Normal),
        Flag::High => ("▲", M::High),
        Flag::Low => ("▼", M::Low),
        Flag::CriticalHigh => ("▲▲", M::CriticalHigh),
        Flag::CriticalLow => ("▼▼", M::CriticalLow),
        Flag::Abnormal => ("◆", M::Abnormal),
    }
}

/// The words for why something is not there: no two are the same.
pub(crate) fn absence(absence: Absence) -> M {
    match absence {
        Absence::Unknown => M::AbsentUnknown,
        Absence::AskedUnknown => M::AbsentAskedUnknown,
        Absence::TemporarilyUnknown => M::AbsentForNow,
        Absence::NotAsked => M::AbsentNotAsked,
        Absence::AskedDeclined => M::AbsentDeclined,
        Absence::Withheld => M::AbsentWithheld,
        Absence::NotApplicable => M::AbsentNotApplicable,
        Absence::Unsupported => M::AbsentUnsupported,
        Absence::AsText => M::AbsentAsText,
        Absence::Error => M::AbsentError,
        Absence::NotPerformed => M::AbsentNotPerformed,
        Absence::NotPermitted => M::AbsentNotPermitted,
        Absence::NoneKnown => M::AbsentNoneKnown,
        Absence::Unavailable => M::AbsentUnavailable,
        Absence::InTransit => M::AbsentInTransit,
        Absence::AwaitingFiling => M::AbsentAwaitingFiling,
        Absence::NotStarted => M::AbsentNotStarted,
        Absence::NoInformation => M::AbsentNoInformation,
        Absence::Other => M::AbsentOther,
    }
}

/// Whether a state says its reason already.
pub(crate) fn says_reason(completeness: Completeness, reason: SourceState) -> bool {
    matches!(
        (completeness, reason),
        (Completeness::TimedOut, SourceState::Timeout)
            | (Completeness::Withheld, SourceState::Withheld)
            | (Completeness::NotShared, SourceState::Agreement)
    )
}

/// Adds words after a colon, unless they are none.
pub(crate) fn append(out: &mut String, words: &str) {
    join(out, ": ", words);
}

/// Adds words after a mark that parts them from those before.
#[inline(never)]
pub(crate) fn join(out: &mut String, mark: &str, words: &str) {
    if !out.is_empty() && !words.is_empty() {
        out.push_str(mark);
    }
    out.push_str(words);
}

/// Adds why something is not there; a reason in the source's own words is
/// enough by itself.
pub(crate) fn append_absence(out: &mut String, words: Words, reason: Option<Absence>) {
    match reason {
        Some(Absence::Other) if !out.is_empty() => {}
        Some(reason) => append(out, &words.say(absence(reason))),
        None => {}
    }
}

/// The words for a status that a reader has to be told; what is done, final or
/// in force goes without saying.
pub(crate) fn status(row: &Row) -> Option<M> {
    Some(match row.status {
        StatusClass::Planned => M::StatusPlanned,
        StatusClass::OnHold => M::StatusOnHold,
        StatusClass::Stopped => match row.kind {
            Kind::Result | Kind::Report | Kind::VitalSign => M::StatusCancelled,
            Kind::Appointment | Kind::Encounter => M::StatusCancelled,
            _ => M::StatusStopped,
        },
        StatusClass::Inactive => M::StatusInactive,
        StatusClass::Preliminary => M::StatusPreliminary,
        StatusClass::Amended => M::StatusAmended,
        StatusClass::NotDone => match row.kind {
            Kind::Problem | Kind::Allergy | Kind::Alert => M::StatusRefuted,
            Kind::Vaccination => M::StatusNotGiven,
            Kind::Medicine => M::StatusNotTaken,
            _ => M::StatusNotDone,
        },
        _ => return None,
    })
}

/// What is said beside a title, in the order of its weight; nothing twice.
pub(crate) fn marks(row: &Row) -> Vec<M> {
    let negated = row.marks.has(Mark::Negated);
    let mut said = Vec::new();
    for (mark, message) in MARKS {
        let message = match mark {
            Mark::Negated if row.status == StatusClass::NotDone => status(row).unwrap_or(message),
            Mark::Negated => match row.kind {
                Kind::Appointment | Kind::CarePlan | Kind::Medicine | Kind::Procedure => M::NotToBe,
                _ => message,
            },
            Mark::NotYetDone if negated || row.status == StatusClass::Planned => continue,
            _ => message,
        };
        if row.marks.has(mark) {
            said.push(message);
        }
    }
    said
}

/// Whether the status is said by a mark already.
pub(crate) fn is_marked(row: &Row) -> bool {
    row.status == StatusClass::NotDone && row.marks.has(Mark::Negated)
}

/// Which date of an entry is meant; `None` for the one that goes without saying.
pub(crate) fn basis(basis: Basis, row: &Row) -> Option<M> {
    let prescribed = row.kind == Kind::Medicine && !row.marks.has(Mark::Proposed);
    Some(match basis {
        Basis::Happened => return None,
        Basis::Onset => M::BasisOnset,
        Basis::Recorded => M::BasisRecorded,
        Basis::Issued => M::BasisIssued,
        Basis::Authored if prescribed => M::BasisPrescribed,
        Basis::Authored => M::BasisAuthored,
        Basis::Planned => M::BasisPlanned,
        Basis::FromEncounter => M::BasisEncounter,
        Basis::FromRequest => M::BasisRequest,
    })
}

const MARKS: [(Mark, M); 14] = [
    (Mark::EnteredInError, M::EnteredInError),
    (Mark::ErrorDisputed, M::ErrorDisputed),
    (Mark::Negated, M::Negated),
    (Mark::SourcesDiffer, M::SourcesDiffer),
    (Mark::UnknownModifier, M::UnknownModifier),
    (Mark::PossibleDuplicate, M::PossibleDuplicate),
    (Mark::JoinedByHand, M::ByHand),
    (Mark::PartedByHand, M::PartedByHand),
    (Mark::Opened, M::OpenedWithReason),
    (Mark::Proposed, M::Proposed),
    (Mark::NotYetDone, M::NotYetDone),
    (Mark::BadDate, M::BadDate),
    (Mark::Zoneless, M::Zoneless),
    (Mark::NameDiffers, M::PatientNameDiffers),
];

pub(crate) fn field(field: Field) -> Later {
    match field {
        Field::RecordedAs => Later::FieldRecordedAs,
        Field::Modifier => Later::FieldModifier,
        Field::Relation => Later::FieldRelation,
        Field::Code => Later::FieldCode,
        Field::Category => Later::FieldCategory,
        Field::Heading => Later::FieldHeading,
        Field::Status => Later::FieldStatus,
        Field::Intent => Later::FieldIntent,
        Field::Priority => Later::FieldPriority,
        Field::When => Later::FieldWhen,
        Field::Due => Later::FieldDue,
        Field::Expires => Later::FieldExpires,
        Field::Recorded => Later::FieldRecorded,
        Field::LastOccurrence => Later::FieldLastOccurrence,
        Field::DateAsSent => Later::FieldDateAsSent,
        Field::Value => Later::FieldValue,
        Field::Interpretation => Later::FieldInterpretation,
        Field::Range => Later::FieldRange,
        Field::Component => Later::FieldComponent,
        Field::Answer => Later::FieldAnswer,
        Field::Prediction => Later::FieldPrediction,
        Field::Conclusion => Later::FieldConclusion,
        Field::Severity => Later::FieldSeverity,
        Field::Substance => Later::FieldSubstance,
        Field::Reaction => Later::FieldReaction,
        Field::Dose => Later::FieldDose,
        Field::DoseNumber => Later::FieldDoseNumber,
        Field::Route => Later::FieldRoute,
        Field::Supply => Later::FieldSupply,
        Field::RepeatsAllowed => Later::FieldRepeatsAllowed,
        Field::RepeatsIssued => Later::FieldRepeatsIssued,
        Field::LastIssued => Later::FieldLastIssued,
        Field::Issue => Later::FieldIssue,
        Field::Target => Later::FieldTarget,
        Field::Activity => Later::FieldActivity,
        Field::Provision => Later::FieldProvision,
        Field::About => Later::FieldAbout,
        Field::Reason => Later::FieldReason,
        Field::Stage => Later::FieldStage,
        Field::BodySite => Later::FieldBodySite,
        Field::Method => Later::FieldMethod,
        Field::Specimen => Later::FieldSpecimen,
        Field::DischargedTo => Later::FieldDischargedTo,
        Field::Note => Later::FieldNote,
        Field::Member => Later::FieldMember,
        Field::Document => Later::FieldDocument,
        Field::Author => Later::FieldAuthor,
        Field::Participant => Later::FieldParticipant,
        Field::Recipient => Later::FieldRecipient,
        Field::Organisation => Later::FieldOrganisation,
        Field::Location => Later::FieldLocation,
        Field::Batch => Later::FieldBatch,
        Field::Maker => Later::FieldMaker,
        Field::Other => Later::FieldOther,
        Field::Identifier => Later::FieldIdentifier,
        Field::Updated => Later::FieldUpdated,
    }
}

pub(crate) fn relation(words: Words, relation: Relation) -> String {
    let message = match relation {
        Relation::HappenedIn => Later::HappenedIn,
        Relation::PartOf => Later::PartOf,
        Relation::Reason => Later::FieldReason,
        Relation::Answers => Later::Answers,
        Relation::Result => return words.say(M::Results),
        Relation::Contains => Later::FieldMember,
        Relation::Issue => Later::Issues,
        Relation::Happened => Later::HappenedHere,
        Relation::GaveRise => Later::GaveRise,
        Relation::Contact => Later::ContactsAbout,
        Relation::AnsweredBy => Later::AnsweredBy,
        Relation::DerivedFrom => Later::DerivedFrom,
        Relation::Derived => Later::Derived,
        Relation::Replaces => Later::Replaces,
        Relation::ReplacedBy => Later::ReplacedBy,
        Relation::Linked => Later::LinkedWith,
    };
    words.say(message)
}

pub(crate) fn fold(words: Words, reason: FoldReasonKind) -> String {
    let message = match reason {
        FoldReasonKind::SameResource => Later::SameResource,
        FoldReasonKind::SameIdentifier => Later::SameIdentifier,
        FoldReasonKind::SameCode => Later::SameCode,
        FoldReasonKind::MappedCode => Later::MappedCode,
        FoldReasonKind::SameWords => Later::SameWords,
        FoldReasonKind::SameTime => Later::SameTime,
        FoldReasonKind::SameDay => Later::SameDay,
        FoldReasonKind::TimeWithinPrecision => Later::TimeWithin,
        FoldReasonKind::SameValue => Later::SameValue,
        FoldReasonKind::ByHand => return words.say(M::ByHand),
        FoldReasonKind::ValueDiffers => Later::ValueDiffers,
        FoldReasonKind::IdentifierDiffers => Later::IdentifierDiffers,
        FoldReasonKind::TimeDiffers => Later::TimeDiffers,
        FoldReasonKind::StatusDiffers => Later::StatusDiffers,
        FoldReasonKind::DoseDiffers => Later::DoseDiffers,
        FoldReasonKind::WordsDiffer => Later::WordsDiffer,
        FoldReasonKind::LateralityDiffers => Later::LateralityDiffers,
        FoldReasonKind::ErrorDisputed => Later::FoldErrorDisputed,
        FoldReasonKind::NegationDiffers => Later::NegationDiffers,
        FoldReasonKind::SeveralCandidates => Later::SeveralCandidates,
        FoldReasonKind::PartedByHand => return words.say(M::PartedByHand),
    };
    words.say(message)
}

pub(crate) fn fault(code: LoadFaultCode) -> M {
    match code {
        LoadFaultCode::NoConfiguration => M::NoConfiguration,
        LoadFaultCode::ConfigurationUnreachable => M::ConfigurationUnreachable,
        LoadFaultCode::Configuration => M::ConfigurationWrong,
        LoadFaultCode::NoPatient => M::NoPatient,
        LoadFaultCode::Internal => M::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_reasons_for_an_absence_read_the_same() {
        let all = [
            Absence::Unknown,
            Absence::AskedUnknown,
            Absence::TemporarilyUnknown,
            Absence::NotAsked,
            Absence::AskedDeclined,
            Absence::Withheld,
            Absence::NotApplicable,
            Absence::Unsupported,
            Absence::AsText,
            Absence::Error,
            Absence::NotPerformed,
            Absence::NotPermitted,
            Absence::NoneKnown,
            Absence::Unavailable,
            Absence::InTransit,
            Absence::AwaitingFiling,
            Absence::NotStarted,
            Absence::NoInformation,
            Absence::Other,
        ];
        let words: BTreeSet<_> = all.iter().map(|a| absence(*a).english()).collect();
        assert_eq!(words.len(), all.len());
    }

    #[test]
    fn what_is_not_so_is_said_once_in_the_words_of_its_kind() {
        let row = |kind, status, mark| Row {
            kind,
            status,
            marks: timeline_model::RowMarks::default().with(mark),
            ..Row::default()
        };
        let not_done = StatusClass::NotDone;
        for (row, said) in [
            (
                row(Kind::Allergy, not_done, Mark::Negated),
                vec![M::StatusRefuted],
            ),
            (
                row(Kind::Vaccination, not_done, Mark::Negated),
                vec![M::StatusNotGiven],
            ),
            (
                row(Kind::Procedure, not_done, Mark::Negated),
                vec![M::StatusNotDone],
            ),
            (
                row(Kind::Procedure, StatusClass::Active, Mark::Negated),
                vec![M::NotToBe],
            ),
            (
                row(Kind::Problem, StatusClass::Active, Mark::Negated),
                vec![M::Negated],
            ),
            (
                row(Kind::Procedure, StatusClass::Planned, Mark::NotYetDone),
                vec![],
            ),
        ] {
            assert_eq!(marks(&row), said, "{row:?}");
        }
    }

    #[test]
    fn a_medicine_that_is_only_proposed_is_not_said_to_be_prescribed() {
        let mut row = Row {
            kind: Kind::Medicine,
            ..Row::default()
        };
        assert_eq!(basis(Basis::Authored, &row), Some(M::BasisPrescribed));
        row.marks.set(Mark::Proposed, true);
        assert_eq!(basis(Basis::Authored, &row), Some(M::BasisAuthored));
    }

    #[test]
    fn each_completeness_has_a_shape_and_words_of_its_own() {
        let all = [
            Completeness::NotAsked,
            Completeness::Loading,
            Completeness::Complete,
            Completeness::Empty,
            Completeness::Partial,
            Completeness::CutShort,
            Completeness::Failed,
            Completeness::TimedOut,
            Completeness::NoSuchPatient,
            Completeness::HeldBack,
            Completeness::Withheld,
            Completeness::NotShared,
        ];
        let shapes: BTreeSet<_> = all.iter().map(|c| completeness(*c).0).collect();
        let words: BTreeSet<_> = all.iter().map(|c| completeness(*c).1.english()).collect();
        assert_eq!((shapes.len(), words.len()), (all.len(), all.len()));
    }
}
