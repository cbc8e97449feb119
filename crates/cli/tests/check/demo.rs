//! The demonstration, as `timeline serve` serves it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

/// A server that ends with the test, also when the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn started() -> (Running, String) {
    for _ in 0..20 {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port().to_string();
        drop(free);
        let mut child = Command::new(env!("CARGO_BIN_EXE_timeline"))
            .args(["serve", "--port", &port])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let running = Running(child);
        if line.contains(&port) {
            return (running, line.trim().to_owned());
        }
    }
    panic!("no two free ports that follow each other were found");
}

/// What the check prints for a configuration.
fn checked(config: &str, more: &[&str]) -> String {
    let patient = "https://fhir.nhs.uk/Id/nhs-number|9995055929";
    let output = Command::new(env!("CARGO_BIN_EXE_timeline"))
        .args(["check", config, "--patient", patient])
        .args(more)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    assert!(!text.contains("9995055929"), "{text}");
    text
}

fn warnings(text: &str) -> Vec<&str> {
    let bad = |line: &&str| line.starts_with("FAIL") || line.starts_with("warn");
    text.lines().filter(bad).collect()
}

#[test]
fn demonstration_is_all_good_for_a_patient_whom_every_source_knows() {
    let (_running, origin) = started();
    let text = checked(&format!("{origin}timeline.json"), &[]);
    assert_eq!(warnings(&text), [""; 0]);
    let told = text.lines().filter(|line| line.contains("outcome"));
    assert_eq!(told.count(), 6, "{text}");
}

#[test]
fn portal_is_warned_of_the_agreement_that_ends_soon_alone() {
    let (_running, origin) = started();
    let user = ["--role", "doctor", "--purpose", "TREAT"];
    let text = checked(&format!("{origin}timeline.json?for=portal"), &user);
    let warnings = warnings(&text);
    assert_eq!(warnings.len(), 1, "{text}");
    assert!(
        warnings[0].contains("kingsway") && warnings[0].contains("ends in"),
        "{text}"
    );
}

#[test]
fn every_way_to_a_record_is_all_good() {
    let (_running, origin) = started();
    let at = |id: &str, keys: &str| {
        format!(
            "{{\"id\": \"{id}\", \"title\": \"{id}\", \"baseUrl\": \"/sources/stannes/fhir\", {keys}}}"
        )
    };
    let sources = [
        at(
            "post",
            "\"search\": \"post\", \"load\": \"types\", \"version\": \"auto\"",
        ),
        at("match", "\"find\": \"match\""),
        at("summary", "\"preset\": \"ips\""),
        at(
            "document",
            "\"preset\": \"document\", \"document\": \"documents/{value}\"",
        ),
        at("gp", "\"preset\": \"gp-connect\", \"carrier\": \"proxy\"")
            .replace("/sources/stannes/", "/proxy/riverside/"),
    ];
    let json = format!("{{\"sources\": [{}]}}", sources.join(", "));
    let file = super::tool::written(json.as_bytes());
    let text = checked(
        file.to_str().unwrap(),
        &["--origin", origin.trim_end_matches('/')],
    );
    assert_eq!(warnings(&text), [""; 0], "{text}");
    let complete = text.lines().filter(|line| line.contains("complete; "));
    assert_eq!(complete.count(), sources.len(), "{text}");
}
