//! `GET /v1/platform/jobs` and `POST /v1/platform/jobs/{id}/run`

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::support::{Answer, TestApp, uuid_of};

const QUEUED: &str = "job_00000000-0000-7000-8000-000000000001";
const RUNNING: &str = "job_00000000-0000-7000-8000-000000000002";
const DEAD: &str = "job_00000000-0000-7000-8000-000000000003";

/// One of each state; the dead one is a school's.
async fn jobs(app: &TestApp) -> String {
    let school = app.tenant("School").await;
    let insert = format!(
        "INSERT INTO jobs (id, tenant_id, name, payload, state, run_at, attempts, last_error, created_at) VALUES
         ('{}', NULL, 'a', '{{\"secret\": 1}}', 'queued', '2026-09-01', 1, 'it was closed', '2026-08-01'),
         ('{}', NULL, 'a', '{{}}', 'running', '2026-09-01', 1, NULL, '2026-08-02'),
         ('{}', '{}', 'b', '{{}}', 'dead', '2026-08-04', 10, 'it burnt down', '2026-08-03')",
        uuid_of(QUEUED),
        uuid_of(RUNNING),
        uuid_of(DEAD),
        uuid_of(&school.id)
    );
    sqlx::raw_sql(AssertSqlSafe(insert)).execute(&mut app.sql().await).await.unwrap();
    school.id
}

fn ids(page: &Answer) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|job| job["id"].as_str().unwrap()).collect()
}

async fn run(app: &TestApp, id: &str) -> Answer {
    app.post(&format!("/v1/platform/jobs/{id}/run")).bearer(&app.platform_key).send().await.expect(200)
}

#[tokio::test]
async fn operators_see_what_waits_and_what_failed_page_by_page_without_its_payload() {
    let app = TestApp::new().await;
    let school = jobs(&app).await;
    let list = async |query: &str| app.platform_get(&format!("/v1/platform/jobs{query}")).send().await.expect(200);
    let all = list("").await;
    assert_eq!(ids(&all), [QUEUED, RUNNING, DEAD]);
    assert_eq!(
        all["items"][2],
        json!({"id": DEAD, "name": "b", "tenant_id": school, "state": "dead", "attempts": 10, "run_at": "2026-08-04T00:00:00Z",
               "last_error": "it burnt down", "created_at": "2026-08-03T00:00:00Z"})
    );
    for (query, found) in
        [("?state=queued", vec![QUEUED]), ("?state=running", vec![RUNNING]), ("?state=dead&name=a", vec![]), ("?name=b", vec![DEAD])]
    {
        assert_eq!(ids(&list(query).await), found, "{query}");
    }
    let first = list("?limit=2").await;
    let rest = list(&format!("?limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!((ids(&rest), &rest["next_cursor"]), (vec![DEAD], &Value::Null));
    app.platform_get("/v1/platform/jobs?state=done").send().await.expect_invalid("?state");
}

#[tokio::test]
async fn an_operator_runs_a_dead_job_again_once_however_often_it_is_said() {
    let app = TestApp::new().await;
    jobs(&app).await;
    for _ in 0..2 {
        let job = run(&app, DEAD).await;
        assert_eq!((&job["state"], &job["attempts"], &job["run_at"]), (&json!("queued"), &json!(0), &json!("2026-08-25T00:00:00Z")));
        assert_eq!(job["last_error"], "it burnt down", "why it died is still to be read");
    }
    let events = app.platform_get("/v1/events").send().await.expect(200);
    let told = events["items"].as_array().unwrap().iter().filter(|event| event["type"] == "job.run" && event["subject"] == DEAD).count();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn what_waits_for_later_is_due_at_once_and_what_runs_is_left_alone() {
    let app = TestApp::new().await;
    jobs(&app).await;
    let waiting = run(&app, QUEUED).await;
    assert_eq!((&waiting["run_at"], &waiting["attempts"]), (&json!("2026-08-25T00:00:00Z"), &json!(1)));
    assert_eq!(run(&app, RUNNING).await["run_at"], "2026-09-01T00:00:00Z");
}
