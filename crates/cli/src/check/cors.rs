//! What a browser makes of an answer from another origin, by the rules of the
//! Fetch standard.

use hyper::HeaderMap;

/// A request as the browser sees it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The page's origin.
    pub origin: &'a str,
    /// The method.
    pub method: &'a str,
    /// The headers that the element sets.
    pub headers: &'a [(String, String)],
    /// Whether cookies go along.
    pub cookies: bool,
}

/// What the browser objects to.
#[derive(Debug, PartialEq, Eq)]
pub enum Objection {
    /// The status of the answer to the question beforehand.
    Status(u16),
    /// No origin is allowed.
    NoOrigin,
    /// This origin is allowed, which is another.
    OtherOrigin(String),
    /// Cookies are not allowed.
    Cookies,
    /// The method is not allowed.
    Method,
    /// `Authorization` is not allowed by its name.
    Authorization,
    /// These headers are not allowed.
    Headers(Vec<String>),
}

impl Asked<'_> {
    /// The headers that the browser asks about beforehand: lower case, sorted.
    pub fn unusual(&self) -> Vec<String> {
        let unusual = self
            .headers
            .iter()
            .filter(|(name, value)| !usual(name, value));
        let mut names: Vec<String> = unusual.map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Whether the browser asks beforehand.
    pub fn wants_preflight(&self) -> bool {
        !usual_method(self.method) || !self.unusual().is_empty()
    }

    /// The headers of the question beforehand.
    pub fn preflight(&self) -> Vec<(String, String)> {
        let mut headers = vec![
            ("accept".to_owned(), "*/*".to_owned()),
            ("origin".to_owned(), self.origin.to_owned()),
            (
                "access-control-request-method".to_owned(),
                self.method.to_owned(),
            ),
        ];
        let unusual = self.unusual();
        if !unusual.is_empty() {
            headers.push((
                "access-control-request-headers".to_owned(),
                unusual.join(","),
            ));
        }
        headers
    }

    /// What the browser objects to in the answer to the question beforehand.
    pub fn of_preflight(&self, status: u16, headers: &HeaderMap) -> Vec<Objection> {
        let mut objections = Vec::new();
        if !(200..300).contains(&status) {
            objections.push(Objection::Status(status));
        }
        objections.extend(self.of_answer(headers));
        let methods = list(headers, "access-control-allow-methods");
        let any = |list: &[String]| !self.cookies && list.iter().any(|item| item == "*");
        if !usual_method(self.method)
            && !any(&methods)
            && !methods.iter().any(|method| method == self.method)
        {
            objections.push(Objection::Method);
        }
        let allowed = list(headers, "access-control-allow-headers");
        let named = |name: &String| allowed.iter().any(|own| own.eq_ignore_ascii_case(name));
        let (sign_in, others): (Vec<_>, Vec<_>) = self
            .unusual()
            .into_iter()
            .filter(|name| !named(name))
            .partition(|name| name == "authorization");
        if !sign_in.is_empty() {
            objections.push(Objection::Authorization);
        }
        if !others.is_empty() && !any(&allowed) {
            objections.push(Objection::Headers(others));
        }
        objections
    }

    /// What the browser objects to in the answer itself.
    pub fn of_answer(&self, headers: &HeaderMap) -> Option<Objection> {
        let allowed = text(headers, "access-control-allow-origin");
        match allowed.as_deref() {
            None => return Some(Objection::NoOrigin),
            Some("*") if !self.cookies => return None,
            Some("*") => return Some(Objection::Cookies),
            Some(own) if own == self.origin => {}
            Some(other) => return Some(Objection::OtherOrigin(other.to_owned())),
        }
        let cookies = text(headers, "access-control-allow-credentials");
        (self.cookies && cookies.as_deref() != Some("true")).then_some(Objection::Cookies)
    }

    /// Which of these headers the page cannot read.
    pub fn hidden<'n>(&self, headers: &HeaderMap, names: &[&'n str]) -> Vec<&'n str> {
        let star = text(headers, "access-control-expose-headers").as_deref() == Some("*");
        let seen = |name: &str| is_exposed(headers, name) && !(self.cookies && star);
        names.iter().copied().filter(|name| !seen(name)).collect()
    }
}

/// Whether a page of another origin may read a header, without cookies.
pub fn is_exposed(headers: &HeaderMap, name: &str) -> bool {
    let always = [
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    ];
    let exposed = list(headers, "access-control-expose-headers");
    let mut all = exposed.iter().map(String::as_str).chain(always);
    all.any(|own| own == "*" || own.eq_ignore_ascii_case(name))
}

fn usual_method(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "POST")
}

