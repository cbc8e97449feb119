//! All faults, by name, with what each does.

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: also lifts a fault that the demonstration's data declare.
    None,
    /// The answer comes late.
    Slow,
    /// No answer ever comes.
    Silent,
    /// The connection is closed without an answer.
    Down,
    /// The connection is reset after half of the body.
    Reset,
    /// Half of the body is sent, and then nothing.
    Stall,
    /// The body comes in small pieces.
    Trickle,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 429 with `Retry-After` in seconds.
    Busy,
    /// 429 with `Retry-After` as a date.
    BusyDate,
    /// 429 with a `Retry-After` that other origins may not read.
    BusyHidden,
    /// 503 with `Retry-After`.
    Unavailable,
    /// 500.
    Error,
    /// 302 to another origin.
    Redirect,
    /// 401 without a token.
    NeedsToken,
    /// 401 without the session's cookie.
    NeedsCookie,
    /// 200 with a page of HTML.
    Html,
    /// The JSON ends at half of its length.
    Truncated,
    /// A body of many megabytes.
    Huge,
    /// A body that is small on the way and gigabytes after.
    Bomb,
    /// Searches find nothing, though the patient is known.
    Empty,
    /// Each page after the first holds what the one before held.
    DuplicatePage,
    /// The next page is the same page again.
    LoopNext,
    /// Pages without end that repeat what was sent.
    EndlessNext,
    /// Pages without end that are all new.
    EndlessNew,
    /// The next page stands on another origin.
    RedirectNext,
    /// The next page stands on another path of the same origin.
    PathNext,
    /// The patient is not known.
    UnknownPatient,
    /// Another patient's record is sent.
    WrongPatient,
    /// The Patient has another birth date.
    OtherBirthDate,
    /// The Patient has another family name.
    OtherFamily,
    /// The Patient has another gender.
    OtherGender,
    /// The Patient says nothing by which to know anybody.
    BarePatient,
    /// Two Patients have the identifier.
    SeveralPatients,
    /// Two Patients have the identifier and say that they are one.
    LinkedPatients,
    /// The Patient was replaced by another, who has the record.
    ReplacedPatient,
    /// Allergies and some problems are left out, and that is said.
    Withheld,
    /// A kind is left out as masked, by its label alone.
    Masked,
    /// Restricted records come for an emergency alone, and that is said.
    MoreInEmergency,
    /// The answer does not allow other origins.
    NoCors,
    /// Other origins may not send a token.
    NoAuthorization,
}

/// A number that may follow a fault's name, after a colon.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// What it counts.
    pub what: &'static str,
    /// What holds without it; `None`: always.
    pub default: Option<u32>,
    /// The largest.
    pub most: u32,
}

/// A fault as it is written, grouped and explained.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// The fault.
    pub fault: Fault,
    /// Where the portal's panel shows it.
    pub group: &'static str,
    /// The numbers that may follow.
    pub numbers: &'static [Number],
    /// Whether only a FHIR server can have it.
    pub fhir: bool,
    /// What it does, after the name of the source.
    pub does: &'static str,
}

const WAY: &str = "On the way";
const REFUSALS: &str = "Refusals";
const SIGN_IN: &str = "Sign-in";
const BODY: &str = "Broken bodies";
const PAGES: &str = "Pages";
const PATIENT: &str = "Patients";
const LEFT_OUT: &str = "What is left out";
const ORIGINS: &str = "Other origins";

const fn up_to(what: &'static str, default: u32, most: u32) -> Number {
    Number {
        what,
        default: Some(default),
        most,
    }
}

const TIMES: Number = Number {
    what: "times, then works once, and again so; empty: always",
    default: None,
    most: 1000,
};
const SECONDS: Number = up_to("seconds to wait; 0: does not say", 1, 86_400);
const MILLISECONDS: Number = up_to("milliseconds", 3000, 3_600_000);

const ONCE: &[Number] = &[TIMES];
const WAITS: &[Number] = &[TIMES, SECONDS];

const fn any(
    name: &'static str,
    fault: Fault,
    group: &'static str,
    numbers: &'static [Number],
    does: &'static str,
) -> Known {
    Known {
        name,
        fault,
        group,
        numbers,
        fhir: false,
        does,
    }
}

const fn fhir(name: &'static str, fault: Fault, group: &'static str, does: &'static str) -> Known {
    Known {
        name,
        fault,
        group,
        numbers: &[],
        fhir: true,
        does,
    }
}

