//! Choosing and booking in one transaction.
//!
//! The tenant's calendar is locked first. A cluster is chosen on an unlocked read; all that were chosen are locked in ascending order and looked at
//! again, calendar and cluster: meanwhile somebody may have booked there, cordoned it, or changed what its nodes offer. After a miss the locks are
//! given back (a savepoint) and the choice is made anew; the third time every candidate is locked, so that it ends; where room is kept in case that a
//! cluster is lost, all of the region are at once, because what is booked on one counts for the others. Demands and their prices were worked
//! out before: here they are only compared and added. Where nothing but shares of nodes refuses, on a cluster that sells what packs, the rooms themselves are
//! read, and it is seen whether all of them pack.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use homeroom_domain::{
    admission::{Admission, Ask, Calendars, ClusterCalendar, Policy, Reachable, Refusal, admit, refused_by_quota},
    calendar::{Amounts, Calendar, Resource, touched_days},
    ids::{ClusterId, TenantId},
    slots::{Slot, Steps},
};
use jiff::Timestamp;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use super::Candidate;
use crate::{
    auth::TenantTx,
    calendars::store::{self as calendars, DayRow, Header},
    clusters::store::{self as clusters, Among, PoolOffer, Weighed},
    http::ApiError,
    orders::store,
};

/// Choices on unlocked reads before all candidates are locked.
const UNLOCKED_CHOICES: usize = 2;
/// With all of them locked a choice stands or is refused.
const CHOICES_MAX: usize = UNLOCKED_CHOICES + 1;
/// By which alternatives move lessons within their weeks, at most.
const DAYS_MOVED: i32 = 6;
/// Days of all orders together that are compared without handing them to another thread.
const DAYS_AT_ONCE: usize = 40;

/// What decides beside the orders: the tenant's own calendar, locked or not, its sort, and the clusters as they were read last.
#[derive(Debug, Clone)]
pub(crate) struct AdmissionContext {
    pub quota: Header,
    pub policy: Policy,
    tenant: TenantId,
    live_orders: i64,
    clusters: Vec<Weighed>,
    /// Whether anything is going to be booked; a quote takes no locks.
    books: bool,
}

impl AdmissionContext {
    /// For a booking: the tenant's calendar was locked by the caller.
    pub(crate) async fn locked(tx: &mut TenantTx, quota: Header, clusters: Vec<Weighed>, livemode: bool) -> Result<Self, ApiError> {
        let live_orders = store::count_live(tx).await?;
        Ok(Self { quota, policy: policy(livemode), tenant: tx.tenant(), live_orders, clusters, books: true })
    }

    /// For a question: nothing is locked.
    pub(crate) async fn unlocked(tx: &mut TenantTx, quota: Header, clusters: Vec<Weighed>, livemode: bool) -> Result<Self, ApiError> {
        let live_orders = store::count_live(tx).await?;
        Ok(Self { quota, policy: policy(livemode), tenant: tx.tenant(), live_orders, clusters, books: false })
    }
}

fn policy(livemode: bool) -> Policy {
    Policy { livemode, reachable_at_worst: Reachable::Unknown, all_reasons: true }
}

/// Every order has its place, and the headers of all calendars involved are locked; or at least one was refused.
#[derive(Debug)]
pub(crate) enum Decision {
    Admitted(Booked),
    Refused(Vec<Refusal>),
}

/// What is to be written of admitted orders: where each goes and what it holds, and the days of all calendars as they are with all of them.
#[derive(Debug, Default)]
pub(crate) struct Booked {
    pub admissions: Vec<Admission>,
    pub days: Vec<DayRow>,
    pub quota_peak: QuotaPeak,
}

/// When, while these orders have lessons, most of the quota is booked, whoever booked it: of rooms and of seats the slot, how much, and of how much. `None` where
/// they have none.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct QuotaPeak {
    pub rooms: Option<(Slot, i64, i64)>,
    pub seats: Option<(Slot, i64, i64)>,
}

