/// Defines [`Message`] with its keys and English words in one table.
macro_rules! messages {
    ($($name:ident $key:literal $english:literal,)*) => {
        /// A piece of visible text. Everything that a user reads is one of
        /// these or comes from the record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each is documented by its English words")]
        pub enum Message { $($name,)* }

        impl Message {
            /// Every message, in the order of the table.
            pub const ALL: &'static [Message] = &[$(Message::$name,)*];

            /// The key by which a host overrides it.
            pub fn key(self) -> &'static str {
                match self { $(Message::$name => $key,)* }
            }

            /// The English words. `{x}` is filled in; a message that counts
            /// has its singular before the bar and its plural after it.
            pub fn english(self) -> &'static str {
                match self { $(Message::$name => $english,)* }
            }
        }
    };
}

messages! {
    Timeline "timeline" "Patient timeline",
    TimelineOf "timeline.of" "Patient timeline: {name}",
    // Dates and numbers.
    Months "date.months" "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    NotRecorded "date.not-recorded" "Not recorded",
    DateNotRecorded "date.group-not-recorded" "Date not recorded",
    NoTime "date.no-time" "no time recorded",
    Until "date.until" "to {date}",
    ThousandsMark "number.thousands" ",",
    TimesIn "date.zone" "Times in {zone}",
    // The patient banner.
    Banner "banner" "Patient",
    Born "banner.born" "Born",
    Gender "banner.gender" "Gender",
    NhsNumber "banner.nhs-number" "NHS No.",
    OtherIdentifier "banner.identifier" "ID",
    NotKnown "banner.not-known" "Not Known",
    Female "gender.female" "Female",
    Male "gender.male" "Male",
    OtherGender "gender.other" "Other",
    Age "banner.age" "{n}y",
    AgeUnderOne "banner.age-under-one" "under 1 year",
    Died "banner.died" "Died",
    AgeAtDeath "banner.age-at-death" "Age at Death",
    ReportedDied "banner.reported-died" "Reported died by {source}, not confirmed",
    DemographicsFrom "banner.demographics-from" "Details from {source}",
    HostName "banner.host" "this system",
    // Sources.
    Sources "sources" "Sources",
    SourceCount "sources.count" "{n} source|{n} sources",
    SourcesComplete "sources.complete" "{n} complete|{n} complete",
    ReadAt "sources.read-at" "read {time}",
    Records "sources.records" "{n} record|{n} records",
    Unreadable "sources.unreadable" "{n} record could not be read|{n} records could not be read",
    Retry "sources.retry" "Retry",
    RetryNamed "sources.retry-named" "Retry {source}",
    RetryAll "sources.retry-all" "Try again",
    ShowComplete "sources.show-complete" "Show all sources",
    HideComplete "sources.hide-complete" "Show fewer sources",
    OnPage "sources.page" "page {n}",
    NotAsked "completeness.not-asked" "not asked yet",
    LoadingSource "completeness.loading" "loading",
    Complete "completeness.complete" "complete",
    NothingRecorded "completeness.empty" "answered: nothing recorded",
    Partial "completeness.partial" "incomplete",
    CutShort "completeness.cut-short" "cut short",
    SourceFailed "completeness.failed" "failed",
    TimedOut "completeness.timed-out" "no answer in time",
    NoSuchPatient "completeness.no-such-patient" "patient not known here",
    HeldBack "completeness.held-back" "held back: may be about somebody else",
    Withheld "completeness.withheld" "withheld by the source",
    NotShared "completeness.not-shared" "not shared (agreement)",
    Unreachable "reason.unreachable" "could not be reached",
    Timeout "reason.timeout" "no answer in time",
    SignIn "reason.sign-in" "sign-in needed",
    NotFound "reason.not-found" "address not found",
    Server "reason.server" "the source’s server failed",
    NotJson "reason.not-json" "the answer was not a record",
    BrokenJson "reason.broken-json" "the answer broke off",
    Refused "reason.refused" "the source refused",
    OtherPatient "reason.other-identifier" "another identifier came back",
    OtherBirthDate "reason.other-birth-date" "birth date differs",
    NotConfirmed "reason.not-confirmed" "identity not confirmed",
    SeveralPatients "reason.several-patients" "several patients came back",
    PageLimit "reason.page-limit" "more pages than are read",
    NextElsewhere "reason.next-elsewhere" "next page is elsewhere and was not followed",
    NameDiffers "reason.name-differs" "family name or gender differs",
    // Finding.
    Search "search" "Search this record",
    Clear "search.clear" "Clear search",
    Kinds "filter.kinds" "Filter by kind",
    KindMenu "filter.kind-menu" "Kind",
    OfAll "filter.of-all" "Of {n} entry in all:|Of {n} entries in all:",
    AllKinds "filter.all-kinds" "All kinds",
    ClearFilters "filter.clear" "Clear filters",
    NoneMatch "filter.none" "No entry matches",
    NoneMatchWhy "filter.none-why" "{n} entry is hidden by the search or the filters.|All {n} entries are hidden by the search or the filters.",
    Shown "filter.shown" "{n} entry shown|{n} entries shown",
    ShownOf "filter.shown-of" "{shown} of {all} entries shown",
    // Kinds.
    Problem "kind.problem" "Problem",
    Medicine "kind.medicine" "Medicine",
    Allergy "kind.allergy" "Allergy",
    Alert "kind.alert" "Alert",
    Encounter "kind.encounter" "Encounter",
    Procedure "kind.procedure" "Procedure",
    ResultKind "kind.result" "Result",
    Report "kind.report" "Report",
    VitalSign "kind.vital-sign" "Vital sign",
    Document "kind.document" "Document",
    Vaccination "kind.vaccination" "Vaccination",
    CarePlan "kind.care-plan" "Care plan",
    Appointment "kind.appointment" "Appointment",
    OtherKind "kind.other" "Other",
    Problems "kinds.problem" "Problems",
    Medicines "kinds.medicine" "Medicines",
    Allergies "kinds.allergy" "Allergies",
    Alerts "kinds.alert" "Alerts",
    Encounters "kinds.encounter" "Encounters",
    Procedures "kinds.procedure" "Procedures",
    Results "kinds.result" "Results",
    Reports "kinds.report" "Reports",
    VitalSigns "kinds.vital-sign" "Vital signs",
    Documents "kinds.document" "Documents, letters",
    Vaccinations "kinds.vaccination" "Vaccinations",
    CarePlans "kinds.care-plan" "Care, social care",
    Appointments "kinds.appointment" "Appointments",
    Others "kinds.other" "Other",
    // The list.
    Entries "list.entries" "{n} entry|{n} entries",
    List "list" "Entries, newest first",
    HeldBy "list.held-by" "{n} source|{n} sources",
    Restricted "list.restricted" "Restricted",
    // Flags, statuses, bases and marks.
    Normal "flag.normal" "normal",
    High "flag.high" "high",
    Low "flag.low" "low",
    CriticalHigh "flag.critical-high" "critically high",
    CriticalLow "flag.critical-low" "critically low",
    Abnormal "flag.abnormal" "abnormal",
    StatusPlanned "status.planned" "planned",
    StatusOnHold "status.on-hold" "on hold",
    StatusStopped "status.stopped" "stopped",
    StatusInactive "status.inactive" "no longer active",
    StatusPreliminary "status.preliminary" "preliminary",
    StatusAmended "status.amended" "amended",
    StatusNotDone "status.not-done" "not done",
    BasisHappened "basis.happened" "happened",
    BasisOnset "basis.onset" "began",
    BasisRecorded "basis.recorded" "recorded",
    BasisIssued "basis.issued" "reported",
    BasisAuthored "basis.authored" "written",
    BasisPrescribed "basis.prescribed" "prescribed",
    BasisPlanned "basis.planned" "planned",
    BasisEncounter "basis.encounter" "date of the encounter",
    BasisRequest "basis.request" "date of the request",
    EnteredInError "mark.entered-in-error" "entered in error",
    ErrorDisputed "mark.error-disputed" "entered in error in one source, held by another",
    SourcesDiffer "mark.sources-differ" "sources differ",
    PossibleDuplicate "mark.possible-duplicate" "possible duplicate",
    Negated "mark.negated" "not so",
    UnknownModifier "mark.unknown-modifier" "may mean something else: see the original",
    Zoneless "mark.zoneless" "time zone not known",
    PatientNameDiffers "mark.name-differs" "patient’s name or gender differs at the source",
    NotYetDone "mark.not-yet-done" "not yet done",
    BadDate "mark.bad-date" "date cannot be read: see the original",
    // The detail.
    Detail "detail" "Entry",
    DetailLoading "detail.loading" "Loading this entry",
    DetailGone "detail.gone" "This entry is no longer in the record.",
    DetailHeldBy "detail.held-by" "held by {n} source|held by {n} sources",
    Back "detail.back" "Back to the list",
    Close "detail.close" "Close",
    CopiesTable "detail.copies" "What each source holds",
    Differs "detail.differs" "differs",
    WhyOne "detail.why-one" "Why these are shown as one",
    Possible "detail.possible" "Possible duplicates",
    PossibleAgainst "detail.possible-against" "Not shown as one: {reasons}",
    Original "detail.original" "Original, as sent by {source}",
    CoveredWhy "detail.covered" "This entry is covered for sensitivity. Its content is not shown here.",
    UnknownSource "detail.unknown-source" "Source {n}",
    // Fields.
    FieldRecordedAs "field.recorded-as" "Recorded as",
    FieldCode "field.code" "Code",
    FieldWhen "field.when" "When",
    FieldRecorded "field.recorded" "Recorded",
    FieldStatus "field.status" "Status",
    FieldValue "field.value" "Value",
    FieldRange "field.range" "Reference range",
    FieldInterpretation "field.interpretation" "Interpretation",
    FieldComponent "field.component" "Part",
    FieldDose "field.dose" "Dose",
    FieldRoute "field.route" "Route",
    FieldSupply "field.supply" "Supply",
    FieldReason "field.reason" "Reason",
    FieldSeverity "field.severity" "Severity",
    FieldReaction "field.reaction" "Reaction",
    FieldStage "field.stage" "Stage",
    FieldBodySite "field.body-site" "Body site",
    FieldMethod "field.method" "Method",
    FieldSpecimen "field.specimen" "Specimen",
    FieldAuthor "field.author" "By",
    FieldOrganisation "field.organisation" "Organisation",
    FieldLocation "field.location" "Place",
    FieldCategory "field.category" "Category",
    FieldNote "field.note" "Note",
    FieldIdentifier "field.identifier" "Identifier",
    FieldConclusion "field.conclusion" "Conclusion",
    FieldDocument "field.document" "Document",
    FieldDateAsSent "field.date-as-sent" "Date as sent",
    FieldUpdated "field.updated" "Last changed",
    FieldOther "field.other" "Other",
    // Why copies are one, or may be.
    SameResource "fold.same-resource" "the same record, sent more than once",
    SameIdentifier "fold.same-identifier" "same identifier",
    SameCode "fold.same-code" "same code",
    SameWords "fold.same-words" "same words",
    SameTime "fold.same-time" "same time",
    SameDay "fold.same-day" "same day",
    TimeWithin "fold.time-within" "times agree as far as they are known",
    SameValue "fold.same-value" "same value",
    ByHand "fold.by-hand" "joined by hand",
    ValueDiffers "fold.value-differs" "value differs",
    TimeDiffers "fold.time-differs" "time differs",
    StatusDiffers "fold.status-differs" "status differs",
    DoseDiffers "fold.dose-differs" "dose differs",
    WordsDiffer "fold.words-differ" "words or code differ",
    LateralityDiffers "fold.laterality-differs" "side of the body differs",
    FoldErrorDisputed "fold.error-disputed" "one is entered in error, the other not",
    NegationDiffers "fold.negation-differs" "one says it is so, the other that it is not",
    SeveralCandidates "fold.several-candidates" "more than one candidate",
    // States.
    Waiting "state.waiting" "No patient is open",
    WaitingWhy "state.waiting-why" "The record appears here when a patient is opened.",
    Loading "state.loading" "Loading the record",
    LoadingWhy "state.loading-why" "Entries appear as each source answers.",
    Empty "state.empty" "Nothing recorded",
    EmptyWhy "state.empty-why" "Every source answered, and none holds an entry for this patient.",
    AllFailed "state.all-failed" "The record could not be loaded",
    AllFailedWhy "state.all-failed-why" "No source gave any entry. This does not mean that nothing is recorded.",
    Unfinished "state.unfinished" "No entry was received",
    UnfinishedWhy "state.unfinished-why" "Not every source could be read: {sources}. This does not mean that nothing is recorded.",
    CannotLoad "state.cannot-load" "The timeline cannot be shown",
    NoConfiguration "fault.no-configuration" "No configuration was given",
    ConfigurationUnreachable "fault.configuration-unreachable" "The configuration could not be fetched",
    ConfigurationWrong "fault.configuration" "The configuration is not valid",
    NoPatient "fault.no-patient" "No patient was given, or not in a form that is understood",
    Internal "fault.internal" "Something in this component went wrong",
    FaultFound "fault.found" "found: {found}",
    FaultAllowed "fault.allowed" "allowed: {allowed}",
    // The foot and what is announced.
    FoldedFrom "foot.folded-from" "from {n} record|from {n} records",
    PossibleCount "foot.possible" "{n} possible duplicate|{n} possible duplicates",
    NotComplete "foot.not-complete" "Not a complete record: {n} of {all} sources has gaps|Not a complete record: {n} of {all} sources have gaps",
    LoadedAnnouncement "announce.loaded" "Record loaded: {n} entry|Record loaded: {n} entries",
    SourceAnnouncement "announce.source" "{source}: {state}",
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_is_there_once_and_has_words() {
        let keys: BTreeSet<_> = Message::ALL.iter().map(|m| m.key()).collect();
        assert_eq!(keys.len(), Message::ALL.len());
        assert!(Message::ALL.iter().all(|m| !m.english().is_empty()));
    }

    #[test]
    fn every_place_to_fill_is_closed() {
        for message in Message::ALL {
            let text = message.english();
            assert_eq!(text.matches('{').count(), text.matches('}').count());
        }
    }
}
