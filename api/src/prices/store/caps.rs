//! The SQL of what caps were last found to be: written for billing, read by whoever books.

use homeroom_domain::{
    billing::{BillingMonth, CapAction, CapScope},
    ids::{CapId, OrderId, TenantId},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{auth::TenantTx, db::purged::Purged};

/// What a purge removes.
pub(crate) const PURGED: [Purged; 2] = [Purged::of("cap_verdicts"), Purged::of("order_stops")];

/// What a cap says, as far as it is decided by.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub cap: CapId,
    pub scope: CapScope,
    pub action: CapAction,
    pub amount_minor: i64,
    pub month: BillingMonth,
    pub found: Found,
}

impl Verdict {
    /// Whether no further lesson of it starts.
    pub(crate) const fn stops(&self) -> bool {
        self.action.stops() && self.found.spent_minor >= self.amount_minor
    }
}

/// What was found of a cap's month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub spent_minor: i64,
    pub expected_minor: i64,
    pub ran_minor: i64,
    pub orders: i32,
    /// Thresholds of which the month was told, ascending.
    pub told: Vec<i64>,
    /// Grows with each that differs.
    pub revision: i64,
}

struct Row {
    cap_id: Uuid,
    cost_group: Option<String>,
    order_id: Option<Uuid>,
    action: String,
    amount_minor: i64,
    month: jiff_sqlx::Date,
    spent_minor: i64,
    expected_minor: i64,
    ran_minor: i64,
    orders: i32,
    told: Vec<i64>,
    revision: i64,
}

impl From<Row> for Verdict {
    fn from(row: Row) -> Self {
        let Row { cap_id, cost_group, order_id, action, amount_minor, month, .. } = row;
        let (spent_minor, expected_minor, ran_minor) = (row.spent_minor, row.expected_minor, row.ran_minor);
        Self {
            cap: CapId::new(cap_id),
            scope: scope(cost_group, order_id),
            // What a later version stored and this one does not know refuses nothing.
            action: CapAction::named(&action).unwrap_or(CapAction::Alert),
            amount_minor,
            month: BillingMonth::of_date(month.to_jiff()),
            found: Found { spent_minor, expected_minor, ran_minor, orders: row.orders, told: row.told, revision: row.revision },
        }
    }
}

/// What a cap is of, by its columns.
pub(crate) fn scope(cost_group: Option<String>, order_id: Option<Uuid>) -> CapScope {
    match (cost_group, order_id) {
        (_, Some(order)) => CapScope::Order(OrderId::new(order)),
        (Some(group), None) => CapScope::CostGroup(group),
        (None, None) => CapScope::Tenant,
    }
}

/// The other way round.
pub(crate) fn columns(scope: &CapScope) -> (Option<&str>, Option<Uuid>) {
    match scope {
        CapScope::Tenant => (None, None),
        CapScope::CostGroup(group) => (Some(group), None),
        CapScope::Order(order) => (None, Some(order.uuid())),
    }
}

/// What was found of all caps of a tenant; nobody decides by them, or writes one, until the transaction ends.
#[tracing::instrument(name = "db.prices.hold_verdicts", skip_all)]
pub(crate) async fn hold_verdicts(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Vec<Verdict>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT cap_id, cost_group, order_id, action, amount_minor, month, spent_minor, expected_minor, ran_minor, orders, told, revision
         FROM cap_verdicts WHERE tenant_id = $1 ORDER BY cap_id FOR NO KEY UPDATE",
        tenant.uuid()
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(Verdict::from).collect())
}

/// What they are now, for who only asks.
#[tracing::instrument(name = "db.prices.verdicts", skip_all)]
pub(in crate::prices) async fn verdicts(tx: &mut TenantTx) -> sqlx::Result<Vec<Verdict>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query_as!(
        Row,
        "SELECT cap_id, cost_group, order_id, action, amount_minor, month, spent_minor, expected_minor, ran_minor, orders, told, revision
         FROM cap_verdicts WHERE tenant_id = $1 ORDER BY cap_id",
        tenant
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Verdict::from).collect())
}

/// The same for who books: nobody else decides by them until the transaction ends, and billing looks again after it.
#[tracing::instrument(name = "db.prices.lock_verdicts", skip_all)]
pub(in crate::prices) async fn lock_verdicts(tx: &mut TenantTx, now: Timestamp) -> sqlx::Result<Vec<Verdict>> {
    let (tenant, now) = (tx.tenant().uuid(), now.to_sqlx());
    let rows = sqlx::query_as!(
        Row,
        "WITH locked AS MATERIALIZED (SELECT cap_id FROM cap_verdicts WHERE tenant_id = $1 ORDER BY cap_id FOR NO KEY UPDATE)
         UPDATE cap_verdicts v SET due_at = least(v.due_at, $2) FROM locked WHERE v.cap_id = locked.cap_id
         RETURNING v.cap_id, v.cost_group, v.order_id, v.action, v.amount_minor, v.month, v.spent_minor, v.expected_minor, v.ran_minor, v.orders, v.told,
                   v.revision",
        tenant,
        now as _
    );
    let mut verdicts: Vec<Verdict> = rows.fetch_all(tx.conn()).await?.into_iter().map(Verdict::from).collect();
    verdicts.sort_unstable_by_key(|verdict| verdict.cap);
    Ok(verdicts)
}

