use timeline_model::{Packed, packed};

/// A piece of visible text. Everything that a user reads is one of these or
/// comes from the record.
pub(crate) trait Said: Copy {
    /// Of each message of its sort its key and its English words.
    const TABLE: &'static Packed;

    /// Its place in the table.
    fn place(self) -> usize;
}

/// Defines messages of one sort with their keys and English words in one table.
/// The words hold `{x}` where something is filled in; a message that counts has
/// its singular before the bar and its plural after it.
macro_rules! messages {
    ($(#[$what:meta])* $sort:ident: $($name:ident $key:literal $english:literal,)*) => {
        $(#[$what])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $sort { $($name,)* }

        impl Said for $sort {
            const TABLE: &'static Packed = &packed![$($key, $english,)*];

            fn place(self) -> usize {
                self as usize
            }
        }

        #[cfg(test)]
        impl $sort {
            pub(crate) const ALL: &'static [$sort] = &[$($sort::$name,)*];

            pub(crate) fn english(self) -> &'static str {
                Self::TABLE.get(self.place() * 2 + 1)
            }
        }
    };
}

mod later;

pub(crate) use later::Later;

messages! {
    /// What is said from the start.
    Message:
    Timeline "timeline" "Patient timeline",
    TimelineOf "timeline.of" "Patient timeline: {name}",
    // Dates and numbers.
    Months "date.months" "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    NotRecorded "date.not-recorded" "Not recorded",
    DateNotRecorded "date.group-not-recorded" "Date not recorded",
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
    CompleteOf "sources.complete-of" "{complete} of {n} source complete|{complete} of {n} sources complete",
    OtherKinds "sources.other-kinds" "other kinds {state}",
    TellSupport "sources.tell-support" "tell your system’s support",
    WhatDiffers "sources.what-differs" "What differs",
    FamilyName "sources.family-name" "Family name",
    ReadAt "sources.read-at" "read {time}",
    Records "sources.records" "{n} record|{n} records",
    Unreadable "sources.unreadable" "{n} record could not be read|{n} records could not be read",
    Retry "sources.retry" "Retry",
    RetryNamed "sources.retry-named" "Retry {source}",
    RetryAll "sources.retry-all" "Try again",
    ShowAllSources "sources.show-all" "Show all",
    ShowLess "sources.show-less" "Show less",
    OnPage "sources.page" "page {n}",
    AllBut "sources.all-but" "all but {kinds}",
    AskWhom "sources.ask" "ask: {contact}",
    FailedAgain "sources.failed-again" "tried again at {time}, {state} again",
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
    SignIn "reason.sign-in" "sign-in refused",
    NotFound "reason.not-found" "address not found",
    Server "reason.server" "the source’s server failed",
    NotJson "reason.not-json" "the answer was not a record",
    UnsupportedFormat "reason.unsupported-format" "format not supported yet: {format}",
    BrokenJson "reason.broken-json" "the answer broke off",
    Refused "reason.refused" "the source refused",
    OtherPatient "reason.other-identifier" "another identifier came back",
    OtherBirthDate "reason.other-birth-date" "birth date differs",
    NotConfirmed "reason.not-confirmed" "identity not confirmed",
    SeveralPatients "reason.several-patients" "several patients came back",
    PageLimit "reason.page-limit" "longer than the limit",
    NextElsewhere "reason.next-elsewhere" "next page is elsewhere and was not followed",
    NameDiffers "reason.name-differs" "family name or gender differs",
    Replaced "reason.replaced" "the source has replaced this patient’s entry by another, which is shown",
    HostFailed "reason.host" "this system could not sign in or carry the request",
    TooLarge "reason.too-large" "a page is larger than the limit",
    PagesRepeat "reason.pages-repeat" "the source sent the same page again",
    SourceWithholds "reason.withheld" "the source withholds something",
    NotYourRole "reason.role" "the agreement does not cover your role",
    NotThisPurpose "reason.purpose" "the agreement does not cover this purpose",
    AgreementEnded "reason.expired" "the agreement does not hold today",
    ByAgreement "reason.agreement" "agreement",
    AccessNotRecorded "reason.not-recorded" "the access could not be recorded",
    NotOffered "reason.not-offered" "the source does not offer it",
    Fewer "reason.fewer" "fewer came than the source counted",
    Forbidden "reason.forbidden" "not allowed",
    // Allergies: the first four are fixed phrases.
    KnownAllergies "allergies.known" "Known allergies",
    AllergiesUnavailable "allergies.unavailable" "Allergies unavailable",
    NoKnownAllergies "allergies.none-known" "No known allergies",
    AllergiesNotRecorded "allergies.not-recorded" "Allergies not recorded",
    AllergiesIncomplete "allergies.incomplete" "list may be incomplete: {sources}",
    AllergiesMissing "allergies.missing" "missing: {sources}",
    AllergiesNotAsked "allergies.not-asked" "not asked: {sources}",
    AllergiesSilent "allergies.silent" "nothing recorded: {sources}",
    AllergiesRestricted "allergies.restricted" "{n} restricted",
    AllergySeverity "allergies.severity" "severity {severity}",
    AllergiesConflict "allergies.conflict" "conflict",
    AllergiesPast "allergies.past" "Refuted, resolved or in error",
    AllergiesAlerts "allergies.alerts" "Allergies and alerts",
    AlertsIncomplete "alerts.incomplete" "alerts may be missing: {sources}",
    AlertsToo "alerts.incomplete-too" "alerts may be missing too",
    Resuscitation "alerts.resuscitation" "Resuscitation",
    Safeguarding "alerts.safeguarding" "Safeguarding",
    Infection "alerts.infection" "Infection",
    Communication "alerts.communication" "Communication needs",
    NoDecisionHere "alerts.no-decision" "Resuscitation decision: not recorded here",
    // What is seen first.
    ActiveProblems "glance.problems" "Active problems",
    CurrentMedicines "glance.medicines" "Medicines recorded as current",
    LastContacts "glance.contacts" "Last contacts and letters",
    NewSince "glance.new" "New to you since {date}",
    UntilDeath "glance.until-death" "until death",
    InvolvedNow "glance.involved" "Who is involved now",
    Surgery "involved.surgery" "Surgery",
    Worker "involved.worker" "Worker",
    Team "involved.team" "Team",
    Contact "involved.contact" "Contact",
    NothingNew "glance.nothing-new" "Nothing new is known of",
    CannotTell "glance.cannot-tell" "cannot tell: {sources}",
    NoneRecorded "glance.none-recorded" "None recorded",
    StatusNotRecorded "glance.no-status" "Status not recorded",
    InList "glance.in-list" "and {n} more in the list",
    IssuedOn "glance.issued" "issued {date}",
    LastIssued "glance.last-issued" "last issued {date}",
    LastStated "glance.last-stated" "stated {date}",
    OnRepeat "course.repeat" "repeat",
    Acute "course.acute" "acute",
    OfHospital "course.hospital" "hospital",
    SaidBy "glance.said-by" "{what} by {source}",
    // What is missing, where the list is.
    AnyEntries "gap.entries" "Entries",
    OtherEntries "gap.other-entries" "Other entries",
    NoneFrom "gap.none" "No {kinds} from {source}: {state}",
    NotAllFrom "gap.not-all" "Not all {kinds} from {source}: {state}",
    // Finding.
    Search "search" "Search this record",
    Clear "search.clear" "Clear search",
    Matches "search.matches" "{n} match|{n} matches",
    Filters "filters" "Filters",
    Kinds "filter.kinds" "Filter by kind",
    FilterSources "filter.sources" "Filter by source",
    KindMenu "filter.kind-menu" "Kind",
    SourceMenu "filter.source-menu" "Source",
    AbnormalResults "filter.abnormal" "Abnormal results",
    NewEntries "filter.new" "New",
    CannotTellNew "filter.cannot-tell-new" "Cannot tell whether new: {n} entry does not say when it was recorded|Cannot tell whether new: {n} entries do not say when they were recorded",
    NotInThisSystem "filter.elsewhere" "Not in this system",
    MayBe "filter.may-be" "{n} may be",
    OnlyOnceComplete "filter.once-complete" "only once {source} is complete",
    OfAll "filter.of-all" "Of {n} entry in all:|Of {n} entries in all:",
    OfLoaded "filter.of-loaded" "Of {n} entry loaded:|Of {n} entries loaded:",
    AllKinds "filter.all-kinds" "All kinds",
    ClearFilters "filter.clear" "Clear filters",
    NoneMatch "filter.none" "No entry matches",
    NoneMatchWhy "filter.none-why" "{n} entry is hidden by the search or the filters.|All {n} entries are hidden by the search or the filters.",
    Shown "filter.shown" "{n} entry shown|{n} entries shown",
    ShownOf "filter.shown-of" "{shown} of {all} entries shown",
    // Moving through time.
    TimeShown "span" "Time shown",
    FromTo "span.from-to" "{from} to {to}",
    WholeRecord "span.whole" "Whole record",
    Months3 "span.months" "3m",
    AllTime "span.all" "All",
    Today "span.today" "Today",
    LookBack "span.back" "Back to the time shown before",
    JumpTo "span.jump" "Jump to date",
    JumpExample "span.jump-example" "Mar-2019",
    NoDate "span.no-date" "Not a date. Write it like 2019, Mar-2019 or 05-Apr-2008.",
    Keys "keys" "Keys",
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
    EntriesLoaded "list.loaded" "{n} entry loaded|{n} entries loaded",
    List "list" "Entries, newest first",
    ListOldest "list.oldest" "Entries, oldest first",
    Folded "list.folded" "{n} of them folded",
    GroupBy "list.group-by" "Grouped by",
    ByDay "list.by-day" "Day",
    ByMonth "list.by-month" "Month",
    ByEncounter "list.by-encounter" "Encounter",
    Order "list.order" "Order",
    NewestFirst "list.newest-first" "Newest first",
    OldestFirst "list.oldest-first" "Oldest first",
    FamilyResults "list.family-results" "{n} result|{n} results",
    FamilyIssues "list.family-issues" "{n} issued, supplied or given",
    FamilyOf "list.family-of" "{n} of {all}",
    FamilyAbnormal "list.family-abnormal" "{n} abnormal",
    FamilyNew "list.family-new" "{n} new",
    FoldedNow "list.is-folded" "folded",
    Unfolded "list.is-unfolded" "unfolded",
    IsNew "mark.new" "New",
    HeldBy "list.held-by" "{n} source|{n} sources",
    // The lanes.
    LaneAllergies "lanes.allergies" "Allergies, alerts",
    LaneAppointments "lanes.appointments" "Appointments, tasks",
    LaneSince "lanes.since" "since {date}",
    LaneEndNotRecorded "lanes.end-not-recorded" "stopped, date not recorded",
    More "lanes.more" "{n} more",
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
    StatusEnded "status.ended" "ended",
    StatusInactive "status.inactive" "no longer active",
    StatusPreliminary "status.preliminary" "preliminary",
    StatusAmended "status.amended" "amended",
    StatusNotDone "status.not-done" "not done",
    StatusRefuted "status.refuted" "refuted",
    StatusNotGiven "status.not-given" "not given",
    StatusNotTaken "status.not-taken" "not taken or given",
    StatusCancelled "status.cancelled" "cancelled",
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
    NotToBe "mark.not-to-be-done" "not to be done",
    Proposed "mark.proposed" "proposed only",
    UnknownModifier "mark.unknown-modifier" "may mean something else: see the original",
    Zoneless "mark.zoneless" "time zone not known",
    PatientNameDiffers "mark.name-differs" "patient’s details differ at the source",
    NotYetDone "mark.not-yet-done" "not yet done",
    BadDate "mark.bad-date" "date cannot be read: see the original",
    // Why there is nothing.
    AbsentUnknown "absent.unknown" "not known",
    AbsentAskedUnknown "absent.asked-unknown" "asked, not known",
    AbsentForNow "absent.temporarily-unknown" "not known yet",
    AbsentNotAsked "absent.not-asked" "not asked",
    AbsentDeclined "absent.asked-declined" "asked, declined to say",
    AbsentWithheld "absent.withheld" "withheld",
    AbsentNotApplicable "absent.not-applicable" "not applicable",
    AbsentUnsupported "absent.unsupported" "not supported by the source",
    AbsentAsText "absent.as-text" "only in the narrative",
    AbsentError "absent.error" "no result: error",
    AbsentNotPerformed "absent.not-performed" "not performed",
    AbsentNotPermitted "absent.not-permitted" "may not be given out",
    AbsentNoneKnown "absent.none-known" "none known",
    AbsentUnavailable "absent.unavailable" "unavailable",
    AbsentInTransit "absent.in-transit" "in transit between systems",
    AbsentAwaitingFiling "absent.awaiting-filing" "awaiting filing",
    AbsentNotStarted "absent.not-started" "not started",
    AbsentNoInformation "absent.no-information" "no information",
    AbsentOther "absent.other" "not given",
    // The detail.
    Detail "detail" "Entry",
    DetailLoading "detail.loading" "Loading this entry",
    PartLoading "part.loading" "Loading",
    PartNotLoaded "part.not-loaded" "This part of the timeline could not be loaded.",
    DetailGone "detail.gone" "This entry is no longer in the record.",
    DetailHeldBy "detail.held-by" "held by {n} source|held by {n} sources",
    Back "detail.back" "Back to the list",
    Before "detail.before" "Back to the entry before",
    Close "detail.close" "Close",
    InErrorBy "detail.in-error-by" "Entered in error by {by}; still held by {holders}",
    InErrorOn "detail.in-error-on" "{source} on {date}",
    // Folds by hand.
    SameAsAnother "hand.same-as-another" "Same as another entry…",
    SameAs "hand.same-as" "This is the same as: {title}",
    Joining "hand.joining" "Same as another entry: {title}",
    OpenTheOther "hand.open-the-other" "Open the other entry to join them; Escape cancels.",
    JoiningStopped "hand.joining-stopped" "Cancelled: nothing was joined",
    Cancel "hand.cancel" "Cancel",
    Undo "hand.undo" "Undo",
    ForThisView "hand.for-this-view" "Changed by hand, for this view only.",
    NowApart "hand.now-apart" "Shown apart, for this view only",
    NowOne "hand.now-one" "Shown as one, for this view only",
    Undone "hand.undone" "Change by hand undone",
    ReadWhen "detail.read-when" "As read {time}",
    // The trend.
    OpenedWithReason "mark.opened" "restricted, opened with a reason",
    CoveredWhy "detail.covered" "This entry is covered for sensitivity. Its content is not shown here.",
    UnknownSource "detail.unknown-source" "Source {n}",
    // Opening with a reason.
    OpenWithReason "open" "Open with a reason",
    MoreInEmergency "open.emergency" "Ask for more in an emergency",
    // Fields.
    // Why copies are one, or may be.
    ByHand "fold.by-hand" "joined by hand",
    PartedByHand "fold.parted-by-hand" "shown apart by hand",
    // States.
    Waiting "state.waiting" "No patient is open",
    WaitingWhy "state.waiting-why" "The record appears here when a patient is opened.",
    Loading "state.loading" "Loading the record",
    LoadingWhy "state.loading-why" "Entries appear as each source answers.",
    Answered "state.answered" "{n} of {all} sources has answered.|{n} of {all} sources have answered.",
    LoadedAgo "state.loaded" "Loaded {time}, {ago} ago",
    MinutesAgo "state.minutes" "{n} min",
    HoursAgo "state.hours" "{n} h",
    DaysAgo "state.days" "{n} day|{n} days",
    Refresh "state.refresh" "Refresh",
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
    // On paper.
    CoveredNotPrinted "paper.covered" "{n} restricted entry left out|{n} restricted entries left out",
    MoreNotPrinted "paper.more" "{n} more entry is not printed: narrow the list|{n} more entries are not printed: narrow the list",
    // The foot and what is announced.
    FoldedFrom "foot.folded-from" "from {n} record|from {n} records",
    PossibleCount "foot.possible" "{n} possible duplicate|{n} possible duplicates",
    NotComplete "foot.not-complete" "Not a complete record: {n} of {all} sources has gaps|Not a complete record: {n} of {all} sources have gaps",
    LoadedAnnouncement "announce.loaded" "Record loaded: {n} entry|Record loaded: {n} entries",
    SourceAnnouncement "announce.source" "{source}: {state}",
    // What became of what was to be opened with a reason.
    NotRecordedSo "open.not-recorded" "This could not be recorded, so nothing was opened. Try again, or tell your system’s support.",
    NowOpen "open.done" "Recorded and opened",
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn all() -> impl Iterator<Item = &'static str> {
        Message::TABLE.iter().chain(Later::TABLE.iter())
    }

    #[test]
    fn every_key_is_there_once_and_has_words() {
        let keys: BTreeSet<_> = all().step_by(2).collect();
        assert_eq!(keys.len(), Message::ALL.len() + Later::ALL.len());
        assert!(all().all(|text| !text.is_empty()));
    }

    #[test]
    fn every_place_to_fill_is_closed() {
        for text in all() {
            assert_eq!(text.matches('{').count(), text.matches('}').count());
        }
    }

    #[test]
    fn words_are_found_in_the_table_of_their_sort() {
        assert_eq!(Message::Born.english(), "Born");
        assert_eq!(Later::FieldDose.english(), "Dose");
    }
}
