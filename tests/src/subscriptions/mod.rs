//! Subscriptions and `GET /v1/lessons.ics`: lessons where people look.

mod ends;
mod feed;
mod make;
mod reader;

use serde_json::Value;

use crate::support::{Answer, School, TestApp};

/// The id, and the address that is given, without the origin.
async fn subscribe(school: &School<'_>, body: Value) -> (String, String) {
    let made = school.post("/v1/subscriptions").json(&body).send().await.expect_created();
    (made.id(), path_of(&made))
}

fn path_of(made: &Answer) -> String {
    let address = made.text_of("address");
    address[address.find("/v1/").unwrap()..].to_owned()
}

async fn calendar(app: &TestApp, address: &str) -> Answer {
    app.get(address).send().await
}

/// The values of a property, unfolded.
fn values(calendar: &Answer, name: &str) -> Vec<String> {
    let text = String::from_utf8(calendar.body.clone()).unwrap().replace("\r\n ", "");
    let of = |line: &str| line.strip_prefix(name).filter(|rest| rest.starts_with([':', ';'])).map(|rest| rest[1..].to_owned());
    text.split("\r\n").filter_map(of).collect()
}