/// Decides about all orders together. Of a refusal nothing is left in the database but the lock of the tenant's calendar.
pub(crate) async fn decide(
    tx: &mut TenantTx,
    context: AdmissionContext,
    candidates: &Arc<Vec<Candidate>>,
    now: Timestamp,
) -> Result<Decision, ApiError> {
    let range = range(candidates, now);
    let mut choosing = Choosing { context, candidates, now, range, pools: Vec::new(), locked: None };
    if candidates.iter().any(Candidate::is_over_limits) {
        let refusals = choosing.refused_by_quota(tx.conn()).await?;
        // None where the quota was raised meanwhile.
        if !refusals.is_empty() {
            return Ok(Decision::Refused(refusals));
        }
    }
    for choice in 0..CHOICES_MAX {
        match choosing.choose(tx.conn(), choice >= UNLOCKED_CHOICES).await? {
            Choice::Stands(booked) => return Ok(Decision::Admitted(booked)),
            // Clusters were read before this transaction began: another may have been added.
            Choice::Refused(refusals) if choice > 0 => return Ok(Decision::Refused(refusals)),
            Choice::Refused(refusals) => {
                choosing.weigh(tx.conn(), Among::All).await?;
                // Judged under the locks of all that there are: it would be judged the same again.
                if choosing.locked.as_ref().is_some_and(|locked| *locked == choosing.places().into_iter().collect::<BTreeSet<Uuid>>()) {
                    return Ok(Decision::Refused(refusals));
                }
            }
            Choice::Missed => choosing.weigh(tx.conn(), Among::All).await?,
        }
    }
    Err(anyhow::anyhow!("no choice among calendars stood").into())
}

/// Every cluster of the tenant's sort and its quota, as they stand, with what is up on those that sell what packs: what alternatives are sought in.
pub(crate) async fn all_calendars(
    tx: &mut TenantTx,
    context: AdmissionContext,
    candidates: &Arc<Vec<Candidate>>,
    now: Timestamp,
) -> Result<Calendars, ApiError> {
    let (first, last) = range(candidates, now);
    let range = (first.saturating_sub(DAYS_MOVED), last.saturating_add(DAYS_MOVED));
    let mut choosing = Choosing { context, candidates, now, range, pools: Vec::new(), locked: None };
    choosing.weigh(tx.conn(), Among::All).await?;
    let ids: Vec<Uuid> =
        choosing.context.clusters.iter().map(|cluster| cluster.calendar_id).chain(calendars_of_pools(&choosing.pools)).collect();
    let headers = calendars::headers(tx.conn(), &ids).await?;
    let mut calendars = choosing.load(tx.conn(), &headers).await?;
    // On days around those what only packs is not offered: fewer orders are read.
    choosing.range = (first, last);
    choosing.read_all_rooms(tx.conn(), &mut calendars).await?;
    Ok(calendars)
}

/// The tenant's quota and the clusters of the context over some UTC days, as they stand, with what is up on those that sell what packs.
pub(crate) async fn calendars_of(
    tx: &mut TenantTx,
    context: AdmissionContext,
    range: (i32, i32),
    now: Timestamp,
) -> Result<Calendars, ApiError> {
    let ids: Vec<Uuid> = context.clusters.iter().map(|cluster| cluster.calendar_id).collect();
    let choosing = Choosing { context, candidates: &Arc::default(), now, range, pools: Vec::new(), locked: None };
    let headers = calendars::headers(tx.conn(), &ids).await?;
    let mut calendars = choosing.load(tx.conn(), &headers).await?;
    choosing.read_all_rooms(tx.conn(), &mut calendars).await?;
    Ok(calendars)
}

enum Choice {
    Stands(Booked),
    Refused(Vec<Refusal>),
    Missed,
}

struct Choosing<'a> {
    context: AdmissionContext,
    candidates: &'a Arc<Vec<Candidate>>,
    now: Timestamp,
    /// UTC days that any of the orders, moved by hours, may touch.
    range: (i32, i32),
    /// Of these clusters, where an order records; as they were read last.
    pools: Vec<PoolOffer>,
    /// Of the last choice the calendars, where all of them were locked before it was made.
    locked: Option<BTreeSet<Uuid>>,
}

