//! Letters, on a real mail server: who is written to, in which language, and what its links open.

use homeroom::workers;
use serde_json::{Value, json};

use crate::support::{Answer, MailServer, School, TestApp};

mod invited;
mod reset;

const OWN: &str = "http://127.0.0.1:8080";
const PASSWORD: &str = "correct horse battery";

/// The service with mail set up.
async fn with_mail() -> (TestApp, MailServer) {
    let mail = MailServer::start().await;
    let app = TestApp::with(&["--mail-url", mail.smtp_url(), "--mail-from", "Homeroom <homeroom@homeroom.example>"]).await;
    (app, mail)
}

/// Does what waits in the queue.
async fn post(app: &TestApp) {
    workers::run(&app.state, "jobs").await.unwrap();
}

async fn add(school: &School<'_>, body: Value) -> Answer {
    school.post("/v1/members").json(&body).send().await.expect_created()
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.post("/v1/sessions").header("origin", OWN).json(&json!({"email": email, "password": password})).send().await
}

async fn set_password(app: &TestApp, link: &str, password: &str) -> Answer {
    app.call("PUT", "/v1/me/password").bearer(link).json(&json!({ "password": password })).send().await
}

/// The cookie as a browser sends it back.
fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}
