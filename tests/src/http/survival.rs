use std::time::Duration;

use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::support::TestApp;

/// A client that hangs up while its password is being hashed must still have added the member: the work was begun.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_was_begun_is_finished_without_its_client() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let listening = app.listen().await;
    let body = json!({"email": "a@example.org", "role": "viewer", "password": "correct horse battery"}).to_string();
    let mut stream = TcpStream::connect(listening.address).await.unwrap();
    let head = format!(
        "POST /v1/members HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nidempotency-key: k\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        school.key,
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(20)).await;
    drop(stream);
    for _ in 0..100 {
        let members = school.get("/v1/members?email=a@example.org").send().await.expect(200);
        if members.items().len() == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the member was never added");
}
