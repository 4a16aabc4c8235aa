//! All that a tenant's month is worked out from.

use std::collections::BTreeMap;

use homeroom_domain::{
    billing::{BilledOrder, BillingMonth, Booked, NewPlanVersion, RanBefore},
    ids::{OrderId, PlanVersionId, TenantId},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::prices::{self, Bought};

/// The versions that a tenant was on in a month, each from its day on; and from when on anything is charged.
#[derive(Debug)]
pub(in crate::billing) struct Periods {
    pub charged_from: Timestamp,
    pub versions: Vec<(Date, NewPlanVersion)>,
    /// On no plan in all of the month: nothing is charged.
    pub is_paused: bool,
}

#[tracing::instrument(name = "db.billing.billed_periods", skip_all)]
pub(in crate::billing) async fn billed_periods(
    conn: &mut PgConnection,
    tenant: TenantId,
    month: BillingMonth,
) -> sqlx::Result<Option<Periods>> {
    let (first, last) = (month.first_day.to_sqlx(), month.last_day().to_sqlx());
    let header = sqlx::query_scalar!(
        r#"SELECT charged_from AS "charged_from: jiff_sqlx::Timestamp" FROM plan_subscriptions WHERE tenant_id = $1"#,
        tenant.uuid()
    );
    let Some(charged_from) = header.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let rows = sqlx::query!(
        r#"SELECT p.from_day AS "from_day: jiff_sqlx::Date", v.document AS "document: Json<NewPlanVersion>"
           FROM plan_periods p JOIN plan_versions v ON v.id = p.plan_version_id
           WHERE p.tenant_id = $1 AND p.from_day <= $3
             AND p.from_day >= coalesce((SELECT max(f.from_day) FROM plan_periods f WHERE f.tenant_id = $1 AND f.from_day <= $2), '-infinity')
           ORDER BY p.from_day"#,
        tenant.uuid(),
        first as _,
        last as _
    );
    let versions: Vec<_> = rows.fetch_all(&mut *conn).await?.into_iter().map(|row| (row.from_day.to_jiff(), row.document.0)).collect();
    let paused = paused_until(conn, tenant, month).await?;
    let is_paused = paused.is_some_and(|until| until > month.last_day());
    let versions = if let Some(until) = paused { from_on(versions, until) } else { versions };
    Ok(Some(Periods { charged_from: charged_from.to_jiff(), versions, is_paused }))
}

/// The first day of the month on which the tenant is on a plan again that it was not on when the month began; `None` where it was.
#[tracing::instrument(name = "db.billing.paused_until", skip_all)]
async fn paused_until(conn: &mut PgConnection, tenant: TenantId, month: BillingMonth) -> sqlx::Result<Option<Date>> {
    let first = month.first_day.to_sqlx();
    let until = sqlx::query_scalar!(
        r#"SELECT coalesce(until_day, '9999-01-01') AS "until!: jiff_sqlx::Date" FROM plan_pauses
           WHERE tenant_id = $1 AND from_day <= $2 AND (until_day IS NULL OR until_day > $2)"#,
        tenant.uuid(),
        first as _
    );
    Ok(until.fetch_optional(conn).await?.map(jiff_sqlx::Date::to_jiff))
}

/// The versions that count from a day on.
fn from_on(versions: Vec<(Date, NewPlanVersion)>, day: Date) -> Vec<(Date, NewPlanVersion)> {
    let first = versions.iter().rposition(|(from, _)| *from <= day).unwrap_or_default();
    versions.into_iter().skip(first).map(|(from, version)| (from.max(day), version)).collect()
}

/// Orders of a tenant that a month may be charged for, with their names, and the versions that they were bought by.
#[derive(Debug, Default)]
pub(in crate::billing) struct Orders {
    pub orders: Vec<BilledOrder>,
    pub names: BTreeMap<OrderId, String>,
    /// What they are paid from, of those that say it.
    pub cost_groups: BTreeMap<OrderId, String>,
    pub versions: BTreeMap<PlanVersionId, NewPlanVersion>,
}

/// Whether a month of a tenant is invoiced.
#[tracing::instrument(name = "db.billing.is_invoiced", skip_all)]
pub(in crate::billing::invoices) async fn is_invoiced(
    conn: &mut PgConnection,
    tenant: TenantId,
    month: BillingMonth,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM invoices WHERE tenant_id = $1 AND cycle = $2 AND status NOT IN ('draft', 'void')) AS "is_invoiced!""#,
        tenant.uuid(),
        month.first_day.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_one(conn)
    .await
}

