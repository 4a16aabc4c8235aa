//! One look at the clusters whose limits or bookings have changed: which orders no longer fit, since when, and which fit again.
//!
//! Nodes are looked at, and storage pools: of an order that lacks both, that which it lacks first. What is booked is read as of one moment and worked out beside every
//! lock; it is written under the lock of the cluster's look, unless somebody has looked at something newer meanwhile. At rest it is one question that finds no cluster.
//! Of a cluster that does not answer, or whose rooms are not reached, those are found too that need rooms within a day; see `lost`.

use std::collections::{BTreeMap, HashMap};

use homeroom_domain::{
    at_risk::{AtRisk, Booking, RiskCause, beyond, by_order, cause},
    cluster::supply::{NodePolicy, PlannedChange},
    ids::{ClusterId, OrderId, TenantId},
    slots::Slot,
};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    borne::Borne,
    lessons::Lessons,
    lost::{self, Lost},
    name,
    pools::{self, SeenPool},
    store::{self, Kept},
    tell::{self, At, News},
};
use crate::{
    app::{App, AppState},
    auth::SystemTx,
    calendars::store as calendars,
    clusters::store as clusters,
};

/// Looks at every cluster where something is to be looked at. What fails for one is told, and tried again at the next turn.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn watch(app: AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    clusters::recount_due(tx.conn(), now).await?;
    tx.commit().await?;
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let due = store::to_look_at(tx.conn(), now).await?;
    tx.rollback().await?;
    for cluster in due {
        if let Err(error) = look(&app, cluster, now).await {
            tracing::error!(%cluster, error = format!("{error:#}"), "whether what is booked of a cluster still fits could not be looked at");
        }
    }
    Ok(())
}

async fn look(app: &App, id: ClusterId, now: Timestamp) -> anyhow::Result<()> {
    let Some(seen) = Seen::read(app, id, now).await? else { return Ok(()) };
    let (seen, found) = app.work.own(move || seen.found(now)).await?;
    let lessons = Lessons::read(app, (id, &found), (seen.lost.is_some(), now)).await?;
    let mut found: Vec<Kept> = found.into_values().map(|one| seen.kept(one, &lessons, now)).collect();
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let known = store::lock(tx.conn(), id, None, now).await?;
    // Taken off meanwhile, or looked at as it is by now.
    if known.edit.is_none_or(|edit| edit > seen.edit) {
        return Ok(());
    }
    // Lost or back meanwhile: whoever wrote that has woken the next look.
    if !lost::is_still(tx.conn(), id, seen.lost.as_ref()).await? {
        return Ok(());
    }
    // What was moved meanwhile, and may have been named there, is not this cluster's any more.
    let ids: Vec<Uuid> = found.iter().map(|kept| kept.order.uuid()).collect();
    if !ids.is_empty() {
        let elsewhere = store::elsewhere(tx.conn(), id, &ids).await?;
        found.retain(|kept| !elsewhere.contains(&kept.order.uuid()));
    }
    let mut news = News::of(name::beside(found, &known), known.kept, now);
    write(tx.conn(), &seen, &mut news).await?;
    let next = (seen.is_moving || !news.found.is_empty()).then(|| Slot(Slot::holding(now).0 + 1).start());
    let due = if lessons.are_left { Some(now) } else { next };
    store::looked(tx.conn(), id, seen.edit, due).await?;
    tell::all(tx.conn(), At { cluster: id, name: &seen.name }, news, now).await?;
    Ok(tx.commit().await?)
}

async fn write(conn: &mut PgConnection, seen: &Seen, news: &mut News) -> sqlx::Result<()> {
    store::keep(&mut *conn, seen.cluster, &news.changed()).await?;
    let gone: Vec<Uuid> = news.gone.iter().map(|kept| kept.order.uuid()).collect();
    // What a failover has named elsewhere meanwhile is not this cluster's to take back.
    let forgotten = store::forget(conn, seen.cluster, &gone).await?;
    news.gone.retain(|kept| forgotten.contains(&kept.order.uuid()));
    Ok(())
}

/// An order that does not fit, and why.
pub(super) type Found = (AtRisk, RiskCause);