impl Choosing<'_> {
    /// Calendars of the clusters that some of the orders may go to, and of their pools; where room is kept in case that a cluster is lost, of all of its region.
    fn places(&self) -> Vec<Uuid> {
        let asks: Vec<Ask<'_>> = self.candidates.iter().map(|candidate| candidate.ask(self.now)).collect();
        let may_take = |cluster: &Weighed| {
            asks.iter().any(|ask| match &ask.held {
                Some(held) => held.cluster == cluster.id,
                None => ask.order.document.region == cluster.region,
            })
        };
        let (wanted, others): (Vec<&Weighed>, Vec<&Weighed>) = self.context.clusters.iter().partition(|cluster| may_take(cluster));
        let pools = self.pools.iter().filter(|pool| wanted.iter().any(|cluster| cluster.id == pool.cluster));
        let is_kept = |region: &str| self.context.clusters.iter().any(|cluster| cluster.is_covered && cluster.region == region);
        let kept: BTreeSet<&str> = wanted.iter().map(|cluster| cluster.region.as_str()).filter(|region| is_kept(region)).collect();
        let counted = others.into_iter().filter(|cluster| kept.contains(cluster.region.as_str()));
        wanted.iter().copied().chain(counted).map(|cluster| cluster.calendar_id).chain(calendars_of_pools(pools)).collect()
    }

    /// Whether what is booked on one cluster counts for others.
    fn keeps_room(&self) -> bool {
        self.context.clusters.iter().any(|cluster| cluster.is_covered)
    }

    /// Reads clusters again, and forgets the others.
    async fn weigh(&mut self, conn: &mut PgConnection, among: Among<'_>) -> sqlx::Result<()> {
        self.context.clusters = clusters::weighed(&mut *conn, Some(self.context.tenant), !self.context.policy.livemode, among).await?;
        self.read_pools(conn).await
    }

    /// Nothing is asked where no order records.
    async fn read_pools(&mut self, conn: &mut PgConnection) -> sqlx::Result<()> {
        if self.candidates.iter().any(Candidate::records) {
            let ids: Vec<Uuid> = self.context.clusters.iter().map(|cluster| cluster.id.uuid()).collect();
            self.pools = clusters::pool_offers(conn, &ids).await?;
        }
        Ok(())
    }

    /// Locks calendars, and then reads their clusters again: whoever changes what a cluster sells holds its header, so under the lock limits and shape
    /// agree.
    async fn lock(&mut self, conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Header>> {
        let headers = calendars::lock(conn, ids).await?;
        self.weigh(conn, Among::Calendars(ids)).await?;
        Ok(headers)
    }

    async fn choose(&mut self, conn: &mut PgConnection, all: bool) -> Result<Choice, ApiError> {
        self.read_pools(conn).await?;
        let ids = self.places();
        if !self.context.books {
            let headers = calendars::headers(conn, &ids).await?;
            self.weigh(conn, Among::Calendars(&ids)).await?;
            return self.judge(conn, &headers).await;
        }
        if all || ids.len() <= 1 || self.keeps_room() {
            let headers = self.lock(conn, &ids).await?;
            self.locked = Some(ids.into_iter().collect());
            return self.judge(conn, &headers).await;
        }
        self.locked = None;
        let headers = calendars::headers(conn, &ids).await?;
        let first = match self.judge(conn, &headers).await? {
            Choice::Stands(first) => first,
            other => return Ok(other),
        };
        let chosen: BTreeSet<Uuid> = first.admissions.iter().flat_map(calendars_of_place).collect();
        let mut savepoint = conn.begin().await?;
        let headers = self.lock(&mut savepoint, &chosen.into_iter().collect::<Vec<_>>()).await?;
        if let Choice::Stands(booked) = self.judge(&mut savepoint, &headers).await? {
            savepoint.commit().await?;
            return Ok(Choice::Stands(booked));
        }
        savepoint.rollback().await?;
        Ok(Choice::Missed)
    }

    /// Where all orders go if nothing but these calendars may take them.
    async fn judge(&self, conn: &mut PgConnection, headers: &[Header]) -> Result<Choice, ApiError> {
        let calendars = self.load(conn, headers).await?;
        let days = usize::try_from(self.range.1 - self.range.0).unwrap_or_default().saturating_mul(self.candidates.len());
        let choice = self.judge_on(calendars, days <= DAYS_AT_ONCE).await?;
        let by_share = if let Choice::Refused(refusals) = &choice { refused_by_share(refusals) } else { BTreeSet::new() };
        if by_share.is_empty() {
            return Ok(choice);
        }
        let mut calendars = self.load(conn, headers).await?;
        if !self.read_rooms(conn, &mut calendars, &by_share).await? {
            return Ok(choice);
        }
        self.judge_on(calendars, false).await
    }

    async fn judge_on(&self, calendars: Calendars, at_once: bool) -> Result<Choice, ApiError> {
        let (candidates, policy, now) = (self.candidates.clone(), self.context.policy, self.now);
        if at_once {
            return Ok(judged(&candidates, calendars, &policy, now));
        }
        let judging = tokio::task::spawn_blocking(move || judged(&candidates, calendars, &policy, now));
        Ok(judging.await.map_err(anyhow::Error::from)?)
    }

    /// What is up on some clusters. Says whether that is known of any.
    async fn read_rooms(&self, conn: &mut PgConnection, of: &mut Calendars, wanted: &BTreeSet<ClusterId>) -> sqlx::Result<bool> {
        let asked: Vec<Uuid> = self.candidates.iter().map(|candidate| candidate.id().uuid()).collect();
        let wanted: Vec<&mut ClusterCalendar> = of.clusters.iter_mut().filter(|at| wanted.contains(&at.cluster)).collect();
        clusters::read_rooms(conn, wanted, &self.context.clusters, (self.range, &asked)).await
    }

    async fn read_all_rooms(&self, conn: &mut PgConnection, of: &mut Calendars) -> sqlx::Result<()> {
        let all = of.clusters.iter().map(|at| at.cluster).collect();
        self.read_rooms(conn, of, &all).await.map(drop)
    }

    async fn load(&self, conn: &mut PgConnection, headers: &[Header]) -> sqlx::Result<Calendars> {
        let quota = &self.context.quota;
        let (of_pools, others): (Vec<Header>, Vec<Header>) =
            headers.iter().chain([quota]).cloned().partition(|header| self.pools.iter().any(|pool| pool.calendar_id == header.id));
        let mut loaded = calendars::load(&mut *conn, &others, self.range, self.now).await?;
        let mut pools = clusters::with_calendars(conn, (&of_pools, &self.pools), self.range, self.now).await?;
        let place = loaded.iter().position(|calendar| calendar.id == quota.id);
        let quota = place.map_or_else(|| Calendar::new(quota.id, quota.limits.clone()), |place| loaded.swap_remove(place));
        let with_pools = |calendar| {
            let at = clusters::judged_on(&self.context.clusters, calendar)?;
            Some(ClusterCalendar { pools: pools.remove(&at.cluster).unwrap_or_default(), ..at })
        };
        let clusters = loaded.into_iter().filter_map(with_pools).collect();
        Ok(Calendars { quota, live_orders: self.context.live_orders, clusters })
    }

    /// What the quota alone has against the orders.
    async fn refused_by_quota(&self, conn: &mut PgConnection) -> sqlx::Result<Vec<Refusal>> {
        let quota = &self.context.quota;
        let loaded = calendars::load(conn, std::slice::from_ref(quota), self.range, self.now).await?.pop();
        let quota = loaded.unwrap_or_else(|| Calendar::new(quota.id, quota.limits.clone()));
        let asks: Vec<Ask<'_>> = self.candidates.iter().map(|candidate| candidate.ask(self.now)).collect();
        Ok(refused_by_quota(&asks, &mut Calendars { quota, live_orders: self.context.live_orders, clusters: Vec::new() }))
    }
}

