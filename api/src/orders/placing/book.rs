//! Choosing and booking in one transaction.
//!
//! The tenant's calendar is locked first. A cluster is chosen on an unlocked read; all that were chosen are locked in ascending order and looked at
//! again, calendar and cluster: meanwhile somebody may have booked there, cordoned it, or changed what its nodes offer. After a miss the locks are
//! given back (a savepoint) and the choice is made anew; the third time every candidate is locked, so that it ends.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_domain::{
    admission::{Admission, Ask, Calendars, ClusterCalendar, Policy, Reachable, Refusal, admit},
    calendar::{Calendar, Resource, touched_days},
};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use crate::{
    auth::TenantTx,
    calendars::store::{self as calendars, DayRow, Header},
    clusters::store::{self as clusters, Weighed},
    http::ApiError,
    orders::store,
};

/// Choices on unlocked reads before all candidates are locked.
const UNLOCKED_CHOICES: usize = 2;
/// One choice among locked calendars stands unless it refuses what fits a moment later.
const CHOICES_MAX: usize = 10;

/// What decides beside the orders: the tenant's own calendar, locked or not, and its sort.
#[derive(Debug)]
pub(crate) struct Desk {
    pub quota: Header,
    pub policy: Policy,
    pub live_orders: i64,
    /// Whether anything is going to be booked; a quote takes no locks.
    books: bool,
}

impl Desk {
    /// Reads what a decision needs, and locks the tenant's calendar where something is going to be booked.
    pub(crate) async fn open(tx: &mut TenantTx, livemode: bool, books: bool) -> Result<Self, ApiError> {
        let tenant = tx.tenant();
        let header = calendars::header_of_tenant(tx.conn(), tenant).await?;
        let mut quota = header.ok_or_else(|| anyhow::anyhow!("{tenant} has no quota calendar"))?;
        if books {
            quota = calendars::lock(tx.conn(), &[quota.id]).await?.pop().unwrap_or(quota);
        }
        let policy = Policy { livemode, reachable_at_worst: Reachable::Unknown };
        Ok(Self { quota, policy, live_orders: store::count_live(tx).await?, books })
    }
}

/// Every order has its place, and the headers of all calendars involved are locked; or at least one was refused.
#[derive(Debug)]
pub(crate) enum Decision {
    Admitted(Booked),
    Refused(Refused),
}

/// What is to be written of admitted orders: where each goes and what it holds, and the days of all calendars as they are with all of them.
#[derive(Debug)]
pub(crate) struct Booked {
    pub admissions: Vec<Admission>,
    pub days: Vec<DayRow>,
}

/// Why, and the calendars that say so: every cluster of the tenant's sort, with what the orders that would fit have booked.
#[derive(Debug)]
pub(crate) struct Refused {
    pub refusals: Vec<Refusal>,
    pub calendars: Calendars,
}

/// Decides about all orders together. Of a refusal nothing is left in the database but the lock of the tenant's calendar.
pub(crate) async fn decide(tx: &mut TenantTx, desk: &Desk, asks: &[Ask<'_>]) -> Result<Decision, ApiError> {
    let view = View { desk, asks, range: range(asks) };
    for choice in 0..CHOICES_MAX {
        let mut savepoint = tx.conn().begin().await?;
        match view.choose(&mut savepoint, choice >= UNLOCKED_CHOICES).await? {
            Choice::Stands(booked) => {
                savepoint.commit().await?;
                return Ok(Decision::Admitted(booked));
            }
            Choice::Refused => {
                savepoint.rollback().await?;
                let refused = view.refusals(tx.conn()).await?;
                // None is left where somebody gave something back meanwhile: a refusal without a reason helps nobody.
                if !refused.refusals.is_empty() {
                    return Ok(Decision::Refused(refused));
                }
            }
            Choice::Missed => savepoint.rollback().await?,
        }
    }
    Err(anyhow::anyhow!("no choice among calendars stood").into())
}

enum Choice {
    Stands(Booked),
    Refused,
    Missed,
}

struct View<'a> {
    desk: &'a Desk,
    asks: &'a [Ask<'a>],
    /// UTC days that any of the orders, moved by hours, may touch.
    range: (i32, i32),
}

