//! The server as a user starts it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot start fails"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

/// A server that ends with the test, also when the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_timeline"));
    command
        .args(["serve", "--port", &port.to_string()])
        .env_remove("RUST_BACKTRACE")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Starts on two free ports and waits until the address is printed.
fn started() -> (Running, u16) {
    for _ in 0..20 {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut child = serve(port).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let running = Running(child);
        if line == format!("http://127.0.0.1:{port}/\n") {
            return (running, port);
        }
    }
    panic!("no two free ports that follow each other were found");
}

fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn address_is_printed_when_both_ports_listen() {
    let (_running, port) = started();
    assert!(get(port, "/").contains("<patient-timeline"));
    let second = get(port + 1, "/sources/mentalhealth/fhir/metadata");
    assert!(second.contains("CapabilityStatement"), "{second}");
    assert!(get(port, "/timeline.json").contains(&format!("http://127.0.0.1:{}/", port + 1)));
}

#[test]
fn second_server_says_which_port_is_taken_and_what_to_do() {
    let (_running, port) = started();
    let mut second = Running(serve(port).spawn().unwrap());
    let (mut printed, mut told) = (String::new(), String::new());
    // A server that starts nevertheless prints its address and runs on.
    BufReader::new(second.0.stdout.take().unwrap())
        .read_line(&mut printed)
        .unwrap();
    assert_eq!(printed, "", "no address is printed that is somebody else's");
    assert!(!second.0.wait().unwrap().success());
    second
        .0
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    assert!(
        told.contains(&format!("127.0.0.1:{port}")) && told.contains("--port"),
        "{told}"
    );
}

#[cfg(unix)]
#[test]
fn interrupt_stops_the_server_in_peace() {
    let (mut running, _) = started();
    let id = running.0.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    assert!(running.0.wait().unwrap().success());
}
