//! What a failover would do, tried on copies of calendars.

use std::collections::{BTreeMap, HashMap, HashSet};

use homeroom_domain::{
    admission::{ClusterCalendar, Reachable},
    calendar::Calendar,
    cluster::thresholds::Objects,
    ids::{ClassroomId, ClusterId, OrderId, TenantId},
    moves::{Found, Left, Moving, NoPlace, Part, Parting, Places, Tried, place_part, place_unseen},
};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    look::Affected,
    run::{Decided, Hours, WITHIN},
    view::Fate,
};
use crate::{
    auth::{ManageClusters, PlatformCaller},
    calendars::store as calendars,
    clusters::store::{self as clusters, Weighed},
    http::ApiError,
    moves::store,
};

/// Calendars on which the orders are booked one after the other, and nothing is written.
pub(super) struct Mind {
    clusters: Vec<ClusterCalendar>,
    /// Where something of an order is coming (`true`) or leaving.
    elsewhere: HashMap<OrderId, Vec<(ClusterId, bool)>>,
    /// Clusters that tenants keep off.
    kept_off: HashSet<(TenantId, ClusterId)>,
    /// Of orders of which rooms were left behind: where they run, and what they hold there.
    there: HashMap<OrderId, (ClusterId, BTreeMap<Uuid, Left>)>,
}

impl Mind {
    pub(super) async fn of(
        caller: &PlatformCaller<ManageClusters>,
        lost: ClusterId,
        (weighed, affected): (Vec<Weighed>, &[Affected]),
    ) -> Result<Self, ApiError> {
        let others: Vec<Weighed> = weighed.into_iter().filter(|cluster| cluster.id != lost).collect();
        let ids: Vec<_> = others.iter().map(|cluster| cluster.calendar_id).collect();
        let days: Vec<(i32, i32)> = affected.iter().filter_map(|affected| affected.going.moving.days()).collect();
        let range = (days.iter().map(|days| days.0).min().unwrap_or_default(), days.iter().map(|days| days.1).max().unwrap_or_default());
        let mut tx = caller.begin().await?;
        let headers = calendars::headers(tx.conn(), &ids).await?;
        let loaded: Vec<Calendar> = calendars::load(tx.conn(), &headers, range, caller.now()).await?;
        let mut clusters: Vec<ClusterCalendar> = loaded.into_iter().filter_map(|calendar| clusters::judged_on(&others, calendar)).collect();
        if affected.iter().any(|affected| affected.going.moving.records()) {
            let ids: Vec<_> = others.iter().map(|cluster| cluster.id.uuid()).collect();
            let mut pools = clusters::pools_of(tx.conn(), &ids, range, caller.now()).await?;
            clusters.iter_mut().for_each(|at| at.pools = pools.remove(&at.cluster).unwrap_or_default());
        }
        let orders: Vec<_> = affected.iter().map(|affected| affected.order.id.uuid()).collect();
        clusters::read_rooms(tx.conn(), clusters.iter_mut().collect(), &others, (range, &orders)).await?;
        let tenants: Vec<_> = affected.iter().map(|affected| affected.order.tenant.uuid()).collect();
        let kept_off = clusters::kept_off(tx.conn(), &tenants).await?.into_iter().collect();
        let elsewhere = store::elsewhere(tx.conn(), &orders).await?;
        let mut there = HashMap::new();
        for affected in affected.iter().filter(|affected| !affected.left_here.is_empty()) {
            there.extend(held(tx.conn(), affected, &others).await?.map(|held| (affected.order.id, held)));
        }
        Ok(Self { clusters, elsewhere, kept_off, there })
    }

    /// Those that there is time for, one after the other.
    pub(super) fn place_all(mut self, affected: Vec<Affected>, hours: Hours, moment: Timestamp) -> Vec<Decided> {
        let in_time = affected.into_iter().take_while(|_| hours.began.elapsed() <= WITHIN);
        let decided = in_time.map(|affected| {
            let fate = match affected.stays() {
                Some(_) => Fate::Stays,
                None if !affected.left_here.is_empty() => self.follow(&affected, hours.now),
                None => self.place(&affected, hours.now),
            };
            hours.decided(affected, fate, moment)
        });
        decided.collect()
    }

