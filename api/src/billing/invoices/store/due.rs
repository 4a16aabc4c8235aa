//! Which months and drafts are due.

use homeroom_domain::ids::TenantId;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// A tenant with a month that may be over.
#[derive(Debug)]
pub(in crate::billing::invoices) struct DueTenant {
    pub id: TenantId,
    pub time_zone: String,
    pub currency: String,
    /// The first day of the first month that has no invoice.
    pub month: Date,
    /// From then on it is on no plan, and months have no invoice until it is on one again.
    pub paused_from: Option<Date>,
}

/// Live tenants on a plan with a month before `before` that has no invoice, by id.
#[tracing::instrument(name = "db.billing.due_tenants", skip_all)]
pub(in crate::billing::invoices) async fn due_tenants(
    conn: &mut PgConnection,
    before: Date,
    after: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<DueTenant>> {
    let before = before.to_sqlx();
    let rows = sqlx::query!(
        r#"SELECT t.id, t.time_zone, t.currency, d.month AS "month!: jiff_sqlx::Date", p.from_day AS "paused_from?: jiff_sqlx::Date"
           FROM plan_subscriptions s JOIN tenants t ON t.id = s.tenant_id LEFT JOIN plan_pauses p ON p.tenant_id = t.id AND p.until_day IS NULL
           CROSS JOIN LATERAL (SELECT coalesce((SELECT (max(i.cycle) + interval '1 month')::date FROM invoices i WHERE i.tenant_id = t.id),
                                               (SELECT date_trunc('month', min(p.from_day))::date FROM plan_periods p WHERE p.tenant_id = t.id)) AS month) AS d
           WHERE t.livemode AND d.month < least($1, p.from_day) AND ($2::uuid IS NULL OR t.id > $2) ORDER BY t.id LIMIT $3"#,
        before as _,
        after,
        limit
    );
    let due = rows.fetch_all(conn).await?.into_iter().map(|row| DueTenant {
        id: TenantId::new(row.id),
        time_zone: row.time_zone,
        currency: row.currency,
        month: row.month.to_jiff(),
        paused_from: row.paused_from.map(jiff_sqlx::Date::to_jiff),
    });
    Ok(due.collect())
}

/// Drafts of months that ended on or before a day, by id.
#[tracing::instrument(name = "db.billing.due_drafts", skip_all)]
pub(in crate::billing::invoices) async fn due_drafts(
    conn: &mut PgConnection,
    ended_on: Date,
    after: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let ended_on = ended_on.to_sqlx();
    sqlx::query_scalar!(
        "SELECT id FROM invoices WHERE status = 'draft' AND last_day <= $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3",
        ended_on as _,
        after,
        limit
    )
    .fetch_all(conn)
    .await
}

/// The last hour that was measured a second time.
#[tracing::instrument(name = "db.billing.settled_hour", skip_all)]
pub(in crate::billing::invoices) async fn settled_hour(conn: &mut PgConnection) -> sqlx::Result<Option<jiff::Timestamp>> {
    let hour = sqlx::query_scalar!(r#"SELECT hour AS "hour: jiff_sqlx::Timestamp" FROM usage_watermarks WHERE pass = 'settled'"#);
    Ok(hour.fetch_optional(conn).await?.map(jiff_sqlx::Timestamp::to_jiff))
}