/// Each fault by its name, with what it does.
#[rustfmt::skip]
pub const FAULTS: &[Known] = &[
    any("none", Fault::None, WAY, &[], "works, also where the data have it down"),
    any("slow", Fault::Slow, WAY, &[MILLISECONDS], "answers late"),
    any("silent", Fault::Silent, WAY, &[], "takes the request and never answers"),
    any("down", Fault::Down, WAY, &[], "closes the connection without an answer"),
    any("reset", Fault::Reset, WAY, &[], "resets the connection after half of the body"),
    any("stall", Fault::Stall, WAY, &[], "sends half of the body and then nothing"),
    any("trickle", Fault::Trickle, WAY, &[up_to("milliseconds for each 512 bytes", 250, 60_000)], "sends the body in small pieces"),

    any("unauthorized", Fault::Unauthorized, REFUSALS, ONCE, "answers 401"),
    any("forbidden", Fault::Forbidden, REFUSALS, ONCE, "answers 403"),
    any("not-found", Fault::NotFound, REFUSALS, ONCE, "answers 404"),
    any("busy", Fault::Busy, REFUSALS, WAITS, "answers 429 and how long to wait"),
    any("busy-date", Fault::BusyDate, REFUSALS, WAITS, "answers 429 and the time until which to wait"),
    any("busy-hidden", Fault::BusyHidden, REFUSALS, WAITS, "answers 429 and hides from other origins how long to wait"),
    any("unavailable", Fault::Unavailable, REFUSALS, WAITS, "answers 503 and how long to wait"),
    any("error", Fault::Error, REFUSALS, ONCE, "answers 500"),
    any("redirect", Fault::Redirect, REFUSALS, ONCE, "redirects to another origin"),

    any("needs-token", Fault::NeedsToken, SIGN_IN, &[], "wants a token of the portal's"),
    any("needs-cookie", Fault::NeedsCookie, SIGN_IN, &[], "wants the cookie of the portal's session"),

    any("html", Fault::Html, BODY, &[], "answers with a page of HTML"),
    any("truncated", Fault::Truncated, BODY, &[], "cuts the JSON at half"),
    any("huge", Fault::Huge, BODY, &[up_to("megabytes", 50, 4096)], "sends a body of many megabytes"),
    any("bomb", Fault::Bomb, BODY, &[up_to("megabytes once unpacked", 4096, 65_536)], "sends a small body that unpacks to gigabytes"),
    any("empty", Fault::Empty, BODY, &[], "finds nothing about the patient"),

    any("duplicate-page", Fault::DuplicatePage, PAGES, &[], "sends on each page what stood on the page before"),
    any("loop-next", Fault::LoopNext, PAGES, &[], "links the same page as the next"),
    any("endless-next", Fault::EndlessNext, PAGES, &[], "links ever new pages that repeat what was sent"),
    any("endless-new", Fault::EndlessNew, PAGES, &[], "links ever new pages with ever new records"),
    any("redirect-next", Fault::RedirectNext, PAGES, &[], "links the next page on another origin"),
    any("path-next", Fault::PathNext, PAGES, &[], "links the next page outside of its own path"),

    any("unknown-patient", Fault::UnknownPatient, PATIENT, &[], "does not know the patient"),
    any("wrong-patient", Fault::WrongPatient, PATIENT, &[], "sends another patient's record"),
    any("other-birth-date", Fault::OtherBirthDate, PATIENT, &[], "has another birth date for the patient"),
    any("other-family", Fault::OtherFamily, PATIENT, &[], "has another family name for the patient"),
    any("other-gender", Fault::OtherGender, PATIENT, &[], "has another gender for the patient"),
    any("bare-patient", Fault::BarePatient, PATIENT, &[], "says nothing of who the patient is"),
    fhir("several-patients", Fault::SeveralPatients, PATIENT, "has two patients of this identifier"),
    fhir("linked-patients", Fault::LinkedPatients, PATIENT, "has two patients of this identifier, linked as one"),
    fhir("replaced-patient", Fault::ReplacedPatient, PATIENT, "has replaced the patient by another, who has the record"),

    fhir("withheld", Fault::Withheld, LEFT_OUT, "leaves out allergies and some problems, and says so"),
    fhir("masked", Fault::Masked, LEFT_OUT, "labels the answer as one that leaves things out"),
    fhir("more-in-emergency", Fault::MoreInEmergency, LEFT_OUT, "keeps restricted records for emergencies, and says so"),

    any("no-cors", Fault::NoCors, ORIGINS, &[], "allows no other origin"),
    any("no-authorization", Fault::NoAuthorization, ORIGINS, &[], "allows no token from other origins"),
];
