//! The served document, tried by a tool that believes it: schemathesis (PyPI), against a listener of this process.
//!
//! The tool is installed once into the cache folder.

use std::{path::Path, process::Stdio};

use serde_json::{Value, json};
use tokio::process::Command;
use uuid::Uuid;

use crate::support::{School, TestApp, class_of, nodes, python, rooms, seats, uuid_of};

/// Examples an operation where nobody says.
const FEW: &str = "3";

#[tokio::test(flavor = "multi_thread")]
async fn the_service_does_what_its_document_says() {
    let Some(program) = python::program("schemathesis", "4.32.5").await else { return };
    let app = TestApp::new().await.with_cluster("bj-1", nodes(20)).await.with_cluster("bj-spare", nodes(1).region("cn-beijing")).await;
    let fixture = fixture(&app).await;
    let listening = app.listen().await;
    let fixture =
        json!({"url": listening.url, "key": app.platform_key, "tenant": fixture.0, "origin": "http://127.0.0.1:8080", "ids": fixture.1});
    let tried = command(&program, &listening.url, &app.platform_key).env("HOMEROOM_FIXTURE", fixture.to_string()).output().await.unwrap();
    assert!(tried.status.success(), "{}\n{}", String::from_utf8_lossy(&tried.stdout), String::from_utf8_lossy(&tried.stderr));
}

/// An institution, and one of everything that a path can name. What suspends, cordons or narrows something gets things that nothing else needs.
async fn fixture(app: &TestApp) -> (String, Value) {
    let school = app.tenant("Qinghe No. 2").with_quota(rooms(200), seats(20_000)).await;
    let spare = app.tenant("Spare").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    // Of an order that nobody amends, so that its lessons stay.
    let held = school.order(class_of(20).rooms(2).weekly("TU", "09:00", 45)).await.expect_created().id();
    let key = school.post("/v1/api-keys").json(&json!({"name": "export", "scopes": ["orders:read"]})).send().await.expect_created().id();
    let member = school.post("/v1/members").json(&json!({"email": "li@example.org", "role": "teacher"})).send().await.expect_created().id();
    let subscription = school.post("/v1/subscriptions").json(&json!({"teacher": "Li Wei"})).send().await.expect_created().id();
    let calendar = school.post("/v1/academic-calendars").json(&json!({"name": "2026/27"})).send().await.expect_created().id();
    let draft = json!({"kind": "order", "step": "week", "body": {}, "shared": true});
    let draft = school.post("/v1/drafts").json(&draft).send().await.expect_created().id();
    let one = async |path: &str| school.get(path).send().await.expect(200).ids().remove(0);
    let job = Uuid::now_v7();
    let dead =
        "INSERT INTO jobs (id, tenant_id, name, payload, state, run_at, created_at) VALUES ($1, $2, 'x', '{}', 'dead', now(), now())";
    sqlx::query(dead).bind(job).bind(uuid_of(&school.id)).execute(&mut app.sql().await).await.unwrap();
    let clusters = app.platform_get("/v1/clusters").send().await.expect(200);
    let room = one(&format!("/v1/classrooms?order_id={held}")).await;
    let link = json!({"role": "pupil", "valid": "term"});
    let link = school.post(&format!("/v1/classrooms/{room}/links")).json(&link).send().await.expect_created().id();
    let (cap, order_move, roll) = on_their_way(&school, app, &held).await;
    let card = card(app, &school.id).await;
    let (plan, invoice, hour) = money(app, &school.id, &room).await;
    let ids = json!({
        "moves": order_move, "images": roll, "caps": cap, "invoices": invoice, "payment-methods": card, "refunds": format!("ref_{}", Uuid::now_v7()), "plans": plan, "usage": hour,
        "academic-calendars": calendar, "subscriptions": subscription, "orders": order, "tenants": spare.id, "partners": app.partner("North").await.0, "members": member, "api-keys": key,
        "clusters": clusters.items()[1]["id"], "classrooms": room, "drafts": draft, "links": link,
        "platform": format!("job_{job}"), "sessions": format!("ses_{}", Uuid::now_v7()),
        "lessons": one(&format!("/v1/lessons?order_id={held}")).await,
    });
    (school.id, ids)
}

/// A cap of the institution, the way of one of its orders to another cluster, and a room image on its way.
async fn on_their_way(school: &School<'_>, app: &TestApp, order: &str) -> (String, String, String) {
    let cap = json!({"action": "alert", "amount_minor": 100_000, "currency": "CNY"});
    let cap = school.post("/v1/caps").json(&cap).send().await.expect_created().id();
    let roll = app.platform_post("/v1/images/rolls").json(&json!({"image": "registry.example/room:v2"})).send().await.expect_created().id();
    (cap, app.platform_post(&format!("/v1/orders/{order}/move")).send().await.expect(200).id(), roll)
}

/// A saved card.
async fn card(app: &TestApp, tenant: &str) -> String {
    let id = Uuid::now_v7();
    let saved = "INSERT INTO payment_methods (id, tenant_id, stripe_id, brand, last4, exp_month, exp_year, is_default, created_at)
                 VALUES ($1, $2, 'pm_1', 'visa', '4242', 12, 2034, true, now())";
    sqlx::query(saved).bind(id).bind(uuid_of(tenant)).execute(&mut app.sql().await).await.unwrap();
    format!("pmt_{id}")
}

/// A plan, a draft of an invoice and an hour in which a room ran: their ids.
async fn money(app: &TestApp, tenant: &str, room: &str) -> (String, String, String) {
    let price = json!({"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "5"});
    let plan = json!({"name": "School", "version": {"currency": "CNY", "prices": [price]}});
    let plan = app.platform_post("/v1/plans").json(&plan).send().await.expect_created().id();
    let (invoice, hour) = (Uuid::now_v7(), format!("{room}.20260901T00.room_hours"));
    let draft_of_month = "INSERT INTO invoices (id, tenant_id, kind, key, status, currency, first_day, last_day, subtotal_minor, tax_minor, total_minor, created_at)
                          VALUES ($1, $2, 'invoice', 'a', 'draft', 'CNY', '2026-08-01', '2026-08-31', 0, 0, 0, now())";
    sqlx::query(draft_of_month).bind(invoice).bind(uuid_of(tenant)).execute(&mut app.sql().await).await.unwrap();
    let used = "INSERT INTO usage_events (tenant_id, event_id, meter, order_id, classroom_id, hour, quantity, recorded_at)
                SELECT tenant_id, $1, 'room_hours', order_id, id, '2026-09-01', 2700, now() FROM classrooms WHERE id = $2";
    sqlx::query(used).bind(&hour).bind(uuid_of(room)).execute(&mut app.sql().await).await.unwrap();
    (plan, format!("inv_{invoice}"), hour)
}

#[expect(clippy::disallowed_methods, reason = "how long to try is said by who runs it")]
fn command(program: &Path, url: &str, key: &str) -> Command {
    let examples = std::env::var("SCHEMATHESIS_EXAMPLES").unwrap_or_else(|_| FEW.to_owned());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis");
    let mut command = Command::new(program);
    command
        .args(["--config-file", "schemathesis.toml", "run", "--checks", "all", "--phases", "examples,coverage,fuzzing,stateful"])
        .args(["--max-examples", &examples, "--header", &format!("Authorization:Bearer {key}")])
        // The service gives up on what takes longer than its own deadline. How fast it is on this day is not asked here.
        .args(["--max-response-time", "30"])
        .arg(format!("{url}/openapi.json"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}
