//! What each cap's month has come to, found anew: told once a threshold and month, and written where orders read it.
//!
//! A tenant is a transaction of its own, under the lock of its row and of its caps'. Whoever books meanwhile waits or is read; what is booked after it makes
//! the tenant due again. A crash at any point leaves it due.

use std::collections::BTreeSet;

use homeroom_domain::{
    billing::{CapScope, CapSpending, Forecast, month_of, reached},
    ids::{CapId, OrderId, TenantId},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    CAPS_MAX,
    store::{self, CapRow},
};
use crate::{
    app::AppState,
    auth::{Actor, Place, SystemTx},
    billing::forecast::{ReadMonth, read_month},
    events::{self, EventType, NewEvent},
    orders::store::touch_all,
    prices::verdicts::{self, Found, Stops, Verdict},
    tenants,
};

/// Until a tenant is looked at again though nothing was booked.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(5);
/// Tenants that are read at once.
const PAGE: i64 = 100;

/// Looks at the caps of every tenant that is due.
///
/// # Errors
/// When the database does not answer. What fails for one tenant is told, and tried again by the next turn.
pub(crate) async fn watch(app: AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut after = None;
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let due = verdicts::due_verdicts(tx.conn(), now, after, PAGE).await?;
        drop(tx);
        let Some(last) = due.last().map(|tenant| tenant.uuid()) else { return Ok(()) };
        for tenant in due {
            let mut tx = SystemTx::of_worker(&app.pools).await?;
            tenants::store::hold(tx.conn(), tenant).await?;
            match (Watching { app: &app, tenant, now }).look(tx.conn()).await {
                Ok(()) => tx.commit().await?,
                Err(error) => tracing::error!(%tenant, error = format!("{error:#}"), "the caps of a tenant could not be looked at"),
            }
        }
        after = Some(last);
    }
}

/// A tenant's caps at a moment; its row is held.
pub(super) struct Watching<'a> {
    pub app: &'a AppState,
    pub tenant: TenantId,
    pub now: Timestamp,
}

impl Watching<'_> {
    /// Finds what the month has come to, tells what is to be told, and writes it.
    pub(super) async fn look(&self, conn: &mut PgConnection) -> anyhow::Result<()> {
        let before = verdicts::hold_verdicts(conn, self.tenant).await?;
        let rows = store::of_tenant(conn, self.tenant, None, CAPS_MAX).await?;
        if rows.is_empty() {
            return self.stop(conn, &Stops::default()).await;
        }
        let zone = tenants::store::zone_of(conn, self.tenant).await?;
        let month = month_of(self.now, &zone);
        let again = self.now.saturating_add(AGAIN_AFTER)?.min(month.bounds(&zone).1);
        let read = read_month(conn, self.tenant, (month, &zone), self.now).await?;
        let (read, forecast) = self.app.work.own(move || read.forecast(&zone).map(|forecast| (read, forecast))).await??;
        let mut stops = Stops::default();
        for row in rows {
            let known = before.iter().find(|verdict| verdict.cap.uuid() == row.id);
            let verdict = Verdict {
                cap: CapId::new(row.id),
                scope: row.scope(),
                action: row.action(),
                amount_minor: row.amount_minor,
                month,
                found: found(&row, known, (&read, &forecast)),
            };
            let told_before = known.filter(|known| known.month == month).map(|known| known.found.told.as_slice()).unwrap_or_default();
            for percent in verdict.found.told.iter().filter(|percent| !told_before.contains(percent)) {
                self.record(conn, (EventType::CapReached, &row, &verdict), Some(*percent)).await?;
            }
            let stops_now = verdict.stops();
            if stops_now {
                stops.add(&verdict.scope);
            }
            if known.is_some_and(Verdict::stops) != stops_now {
                let kind = if stops_now { EventType::CapStopped } else { EventType::CapLifted };
                self.record(conn, (kind, &row, &verdict), None).await?;
            }
            verdicts::put_verdict(conn, self.tenant, &verdict, again).await?;
        }
        self.stop(conn, &stops).await
    }

    /// Lets the reconciler look where something is to stand still, or not any more.
    async fn stop(&self, conn: &mut PgConnection, stops: &Stops) -> anyhow::Result<()> {
        if verdicts::set_stops(conn, self.tenant, stops, self.now).await? {
            touch_all(conn, self.tenant).await?;
        }
        Ok(())
    }

    async fn record(
        &self,
        conn: &mut PgConnection,
        (kind, row, verdict): (EventType, &CapRow, &Verdict),
        percent: Option<i64>,
    ) -> sqlx::Result<()> {
        let mut data = json!({ "month": verdict.month.first_day, "action": row.action, "cost_group": row.cost_group,
            "order_id": row.order_id.map(OrderId::new), "amount_minor": row.amount_minor, "currency": row.currency,
            "spent_minor": verdict.found.spent_minor, "expected_minor": verdict.found.expected_minor });
        if let Some(percent) = percent {
            data["percent"] = json!(percent);
        }
        let (actor, subject) = (Actor::system(), verdict.cap.to_string());
        let feed = Place::Tenant(self.tenant);
        events::record(conn, NewEvent { feed, kind, actor: &actor, subject, data, at: self.now }).await?;
        Ok(())
    }
}

/// What a cap's month has come to. Thresholds that were told stay told while the month lasts, whatever is given back.
fn found(row: &CapRow, known: Option<&Verdict>, (read, forecast): (&ReadMonth, &Forecast)) -> Found {
    let scope = row.scope();
    let group_of = |order: OrderId| read.orders.cost_groups.get(&order).map(String::as_str);
    let CapSpending { spent_minor, expected_minor, orders } = scope.spending(forecast, group_of);
    let same_month = known.filter(|known| known.month == forecast.month);
    let mut told: BTreeSet<i64> = same_month.into_iter().flat_map(|known| known.found.told.iter().copied()).collect();
    told.extend(reached(row.amount_minor, spent_minor, &row.thresholds));
    let found = Found {
        spent_minor,
        expected_minor,
        ran_minor: ran(&scope, forecast, group_of),
        orders: i32::try_from(orders).unwrap_or(i32::MAX),
        told: told.into_iter().collect(),
        revision: known.map_or(0, |known| known.found.revision),
    };
    let differs = known.is_none_or(|known| known.found != found || known.month != forecast.month);
    Found { revision: found.revision + i64::from(differs), ..found }
}

fn ran<'a>(scope: &CapScope, forecast: &Forecast, group_of: impl Fn(OrderId) -> Option<&'a str>) -> i64 {
    let within = forecast.orders.iter().filter(|(order, _)| scope.holds(Some(*order), group_of(*order)));
    within.map(|(_, parts)| parts.ran_minor).sum()
}
