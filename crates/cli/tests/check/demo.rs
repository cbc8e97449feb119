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

#[test]
fn demonstration_is_all_good_for_a_patient_whom_every_source_knows() {
    let (_running, origin) = started();
    let patient = "https://fhir.nhs.uk/Id/nhs-number|9995055929";
    let output = Command::new(env!("CARGO_BIN_EXE_timeline"))
        .args([
            "check",
            &format!("{origin}timeline.json"),
            "--patient",
            patient,
        ])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    let bad = |line: &&str| line.starts_with("FAIL") || line.starts_with("warn");
    assert_eq!(text.lines().find(bad), None, "{text}");
    assert!(
        text.lines()
            .filter(|line| line.contains("complete; "))
            .count()
            >= 4,
        "{text}"
    );
    assert!(!text.contains("9995055929"), "{text}");
}
