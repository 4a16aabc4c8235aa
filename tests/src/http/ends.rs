//! Ends to what a client may take its time over. The times here are short; those of the service are in `Bounds`.

use std::time::Duration;

use homeroom::config::Bounds;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

use crate::support::{Listening, TestApp, class_of, nodes};

const SHORT: Duration = Duration::from_millis(400);
/// Far more than anything here takes.
const SOON: Duration = Duration::from_secs(20);

const ASK: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";

async fn connect(to: &Listening) -> TcpStream {
    TcpStream::connect(to.address).await.unwrap()
}

/// Sends this a byte at a time, slower than anybody may, until it is through or the connection has ended; then what came back.
async fn drip(mut stream: TcpStream, bytes: impl Iterator<Item = u8>) -> String {
    for byte in bytes {
        if stream.write_all(&[byte]).await.is_err() {
            break;
        }
        sleep(Duration::from_millis(20)).await;
        if let Ok(Ok(_)) = timeout(Duration::from_millis(1), stream.peek(&mut [0])).await {
            break;
        }
    }
    said(&mut stream).await
}

/// Everything until the connection ends.
async fn said(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // One that is reset has ended, too.
    let _ = timeout(SOON, stream.read_to_end(&mut answer)).await.expect("the connection ends");
    String::from_utf8(answer).unwrap()
}

/// The status of the answer on a connection that goes on.
async fn status(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(b"}") {
        let mut more = [0; 1024];
        let count = timeout(SOON, stream.read(&mut more)).await.expect("an answer").unwrap();
        assert!(count > 0, "the connection ended: {}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&more[..count]);
    }
    String::from_utf8(answer).unwrap().split(' ').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_ends_and_a_connection_between_two_requests_does_not() {
    let app = TestApp::new().await;
    let listening = app.listen_within(Bounds { head: SHORT, ..Bounds::default() }).await;
    let mut patient = connect(&listening).await;
    patient.write_all(ASK.as_bytes()).await.unwrap();
    assert_eq!(status(&mut patient).await, "200");
    let began = Instant::now();
    let head = b"GET /healthz HTTP/1.1\r\n".iter().copied().chain("x-more: y\r\n".bytes().cycle());
    assert_eq!(timeout(SOON, drip(connect(&listening).await, head)).await.expect("it ends"), "", "nothing was asked");
    assert!(began.elapsed() >= SHORT);
    patient.write_all(ASK.as_bytes()).await.unwrap();
    assert_eq!(status(&mut patient).await, "200", "it was idle for longer than a head may take");
}

#[tokio::test]
async fn a_body_that_stalls_or_comes_byte_by_byte_is_408() {
    let app = TestApp::new().await;
    let listening = app.listen_within(Bounds { stall: SHORT, ..Bounds::default() }).await;
    let head = "POST /v1/sessions HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n\r\n";
    let mut stalled = connect(&listening).await;
    stalled.write_all(format!("{head}{{\"email\": ").as_bytes()).await.unwrap();
    let mut dripping = connect(&listening).await;
    dripping.write_all(head.as_bytes()).await.unwrap();
    for answer in [said(&mut stalled).await, drip(dripping, std::iter::repeat(b' ')).await] {
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("/problems/body-too-slow"), "{answer}");
    }
}

#[tokio::test]
async fn an_answer_that_nobody_takes_ends_the_connection() {
    let app = TestApp::new().await;
    let listening = app.listen_within(Bounds { stall: SHORT, ..Bounds::default() }).await;
    let stream = connect(&listening).await;
    let ask = "GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n";
    let (_unread, mut asking) = stream.into_split();
    let asked = async { while asking.write_all(ask.as_bytes()).await.is_ok() {} };
    timeout(SOON, asked).await.expect("the service gives up");
}

#[tokio::test]
async fn one_connection_too_many_is_told_so_and_those_that_wait_for_news_are_counted_apart() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let listening = app.listen_within(Bounds { connections: 2, streams: 1, ..Bounds::default() }).await;
    let mut taken = Vec::new();
    for _ in 0..2 {
        let mut stream = connect(&listening).await;
        stream.write_all(ASK.as_bytes()).await.unwrap();
        assert_eq!(status(&mut stream).await, "200");
        taken.push(stream);
    }
    let refused = said(&mut connect(&listening).await).await;
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("retry-after: 2") && refused.contains("/problems/busy"), "{refused}");
    let wait = format!(
        "GET /v1/orders/{} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nif-none-match: {}\r\nprefer: wait=30\r\n\r\n",
        order.id(),
        school.key,
        order.etag()
    );
    taken[0].write_all(wait.as_bytes()).await.unwrap();
    let served = async {
        loop {
            let mut stream = connect(&listening).await;
            let _ = stream.write_all(ASK.as_bytes()).await;
            if status(&mut stream).await == "200" {
                return stream;
            }
        }
    };
    let _third = timeout(SOON, served).await.expect("who waits for news leaves room for another");
    let refused = said(&mut connect(&listening).await).await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
}