impl View<'_> {
    /// Calendars of the clusters that some of the orders may go to.
    async fn candidates(&self, conn: &mut PgConnection) -> sqlx::Result<Vec<Uuid>> {
        let wanted = |cluster: &Weighed| {
            self.asks.iter().any(|ask| match &ask.held {
                Some(held) => held.cluster == cluster.id,
                None => ask.order.document.region == cluster.region,
            })
        };
        Ok(self.weighed(conn).await?.into_iter().filter(wanted).map(|cluster| cluster.calendar_id).collect())
    }

    async fn weighed(&self, conn: &mut PgConnection) -> sqlx::Result<Vec<Weighed>> {
        clusters::weighed(conn, !self.desk.policy.livemode).await
    }

    async fn choose(&self, conn: &mut PgConnection, all: bool) -> sqlx::Result<Choice> {
        let ids = self.candidates(conn).await?;
        let all = all || ids.len() <= 1;
        let lock = all && self.desk.books;
        let headers = if lock { calendars::lock(conn, &ids).await? } else { calendars::headers(conn, &ids).await? };
        let Some(first) = self.admissions(conn, &headers).await? else { return Ok(Choice::Refused) };
        if all || !self.desk.books {
            return Ok(Choice::Stands(first));
        }
        let chosen: BTreeSet<Uuid> = first.admissions.iter().map(|admission| admission.capacity.calendar).collect();
        let chosen: Vec<Uuid> = chosen.into_iter().collect();
        let headers = calendars::lock(conn, &chosen).await?;
        Ok(self.admissions(conn, &headers).await?.map_or(Choice::Missed, Choice::Stands))
    }

    /// Where all orders go if nothing but these calendars may take them. `None` when one is refused.
    async fn admissions(&self, conn: &mut PgConnection, headers: &[Header]) -> sqlx::Result<Option<Booked>> {
        let mut calendars = self.load(conn, headers).await?;
        let admissions = admit(self.asks, &mut calendars, &self.desk.policy).into_iter().collect::<Result<Vec<_>, _>>().ok();
        Ok(admissions.map(|admissions| Booked { days: self.days(&admissions, &calendars), admissions }))
    }

    /// The days that the orders changed, each once however many did.
    fn days(&self, admissions: &[Admission], calendars: &Calendars) -> Vec<DayRow> {
        let mut touched: BTreeMap<Uuid, BTreeSet<(Resource, i32)>> = BTreeMap::new();
        for (ask, admission) in self.asks.iter().zip(admissions) {
            let held = ask.held.as_ref();
            for (held, new) in [(held.map(|held| &held.quota), &admission.quota), (held.map(|held| &held.capacity), &admission.capacity)] {
                let days = held.map_or_else(|| new.touched_days(), |held| touched_days(&held.difference(new)));
                touched.entry(new.calendar).or_default().extend(days);
            }
        }
        let calendars = calendars.clusters.iter().map(|at| &at.calendar).chain([&calendars.quota]);
        calendars.flat_map(|calendar| calendars::rows(calendar, touched.remove(&calendar.id).unwrap_or_default())).collect()
    }

    /// The clusters are read after the headers: whoever changes what a cluster sells holds its header, so under the lock limits and shape agree.
    async fn load(&self, conn: &mut PgConnection, headers: &[Header]) -> sqlx::Result<Calendars> {
        let headers: Vec<Header> = headers.iter().chain([&self.desk.quota]).cloned().collect();
        let mut loaded = calendars::load(conn, &headers, self.range).await?;
        let quota = loaded.iter().position(|calendar| calendar.id == self.desk.quota.id);
        let empty = || Calendar::new(self.desk.quota.id, self.desk.quota.limits.clone());
        let quota = quota.map_or_else(empty, |place| loaded.swap_remove(place));
        let weighed = self.weighed(conn).await?;
        let clusters = loaded.into_iter().filter_map(|calendar| with_calendar(&weighed, calendar)).collect();
        Ok(Calendars { quota, live_orders: self.desk.live_orders, clusters })
    }

    /// The refusals over every cluster, of other regions too: what alternatives are sought in.
    async fn refusals(&self, conn: &mut PgConnection) -> sqlx::Result<Refused> {
        let ids: Vec<Uuid> = self.weighed(conn).await?.into_iter().map(|cluster| cluster.calendar_id).collect();
        let headers = calendars::headers(conn, &ids).await?;
        let mut calendars = self.load(conn, &headers).await?;
        let decisions = admit(self.asks, &mut calendars, &self.desk.policy);
        Ok(Refused { refusals: decisions.into_iter().filter_map(Result::err).collect(), calendars })
    }
}

fn with_calendar(weighed: &[Weighed], calendar: Calendar) -> Option<ClusterCalendar> {
    let cluster = weighed.iter().find(|cluster| cluster.calendar_id == calendar.id)?.clone();
    Some(ClusterCalendar {
        cluster: cluster.id,
        region: cluster.region,
        simulated: cluster.simulated,
        cordoned: cluster.cordoned,
        reachable: cluster.reachable,
        shape: cluster.shape,
        calendar,
    })
}

/// The days of all demands, and one more on either side: alternatives move a timetable by hours.
fn range(asks: &[Ask<'_>]) -> (i32, i32) {
    let days: BTreeSet<i32> = asks.iter().flat_map(|ask| ask.demand.days().into_iter().chain(held_days(ask))).collect();
    (days.first().copied().unwrap_or_default() - 1, days.last().copied().unwrap_or_default() + 1)
}

/// What is held before the demand begins stays as it is.
fn held_days(ask: &Ask<'_>) -> impl Iterator<Item = i32> + use<> {
    let (first, held) = (ask.demand.since.day(), ask.held.iter().flat_map(|held| [&held.quota, &held.capacity]));
    let days: BTreeSet<i32> = held.flat_map(|held| held.touched_days()).map(|touched| touched.1).filter(|day| *day >= first).collect();
    days.into_iter()
}