/// A cluster and what is booked of it, as of one moment.
struct Seen {
    cluster: ClusterId,
    name: String,
    /// Which change of its limits this is.
    edit: i64,
    /// Whether limits are others by and by although nothing is written.
    is_moving: bool,
    borne: Borne,
    counted: i64,
    policy: NodePolicy,
    planned: Vec<PlannedChange>,
    bookings: Vec<(Option<TenantId>, Booking)>,
    /// Those on which more is booked than is sold of them.
    pools: Vec<SeenPool>,
    /// Nobody hears of it, or nobody reaches its rooms.
    lost: Option<Lost>,
    /// Of the orders that run there: what only comes or leaves is named where it runs.
    tenants: HashMap<OrderId, TenantId>,
}

impl Seen {
    async fn read(app: &App, id: ClusterId, now: Timestamp) -> anyhow::Result<Option<Self>> {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let conn = tx.conn();
        store::as_of_one_moment(conn).await?;
        let Some(cluster) = clusters::get(conn, id).await? else { return Ok(None) };
        let Some(header) = calendars::headers(conn, &[cluster.calendar_id]).await?.pop() else { return Ok(None) };
        let from = Slot::holding(now);
        // A room of the evening before may be up past midnight.
        let days = (from.day().saturating_sub(1), i32::MAX);
        let Some(sold) = calendars::load(conn, std::slice::from_ref(&header), days, now).await?.pop() else { return Ok(None) };
        let borne = Borne::read(conn, &cluster, (sold, from), now).await?;
        let pools = pools::over(conn, id, now).await?;
        let lost = lost::read(conn, &cluster, now).await?;
        let is_over = !borne.over.is_empty() || !pools.is_empty() || lost.is_some();
        let bookings = if is_over { store::bookings(conn, header.id, from).await? } else { Vec::new() };
        Ok(Some(Self {
            cluster: id,
            counted: cluster.seen().map_or(0, |seen| i64::try_from(seen.counted.len()).unwrap_or(i64::MAX)),
            policy: cluster.node_policy(),
            name: cluster.name,
            edit: header.edit,
            is_moving: header.supply.is_some_and(|supply| supply.lead_minutes.is_some()),
            borne,
            planned: clusters::planned(conn, id, now).await?,
            tenants: bookings.iter().filter_map(|(tenant, booking)| Some((booking.order, (*tenant)?))).collect(),
            bookings,
            pools,
            lost,
        }))
    }

    /// Orders that do not fit, with the cause. What is booked is not needed after that.
    fn found(mut self, now: Timestamp) -> (Self, BTreeMap<OrderId, Found>) {
        let bookings: Vec<Booking> = std::mem::take(&mut self.bookings).into_iter().map(|(_, booking)| booking).collect();
        let of_pools: Vec<Found> = std::mem::take(&mut self.pools).into_iter().flat_map(|pool| pool.found(&bookings, now)).collect();
        let live = bookings.iter().filter(|booking| self.tenants.contains_key(&booking.order));
        let of_lost: Vec<Found> = self.lost.as_ref().map(|lost| lost.found(live, now)).unwrap_or_default();
        let of_nodes = by_order(beyond(self.borne.short(), bookings));
        let with_cause = |(order, one): (OrderId, AtRisk)| {
            let cause = cause(self.counted, self.policy, &self.planned, (one.first, now));
            (order, (one, cause))
        };
        let mut found: BTreeMap<OrderId, Found> = of_nodes.into_iter().map(with_cause).collect();
        for (one, cause) in of_lost.into_iter().chain(of_pools) {
            if found.get(&one.order).is_none_or(|(known, _)| one.first < known.first) {
                found.insert(one.order, (one, cause));
            }
        }
        found.retain(|order, _| self.tenants.contains_key(order));
        (self, found)
    }

    fn kept(&self, (one, cause): Found, lessons: &Lessons, now: Timestamp) -> Kept {
        let bell = lessons.of(one.order);
        Kept {
            order: one.order,
            tenant: self.tenants.get(&one.order).copied().unwrap_or(TenantId::new(Uuid::nil())),
            since: now,
            lesson: bell.and_then(|bell| bell.lesson.clone()),
            bell_at: bell.map_or_else(|| one.first.start(), |bell| bell.at),
            until: one.end.start(),
            rooms: one.rooms.max(1),
            resource: one.resource.as_str().to_owned(),
            short_by: one.short_by,
            cause: serde_json::to_value(cause).unwrap_or_default(),
            told_at: None,
        }
    }
}