/// Clusters that nothing but shares of nodes keeps from taking some of the orders. None where one of the orders is refused whatever packs.
fn refused_by_share(refusals: &[Refusal]) -> BTreeSet<ClusterId> {
    let of_each: Vec<BTreeSet<ClusterId>> = refusals.iter().map(Refusal::by_share_alone).collect();
    if of_each.iter().any(BTreeSet::is_empty) { BTreeSet::new() } else { of_each.into_iter().flatten().collect() }
}

fn judged(candidates: &[Candidate], mut calendars: Calendars, policy: &Policy, now: Timestamp) -> Choice {
    let asks: Vec<Ask<'_>> = candidates.iter().map(|candidate| candidate.ask(now)).collect();
    let (mut admissions, mut refusals) = (Vec::with_capacity(asks.len()), Vec::new());
    for decided in admit(&asks, &mut calendars, policy) {
        match decided {
            Ok(admission) => admissions.push(admission),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if refusals.is_empty() {
        Choice::Stands(Booked { days: days(&asks, &admissions, &calendars), quota_peak: quota_peak(&asks, &calendars.quota), admissions })
    } else {
        Choice::Refused(refusals)
    }
}

fn quota_peak(asks: &[Ask<'_>], quota: &Calendar) -> QuotaPeak {
    let wanted: Vec<Amounts> = asks.iter().map(|ask| ask.demand.quota()).collect();
    let of = |resource| {
        quota.fullest_slot(resource, &Steps::sum(wanted.iter().filter_map(|wanted| wanted.get(&resource)).flat_map(Steps::iter)))
    };
    QuotaPeak { rooms: of(Resource::Rooms), seats: of(Resource::Seats) }
}

/// The days that the orders changed, each once however many did.
fn days(asks: &[Ask<'_>], admissions: &[Admission], calendars: &Calendars) -> Vec<DayRow> {
    let mut touched: BTreeMap<Uuid, BTreeSet<(Resource, i32)>> = BTreeMap::new();
    for (ask, admission) in asks.iter().zip(admissions) {
        let held = ask.held.as_ref();
        let booked = [(held.map(|held| &held.quota), &admission.quota), (held.map(|held| &held.capacity), &admission.capacity)];
        let of_pool = |new| (held.and_then(|held| held.storage.as_ref()), new);
        let stored = admission.storage.as_ref().map(of_pool).map(|(held, new)| (held.map(|held| &held.reservation), &new.reservation));
        for (held, new) in booked.into_iter().chain(stored) {
            let days = held.map_or_else(|| new.touched_days(), |held| touched_days(&held.difference(new)));
            touched.entry(new.calendar).or_default().extend(days);
        }
    }
    let clusters = calendars.clusters.iter();
    let calendars = clusters.flat_map(|at| at.pools.iter().map(|pool| &pool.calendar).chain([&at.calendar])).chain([&calendars.quota]);
    calendars.flat_map(|calendar| calendars::rows(calendar, touched.remove(&calendar.id).unwrap_or_default())).collect()
}

fn calendars_of_pools<'a>(pools: impl IntoIterator<Item = &'a PoolOffer>) -> impl Iterator<Item = Uuid> {
    pools.into_iter().map(|pool| pool.calendar_id)
}

/// The cluster's, and the pool's where there is one.
fn calendars_of_place(admission: &Admission) -> impl Iterator<Item = Uuid> + use<> {
    let pool = admission.storage.as_ref().map(|storage| storage.reservation.calendar);
    [admission.capacity.calendar].into_iter().chain(pool)
}

/// The days of all demands, and one more on either side: alternatives move a timetable by hours.
fn range(candidates: &[Candidate], now: Timestamp) -> (i32, i32) {
    let asks = candidates.iter().map(|candidate| candidate.ask(now));
    let days: BTreeSet<i32> = asks.flat_map(|ask| ask.demand.days().into_iter().chain(held_days(&ask))).collect();
    (days.first().copied().unwrap_or_default() - 1, days.last().copied().unwrap_or_default() + 1)
}

/// What is held before the demand begins, and on days that it is not about, stays as it is.
fn held_days(ask: &Ask<'_>) -> impl Iterator<Item = i32> + use<> {
    let held = ask.held.iter().flat_map(|held| [&held.quota, &held.capacity]);
    let days = held.flat_map(|held| held.touched_days()).map(|touched| touched.1).filter(|day| ask.concerns(*day));
    days.collect::<BTreeSet<i32>>().into_iter()
}
