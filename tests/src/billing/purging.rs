use serde_json::{Value, json};

use homeroom::calendars::store::verify;

use super::{
    invoices::{bill_at, faultless, invoices, mondays, run, school_on_a_plan, seller, set_seller},
    standing::{dun_at, pay},
};
use crate::support::{MailServer, School, TestApp, nodes};

async fn stands(app: &TestApp, school: &School<'_>) -> Value {
    app.platform_get(&format!("/v1/tenants/{}/standing", school.id)).send().await.expect(200).json().clone()
}

async fn purge_at(app: &TestApp, at: &str) {
    app.set_time(at);
    run(app, "purge").await;
}

/// A school that ordered for September, cancelled its order and its plan, and has paid.
async fn gone(app: &TestApp) -> School<'_> {
    let (school, order) = school_on_a_plan(app).await;
    set_seller(app, &seller()).await;
    app.set_time("2026-09-10T00:00:00Z");
    school.cancel(&order).await.expect(200);
    school.post("/v1/subscription/cancel").send().await.expect(200);
    dun_at(app, "2026-09-30T16:00:00Z").await;
    bill_at(app, "2026-10-04T02:00:00Z").await;
    pay(app, &school).await;
    school
}

/// As the reconciler has it when nothing is left on any cluster.
async fn clear_clusters(app: &TestApp) {
    for sql in ["UPDATE orders SET phase = 'released'", "UPDATE placements SET state = 'gone', gone_at = now()"] {
        sqlx::query(sql).execute(&mut app.sql().await).await.expect("nothing is left");
    }
}

fn steps(standing: &Value) -> Vec<&str> {
    standing["changes"].as_array().into_iter().flatten().filter_map(|change| change["step"].as_str()).collect()
}

async fn say(app: &TestApp, school: &School<'_>, verb: &str) -> crate::support::Answer {
    app.platform_post(&format!("/v1/tenants/{}/{verb}", school.id)).json(&json!({"reason": "An audit"})).send().await
}

#[tokio::test]
async fn who_leaves_has_a_month_to_take_its_data_out_is_warned_and_then_it_is_removed_but_for_what_was_invoiced() {
    let mail = MailServer::start().await;
    let app = TestApp::with(&["--mail-url", mail.smtp_url(), "--mail-from", "Homeroom <homeroom@homeroom.example>"]).await;
    let app = app.with_cluster("bj-1", nodes(4)).await;
    let school = gone(&app).await;
    let owner = json!({"email": "head@example.org", "role": "owner", "password": "correct horse battery", "language": "en"});
    school.post("/v1/members").json(&owner).send().await.expect_created();
    let standing = stands(&app, &school).await;
    assert_eq!((&standing["standing"], &standing["purge"]["at"]), (&json!("cancelled"), &json!("2026-10-30T16:00:00Z")));
    assert_eq!(standing["changes"][0]["cause"]["purge_at"], "2026-10-30T16:00:00Z", "the row of the cancellation says it");
    assert_eq!(school.get("/v1/me").send().await.expect(200)["tenant"]["purge_at"], "2026-10-30T16:00:00Z");
    dun_at(&app, "2026-10-23T15:00:00Z").await;
    assert_eq!(stands(&app, &school).await["purge"]["told_at"], json!(null));
    dun_at(&app, "2026-10-23T16:00:00Z").await;
    let notice = school.get("/v1/notices").send().await.expect(200).items()[0].clone();
    assert_eq!((&notice["kind"], &notice["until"]), (&json!("purge_due"), &json!("2026-10-30T16:00:00Z")));
    purge_at(&app, "2026-10-30T15:00:00Z").await;
    assert_eq!(stands(&app, &school).await["standing"], "cancelled", "the month is not over");
    school.get("/v1/export").send().await.expect(200);
    purge_at(&app, "2026-10-30T16:00:00Z").await;
    let standing = stands(&app, &school).await;
    assert_eq!(
        (&standing["standing"], &standing["purge"]["waits_for"]),
        (&json!("cancelled"), &json!(["orders"])),
        "objects are on a cluster"
    );
    clear_clusters(&app).await;
    let issued = invoices(&school).await.len();
    purge_at(&app, "2026-10-30T17:00:00Z").await;
    let standing = stands(&app, &school).await;
    assert_eq!((&standing["standing"], &standing["purge"]["done_at"]), (&json!("purged"), &json!(null)));
    assert_eq!(steps(&standing)[0], "begin_purge");
    school.get("/v1/invoices").send().await.expect(401);
    purge_at(&app, "2026-10-30T17:14:00Z").await;
    assert_eq!(stands(&app, &school).await["purge"]["done_at"], json!(null), "a token may still be good");
    purge_at(&app, "2026-10-30T17:15:00Z").await;
    let standing = stands(&app, &school).await;
    assert_eq!(
        (&standing["purge"]["done_at"], &steps(&standing)[..2]),
        (&json!("2026-10-30T17:15:00Z"), &["end_purge", "begin_purge"][..])
    );
    run(&app, "jobs").await;
    let letters = mail.letters().await;
    let last = letters.last().expect("a letter");
    assert_eq!((last.to.as_str(), last.subject.as_str()), ("head@example.org", "The data of Qinghe was removed"));
    purge_at(&app, "2026-10-30T18:00:00Z").await;
    let mut sql = app.sql().await;
    for (table, rows) in
        [("orders", 0), ("classrooms", 0), ("memberships WHERE tenant_id IS NOT NULL", 0), ("notice_letters", 0), ("reservations", 0)]
    {
        let found: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"))).fetch_one(&mut sql).await.expect(table);
        assert_eq!(found, rows, "{table}");
    }
    let people: i64 =
        sqlx::query_scalar("SELECT count(*) FROM users WHERE email = 'head@example.org'").fetch_one(&mut sql).await.expect("people");
    assert_eq!(people, 0, "who belongs nowhere else is forgotten");
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM invoices").fetch_one(&mut sql).await.expect("invoices");
    assert!(issued > 0 && kept == i64::try_from(issued).expect("few"), "{kept} of {issued}");
    faultless(&app).await;
    assert_eq!(verify(&mut app.sql().await).await.expect("calendars"), [], "what is booked is the sum of what is reserved");
}

