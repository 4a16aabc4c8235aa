//! The SQL of the time in which a tenant is on no plan any more: from the first of a month on, until it comes back.

use homeroom_domain::ids::TenantId;
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

/// A time without a plan that has not ended, and may be still to come.
#[derive(Debug)]
pub(crate) struct Pause {
    pub from_day: Date,
    pub from_at: Timestamp,
}

#[tracing::instrument(name = "db.prices.open_pause", skip_all)]
pub(crate) async fn open_pause(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Option<Pause>> {
    let row = sqlx::query!(
        r#"SELECT from_day AS "from_day: jiff_sqlx::Date", from_at AS "from_at: jiff_sqlx::Timestamp" FROM plan_pauses
           WHERE tenant_id = $1 AND until_day IS NULL"#,
        tenant.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(|row| Pause { from_day: row.from_day.to_jiff(), from_at: row.from_at.to_jiff() }))
}

/// Of a tenant that is on a plan; nothing where there is a pause already.
#[tracing::instrument(name = "db.prices.insert_pause", skip_all)]
pub(crate) async fn insert_pause(
    conn: &mut PgConnection,
    tenant: TenantId,
    (from_day, from_at): (Date, Timestamp),
    chosen_by: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO plan_pauses (tenant_id, from_day, from_at, chosen_by)
         SELECT tenant_id, $2, $3, $4 FROM plan_subscriptions WHERE tenant_id = $1 ON CONFLICT DO NOTHING",
        tenant.uuid(),
        from_day.to_sqlx() as jiff_sqlx::Date,
        from_at.to_sqlx() as jiff_sqlx::Timestamp,
        chosen_by
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[tracing::instrument(name = "db.prices.remove_pause", skip_all)]
pub(crate) async fn remove_pause(conn: &mut PgConnection, tenant: TenantId, from_day: Date) -> sqlx::Result<()> {
    let from_day = from_day.to_sqlx();
    sqlx::query!("DELETE FROM plan_pauses WHERE tenant_id = $1 AND from_day = $2 AND until_day IS NULL", tenant.uuid(), from_day as _)
        .execute(conn)
        .await?;
    Ok(())
}

/// The tenant is on its plan again from a day on.
#[tracing::instrument(name = "db.prices.end_pause", skip_all)]
pub(crate) async fn end_pause(conn: &mut PgConnection, tenant: TenantId, until: Date) -> sqlx::Result<()> {
    let until = until.to_sqlx();
    // One that has not come is no pause at all.
    sqlx::query!("DELETE FROM plan_pauses WHERE tenant_id = $1 AND until_day IS NULL AND from_day >= $2", tenant.uuid(), until as _)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("UPDATE plan_pauses SET until_day = $2 WHERE tenant_id = $1 AND until_day IS NULL", tenant.uuid(), until as _)
        .execute(conn)
        .await?;
    Ok(())
}

/// How many live orders of a tenant go on after a day.
#[tracing::instrument(name = "db.prices.orders_after", skip_all)]
pub(crate) async fn orders_after(conn: &mut PgConnection, tenant: TenantId, day: Date) -> sqlx::Result<i64> {
    let day = day.to_sqlx();
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM orders WHERE tenant_id = $1 AND latest_day >= $2 AND cancelled_at IS NULL
             AND phase NOT IN ('terminating', 'released')"#,
        tenant.uuid(),
        day as _
    )
    .fetch_one(conn)
    .await
}
