//! The closed list of what `timeline check` may find: scripts go by the codes.

macro_rules! codes {
    ($($variant:ident $what:literal $name:literal $words:literal)*) => {
        /// What was looked at, and what came of it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $words] $variant,)*
        }

        impl Code {
            /// All of them, in the order of the documentation.
            #[cfg(test)]
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// What was looked at.
            pub fn what(self) -> &'static str {
                match self { $(Code::$variant => $what),* }
            }

            /// The name in JSON, which stays.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// What it means, for the documentation.
            #[cfg(test)]
            pub fn words(self) -> &'static str {
                match self { $(Code::$variant => $words),* }
            }
        }
    };
}

codes! {
    Configuration "configuration" "configuration" "The configuration as a whole, or a key of it that does not fit: its path, what was found, what is allowed."
    ConfigurationUnread "configuration" "configuration-unread" "The configuration cannot be read or fetched."
    AddressRelative "address" "address-relative" "A relative `baseUrl`, and nothing that it is relative to."
    AddressOther "address" "address-other" "A `baseUrl` that is no http or https address."
    MixedContent "address" "mixed-content" "An http source, which a page served by https may not ask."
    HostCarries "address" "host-carries" "The host carries the requests: there is nothing to try from here."
    Reached "reach" "reached" "The host was found and took the connection."
    HostNotFound "reach" "host-not-found" "The host's name is not known to DNS."
    Refused "reach" "refused" "The host refused the connection."
    ConnectTimeout "reach" "connect-timeout" "The host did not take the connection in time."
    Unreachable "reach" "unreachable" "There is no way to the host."
    Tls "tls" "tls" "The certificate is good for this name."
    TlsName "tls" "tls-name" "The certificate is for another name."
    TlsUntrusted "tls" "tls-untrusted" "Nobody whom this machine trusts issued the certificate."
    TlsExpired "tls" "tls-expired" "The certificate has expired, or is not valid yet."
    TlsOther "tls" "tls-other" "TLS could not be agreed on."
    Preflight "preflight" "preflight" "The browser's question beforehand is answered as it must be, or is not asked."
    PreflightStatus "preflight" "preflight-status" "The question beforehand is not answered by a status from 200 to 299."
    PreflightOrigin "preflight" "preflight-origin" "The answer to the question beforehand does not allow the page's origin."
    PreflightMethod "preflight" "preflight-method" "The answer to the question beforehand does not allow the method."
    PreflightHeaders "preflight" "preflight-headers" "The answer to the question beforehand does not allow a header that is sent."
    PreflightAuthorization "preflight" "preflight-authorization" "The answer to the question beforehand does not allow the header Authorization by its name."
    Cors "cors" "cors" "The answer may be read by the page's origin, or comes from it."
    CorsMissing "cors" "cors-missing" "The answer allows no other origin."
    CorsOther "cors" "cors-other" "The answer allows another origin than the page's."
    CorsCredentials "cors" "cors-credentials" "The answer does not allow cookies."
    CorsNotTried "cors" "cors-not-tried" "The page's origin is not known."
    Exposed "exposed" "exposed" "The headers that the element goes by may be read."
    NotExposed "exposed" "not-exposed" "The element cannot read Retry-After or ETag."
    Answer "answer" "answer" "The source's metadata can be had."
    NoMetadata "answer" "no-metadata" "The source's metadata cannot be had: what it can do is not known."
    AnswerTimeout "answer" "answer-timeout" "The connection stood, and no answer came in time."
    AnswerBroken "answer" "answer-broken" "The answer broke off, or is no HTTP."
    Status "answer" "status" "The status of the answer is no success."
    Redirect "answer" "redirect" "The answer sends the browser to another address."
    Html "answer" "html" "The answer is a page for people."
    NotJson "answer" "not-json" "The answer is not JSON."
    TooLarge "answer" "too-large" "The answer is larger than `maxBytes` allows."
    Mime "answer" "mime" "The answer is JSON under another media type."
    Version "version" "version" "The version of FHIR."
    VersionUnsupported "version" "version-unsupported" "The version of FHIR is not one that is read."
    VersionOther "version" "version-other" "The version of FHIR is not the one that the configuration says."
    VersionUnknown "version" "version-unknown" "The metadata say no version of FHIR."
    Search "search" "search" "The source says that it supports what is asked of it."
    SearchNotSupported "search" "search-not-supported" "The source says that it does not support something that is asked of it."
    SearchRefused "search" "search-refused" "The source does not take a request for the patient or the record."
    Agreement "agreement" "agreement" "The sharing agreement holds."
    AgreementEnds "agreement" "agreement-ends" "The sharing agreement ends within 30 days."
    AgreementOver "agreement" "agreement-over" "The sharing agreement has run out."
    AgreementNotYet "agreement" "agreement-not-yet" "The sharing agreement does not hold yet."
    AgreementRole "agreement" "agreement-role" "The sharing agreement does not cover the role, or none is given."
    AgreementPurpose "agreement" "agreement-purpose" "The sharing agreement does not cover the purpose of use, or none is given."
    SignIn "sign-in" "sign-in" "The source lets the record be read."
    SignInNotTried "sign-in" "sign-in-not-tried" "What signs in is not at hand."
    SignInRefused "sign-in" "sign-in-refused" "The source refuses: it wants a sign-in, or another."
    TokenCommand "sign-in" "token-command" "The command that should print a token does not."
    PatientNotTried "patient" "patient-not-tried" "No patient was given to look for."
    PatientFound "patient" "patient-found" "The source knows the patient."
    PatientNotFound "patient" "patient-not-found" "The source knows nobody by this identifier."
    SeveralPatients "patient" "several-patients" "The source knows several by this identifier."
    Identity "identity" "identity" "The record is about whom was asked for."
    OtherIdentifier "identity" "other-identifier" "The record is about somebody with another identifier."
    OtherBirthDate "identity" "other-birth-date" "The date of birth is another."
    NotConfirmed "identity" "not-confirmed" "Nothing says whose record it is."
    NameDiffers "identity" "name-differs" "The family name or the gender is another."
    FirstPage "first-page" "first-page" "How long the record's first page took, and how large it is."
    Paging "paging" "paging" "Further pages lie where they may be followed, or there are none."
    PagingElsewhere "paging" "paging-elsewhere" "The next page lies where it may not be followed."
    PagesRepeat "paging" "pages-repeat" "The next page is one that was read already."
    Kinds "kinds" "kinds" "Kinds of record that stand otherwise than the source as a whole: withheld, not shared, failed."
    Outcome "outcome" "outcome" "What the element will say of the source."
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    const HEAD: &str = "# What `timeline check` finds\n\n<!-- Made from the table in crates/cli/src/check/codes.rs by `cargo xtask generate`. -->\n\nWith `--json` the report is one document: `ok`, the `configuration`'s findings, and of each of `sources` its `id`, `ok` and `findings`. A finding has a `level` (`ok`, `note`, `warn`, `fail`), `what` was looked at, a `code` of this list, what it `says`, and `advice`. Codes stay; words may change.\n\n| what | code | meaning |\n|---|---|---|\n";

    fn made() -> String {
        let row = |code: &Code| {
            let (what, name, words) = (code.what(), code.name(), code.words());
            format!("| {what} | `{name}` | {words} |\n")
        };
        let rows: String = Code::ALL.iter().map(row).collect();
        [HEAD, &rows].concat()
    }

    #[test]
    fn the_published_list_of_codes_is_what_the_table_makes() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/check.md");
        if std::env::var_os("TIMELINE_GENERATE").is_some() {
            fs::write(&path, made()).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == made(), "run `cargo xtask generate`");
    }

    #[test]
    fn no_two_findings_share_a_code() {
        let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
