//! Codes that change what an entry means.

use crate::words::among;

/// Codes of statements that none is known: those of SNOMED CT for allergies,
/// medicines and problems, then those of others.
const NONE_KNOWN: &str = "716186003 409137002 428607008 429625007 716184000 428197003 716220001 \
    160244002 787481004 1234391000168107 160245001 \
    no-current-medications nka NKA nkda NKDA";

/// Whether a code states that no allergy, medicine or problem is known.
pub(crate) fn none_known(code: &str) -> bool {
    among(NONE_KNOWN, code) || code.starts_with("no-known-")
}

/// Whether a code states that nothing is recorded, which is not that there is
/// none (IPS).
pub(crate) fn no_information(code: &str) -> bool {
    code.starts_with("no-") && code.ends_with("-info")
}

/// What a modifier extension that is known here means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Modifier {
    /// Where it is `true`, the thing is to be, or was, not done.
    NotDone,
}

/// Modifier extensions whose meaning is known, by how their address ends, with
/// the source that says it.
const MODIFIERS: [(&str, Modifier); 3] = [
    // hl7.org/fhir/R4/extension-request-donotperform.html
    ("request-doNotPerform", Modifier::NotDone),
    // R5's element as R4 carries it: hl7.org/fhir/R5/versions.html#extensions
    (".doNotPerform", Modifier::NotDone),
    (".notDone", Modifier::NotDone),
];

/// The meaning of a modifier extension; `None` where it is not known here.
pub(crate) fn modifier(url: &str) -> Option<Modifier> {
    let known = MODIFIERS.iter().find(|(end, _)| url.ends_with(end));
    known.map(|(_, meaning)| *meaning)
}
