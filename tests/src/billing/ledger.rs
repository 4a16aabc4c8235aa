//! What the database keeps of the ledger whoever writes to it, and what `homeroom admin ledger verify` finds where somebody went around that.

use std::borrow::Cow;

use serde_json::json;
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use uuid::Uuid;

use super::invoices::{balance, bill_at, faultless, invoices, issued};
use crate::support::{School, Service, TestApp, nodes, uuid_of};

/// SQLSTATE of what somebody has no right to.
const NO_RIGHT: &str = "42501";
/// Of a row that is kept as it is, whoever wants to change it.
const KEPT: &str = "23001";
/// Of what a check, or the trigger of the balance, refuses.
const CHECK: &str = "23514";
/// Of a key that is there.
const TWICE: &str = "23505";

const CHANGES: [&str; 4] = [
    "UPDATE ledger_entries SET amount_minor = amount_minor + 1",
    "DELETE FROM ledger_entries",
    "UPDATE ledger_transactions SET kind = 'other'",
    "DELETE FROM ledger_transactions",
];

/// By which SQLSTATE something was refused; `None` where it was done.
fn refused<T>(done: sqlx::Result<T>) -> Option<String> {
    let error = done.err()?;
    let code = error.as_database_error().and_then(|error| error.code()).map(Cow::into_owned);
    Some(code.unwrap_or_else(|| error.to_string()))
}

/// Posts entries of accounts, currencies and amounts as the worker's role, one after the other in a transaction.
async fn post(app: &TestApp, school: &School<'_>, key: &str, entries: &[(&str, &str, i64)]) -> Option<String> {
    let mut sql = app.sql().await;
    refused(try_post(&mut sql, uuid_of(&school.id), key, entries).await)
}

async fn try_post(sql: &mut PgConnection, tenant: Uuid, key: &str, entries: &[(&str, &str, i64)]) -> sqlx::Result<()> {
    let mut tx = sql.begin().await?;
    let id = Uuid::now_v7();
    let insert = "INSERT INTO ledger_transactions (id, tenant_id, kind, key, created_at) VALUES ($1, $2, 'test', $3, now())";
    sqlx::query(insert).bind(id).bind(tenant).bind(key).execute(&mut *tx).await?;
    for (account, currency, amount) in entries {
        let insert = "INSERT INTO ledger_entries (tenant_id, transaction_id, account, currency, amount_minor) VALUES ($1, $2, $3, $4, $5)";
        sqlx::query(insert).bind(tenant).bind(id).bind(*account).bind(*currency).bind(*amount).execute(&mut *tx).await?;
    }
    tx.commit().await
}

/// How many transactions and entries there are, and what the entries come to whatever their sign.
async fn posted(app: &TestApp) -> (i64, i64, i64) {
    let sums =
        "SELECT (SELECT count(*) FROM ledger_transactions), count(*), coalesce(sum(abs(amount_minor)), 0)::bigint FROM ledger_entries";
    sqlx::query_as(sums).fetch_one(&mut app.sql().await).await.expect("the ledger is read")
}

async fn change(role: &PgConnectOptions, change: &'static str) -> Option<String> {
    let mut sql = PgConnection::connect_with(role).await.expect("a connection");
    refused(sqlx::query(change).execute(&mut sql).await)
}

#[tokio::test]
async fn a_movement_that_does_not_sum_to_zero_in_each_currency_is_not_posted() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, ..) = issued(&app).await;
    let (before, owed) = (posted(&app).await, balance(&app, "receivable").await);
    let one_off = [("cash", "CNY", 100), ("receivable", "CNY", -99)];
    assert_eq!(post(&app, &school, "one off", &one_off).await.as_deref(), Some(CHECK));
    assert_eq!(post(&app, &school, "one side", &[("cash", "CNY", 100)]).await.as_deref(), Some(CHECK));
    let two_currencies = [("cash", "CNY", 100), ("receivable", "EUR", -100)];
    assert_eq!(post(&app, &school, "two currencies", &two_currencies).await.as_deref(), Some(CHECK), "zero in all, and in neither");
    assert_eq!(post(&app, &school, "nothing", &[("cash", "CNY", 0)]).await.as_deref(), Some(CHECK), "no entry of nothing");
    let unknown = [("cash", "CNY", 100), ("petty", "CNY", -100)];
    assert_eq!(post(&app, &school, "unknown", &unknown).await.as_deref(), Some(CHECK));
    assert_eq!((posted(&app).await, balance(&app, "receivable").await), (before, owed), "nothing is left of what was refused");
    let right = [("cash", "CNY", 100), ("receivable", "CNY", -70), ("deferred", "CNY", -30), ("cash", "EUR", 5), ("receivable", "EUR", -5)];
    assert_eq!(post(&app, &school, "right", &right).await, None, "it is looked at when the transaction ends");
    assert_eq!((balance(&app, "cash").await, balance(&app, "receivable").await), (105, owed - 75));
    assert_eq!(post(&app, &school, "right", &right).await.as_deref(), Some(TWICE), "what is done is done once");
    assert_eq!(balance(&app, "cash").await, 105);
    faultless(&app).await;
}

#[tokio::test]
async fn an_entry_is_not_added_to_a_movement_that_was_posted() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    issued(&app).await;
    let before = posted(&app).await;
    let add = "INSERT INTO ledger_entries (tenant_id, transaction_id, account, currency, amount_minor)
               SELECT tenant_id, transaction_id, 'breakage', currency, 5 FROM ledger_entries LIMIT 1";
    assert_eq!(change(&app.database.worker(), add).await.as_deref(), Some(CHECK));
    assert_eq!((posted(&app).await, balance(&app, "breakage").await), (before, 0));
}

