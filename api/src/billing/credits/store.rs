//! The SQL of credits that are given, read, taken back and lost. Invoices use them in their own store.

use homeroom_domain::ids::{CreditId, PaymentId, TenantId};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// What a tenant has good.
#[derive(Debug)]
pub(super) struct CreditRow {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub reason: String,
    pub currency: String,
    pub amount_minor: i64,
    pub remaining_minor: i64,
    pub expired_minor: i64,
    pub priority: i32,
    pub expires_on: Option<jiff_sqlx::Date>,
    pub is_granted: bool,
    pub revoked_at: Option<jiff_sqlx::Timestamp>,
    pub created_at: jiff_sqlx::Timestamp,
}

/// Of how many something is left.
#[tracing::instrument(name = "db.credits.count_live", skip_all)]
pub(super) async fn count_live(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<i64> {
    let count =
        sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM credits WHERE tenant_id = $1 AND remaining_minor > 0"#, tenant.uuid());
    count.fetch_one(conn).await
}

/// What credits by notes, months and promises have.
pub(super) const USUAL_PRIORITY: i32 = 100;

/// A credit to be given.
#[derive(Debug)]
pub(in crate::billing) struct NewCredit<'a> {
    pub tenant: TenantId,
    pub reason: &'a str,
    pub currency: &'a str,
    pub amount_minor: i64,
    pub at: Timestamp,
    /// Where a person gives it.
    pub by_hand: Option<ByHand>,
    /// Of which it is what was more than was owed.
    pub payment: Option<PaymentId>,
}

/// What a person may say of it.
#[derive(Debug, Clone, Copy)]
pub(in crate::billing) struct ByHand {
    pub priority: i32,
    pub expires_on: Option<Date>,
}

