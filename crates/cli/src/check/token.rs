use std::process::Stdio;

use tokio::process::Command;

/// Why there is no token.
#[derive(Debug)]
pub enum NoToken {
    /// No command was given.
    NotGiven,
    /// It failed, for this reason.
    Failed(String),
}

/// A token, from the command that prints one. It knows the source by the
/// variable `TIMELINE_SOURCE`; what it says beside the token is not shown.
pub async fn token(command: Option<&str>, source: &str) -> Result<String, NoToken> {
    let command = command.ok_or(NoToken::NotGiven)?;
    let shell = if cfg!(windows) {
        ["cmd", "/C"]
    } else {
        ["sh", "-c"]
    };
    let [shell, option] = shell;
    let output = Command::new(shell)
        .args([option, command])
        .env("TIMELINE_SOURCE", source)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| {
            NoToken::Failed(format!(
                "the token command does not start: {}",
                error.kind()
            ))
        })?;
    if !output.status.success() {
        let says = format!("the token command failed: {}", output.status);
        return Err(NoToken::Failed(says));
    }
    let token = String::from_utf8(output.stdout).unwrap_or_default();
    let token = token.trim();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        let says = "the token command prints no token: one word is wanted";
        return Err(NoToken::Failed(says.to_owned()));
    }
    Ok(token.to_owned())
}