#[tokio::test]
async fn nobody_changes_or_removes_what_was_posted() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    issued(&app).await;
    let before = posted(&app).await;
    for sql in CHANGES {
        assert_eq!(change(&app.database.worker(), sql).await.as_deref(), Some(NO_RIGHT), "the worker: {sql}");
        assert_eq!(change(&app.database.app(), sql).await.as_deref(), Some(NO_RIGHT), "the service: {sql}");
        assert_eq!(change(&app.database.superuser(), sql).await.as_deref(), Some(KEPT), "whoever may do anything: {sql}");
    }
    for sql in [
        "TRUNCATE ledger_entries",
        "INSERT INTO ledger_transactions (id, tenant_id, kind, key, created_at) SELECT gen_random_uuid(), gen_random_uuid(), 'test', 'test', now()",
        "INSERT INTO ledger_balances (tenant_id, account, currency, amount_minor) SELECT gen_random_uuid(), 'cash', 'CNY', 1",
        "UPDATE ledger_balances SET amount_minor = 0",
        "DELETE FROM ledger_balances",
    ] {
        assert_eq!(change(&app.database.app(), sql).await.as_deref(), Some(NO_RIGHT), "requests write nothing of the ledger: {sql}");
    }
    for sql in ["TRUNCATE ledger_entries", "UPDATE ledger_balances SET amount_minor = 0", "DELETE FROM ledger_balances"] {
        assert_eq!(change(&app.database.worker(), sql).await.as_deref(), Some(NO_RIGHT), "the worker writes by entries alone: {sql}");
    }
    assert_eq!(posted(&app).await, before);
    faultless(&app).await;
}

/// Two months of which one is paid with more than was owed, partly refunded and partly credited, and the other is paid in part.
async fn two_months(app: &TestApp) {
    let (school, id, due) = issued(app).await;
    let send = |id: &str, what: &str, body: serde_json::Value| app.platform_post(&format!("/v1/invoices/{id}/{what}")).json(&body).send();
    let paid = |amount: i64| json!({"amount_minor": amount, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04", "surplus": "credit"});
    send(&id, "payments", paid(due + 70)).await.expect_created();
    send(&id, "refunds", json!({"amount_minor": 300, "reason": "Closed for a day"})).await.expect_created();
    send(&id, "credit-notes", json!({"amount_minor": 200, "reason": "Goodwill"})).await.expect_created();
    bill_at(app, "2026-11-04T02:00:00Z").await;
    let october = invoices(&school).await.into_iter().find(|invoice| invoice["first_day"] == "2026-10-01").expect("October");
    assert_eq!(october["credited_minor"], 200, "the note pays a part of it; the surplus went back");
    send(october["id"].as_str().expect("an id"), "payments", paid(1_000)).await.expect_created();
    assert_eq!((balance(app, "cash").await, balance(app, "refunds").await), (due + 70 - 300 + 1_000, 230));
}

async fn verifies(app: &TestApp) -> bool {
    Service::admin(&app.database.urls(), &["ledger", "verify"]).await
}

/// Past the triggers, as only a superuser can.
async fn tamper(app: &TestApp, change: &'static str) {
    let mut sql = PgConnection::connect_with(&app.database.superuser()).await.expect("a superuser");
    sqlx::raw_sql("SET session_replication_role = replica").execute(&mut sql).await.expect("no trigger fires");
    let rows = sqlx::query(change).execute(&mut sql).await.unwrap_or_else(|error| panic!("{change}: {error}")).rows_affected();
    assert!(rows > 0, "{change}");
}

/// What somebody does to a ledger, and what undoes it.
const TAMPERED: [(&str, &str); 4] = [
    (
        "UPDATE ledger_balances SET amount_minor = amount_minor + 1 WHERE account = 'cash'",
        "UPDATE ledger_balances SET amount_minor = amount_minor - 1 WHERE account = 'cash'",
    ),
    (
        "UPDATE ledger_balances SET account = 'petty' WHERE account = 'tax'",
        "UPDATE ledger_balances SET account = 'tax' WHERE account = 'petty'",
    ),
    (
        "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE account = 'refunds'",
        "UPDATE ledger_entries SET amount_minor = amount_minor - 1 WHERE account = 'refunds'",
    ),
    // Of both sides, so that it still sums to zero.
    (
        "UPDATE ledger_entries SET amount_minor = amount_minor * 2 WHERE transaction_id IN (SELECT id FROM ledger_transactions WHERE kind = 'refund')",
        "UPDATE ledger_entries SET amount_minor = amount_minor / 2 WHERE transaction_id IN (SELECT id FROM ledger_transactions WHERE kind = 'refund')",
    ),
];

#[tokio::test]
async fn an_operator_is_told_of_a_balance_or_an_entry_that_somebody_changed() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    assert!(verifies(&app).await, "an empty ledger has no fault");
    two_months(&app).await;
    assert!(verifies(&app).await, "invoices, payments, refunds and notes leave none");
    for (change, back) in TAMPERED {
        tamper(&app, change).await;
        assert!(!verifies(&app).await, "{change}");
        tamper(&app, back).await;
    }
    assert!(verifies(&app).await, "it finds nothing where all is as it was");
}
