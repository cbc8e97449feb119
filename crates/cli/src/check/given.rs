//! The configuration that is checked: from a file or from an address.

use std::time::Duration;

use anyhow::{Context, bail};
use url::Url;

use super::exchange::{Question, ask};
use super::tls::Tls;

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
pub async fn read(config: &str, origin: Option<&Url>, tls: &Tls) -> anyhow::Result<Given> {
    let address = Url::parse(config).ok();
    let Some(url) = address.filter(|url| matches!(url.scheme(), "http" | "https")) else {
        let json = std::fs::read(config).with_context(|| format!("cannot read {config}"))?;
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
    let reply = match ask(question, tls, LIMIT).await {
        Ok(reply) => reply,
        Err(reason) => {
            let finding = super::words::no_reply(&reason, &url);
            bail!(
                "cannot fetch {config}: {} → {}",
                finding.says,
                finding.advice
            );
        }
    };
    if reply.status != 200 {
        bail!("cannot fetch {config}: it answers {}", reply.status);
    }
    Ok(Given {
        json: reply.body.to_vec(),
        base: Some(url),
    })
}
