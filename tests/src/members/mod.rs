//! People with a role somewhere.

use serde_json::{Value, json};

use crate::support::{Answer, Call, Home, TestApp};

/// Makes the call as somebody with this role there, as a browser would.
async fn browser(app: &TestApp, home: Home, role: &str, call: Call) -> Call {
    let cookie = app.session(home, role).await;
    call.header("cookie", &cookie).header("origin", "http://127.0.0.1:8080")
}

async fn add(app: &TestApp, home: Home, role: &str, body: Value) -> Answer {
    browser(app, home, role, app.post("/v1/members").once().json(&body)).await.send().await
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> Answer {
    log_in_at(app, email, password, None).await
}

async fn log_in_at(app: &TestApp, email: &str, password: &str, tenant: Option<&str>) -> Answer {
    let body = json!({"email": email, "password": password, "tenant": tenant});
    app.post("/v1/sessions").header("origin", "http://127.0.0.1:8080").json(&body).send().await
}

/// Sets a first password with a link.
async fn set_password(app: &TestApp, link: &str, password: &str) -> Answer {
    app.call("PUT", "/v1/me/password").bearer(link).json(&json!({ "password": password })).send().await
}

fn cookie(opened: &Answer) -> String {
    opened.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// What the session's person sees of where they belong.
async fn places(app: &TestApp, opened: &Answer) -> Value {
    let me = app.get("/v1/me").header("cookie", &cookie(opened)).send().await.expect(200);
    me["memberships"].as_array().unwrap().iter().map(|membership| membership["place"].clone()).collect()
}

mod add;
mod batch;
mod change;
mod finding;
mod known;
mod taken_up;