#[tokio::test]
async fn whoever_comes_back_in_time_stops_a_purge_and_afterwards_nobody_can() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = gone(&app).await;
    dun_at(&app, "2026-10-24T00:00:00Z").await;
    app.set_time("2026-10-30T15:59:00Z");
    assert_eq!(school.post("/v1/subscription/renew").send().await.expect(200)["standing"], "active");
    assert_eq!(stands(&app, &school).await["purge"], json!(null), "the date is gone");
    purge_at(&app, "2026-11-20T00:00:00Z").await;
    let order = school.order(mondays().term("2026-12-07", "2026-12-31")).await.expect_created().id();
    school.cancel(&order).await.expect(200);
    school.post("/v1/subscription/cancel").send().await.expect(200);
    dun_at(&app, "2026-11-30T16:00:00Z").await;
    assert_eq!(stands(&app, &school).await["purge"]["at"], "2026-12-30T16:00:00Z");
    bill_at(&app, "2026-12-04T02:00:00Z").await;
    pay(&app, &school).await;
    dun_at(&app, "2026-12-23T16:00:00Z").await;
    clear_clusters(&app).await;
    purge_at(&app, "2026-12-30T16:00:00Z").await;
    assert_eq!(stands(&app, &school).await["standing"], "purged");
    let ask = |method: &str, path: &str| app.call(method, path).bearer(&app.platform_key).header("x-tenant", &school.id);
    ask("POST", "/v1/subscription/renew").send().await.expect_problem(409, "tenant-purged");
    ask("POST", "/v1/members").json(&json!({"email": "li@example.org", "role": "owner"})).send().await.expect_problem(409, "tenant-purged");
    say(&app, &school, "resume").await.expect_problem(409, "tenant-purged");
    say(&app, &school, "hold-purge").await.expect_problem(409, "tenant-purged");
    assert!(!ask("GET", "/v1/invoices").send().await.expect(200).items().is_empty(), "what was invoiced is read by the platform");
    let listed = app.platform_get("/v1/tenants?standing=purged").send().await.expect(200);
    assert_eq!((listed.items().len(), &listed.items()[0]["id"]), (1, &json!(school.id)));
}