/// Whether a header needs no question: the standard's list, short and without
/// the signs that servers misread.
fn usual(name: &str, value: &str) -> bool {
    let unsafe_byte = |byte: u8| {
        (byte < 0x20 && byte != b'\t') || byte == 0x7f || b"\"():<>?@[\\]{}".contains(&byte)
    };
    let plain = !value.bytes().any(unsafe_byte) && value.len() <= 128;
    let language = |byte: u8| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(&byte);
    match name.to_ascii_lowercase().as_str() {
        "accept" => plain,
        "accept-language" | "content-language" => value.len() <= 128 && value.bytes().all(language),
        "content-type" => {
            let essence = value.split(';').next().unwrap_or_default().trim();
            let forms = [
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "text/plain",
            ];
            plain && forms.iter().any(|form| essence.eq_ignore_ascii_case(form))
        }
        _ => false,
    }
}

/// All values under a name as one, as browsers combine them.
pub fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let values: Vec<&str> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    (!values.is_empty()).then(|| values.join(", ").trim().to_owned())
}

fn list(headers: &HeaderMap, name: &str) -> Vec<String> {
    let all = text(headers, name).unwrap_or_default();
    let items = all.split(',').map(|item| item.trim().to_owned());
    items.filter(|item| !item.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    const ORIGIN: &str = "https://portal.example";

    fn headers(given: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = given.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        pairs.collect()
    }

    fn set(given: &[(&str, &str)]) -> Vec<(String, String)> {
        let pairs = given
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        pairs.collect()
    }

    fn get<'a>(headers: &'a [(String, String)], cookies: bool) -> Asked<'a> {
        Asked {
            origin: ORIGIN,
            method: "GET",
            headers,
            cookies,
        }
    }

    #[test]
    fn asking_for_fhir_alone_wants_no_question_beforehand() {
        let accept = set(&[("Accept", "application/fhir+json")]);
        assert!(!get(&accept, true).wants_preflight());
        let form = set(&[("Content-Type", "application/x-www-form-urlencoded")]);
        assert!(!get(&form, false).wants_preflight());
        let version = set(&[("Accept", "application/fhir+json; fhirVersion=\"4.0\"")]);
        assert!(get(&version, false).wants_preflight());
        let json = set(&[("Content-Type", "application/fhir+json")]);
        assert_eq!(get(&json, false).unusual(), ["content-type"]);
    }

    #[test]
    fn a_star_does_not_cover_authorization_nor_anything_with_cookies() {
        let sent = set(&[("Authorization", "Bearer x"), ("Ssp-TraceID", "1")]);
        let star = headers(&[
            ("access-control-allow-origin", "*"),
            ("access-control-allow-headers", "*"),
        ]);
        let asked = get(&sent, false);
        assert_eq!(asked.of_preflight(204, &star), [Objection::Authorization]);
        let own = headers(&[
            ("access-control-allow-origin", ORIGIN),
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-headers", "*, AUTHORIZATION"),
        ]);
        assert_eq!(asked.of_preflight(204, &own), []);
        let unnamed = Objection::Headers(vec!["ssp-traceid".into()]);
        assert_eq!(get(&sent, true).of_preflight(204, &own), [unnamed]);
    }

    #[test]
    fn an_answer_is_for_the_origin_it_names_and_cookies_want_more() {
        let none = set(&[]);
        let origin = |value| headers(&[("access-control-allow-origin", value)]);
        assert_eq!(get(&none, false).of_answer(&origin("*")), None);
        assert_eq!(get(&none, false).of_answer(&origin(ORIGIN)), None);
        let cookies = get(&none, true);
        assert_eq!(cookies.of_answer(&origin("*")), Some(Objection::Cookies));
        assert_eq!(cookies.of_answer(&origin(ORIGIN)), Some(Objection::Cookies));
        let missing = get(&none, false).of_answer(&headers(&[]));
        assert_eq!(missing, Some(Objection::NoOrigin));
        let other = get(&none, false).of_answer(&origin("https://other.example"));
        let reason = Objection::OtherOrigin("https://other.example".into());
        assert_eq!(other, Some(reason));
    }

    #[test]
    fn two_allowed_origins_are_none() {
        let mut two = headers(&[("access-control-allow-origin", "*")]);
        let own = HeaderValue::from_static(ORIGIN);
        two.append("access-control-allow-origin", own);
        assert!(get(&[], false).of_answer(&two).is_some());
    }

    #[test]
    fn what_is_not_exposed_is_hidden() {
        let some = headers(&[("access-control-expose-headers", "etag")]);
        let names = ["Retry-After", "ETag"];
        assert_eq!(get(&[], false).hidden(&some, &names), ["Retry-After"]);
        let star = headers(&[("access-control-expose-headers", "*")]);
        assert!(get(&[], false).hidden(&star, &names).is_empty());
        assert_eq!(get(&[], true).hidden(&star, &names), names);
    }
}
