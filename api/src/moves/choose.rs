//! Choosing a cluster for an order that moves, in one transaction under the order's lock.
//!
//! As at admission: the choice is made on an unlocked read, the chosen calendar is locked and looked at again; after a miss all candidates are locked in ascending
//! order, so that it ends; before that the one lock is given back. For a part of an order, which is looked for only where nothing takes the whole, all are locked at
//! once. Where shares of nodes refuse, on a cluster that sells what packs, the rooms themselves are read,
//! as at admission, and it is seen whether all of them pack.

use std::collections::BTreeMap;

use homeroom_domain::{
    admission::ClusterCalendar,
    calendar::Calendar,
    cluster::thresholds::Objects,
    ids::{ClassroomId, OrderId, TenantId},
    moves::{
        Aside, Found, Left, MoveCause, Moving, NoPlace, Part, Parting, Places, Tried, place, place_part, place_unseen, refused_by_share,
    },
    order::PlacementState,
    pools::PoolCalendar,
};
use jiff::Timestamp;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use super::{begin::Wish, going::Going, store::Lives};
use crate::{
    calendars::store::{self as calendars, Header},
    clusters::store::{self as clusters, Among, PoolOffer, Weighed},
};

/// Where an order may go, and what it had there.
pub(super) struct Candidates {
    tenant: TenantId,
    /// By calendar's id.
    clusters: Vec<Weighed>,
    held: BTreeMap<Uuid, Left>,
    /// Of these clusters, where the order records.
    pools: Vec<PoolOffer>,
    now: Timestamp,
    /// It is lost where it is: where rooms cannot be looked at, shares decide.
    may_go_unseen: bool,
    /// It is there already and is to grow: it is counted among the orders that the cluster bears.
    is_there: bool,
    /// What cannot be one whatever is free there.
    pub(super) never: Vec<Tried>,
}

/// A place with its calendar, which is locked and not yet changed.
pub(super) struct Chosen {
    pub(super) found: Found,
    pub(super) calendar: Calendar,
    /// Of the storage pool that was found, the same.
    pub(super) pool: Option<Calendar>,
    /// Its rooms that there is no room for.
    pub(super) left: Vec<ClassroomId>,
    /// Where there are some, what is against the whole of it on each cluster.
    pub(super) short: Vec<Tried>,
}

