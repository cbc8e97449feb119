//! What went wrong on the way and between origins, as findings with what to
//! do. No address is told beyond its host: what stands behind may be a patient.

use url::{Position, Url};

use super::codes::Code;
use super::connect::NoWay;
use super::cors::Objection;
use super::exchange::NoReply;
use super::finding::Finding;
use super::tls::TlsFault;

/// Why there is no answer from the host of this address.
pub fn no_reply(reason: &NoReply, url: &Url) -> Finding {
    match reason {
        NoReply::NoWay(reason) => no_way(reason, url),
        NoReply::Timeout(limit) => Finding::fault(
            Code::AnswerTimeout,
            format!("no whole answer within {} s", limit.as_secs()),
            "see why the source is slow, or raise timeout and headersTimeout",
        ),
        NoReply::Broken => Finding::fault(
            Code::AnswerBroken,
            "the answer broke off, or is no HTTP",
            "see what stands at this address and port, and what its log says",
        ),
    }
}

/// Why there is no way to the host of this address.
pub fn no_way(reason: &NoWay, url: &Url) -> Finding {
    let host = url.host_str().unwrap_or_default();
    let place = &url[Position::BeforeHost..Position::AfterPort];
    match reason {
        NoWay::HostNotFound => Finding::fault(
            Code::HostNotFound,
            format!("no address is known for {host}"),
            "see how the host is spelt in baseUrl, and that this machine's DNS knows it",
        ),
        NoWay::Refused => Finding::fault(
            Code::Refused,
            format!("{place} refuses the connection"),
            "start the source, or correct the port in baseUrl",
        ),
        NoWay::Timeout(limit) => Finding::fault(
            Code::ConnectTimeout,
            format!("{place} takes no connection within {} s", limit.as_secs()),
            "see whether a firewall, a VPN or a proxy lies between",
        ),
        NoWay::Unreachable(kind) => Finding::fault(
            Code::Unreachable,
            format!("{place} cannot be reached: {kind}"),
            "see this machine's network, and whether a firewall lies between",
        ),
        NoWay::Tls(reason) => tls(reason, host),
    }
}

fn tls(reason: &TlsFault, host: &str) -> Finding {
    match reason {
        TlsFault::Name(names) => {
            let names = match names.as_slice() {
                [] => "another name".to_owned(),
                names => names.join(", "),
            };
            Finding::fault(
                Code::TlsName,
                format!("the certificate is for {names}, not for {host}"),
                format!("have it issued for {host} too, or use a name that it is for in baseUrl"),
            )
        }
        TlsFault::Untrusted => Finding::fault(
            Code::TlsUntrusted,
            format!("this machine does not trust who issued the certificate of {host}"),
            "have the server send the whole chain; if the issuer is your own, install it where the browsers run, and name it in SSL_CERT_FILE here",
        ),
        TlsFault::TrustsNobody => Finding::fault(
            Code::TlsUntrusted,
            "this machine knows no issuer of certificates at all",
            "install the system's certificates (ca-certificates), or name a file of them in SSL_CERT_FILE",
        ),
        TlsFault::Expired => Finding::fault(
            Code::TlsExpired,
            format!("the certificate of {host} has expired"),
            "renew it",
        ),
        TlsFault::NotYet => Finding::fault(
            Code::TlsExpired,
            format!("the certificate of {host} is not valid yet"),
            "see the clocks of both machines, and from when it holds",
        ),
        TlsFault::Certificate(reason) => Finding::fault(
            Code::TlsOther,
            format!("the certificate of {host} is not taken: {reason}"),
            "have it issued anew for a server of the web",
        ),
        TlsFault::Other(reason) => Finding::fault(
            Code::TlsOther,
            format!("no TLS with {host}: {reason}"),
            "see that the port speaks TLS 1.2 or 1.3; where it speaks plain HTTP, baseUrl begins with http",
        ),
    }
}

/// What the browser objects to before it asks.
pub fn preflight(objection: &Objection, origin: &str, method: &str) -> Finding {
    match objection {
        Objection::Status(status) => Finding::fault(
            Code::PreflightStatus,
            format!("OPTIONS is answered by {status}"),
            "answer it by 204 and without a sign-in: browsers send none with it",
        ),
        Objection::Method => Finding::fault(
            Code::PreflightMethod,
            format!("OPTIONS does not allow {method}"),
            format!("answer Access-Control-Allow-Methods: {method}"),
        ),
        Objection::Authorization => Finding::fault(
            Code::PreflightAuthorization,
            "OPTIONS does not allow Authorization, which * does not cover",
            "name it: Access-Control-Allow-Headers: Authorization",
        ),
        Objection::Headers(names) => {
            let names = names.join(", ");
            Finding::fault(
                Code::PreflightHeaders,
                format!("OPTIONS does not allow {names}"),
                format!("answer Access-Control-Allow-Headers: {names}"),
            )
        }
        other => between(
            other,
            origin,
            Code::PreflightOrigin,
            "the answer to OPTIONS",
        ),
    }
}

/// What the browser objects to in an answer.
pub fn cors(objection: &Objection, origin: &str) -> Finding {
    let code = match objection {
        Objection::OtherOrigin(_) => Code::CorsOther,
        Objection::Cookies => Code::CorsCredentials,
        _ => Code::CorsMissing,
    };
    between(objection, origin, code, "the answer")
}

fn between(objection: &Objection, origin: &str, code: Code, which: &str) -> Finding {
    match objection {
        Objection::OtherOrigin(other) => Finding::fault(
            code,
            format!("{which} allows {other}, not {origin}"),
            format!("answer Access-Control-Allow-Origin: {origin}, one origin alone"),
        ),
        Objection::Cookies => Finding::fault(
            code,
            format!("{which} does not allow cookies to {origin}"),
            format!(
                "answer Access-Control-Allow-Origin: {origin} (not *) and Access-Control-Allow-Credentials: true"
            ),
        ),
        _ => Finding::fault(
            code,
            format!("{which} has no Access-Control-Allow-Origin: browsers keep it from {origin}"),
            format!("answer Access-Control-Allow-Origin: {origin}, also with errors"),
        ),
    }
}

/// What is amiss with the media type of an answer that is JSON.
pub fn media(media: &str) -> Option<Finding> {
    let essence = media.split(';').next().unwrap_or_default().trim();
    let known = [
        "application/fhir+json",
        "application/json",
        "application/json+fhir",
        "text/csv",
        // Told as what it is.
        "text/html",
    ];
    if known.contains(&essence) {
        return None;
    }
    let essence = if essence.is_empty() {
        "nothing"
    } else {
        essence
    };
    Some(Finding::warning(
        Code::Mime,
        format!("what is read as JSON is sent as {essence}"),
        "send it as application/fhir+json",
    ))
}

/// What stands where JSON was asked for.
pub fn not_json(what: &str, html: bool) -> Finding {
    if html {
        Finding::fault(
            Code::Html,
            format!("a page of HTML stands where {what} was asked for"),
            "see that baseUrl is the base address of FHIR (it often ends in /fhir or /r4), and that no sign-in page answers in its place",
        )
    } else {
        Finding::fault(
            Code::NotJson,
            format!("what answers {what} is not JSON"),
            "let the source answer application/fhir+json where that is asked for",
        )
    }
}