#[tracing::instrument(name = "db.credits.insert_credit", skip_all)]
pub(in crate::billing) async fn insert_credit(conn: &mut PgConnection, new: NewCredit<'_>) -> sqlx::Result<CreditId> {
    let id = CreditId::new(Uuid::now_v7());
    let expires_on = new.by_hand.and_then(|by_hand| by_hand.expires_on).map(jiff_sqlx::ToSqlx::to_sqlx);
    sqlx::query!(
        "INSERT INTO credits (id, tenant_id, reason, currency, amount_minor, remaining_minor, priority, expires_on, is_granted, created_at, payment_id)
         VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)",
        id.uuid(),
        new.tenant.uuid(),
        new.reason,
        new.currency,
        new.amount_minor,
        new.by_hand.map_or(USUAL_PRIORITY, |by_hand| by_hand.priority),
        expires_on as Option<jiff_sqlx::Date>,
        new.by_hand.is_some(),
        new.at.to_sqlx() as jiff_sqlx::Timestamp,
        new.payment.map(PaymentId::uuid)
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Takes back what a payment left over, as far as it was not used and at most so much; says how much that was.
#[tracing::instrument(name = "db.credits.take_surplus", skip_all)]
pub(in crate::billing) async fn take_surplus(conn: &mut PgConnection, payment: PaymentId, most: i64) -> sqlx::Result<i64> {
    let taken = sqlx::query_scalar!(
        r#"WITH left_over AS (SELECT id, least(remaining_minor, $2) AS taken FROM credits WHERE payment_id = $1 FOR UPDATE)
           UPDATE credits c SET remaining_minor = c.remaining_minor - l.taken FROM left_over l WHERE c.id = l.id RETURNING l.taken AS "taken!""#,
        payment.uuid(),
        most
    );
    Ok(taken.fetch_optional(conn).await?.unwrap_or_default())
}

/// Gives that back, where the money did not go.
#[tracing::instrument(name = "db.credits.return_surplus", skip_all)]
pub(in crate::billing) async fn return_surplus(conn: &mut PgConnection, payment: PaymentId, amount_minor: i64) -> sqlx::Result<()> {
    sqlx::query!("UPDATE credits SET remaining_minor = remaining_minor + $2 WHERE payment_id = $1", payment.uuid(), amount_minor)
        .execute(conn)
        .await?;
    Ok(())
}

#[tracing::instrument(name = "db.credits.find", skip_all)]
pub(super) async fn find(conn: &mut PgConnection, id: CreditId) -> sqlx::Result<Option<CreditRow>> {
    sqlx::query_as!(
        CreditRow,
        "SELECT id, tenant_id, reason, currency, amount_minor, remaining_minor, expired_minor, priority, expires_on, is_granted, revoked_at, created_at
         FROM credits WHERE id = $1",
        id.uuid()
    )
    .fetch_optional(conn)
    .await
}

/// The newest first.
#[tracing::instrument(name = "db.credits.list", skip_all)]
pub(super) async fn list(
    conn: &mut PgConnection,
    tenant: TenantId,
    before: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<CreditRow>> {
    let (before_at, before_id) = before.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    sqlx::query_as!(
        CreditRow,
        "SELECT id, tenant_id, reason, currency, amount_minor, remaining_minor, expired_minor, priority, expires_on, is_granted, revoked_at, created_at
         FROM credits WHERE tenant_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
         ORDER BY created_at DESC, id DESC LIMIT $4",
        tenant.uuid(),
        before_at as Option<jiff_sqlx::Timestamp>,
        before_id,
        limit
    )
    .fetch_all(conn)
    .await
}

#[tracing::instrument(name = "db.credits.revoke", skip_all)]
pub(super) async fn revoke(conn: &mut PgConnection, id: CreditId, at: Timestamp) -> sqlx::Result<()> {
    let at = at.to_sqlx();
    sqlx::query!("UPDATE credits SET remaining_minor = 0, revoked_at = $2 WHERE id = $1", id.uuid(), at as _).execute(conn).await?;
    Ok(())
}

/// A credit whose last day may be over.
#[derive(Debug)]
pub(super) struct Expiring {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub time_zone: String,
    pub expires_on: jiff_sqlx::Date,
}

/// Credits of which something is left and whose last day is before this one, by id.
#[tracing::instrument(name = "db.credits.expiring", skip_all)]
pub(super) async fn expiring(conn: &mut PgConnection, before: Date, after: Option<Uuid>, limit: i64) -> sqlx::Result<Vec<Expiring>> {
    let before = before.to_sqlx();
    sqlx::query_as!(
        Expiring,
        r#"SELECT c.id, c.tenant_id, t.time_zone, c.expires_on AS "expires_on!: jiff_sqlx::Date" FROM credits c JOIN tenants t ON t.id = c.tenant_id
           WHERE c.remaining_minor > 0 AND c.expires_on < $1 AND ($2::uuid IS NULL OR c.id > $2) ORDER BY c.id LIMIT $3"#,
        before as _,
        after,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Takes what is left and says how much that was; `None` where nothing is, or where a month that ended within the credit's time has no invoice yet: a draft,
/// or the next month of a tenant that is billed.
#[tracing::instrument(name = "db.credits.expire", skip_all)]
pub(super) async fn expire(conn: &mut PgConnection, id: CreditId) -> sqlx::Result<Option<(i64, String)>> {
    let row = sqlx::query!(
        r#"UPDATE credits c SET remaining_minor = 0, expired_minor = c.remaining_minor
           FROM (SELECT id, remaining_minor FROM credits WHERE id = $1) AS was
           WHERE c.id = was.id AND c.remaining_minor > 0
             AND NOT EXISTS (SELECT FROM invoices i WHERE i.tenant_id = c.tenant_id AND i.status = 'draft' AND i.last_day <= c.expires_on)
             AND NOT EXISTS (
                 SELECT FROM plan_subscriptions s JOIN tenants t ON t.id = s.tenant_id
                 WHERE s.tenant_id = c.tenant_id AND t.livemode
                   AND coalesce((SELECT max(i.cycle) + interval '1 month' FROM invoices i WHERE i.tenant_id = s.tenant_id),
                                (SELECT date_trunc('month', min(p.from_day)::timestamp) FROM plan_periods p WHERE p.tenant_id = s.tenant_id))
                       + interval '1 month' - interval '1 day' <= c.expires_on)
           RETURNING was.remaining_minor, c.currency"#,
        id.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(|row| (row.remaining_minor, row.currency)))
}
