//! The configuration that is checked: from a file or from an address.

use std::time::Duration;

use url::Url;

use super::codes::Code;
use super::exchange::{Question, ask};
use super::finding::Finding;
use super::tls::Tls;
use super::words;

/// How long the configuration may take.
const LIMIT: Duration = Duration::from_secs(15);

/// What was given.
pub struct Given {
    /// The bytes of the configuration.
    pub json: Vec<u8>,
    /// What relative addresses in it are relative to.
    pub base: Option<Url>,
}

/// Reads the file, or asks for the address. What a file's relative addresses
/// are relative to, only the page's origin can say.
pub async fn read(config: &str, origin: Option<&Url>, tls: &Tls) -> Result<Given, Finding> {
    let address = Url::parse(config).ok();
    let Some(url) = address.filter(|url| matches!(url.scheme(), "http" | "https")) else {
        let json = std::fs::read(config);
        let json = json.map_err(|error| unread(&format!("cannot read {config}: {error}")))?;
        return Ok(Given {
            json,
            base: origin.cloned(),
        });
    };
    let question = Question {
        method: "GET",
        url: url.clone(),
        headers: vec![("accept".to_owned(), "application/json".to_owned())],
        body: Vec::new(),
    };
    let reply = ask(question, tls, LIMIT).await;
    let reply = reply.map_err(|reason| words::no_reply(&reason, &url))?;
    if reply.status != 200 {
        let says = format!("cannot fetch {config}: it answers {}", reply.status);
        return Err(unread(&says));
    }
    Ok(Given {
        json: reply.body,
        base: Some(url),
    })
}

fn unread(says: &str) -> Finding {
    let advice = "give a file, or the address that the page has the configuration from";
    Finding::fault(Code::ConfigurationUnread, says, advice)
}