    /// Where it is booked already, if that answers; else where there is room, for as many of its rooms as there is, and nothing of it is left.
    fn place(&mut self, affected: &Affected, now: Timestamp) -> Fate {
        let elsewhere = self.elsewhere.get(&affected.order.id).map_or(&[][..], Vec::as_slice);
        let answers = |id: ClusterId| self.clusters.iter().any(|at| at.cluster == id && at.reachable < Reachable::CutOff);
        if let Some((to, _)) = elsewhere.iter().find(|(id, is_coming)| *is_coming && answers(*id)) {
            return Fate::Goes { to: *to, by: None, left: Vec::new(), short: Vec::new() };
        }
        let keeps_off = |at: &ClusterCalendar| self.kept_off.contains(&(affected.order.tenant, at.cluster));
        let free = self.clusters.iter().filter(|at| !keeps_off(at) && elsewhere.iter().all(|(id, _)| *id != at.cluster));
        let free: Vec<&ClusterCalendar> = free.collect();
        let mut most = most(affected, &affected.going.moving, (&free, &BTreeMap::new()), now);
        let short = match &mut most {
            Ok(most) => &mut most.short,
            Err(tried) => tried,
        };
        let off = self.clusters.iter().filter(|at| keeps_off(at));
        short.extend(off.map(|at| Tried { cluster: at.cluster, why: NoPlace::KeptOff {} }));
        self.book(most, 1)
    }

    /// Where its order runs, if there is room for rooms that were left behind.
    fn follow(&mut self, affected: &Affected, now: Timestamp) -> Fate {
        let is_coming = self.elsewhere.get(&affected.order.id).is_some_and(|elsewhere| elsewhere.iter().any(|(_, is_coming)| *is_coming));
        let Some((to, held)) = self.there.get(&affected.order.id).filter(|_| !is_coming) else { return Fate::Skipped };
        let is_kept_off = self.kept_off.contains(&(affected.order.tenant, *to));
        let there = self.clusters.iter().find(|at| at.cluster == *to && !is_kept_off);
        // It is one of the orders that are counted there.
        let there = there.map(|at| ClusterCalendar { objects: Objects::default(), ..at.clone() });
        let moving = affected.going.moving.stored_already();
        let most = most(affected, &moving, (&there.iter().collect::<Vec<_>>(), held), now);
        self.book(most, 0)
    }

    /// Books in thought what was found for an order that counts as so many more there.
    fn book(&mut self, most: Result<Most, Vec<Tried>>, orders: i64) -> Fate {
        let Most { moving, found, left, short } = match most {
            Ok(most) => most,
            Err(tried) => return Fate::Short(tried),
        };
        if let Some(at) = self.clusters.iter_mut().find(|at| at.cluster == found.cluster) {
            let before = at.objects.orders;
            moving.take(&found, at);
            at.objects.orders = before + orders;
        }
        Fate::Goes { to: found.cluster, by: None, left, short }
    }
}

/// All of an order, or as much of it as fits.
struct Most {
    moving: Moving,
    found: Found,
    left: Vec<ClassroomId>,
    short: Vec<Tried>,
}

fn most(
    affected: &Affected,
    moving: &Moving,
    (clusters, held): (&[&ClusterCalendar], &BTreeMap<Uuid, Left>),
    now: Timestamp,
) -> Result<Most, Vec<Tried>> {
    let order = &affected.going.timetabled.order;
    let short = match place_unseen(moving, clusters.iter().copied(), held) {
        Ok(found) => return Ok(Most { moving: moving.clone(), found, left: Vec::new(), short: Vec::new() }),
        Err(tried) => tried,
    };
    if order.rooms.len() < 2 {
        return Err(short);
    }
    match place_part(&Parting::of(order, moving, &affected.aside(), now), clusters, held) {
        Some(Part { moving, found, left }) => Ok(Most { moving, found, left, short }),
        None => Err(short),
    }
}

/// Where an order runs that is not on its way, and what it holds there.
async fn held(conn: &mut PgConnection, affected: &Affected, others: &[Weighed]) -> sqlx::Result<Option<(ClusterId, BTreeMap<Uuid, Left>)>> {
    let id = affected.order.id;
    let placements = calendars::placements(&mut *conn, id).await?;
    let live = Places::of(&placements).map(|places| places.live);
    let Some(at) = others.iter().find(|at| live == Some(at.id)) else { return Ok(None) };
    let capacity = calendars::reserved(conn, id, at.calendar_id).await?;
    Ok(Some((at.id, [(at.calendar_id, Left { capacity, storage: None })].into())))
}
