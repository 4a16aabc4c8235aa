//! Links into classrooms, from making one to entering by it.

mod make;
mod passcodes;
mod use_them;

use serde_json::{Value, json};

use crate::support::{Answer, Call, School, TestApp, class_of, nodes, rooms, seats};

const ORIGIN: &str = "http://127.0.0.1:8080";

async fn app() -> TestApp {
    TestApp::new().await.with_cluster("bj-1", nodes(2)).await
}

/// An institution with an order of two rooms, taught on Mondays at 09:00 and at 14:00 in Shanghai: 01:00 and 06:00 in UTC.
async fn school(app: &TestApp) -> (School<'_>, Vec<String>) {
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45).weekly("MO", "14:00", 45)).await.expect_created();
    let ids = school.get("/v1/classrooms").send().await.expect(200).ids();
    (school, ids)
}

async fn link(school: &School<'_>, room: &str, body: Value) -> Answer {
    school.post(&format!("/v1/classrooms/{room}/links")).json(&body).send().await
}

fn pupil(valid: &str) -> Value {
    json!({"role": "pupil", "valid": valid})
}

/// The fragment of an address.
fn secret(link: &Answer) -> String {
    link.text_of("address").split_once("/enter#").unwrap().1.to_owned()
}

/// A browser, with the cookie of the link that it has shown.
struct Browser<'a> {
    app: &'a TestApp,
    cookie: Option<String>,
}

impl<'a> Browser<'a> {
    fn new(app: &'a TestApp) -> Self {
        Self { app, cookie: None }
    }

    fn call(&self, method: &str, path: &str) -> Call {
        let call = self.app.call(method, path).header("origin", ORIGIN);
        match &self.cookie {
            Some(cookie) => call.header("cookie", cookie),
            None => call,
        }
    }

    async fn redeem(&mut self, body: Value) -> Answer {
        let answer = self.call("POST", "/v1/links/redeem").json(&body).send().await;
        if let Some(set) = answer.header("set-cookie") {
            self.cookie = Some(set.split(';').next().unwrap().to_owned());
        }
        answer
    }

    async fn enter(&self, name: &str) -> Answer {
        self.call("POST", "/v1/links/enter").json(&json!({"name": name})).send().await
    }

    async fn current(&self) -> Answer {
        self.call("GET", "/v1/links/current").send().await
    }
}

/// Rooms as the reconciler leaves them while the morning's lesson is on.
async fn open(app: &TestApp) {
    let status =
        json!({"wanted": true, "available": true, "reason": "RoomsAvailable", "params": {"rooms": 1}, "since": "2026-09-07T00:50:00Z"});
    let sql = "UPDATE classrooms SET status = $1, open_from = '2026-09-07T00:50:00Z', open_until = '2026-09-07T01:55:00Z', opens_next = '2026-09-07T05:50:00Z'";
    sqlx::query(sql).bind(&status).execute(&mut app.sql().await).await.unwrap();
}
