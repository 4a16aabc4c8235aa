//! The SQL of forecasts, beside what invoices are worked out from.

use homeroom_domain::{
    billing::{RanByDay, Stretch},
    ids::{OrderId, TenantId},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use crate::auth::TenantTx;

/// The first day of the first month that has no invoice yet, be it drafted; `None` where the tenant was never on a plan.
#[tracing::instrument(name = "db.billing.next_invoice", skip_all)]
pub(super) async fn next_invoice(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Option<Date>> {
    let day = sqlx::query_scalar!(
        r#"SELECT coalesce((SELECT min(i.cycle) FROM invoices i WHERE i.tenant_id = $1 AND i.status = 'draft'),
                           (SELECT (max(i.cycle) + interval '1 month')::date FROM invoices i WHERE i.tenant_id = $1),
                           (SELECT date_trunc('month', min(p.from_day))::date FROM plan_periods p WHERE p.tenant_id = $1)) AS "day: jiff_sqlx::Date""#,
        tenant.uuid()
    );
    Ok(day.fetch_one(conn).await?.map(jiff_sqlx::Date::to_jiff))
}

/// What is charged of what ran of each order on each of the tenant's days in a window, in seconds.
#[tracing::instrument(name = "db.billing.ran_by_day", skip_all)]
pub(super) async fn ran_by_day(tx: &mut TenantTx, (from, to): Stretch) -> sqlx::Result<RanByDay> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query!(
        r#"SELECT u.order_id, (u.hour AT TIME ZONE t.time_zone)::date AS "day!: jiff_sqlx::Date", sum(u.quantity)::bigint AS "seconds!"
           FROM usage_hours u JOIN tenants t ON t.id = u.tenant_id JOIN order_prices b ON b.order_id = u.order_id
           WHERE u.tenant_id = $1 AND u.meter = 'room_hours' AND u.hour >= greatest($2, b.charged_from) AND u.hour < $3 GROUP BY 1, 2"#,
        tenant,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp
    );
    let rows = rows.fetch_all(tx.conn()).await?;
    let seconds = |seconds| u64::try_from(seconds).unwrap_or_default();
    Ok(rows.into_iter().map(|row| ((OrderId::new(row.order_id), row.day.to_jiff()), seconds(row.seconds))).collect())
}
