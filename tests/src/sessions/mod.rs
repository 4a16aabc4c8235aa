//! People at the door.

use serde_json::{Value, json};

use crate::support::{Answer, School, TestApp};

const PASSWORD: &str = "correct horse battery";
const OWN: &str = "http://127.0.0.1:8080";

mod door;
mod own;
mod password;

/// Adds a person with `PASSWORD`.
async fn person(school: &School<'_>, email: &str, role: &str) {
    let body = json!({"email": email, "role": role, "password": PASSWORD});
    school.post("/v1/members").json(&body).send().await.expect_created();
}

async fn log_in(app: &TestApp, body: &Value) -> Answer {
    app.post("/v1/sessions").header("origin", OWN).json(body).send().await
}

/// The cookie as a browser sends it back.
fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}
