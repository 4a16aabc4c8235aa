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
    let body = json!({"email": email, "password": password});
    app.post("/v1/sessions").header("origin", "http://127.0.0.1:8080").json(&body).send().await
}

mod add;
mod change;
