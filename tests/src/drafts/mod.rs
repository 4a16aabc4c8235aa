//! Orders that are still being written.

mod bounds;
mod keep;
mod share;

use serde_json::{Value, json};

use crate::support::{Answer, Call, Home, School, TestApp};

/// Somebody of the institution with a session.
struct Person<'a> {
    app: &'a TestApp,
    cookie: String,
}

impl<'a> Person<'a> {
    async fn of(app: &'a TestApp, school: &School<'_>, role: &str) -> Self {
        Self { app, cookie: app.session(Home::tenant(&school.id), role).await }
    }

    fn call(&self, method: &str, path: &str) -> Call {
        self.app.call(method, path).header("cookie", &self.cookie).header("origin", "http://127.0.0.1:8080").once()
    }

    async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).send().await
    }

    async fn keep(&self, draft: &Value) -> Answer {
        self.call("POST", "/v1/drafts").json(draft).send().await
    }

    async fn set(&self, path: &str, etag: &str, draft: &Value) -> Answer {
        self.call("PUT", path).header("if-match", etag).json(draft).send().await
    }
}

fn draft(name: &str) -> Value {
    json!({"kind": "order", "name": name, "step": "week", "body": {"name": name, "rooms": []}, "shared": false})
}
