//! Keys and sessions without the operations that make them: those have tests of their own, and cost a password hash each.
//!
//! The form of a key is said here a second time, from its published description, so that a change of it is noticed.

use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::app::TestApp;

/// Every scope that there is.
pub const SCOPES: [&str; 37] = [
    "api_keys:manage",
    "api_keys:read",
    "billing:manage",
    "billing:read",
    "classrooms:join",
    "classrooms:read",
    "clusters:manage",
    "clusters:read",
    "data:export",
    "events:read",
    "invoices:settle",
    "jobs:read",
    "jobs:run",
    "kinds:read",
    "lessons:read",
    "lessons:subscribe",
    "members:manage",
    "members:read",
    "orders:amend",
    "orders:cancel",
    "orders:create",
    "orders:quote",
    "orders:read",
    "owners:manage",
    "partners:manage",
    "partners:read",
    "plans:manage",
    "plans:read",
    "platform_orders:read",
    "quota:read",
    "quota:set",
    "receivables:read",
    "tenants:amend",
    "tenants:create",
    "tenants:read",
    "tenants:suspend",
    "usage:read",
];

/// Where somebody belongs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Home {
    pub tenant: Option<Uuid>,
    pub partner: Option<Uuid>,
}

impl Home {
    pub const PLATFORM: Self = Self { tenant: None, partner: None };

    pub fn tenant(id: &str) -> Self {
        Self { tenant: Some(uuid_of(id)), partner: None }
    }

    pub fn partner(id: &str) -> Self {
        Self { tenant: None, partner: Some(uuid_of(id)) }
    }
}

/// The UUID of an id with its prefix.
#[track_caller]
pub fn uuid_of(id: &str) -> Uuid {
    id.split_once('_').expect("an id has a prefix").1.parse().unwrap()
}

/// Stores a key with these scopes and gives its text.
pub async fn store_key(conn: &mut PgConnection, home: Home, live: bool, scopes: &[&str]) -> String {
    let text = key_text(live);
    sqlx::query(
        "INSERT INTO api_keys (id, tenant_id, partner_id, name, public_id, secret_hash, scopes, created_at)
         VALUES ($1, $2, $3, 'test', $4, $5, $6, '2026-08-01')",
    )
    .bind(Uuid::now_v7())
    .bind(home.tenant)
    .bind(home.partner)
    .bind(text.split('_').nth(2))
    .bind(Sha256::digest(&text).to_vec())
    .bind(scopes)
    .execute(conn)
    .await
    .unwrap();
    text
}

/// Stores a person with this role and a session, and gives the cookie.
pub(super) async fn session(app: &TestApp, home: Home, role: &str) -> String {
    let (user, membership, cookie) = (Uuid::now_v7(), Uuid::now_v7(), base62(43));
    let mut conn = app.sql().await;
    person(&mut conn, user, &format!("{role}-{user}@example.org"), seconds(app)).await;
    sqlx::query(
        "INSERT INTO memberships (id, user_id, tenant_id, partner_id, role, created_at) VALUES ($1, $2, $3, $4, $5, to_timestamp($6))",
    )
    .bind(membership)
    .bind(user)
    .bind(home.tenant)
    .bind(home.partner)
    .bind(role)
    .bind(seconds(app))
    .execute(&mut conn)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO sessions (id, token_hash, user_id, membership_id, created_at, last_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, to_timestamp($5), to_timestamp($5), to_timestamp($5) + interval '30 days')",
    )
    .bind(Uuid::now_v7())
    .bind(Sha256::digest(&cookie).to_vec())
    .bind(user)
    .bind(membership)
    .bind(seconds(app))
    .execute(&mut conn)
    .await
    .unwrap();
    format!("hr={cookie}")
}

async fn person(conn: &mut PgConnection, id: Uuid, email: &str, at: f64) {
    let insert = "INSERT INTO users (id, email, created_at) VALUES ($1, $2, to_timestamp($3))";
    sqlx::query(insert).bind(id).bind(email).bind(at).execute(conn).await.unwrap();
}

/// Business time as `to_timestamp` takes it.
pub(super) fn seconds(app: &TestApp) -> f64 {
    app.now().as_second() as f64
}

/// `hr_live_<12>_<30 random><CRC-32 of all before it, as 6 digits of base 62>`.
fn key_text(live: bool) -> String {
    let head = format!("hr_{}_{}_{}", if live { "live" } else { "test" }, base62(12), base62(30));
    let sum = crc32fast::hash(head.as_bytes());
    let digits = (0..6).rev().map(|place| digit(u64::from(sum) / 62_u64.pow(place)));
    digits.fold(head, |text, digit| text + digit)
}

fn base62(length: usize) -> String {
    let bytes = (0..length.div_ceil(8)).flat_map(|_| Uuid::new_v4().into_bytes());
    bytes.take(length).map(|byte| digit(u64::from(byte))).collect()
}

fn digit(value: u64) -> &'static str {
    const DIGITS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let at = (value % 62) as usize;
    &DIGITS[at..=at]
}