impl Candidates {
    /// Other clusters of the order's region and sort; only `to` where that is given.
    pub(super) async fn of(
        conn: &mut PgConnection,
        id: OrderId,
        (lives, places): (&Lives, &Places),
        (wish, records): (Wish<'_>, bool),
    ) -> sqlx::Result<Self> {
        let (regions, to) = ([lives.region.clone()], wish.to);
        let mut of = Self {
            tenant: lives.tenant,
            clusters: Vec::new(),
            held: BTreeMap::new(),
            pools: Vec::new(),
            now: wish.at,
            may_go_unseen: wish.cause == MoveCause::Failover,
            is_there: to == Some(places.live),
            never: Vec::new(),
        };
        for cluster in clusters::weighed(&mut *conn, Some(lives.tenant), !lives.livemode, Among::Regions(&regions)).await? {
            // Where it is, unless that is named: then it is to grow there.
            if to.map_or(cluster.id == places.live, |to| to != cluster.id) {
                continue;
            }
            if places.role(cluster.id) == PlacementState::Leaving {
                of.never.push(Tried { cluster: cluster.id, why: NoPlace::StillLeaving {} });
                continue;
            }
            if cluster.kept_off {
                of.never.push(Tried { cluster: cluster.id, why: NoPlace::KeptOff {} });
                continue;
            }
            let capacity = calendars::reserved(&mut *conn, id, cluster.calendar_id).await?;
            let storage = if records { calendars::claim_of(&mut *conn, id, cluster.id).await? } else { None };
            of.held.insert(cluster.calendar_id, Left { capacity, storage });
            of.clusters.push(cluster);
        }
        if records {
            of.pools = clusters::pool_offers(conn, &of.clusters.iter().map(|cluster| cluster.id.uuid()).collect::<Vec<_>>()).await?;
        }
        Ok(of)
    }

    /// The best of them, locked.
    ///
    /// # Errors
    /// With every candidate and what is against it; with none at all where there is none.
    pub(super) async fn choose(
        &self,
        conn: &mut PgConnection,
        moving: &Moving,
        simulated: bool,
    ) -> sqlx::Result<Result<Chosen, Vec<Tried>>> {
        let clusters = self.clusters.iter().map(|cluster| cluster.calendar_id);
        let all: Vec<Uuid> = clusters.chain(self.pools.iter().map(|pool| pool.calendar_id)).collect();
        let unlocked = self.load(&mut *conn, moving, (&self.clusters, &all)).await?;
        let first = match self.judge(conn, moving, (&self.clusters, unlocked)).await? {
            Ok(chosen) => [chosen.calendar.id].into_iter().chain(chosen.pool.map(|pool| pool.id)).collect::<Vec<_>>(),
            Err(tried) => return Ok(Err(self.tried(tried))),
        };
        let mut savepoint = conn.begin().await?;
        if let Ok(chosen) = self.locked(&mut savepoint, moving, (&first, simulated)).await? {
            savepoint.commit().await?;
            return Ok(Ok(chosen));
        }
        savepoint.rollback().await?;
        Ok(self.locked(conn, moving, (&all, simulated)).await?.map_err(|tried| self.tried(tried)))
    }

    /// The best of them that takes all of its rooms or, where none does, as many as fit; locked.
    ///
    /// # Errors
    /// As [`Self::choose`], where none takes any.
    pub(super) async fn choose_most(
        &self,
        conn: &mut PgConnection,
        (going, aside): (&Going, Aside),
        simulated: bool,
    ) -> sqlx::Result<Result<Chosen, Vec<Tried>>> {
        let short = match self.choose(&mut *conn, &going.moving, simulated).await? {
            Err(tried) if going.timetabled.order.rooms.len() > 1 => tried,
            chosen => return Ok(chosen),
        };
        Ok(match self.choose_part(conn, (going, aside), simulated).await? {
            Some(chosen) => Ok(Chosen { short, ..chosen }),
            None => Err(short),
        })
    }

    async fn choose_part(&self, conn: &mut PgConnection, (going, aside): (&Going, Aside), simulated: bool) -> sqlx::Result<Option<Chosen>> {
        let clusters = self.clusters.iter().map(|cluster| cluster.calendar_id);
        let ids: Vec<Uuid> = clusters.chain(self.pools.iter().map(|pool| pool.calendar_id)).collect();
        let (weighed, mut clusters) = self.lock(&mut *conn, &going.moving, (&ids, simulated)).await?;
        let (days, asked) = (going.moving.days().unwrap_or_default(), [going.id.uuid()]);
        clusters::read_rooms(conn, clusters.iter_mut().collect(), &weighed, (days, &asked)).await?;
        let (going, held, now) = (going.clone(), self.held.clone(), self.now);
        let looking = tokio::task::spawn_blocking(move || {
            let parting = Parting::of(&going.timetabled.order, &going.moving, &aside, now);
            place_part(&parting, &clusters, &held).map(|Part { found, left, .. }| Chosen { left, ..Chosen::of(found, clusters) })
        });
        looking.await.map_err(|_| sqlx::Error::WorkerCrashed)
    }

    fn tried(&self, tried: Vec<Tried>) -> Vec<Tried> {
        self.never.iter().cloned().chain(tried).collect()
    }

    async fn locked(&self, conn: &mut PgConnection, moving: &Moving, of: (&[Uuid], bool)) -> sqlx::Result<Result<Chosen, Vec<Tried>>> {
        let (weighed, clusters) = self.lock(&mut *conn, moving, of).await?;
        self.judge(conn, moving, (&weighed, clusters)).await
    }

    /// Under the locks limits, shape and state agree.
    async fn lock(
        &self,
        conn: &mut PgConnection,
        moving: &Moving,
        (ids, simulated): (&[Uuid], bool),
    ) -> sqlx::Result<(Vec<Weighed>, Vec<ClusterCalendar>)> {
        calendars::lock(&mut *conn, ids).await?;
        let weighed = clusters::weighed(&mut *conn, Some(self.tenant), simulated, Among::Calendars(ids)).await?;
        let clusters = self.load(conn, moving, (&weighed, ids)).await?;
        Ok((weighed, clusters))
    }

    async fn judge(
        &self,
        conn: &mut PgConnection,
        moving: &Moving,
        (weighed, mut clusters): (&[Weighed], Vec<ClusterCalendar>),
    ) -> sqlx::Result<Result<Chosen, Vec<Tried>>> {
        let tried = match place(moving, &clusters, &self.held) {
            Ok(found) => return Ok(Ok(Chosen::of(found, clusters))),
            Err(tried) => tried,
        };
        let by_share = refused_by_share(&tried);
        let wanted: Vec<&mut ClusterCalendar> = clusters.iter_mut().filter(|at| by_share.contains(&at.cluster)).collect();
        if wanted.is_empty() {
            return Ok(Err(tried));
        }
        let (days, asked) = (moving.days().unwrap_or_default(), [moving.id().uuid()]);
        let is_known = clusters::read_rooms(conn, wanted, weighed, (days, &asked)).await?;
        if !is_known && !self.may_go_unseen {
            return Ok(Err(tried));
        }
        // It takes its time.
        let (moving, held, may_go_unseen) = (moving.clone(), self.held.clone(), self.may_go_unseen);
        let looking = tokio::task::spawn_blocking(move || {
            let found = if may_go_unseen { place_unseen(&moving, &clusters, &held) } else { place(&moving, &clusters, &held) };
            found.map(|found| Chosen::of(found, clusters))
        });
        looking.await.map_err(|_| sqlx::Error::WorkerCrashed)
    }

    /// Clusters with their calendars and pools, on the days of the order.
    async fn load(
        &self,
        conn: &mut PgConnection,
        moving: &Moving,
        (weighed, ids): (&[Weighed], &[Uuid]),
    ) -> sqlx::Result<Vec<ClusterCalendar>> {
        let headers = calendars::headers(&mut *conn, ids).await?;
        let (of_pools, headers): (Vec<Header>, Vec<Header>) =
            headers.into_iter().partition(|header| self.pools.iter().any(|pool| pool.calendar_id == header.id));
        let days = moving.days().unwrap_or_default();
        let loaded = calendars::load(&mut *conn, &headers, days, self.now).await?;
        let mut clusters: Vec<ClusterCalendar> = loaded.into_iter().filter_map(|calendar| clusters::judged_on(weighed, calendar)).collect();
        let mut pools = clusters::with_calendars(conn, (&of_pools, &self.pools), days, self.now).await?;
        clusters.iter_mut().for_each(|at| at.pools = pools.remove(&at.cluster).unwrap_or_default());
        if self.is_there {
            clusters.iter_mut().for_each(|at| at.objects = Objects::default());
        }
        Ok(clusters)
    }
}

impl Chosen {
    fn of(found: Found, mut clusters: Vec<ClusterCalendar>) -> Self {
        let at = clusters.iter().position(|at| at.cluster == found.cluster).unwrap_or_default();
        let ClusterCalendar { calendar, pools, .. } = clusters.swap_remove(at);
        let of_storage = |known: &PoolCalendar| found.storage.as_ref().is_some_and(|(storage, _)| storage.pool == known.id);
        let pool = pools.into_iter().find(of_storage).map(|pool| pool.calendar);
        Self { calendar, pool, found, left: Vec::new(), short: Vec::new() }
    }
}
