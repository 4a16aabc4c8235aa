//! What a call would do, tried on copies of calendars: orders are booked there one after the other, and nothing is written.

use std::collections::{BTreeMap, HashMap, HashSet};

use homeroom_domain::{
    admission::ClusterCalendar,
    calendar::{Calendar, Reservation},
    ids::{ClusterId, OrderId, TenantId},
    moves::{FILLS, Left, NoPlace, has_no_objects, leave_out, place},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::look::Candidate;
use crate::{
    auth::{ManageClusters, PlatformCaller},
    calendars::store as calendars,
    clusters::store::{self as clusters, Among, Cluster},
    http::ApiError,
    moves::store,
};

pub(super) struct Mind {
    /// `None` where it is not as the clusters of its region are read any more.
    target: Option<ClusterCalendar>,
    /// The clusters that the orders are on, each with its calendar.
    sources: HashMap<ClusterId, Calendar>,
    /// What each holds of its own.
    held: HashMap<OrderId, Reservation>,
    /// Where something of an order is coming or leaving.
    elsewhere: HashMap<OrderId, Vec<(ClusterId, bool)>>,
    kept_off: HashSet<(TenantId, ClusterId)>,
    now: jiff::Timestamp,
}

impl Mind {
    pub(super) async fn of(caller: &PlatformCaller<ManageClusters>, cluster: &Cluster, candidates: &[Candidate]) -> Result<Self, ApiError> {
        let days: Vec<(i32, i32)> = candidates.iter().filter_map(|candidate| candidate.going.moving.days()).collect();
        let range = (days.iter().map(|days| days.0).min().unwrap_or_default(), days.iter().map(|days| days.1).max().unwrap_or_default());
        let (orders, tenants): (Vec<Uuid>, Vec<Uuid>) =
            candidates.iter().map(|candidate| (candidate.order.id.uuid(), candidate.order.tenant.uuid())).unzip();
        let now = caller.now();
        let mut tx = caller.begin().await?;
        let region = std::slice::from_ref(&cluster.region);
        let weighed = clusters::weighed(tx.conn(), None, cluster.simulated, Among::Regions(region)).await?;
        // Of a region's clusters those alone that orders are on, and the one that they would go to.
        let from: HashSet<ClusterId> = candidates.iter().map(|candidate| candidate.order.from).chain([cluster.id]).collect();
        let ids: Vec<Uuid> = weighed.iter().filter(|at| from.contains(&at.id)).map(|at| at.calendar_id).collect();
        let headers = calendars::headers(tx.conn(), &ids).await?;
        let mut sources: HashMap<ClusterId, Calendar> = HashMap::new();
        let mut target = None;
        for calendar in calendars::load(tx.conn(), &headers, range, now).await? {
            let Some(at) = clusters::judged_on(&weighed, calendar) else { continue };
            if at.cluster == cluster.id {
                target = Some(at);
            } else {
                sources.insert(at.cluster, at.calendar);
            }
        }
        if let Some(at) = target.as_mut().filter(|_| candidates.iter().any(|candidate| candidate.going.moving.records())) {
            at.pools = clusters::pools_of(tx.conn(), &[cluster.id.uuid()], range, now).await?.remove(&cluster.id).unwrap_or_default();
        }
        clusters::read_rooms(tx.conn(), target.iter_mut().collect(), &weighed, (range, &orders)).await?;
        for (source, calendar) in &mut sources {
            leave_out(calendar, calendars::leaving(tx.conn(), *source, &FILLS).await?, now);
        }
        let held = held(tx.conn(), candidates, &sources).await?;
        let elsewhere = store::elsewhere(tx.conn(), &orders).await?;
        let kept_off = clusters::kept_off(tx.conn(), &tenants).await?.into_iter().collect();
        Ok(Self { target, sources, held, elsewhere, kept_off, now })
    }

    /// # Errors
    /// With what keeps the order where it is.
    pub(super) fn try_out(&mut self, candidate: &Candidate) -> Result<(), NoPlace> {
        let (order, moving) = (&candidate.order, &candidate.going.moving);
        if !has_no_objects(&candidate.going.timetabled.schedule, self.now) {
            return Err(NoPlace::HasObjects {});
        }
        let target = self.target.as_mut().ok_or(NoPlace::NoNodes {})?;
        if self.kept_off.contains(&(order.tenant, target.cluster)) {
            return Err(NoPlace::KeptOff {});
        }
        if self.elsewhere.get(&order.id).is_some_and(|at| at.iter().any(|(id, _)| *id == target.cluster)) {
            return Err(NoPlace::StillLeaving {});
        }
        let found = place(moving, [&*target], &BTreeMap::<Uuid, Left>::new())
            .map_err(|tried| tried.first().map_or(NoPlace::NoNodes {}, |tried| tried.why))?;
        let (Some(source), Some(held)) = (self.sources.get_mut(&order.from), self.held.get(&order.id)) else {
            return Err(NoPlace::NotFuller {});
        };
        if !moving.evens_out((source, held), (&target.calendar, &found.change)) {
            return Err(NoPlace::NotFuller {});
        }
        source.add(&moving.given_back(held), -1);
        moving.take(&found, target);
        Ok(())
    }
}

async fn held(
    conn: &mut PgConnection,
    candidates: &[Candidate],
    sources: &HashMap<ClusterId, Calendar>,
) -> sqlx::Result<HashMap<OrderId, Reservation>> {
    let mut held = HashMap::new();
    for Candidate { order, .. } in candidates {
        if let Some(calendar) = sources.get(&order.from) {
            held.insert(order.id, calendars::reserved(&mut *conn, order.id, calendar.id).await?);
        }
    }
    Ok(held)
}
