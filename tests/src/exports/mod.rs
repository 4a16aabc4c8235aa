//! What an institution takes out of the service.

use std::io::{Cursor, Read as _};

use serde_json::{Value, json};
use zip::ZipArchive;

use crate::support::{Answer, School, TestApp, class_of, nodes};

/// An archive that was taken out whole.
struct Taken(ZipArchive<Cursor<Vec<u8>>>);

impl Taken {
    async fn out(school: &School<'_>) -> Self {
        let answer: Answer = school.get("/v1/export").send().await.expect(200);
        assert_eq!(answer.header("content-type"), Some("application/zip"));
        Self(ZipArchive::new(Cursor::new(answer.body)).expect("an archive"))
    }

    fn text(&mut self, name: &str) -> String {
        let mut text = String::new();
        self.0.by_name(name).unwrap_or_else(|_| panic!("no {name}")).read_to_string(&mut text).expect("text");
        text
    }

    fn rows(&mut self, name: &str) -> Vec<Value> {
        self.text(&format!("{name}.jsonl")).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    fn names(&self) -> Vec<String> {
        self.0.file_names().map(|name| name.expect("a name").into_owned()).collect()
    }

    fn all(&mut self) -> String {
        self.names().iter().map(|name| self.text(name)).collect()
    }
}

async fn school_with_something(app: &TestApp) -> School<'_> {
    let school = app.tenant("Qinghe").await;
    let order = class_of(25).rooms(2).weekly("MO", "09:00", 45).term("2026-09-07", "2026-12-18");
    let order = school.order(order.with("/name", json!("=Autumn"))).await.expect_created();
    let member = json!({"email": "li@example.org", "name": "Li", "role": "teacher", "password": "correct horse battery"});
    school.post("/v1/members").json(&member).send().await.expect_created();
    let key = json!({"name": "Timetable", "scopes": ["orders:read"]});
    school.post("/v1/api-keys").json(&key).send().await.expect_created();
    let rooms = school.get(&format!("/v1/classrooms?order_id={}", order.id())).send().await.expect(200);
    let link = json!({"role": "pupil", "valid": "term"});
    let path = format!("/v1/classrooms/{}/links", rooms.items()[0]["id"].as_str().unwrap_or_default());
    school.post(&path).json(&link).send().await.expect_created();
    school
}

#[tokio::test]
async fn an_institution_takes_out_all_that_is_its_own_and_nothing_of_anybody_else() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school_with_something(&app).await;
    let other = app.tenant("Other").await;
    other.order(class_of(25).rooms(1).weekly("TU", "09:00", 45).term("2026-09-07", "2026-09-18")).await.expect_created();
    let mut taken = Taken::out(&school).await;
    let institution: Value = serde_json::from_str(&taken.text("institution.json")).expect("JSON");
    assert_eq!((&institution["name"], &institution["id"]), (&json!("Qinghe"), &json!(crate::support::uuid_of(&school.id))));
    assert_eq!(taken.rows("orders").len(), 1);
    assert_eq!(taken.rows("classrooms").len(), 2);
    let documents = taken.rows("timetables");
    assert_eq!((documents.len(), &documents[0]["document"]["name"]), (1, &json!("=Autumn")));
    // Fifteen Mondays in two rooms.
    let lessons = taken.rows("lessons");
    assert_eq!((lessons.len(), lessons[0]["starts_at"].as_str()), (30, Some("2026-09-07T01:00:00Z")));
    let people: Vec<_> = taken.rows("members").iter().map(|member| member["email"].clone()).collect();
    assert_eq!(people, [json!("li@example.org")]);
    let events: Vec<_> = taken.rows("events").iter().filter_map(|event| event["type"].as_str().map(str::to_owned)).collect();
    assert!(events.contains(&"order.created".to_owned()) && events.contains(&"member.added".to_owned()), "{events:?}");
    let table = taken.text("orders.csv");
    assert!(table.starts_with('\u{feff}') && table.contains(",'=Autumn,"), "no name is a formula: {table}");
    assert_eq!(table.matches("\r\n").count(), 2);
    let manifest: Value = serde_json::from_str(&taken.text("manifest.json")).expect("JSON");
    assert_eq!((&manifest["rows"]["lessons.csv"], &manifest["rows"]["orders.jsonl"]), (&json!(30), &json!(1)));
    assert_eq!(taken.names().last().map(String::as_str), Some("manifest.json"), "what was cut off lacks it");
}

#[tokio::test]
async fn what_became_of_drafts_is_taken_out_with_them() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school_with_something(&app).await;
    let order = school.get("/v1/orders").send().await.expect(200).ids().remove(0);
    let draft = json!({"kind": "order", "step": "week", "body": {}, "verdict": "fits", "made_order_id": order});
    school.post("/v1/drafts").json(&draft).send().await.expect_created();
    let drafts = Taken::out(&school).await.rows("drafts");
    assert_eq!((drafts.len(), &drafts[0]["verdict"]), (1, &json!("fits")));
    assert_eq!(drafts[0]["made_order_id"], json!(crate::support::uuid_of(&order)));
    assert!(drafts[0]["made_at"].is_string() && drafts[0]["made_by"]["type"] == "api_key", "{}", drafts[0]);
}

#[tokio::test]
async fn no_secret_is_in_what_is_taken_out() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school_with_something(&app).await;
    let all = Taken::out(&school).await.all();
    assert!(all.contains("Timetable") && all.contains("li@example.org"), "it is there");
    for secret in ["secret", "hash", "argon2", "hr_live_", "hr_test_", "correct horse", "passcode"] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn an_institution_takes_it_out_while_it_is_suspended_and_not_more_often_than_it_has_to() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let hold = json!({"reason": "A dispute"});
    app.platform_post(&format!("/v1/tenants/{}/suspend", school.id)).json(&hold).send().await.expect(200);
    for _ in 0..20 {
        assert_eq!(Taken::out(&school).await.rows("standing").len(), 1);
    }
    school.get("/v1/export").send().await.expect_problem(429, "too-many-requests");
    app.tenant("Other").await.get("/v1/export").send().await.expect(200);
}

#[tokio::test]
async fn many_rows_are_taken_out_page_by_page_without_one_being_lost() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = school_with_something(&app).await;
    // Hours of two meters, so that pages end within an hour.
    let hours = "INSERT INTO usage_hours (tenant_id, order_id, meter, hour, quantity)
                 SELECT tenant_id, id, m, '2026-09-07T00:00:00Z'::timestamptz + make_interval(hours => n), 3600
                 FROM orders, generate_series(0, 799) AS n, unnest(ARRAY['room_hours', 'seat_hours']) AS m";
    sqlx::query(hours).execute(&mut app.sql().await).await.expect("hours");
    let mut taken = Taken::out(&school).await;
    let mut rows: Vec<_> = taken.rows("usage").iter().map(|row| (row["meter"].to_string(), row["hour"].to_string())).collect();
    assert_eq!(rows.len(), 1_600);
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), 1_600, "each is there once");
    assert_eq!(taken.text("usage.csv").matches("\r\n").count(), 1_601);
}