#[tokio::test]
async fn a_person_holds_a_purge_with_a_reason_and_whoever_is_released_has_a_week_more() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = gone(&app).await;
    clear_clusters(&app).await;
    assert_eq!(say(&app, &school, "hold-purge").await.expect(200)["purge_hold"], "An audit");
    assert_eq!(say(&app, &school, "hold-purge").await.expect(200)["purge_hold"], "An audit", "twice is once");
    assert_eq!(school.get("/v1/me").send().await.expect(200)["tenant"]["purge_at"], json!(null));
    dun_at(&app, "2026-10-24T00:00:00Z").await;
    purge_at(&app, "2026-11-15T00:00:00Z").await;
    let standing = stands(&app, &school).await;
    assert_eq!(
        (&standing["standing"], &standing["purge"]["told_at"]),
        (&json!("cancelled"), &json!(null)),
        "nobody is warned of it either"
    );
    assert_eq!(say(&app, &school, "release-purge").await.expect(200)["purge_at"], "2026-11-22T00:00:00Z");
    purge_at(&app, "2026-11-22T00:00:00Z").await;
    assert_eq!(stands(&app, &school).await["standing"], "cancelled", "nobody was warned");
    dun_at(&app, "2026-11-22T01:00:00Z").await;
    assert_eq!(stands(&app, &school).await["purge"]["at"], "2026-11-29T01:00:00Z", "warned late, it stays for as much longer");
    purge_at(&app, "2026-11-29T01:00:00Z").await;
    let standing = stands(&app, &school).await;
    assert_eq!((&standing["standing"], &steps(&standing)[..3]), (&json!("purged"), &["begin_purge", "release_purge", "hold_purge"][..]));
    let active = app.tenant("Active").await;
    say(&app, &active, "hold-purge").await.expect_problem(409, "conflicting-transition");
}

#[tokio::test]
async fn a_purge_waits_for_the_last_invoice_and_for_money_on_its_way_and_ends_what_was_ordered_first() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, _) = school_on_a_plan(&app).await;
    set_seller(&app, &seller()).await;
    // It owes, and was cancelled for that: its order goes on in the books.
    bill_at(&app, "2026-10-04T02:00:00Z").await;
    for at in ["2026-11-05T00:00:00Z", "2026-11-19T00:00:00Z", "2027-01-18T00:00:00Z", "2027-02-10T00:00:00Z"] {
        dun_at(&app, at).await;
    }
    let waits = async || stands(&app, &school).await["purge"]["waits_for"].clone();
    assert_eq!(waits().await, json!(["invoicing", "orders"]));
    purge_at(&app, "2027-02-20T00:00:00Z").await;
    assert_eq!(steps(&stands(&app, &school).await)[0], "cancel", "nothing is ended before the last invoice");
    for at in ["2027-02-20T01:00:00Z", "2027-02-20T01:30:00Z"] {
        bill_at(&app, at).await;
    }
    let dispute = "INSERT INTO disputes (id, tenant_id, invoice_id, payment_id, stripe_id, amount_minor, status, created_at, updated_at)
                   SELECT i.id, i.tenant_id, i.id, p.id, 'dp_1', 1, 'open', now(), now() FROM invoices i JOIN payments p ON p.invoice_id = i.id LIMIT 1";
    let first = invoices(&school).await.pop().expect("an invoice");
    let body = json!({"amount_minor": 1, "currency": "CNY", "method": "cash", "received_on": "2026-10-04"});
    let path = format!("/v1/invoices/{}/payments", first["id"].as_str().unwrap_or_default());
    app.platform_post(&path).json(&body).send().await.expect_created();
    assert_eq!(sqlx::query(dispute).execute(&mut app.sql().await).await.expect("a dispute").rows_affected(), 1);
    assert_eq!(waits().await, json!(["dispute", "orders"]));
    purge_at(&app, "2027-02-20T02:00:00Z").await;
    assert_eq!(steps(&stands(&app, &school).await)[0], "cancel");
    sqlx::query("UPDATE disputes SET status = 'won'").execute(&mut app.sql().await).await.expect("it is won");
    purge_at(&app, "2027-02-20T03:00:00Z").await;
    let standing = stands(&app, &school).await;
    assert_eq!((&standing["standing"], steps(&standing)[0]), (&json!("cancelled"), "close_orders"));
    let order = school.get("/v1/orders").send().await.expect(200).items()[0].clone();
    assert_eq!((&order["phase"], &order["cancelled_at"]), (&json!("terminating"), &json!("2027-02-20T03:00:00Z")));
    assert_eq!(verify(&mut app.sql().await).await.expect("calendars"), []);
    clear_clusters(&app).await;
    purge_at(&app, "2027-02-20T04:00:00Z").await;
    assert_eq!(stands(&app, &school).await["standing"], "purged");
    assert!(!steps(&stands(&app, &school).await).contains(&"end_purge"));
}