/// Writes what was found of a cap, and when it is looked at again.
#[tracing::instrument(name = "db.prices.put_verdict", skip_all)]
pub(crate) async fn put_verdict(conn: &mut PgConnection, tenant: TenantId, verdict: &Verdict, due_at: Timestamp) -> sqlx::Result<()> {
    let Verdict { cap, scope, action, amount_minor, month, found } = verdict;
    let (cost_group, order) = columns(scope);
    sqlx::query!(
        "INSERT INTO cap_verdicts (cap_id, tenant_id, cost_group, order_id, action, amount_minor, month, spent_minor, expected_minor, ran_minor, orders, told,
                                   revision, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (cap_id) DO UPDATE SET action = $5, amount_minor = $6, month = $7, spent_minor = $8, expected_minor = $9, ran_minor = $10, orders = $11,
                                            told = $12, revision = $13, due_at = $14",
        cap.uuid(),
        tenant.uuid(),
        cost_group,
        order,
        action.as_str(),
        amount_minor,
        month.first_day.to_sqlx() as jiff_sqlx::Date,
        found.spent_minor,
        found.expected_minor,
        found.ran_minor,
        found.orders,
        &found.told,
        found.revision,
        due_at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Tenants of which a cap is to be looked at, by id.
#[tracing::instrument(name = "db.prices.due_verdicts", skip_all)]
pub(crate) async fn due_verdicts(conn: &mut PgConnection, now: Timestamp, after: Option<Uuid>, limit: i64) -> sqlx::Result<Vec<TenantId>> {
    let now = now.to_sqlx();
    let rows = sqlx::query_scalar!(
        "SELECT DISTINCT tenant_id FROM cap_verdicts WHERE due_at <= $1 AND ($2::uuid IS NULL OR tenant_id > $2) ORDER BY tenant_id LIMIT $3",
        now as _,
        after,
        limit
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(TenantId::new).collect())
}

/// Orders of a tenant that were bought and may hold something between two days, by id.
#[tracing::instrument(name = "db.prices.bought_between", skip_all)]
pub(in crate::prices) async fn bought_between(tx: &mut TenantTx, (first, last): (Date, Date)) -> sqlx::Result<Vec<Uuid>> {
    let tenant = tx.tenant().uuid();
    // Two days to spare on either side: zones, and lessons over midnight.
    sqlx::query_scalar!(
        "SELECT b.order_id FROM order_prices b JOIN orders o ON o.id = b.order_id
         WHERE b.tenant_id = $1 AND o.earliest_day <= $3::date + 2 AND o.latest_day >= $2::date - 2 ORDER BY b.order_id",
        tenant,
        first.to_sqlx() as jiff_sqlx::Date,
        last.to_sqlx() as jiff_sqlx::Date
    )
    .fetch_all(tx.conn())
    .await
}

/// What of a tenant is to stand still.
#[derive(Debug, Default)]
pub(crate) struct Stops {
    pub all: bool,
    pub cost_groups: Vec<String>,
    pub orders: Vec<Uuid>,
}

impl Stops {
    /// All of a scope.
    pub(crate) fn add(&mut self, scope: &CapScope) {
        match scope {
            CapScope::Tenant => self.all = true,
            CapScope::CostGroup(group) => self.cost_groups.push(group.clone()),
            CapScope::Order(order) => self.orders.push(order.uuid()),
        }
    }
}

/// Stops exactly these orders of a tenant, and says whether that changed anything: of those that are not over the ones whose hours are charged as they run, for what
/// is booked is paid for whether it takes place or not. One that is stopped already stays so since then.
#[tracing::instrument(name = "db.prices.set_stops", skip_all)]
pub(crate) async fn set_stops(conn: &mut PgConnection, tenant: TenantId, stops: &Stops, now: Timestamp) -> sqlx::Result<bool> {
    let now = now.to_sqlx();
    let changed = sqlx::query_scalar!(
        r#"WITH wanted AS (SELECT o.id FROM orders o JOIN order_prices b ON b.order_id = o.id JOIN plan_versions v ON v.id = b.plan_version_id
                           WHERE o.tenant_id = $1 AND o.phase NOT IN ('terminating', 'released') AND ($2 OR o.cost_group = ANY($3) OR o.id = ANY($4))
                             AND v.document -> 'prices' @> '[{"meter": "room_hours"}]'),
                old AS (DELETE FROM order_stops WHERE tenant_id = $1 AND until < $5::timestamptz - interval '7 days'),
                gone AS (UPDATE order_stops SET until = $5
                         WHERE tenant_id = $1 AND until IS NULL AND order_id NOT IN (SELECT id FROM wanted) RETURNING order_id),
                new AS (INSERT INTO order_stops (order_id, tenant_id, since)
                        SELECT id, $1, $5 FROM wanted w
                        WHERE NOT EXISTS (SELECT FROM order_stops s WHERE s.order_id = w.id AND s.until IS NULL)
                        ON CONFLICT (order_id, since) DO UPDATE SET until = NULL RETURNING order_id)
           SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM new) AS "changed!""#,
        tenant.uuid(),
        stops.all,
        &stops.cost_groups,
        &stops.orders,
        now as _
    );
    Ok(changed.fetch_one(conn).await? > 0)
}
