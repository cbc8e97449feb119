use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::support::{GP, server};
use crate::serve::listen;

/// Everything that comes back over one connection.
async fn talk(request: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(listen::serve(listener, server().first));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("{request} HTTP/1.1\r\nhost: ward.test\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is reset has said nothing more, too.
    let _ = stream.read_to_end(&mut answer).await;
    serving.abort();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn source_that_is_down_closes_the_connection_without_a_word() {
    assert_eq!(talk(&format!("GET /faulty/down{GP}/metadata")).await, "");
}

#[tokio::test]
async fn connection_is_reset_after_half_of_the_body() {
    let metadata = format!("{GP}/metadata");
    let whole = talk(&format!("GET {metadata}")).await;
    let half = talk(&format!("GET /faulty/reset{metadata}")).await;
    let body = |answer: &str| answer.split_once("\r\n\r\n").unwrap().1.len();
    assert!(half.starts_with("HTTP/1.1 200 OK"));
    assert!(body(&half).abs_diff(body(&whole) / 2) < 100);
    assert!(!half.ends_with("0\r\n\r\n"), "the body has no end");
}

#[tokio::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let get = talk(&format!("GET {GP}/metadata")).await;
    let head = talk(&format!("HEAD {GP}/metadata")).await;
    let (headers, body) = head.split_once("\r\n\r\n").unwrap();
    assert!(headers.starts_with("HTTP/1.1 200 OK"));
    assert!(get.starts_with(headers.split("date:").next().unwrap()));
    assert_eq!(body, "");
}

#[tokio::test]
async fn port_that_is_taken_is_named_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let told = format!("{:#}", listen::bind(port).await.unwrap_err());
    assert!(
        told.contains(&format!("127.0.0.1:{port}")) && told.contains("--port"),
        "{told}"
    );
    for outside in [0, u16::MAX] {
        assert!(listen::bind(outside).await.is_err());
    }
}