/// Those that were bought, began before the month's end in whatever zone, and ended no longer than a month before it began: what is changed later is past.
#[tracing::instrument(name = "db.billing.billed_orders", skip_all)]
pub(in crate::billing) async fn billed_orders(
    conn: &mut PgConnection,
    tenant: TenantId,
    month: BillingMonth,
    zone: &TimeZone,
) -> sqlx::Result<Orders> {
    let (from, to) = month.bounds(zone);
    let rows = sqlx::query!(
        r#"SELECT b.order_id, o.name, o.cost_group,
                  coalesce((SELECT jsonb_object_agg(s.price, s.amount)
                            FROM (SELECT l.price, sum(l.amount_minor)::bigint AS amount FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id
                                  WHERE l.order_id = b.order_id AND i.status NOT IN ('draft', 'void') AND i.corrects IS NULL
                                    AND l.meter IS DISTINCT FROM 'room_hours' GROUP BY l.price) AS s), '{}') AS "invoiced!: Json<BTreeMap<String, i64>>",
                  coalesce((SELECT jsonb_object_agg(s.price, s.amount)
                            FROM (SELECT l.price, -sum(l.amount_minor)::bigint AS amount FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id
                                  WHERE l.order_id = b.order_id AND i.corrects IS NOT NULL GROUP BY l.price) AS s), '{}') AS "noted!: Json<BTreeMap<String, i64>>",
                  coalesce((SELECT sum(u.quantity) FROM usage_hours u WHERE u.tenant_id = $1 AND u.order_id = b.order_id AND u.meter = 'room_hours'
                            AND u.hour >= greatest($4, b.charged_from) AND u.hour < $5), 0)::bigint AS "ran!"
           FROM order_prices b JOIN orders o ON o.id = b.order_id
           WHERE b.tenant_id = $1 AND o.earliest_day <= $3 AND o.latest_day >= $2 ORDER BY o.created_at, o.id"#,
        tenant.uuid(),
        month.first_day.saturating_sub(jiff::ToSpan::days(31)).to_sqlx() as jiff_sqlx::Date,
        month.last_day().saturating_add(jiff::ToSpan::days(2)).to_sqlx() as jiff_sqlx::Date,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp
    );
    let rows = rows.fetch_all(&mut *conn).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.order_id).collect();
    let mut bought: BTreeMap<OrderId, Bought> =
        prices::bought(conn, tenant, &ids).await?.into_iter().map(|bought| (bought.order, bought)).collect();
    let mut found = Orders::default();
    for row in rows {
        let Some(Bought { order: id, version, plan, charged_from, rooms, quota, .. }) = bought.remove(&OrderId::new(row.order_id)) else {
            continue;
        };
        let booked = Booked::new(u32::try_from(rooms.len()).unwrap_or(u32::MAX), &quota, Some(charged_from));
        let ran_seconds = u64::try_from(row.ran).unwrap_or_default();
        found.names.insert(id, row.name);
        found.cost_groups.extend(row.cost_group.map(|group| (id, group)));
        found.versions.insert(version, plan);
        found.orders.push(BilledOrder {
            id,
            version,
            booked,
            invoiced: row.invoiced.0,
            noted: row.noted.0,
            ran_seconds,
            before: RanBefore::default(),
        });
    }
    Ok(found)
}

/// Notes of orders what is known now of the hours that they ran in the month before, and what was invoiced for them.
#[tracing::instrument(name = "db.billing.learn_before", skip_all)]
pub(in crate::billing::invoices) async fn learn_before(
    conn: &mut PgConnection,
    tenant: TenantId,
    (before, zone): (BillingMonth, &TimeZone),
    orders: &mut [BilledOrder],
) -> sqlx::Result<()> {
    let (from, to) = before.bounds(zone);
    let ids: Vec<Uuid> = orders.iter().map(|order| order.id.uuid()).collect();
    let rows = sqlx::query!(
        r#"SELECT b.order_id,
                  coalesce((SELECT sum(u.quantity) FROM usage_hours u WHERE u.tenant_id = $1 AND u.order_id = b.order_id AND u.meter = 'room_hours'
                            AND u.hour >= greatest($3, b.charged_from) AND u.hour < $4), 0)::bigint AS "seconds!",
                  coalesce((SELECT jsonb_object_agg(s.price, s.amount)
                            FROM (SELECT l.price, sum(l.amount_minor)::bigint AS amount FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id
                                  WHERE l.order_id = b.order_id AND i.status NOT IN ('draft', 'void') AND i.corrects IS NULL
                                    AND l.meter = 'room_hours' AND l.first_day = $5 GROUP BY l.price) AS s), '{}') AS "invoiced!: Json<BTreeMap<String, i64>>",
                  coalesce((SELECT jsonb_object_agg(s.price, s.amount)
                            FROM (SELECT l.price, -sum(l.amount_minor)::bigint AS amount FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id
                                  WHERE l.order_id = b.order_id AND i.corrects IS NOT NULL AND l.first_day = $5 GROUP BY l.price) AS s), '{}') AS "noted!: Json<BTreeMap<String, i64>>"
           FROM order_prices b WHERE b.tenant_id = $1 AND b.order_id = ANY($2)"#,
        tenant.uuid(),
        &ids,
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp,
        before.first_day.to_sqlx() as jiff_sqlx::Date
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let mut known: BTreeMap<Uuid, RanBefore> = rows
        .map(|row| {
            let seconds = u64::try_from(row.seconds).unwrap_or_default();
            (row.order_id, RanBefore { seconds, invoiced: row.invoiced.0, noted: row.noted.0 })
        })
        .collect();
    for order in orders {
        order.before = known.remove(&order.id.uuid()).unwrap_or_default();
    }
    Ok(())
}
