//! Booking the steps by which lessons go on, in one transaction with what is kept and told of them.
//!
//! The order is locked first, then its institution's calendar, then its cluster's, as everywhere. A step is decided once its rooms close so soon: an order
//! that somebody changed meanwhile is looked at again half a minute later. Where the cluster has no shares left and sells what packs, its rooms are read, and it is
//! seen whether the room packs among them for longer.

use std::collections::HashSet;

use homeroom_domain::{
    admission::{BookedOn, OverrunStep, Prolonged, RoomsOf, RoomsThere, StaysShort, prolong, prolong_anyway},
    calendar::{Amounts, Calendar, touched_days},
    ids::{ClassroomId, OrderId, TenantId},
    order::{Closing, OrderPhase},
    slots::Slot,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{self, Kept, LivesOn};
use crate::{
    app::App,
    auth::{Actor, Place, SystemTx},
    calendars::store::{self as calendars, Header, Holder},
    clusters::store::{self as clusters, Among},
    events::{self, EventType, Happened},
    jobs::{self, Wake},
    orders::store::{self as orders, Stamp},
};

/// That a room cannot stay is told so long before it closes; until then it is tried again.
const TOLD_BEFORE: SignedDuration = SignedDuration::from_mins(5);

/// Rooms of an order of which it is seen at once whether they pack: it is the others' turn at the next look.
const LOOKED_AT: usize = 16;
/// As often as orders are looked at: which look it is follows from the time, so that nobody has to remember it.
const LOOK_SECONDS: i64 = 30;

/// Nothing is decided of a room that closes sooner.
const TOO_LATE: SignedDuration = SignedDuration::from_secs(10);

/// Whose lessons, as they were read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Booking {
    pub(super) order: OrderId,
    pub(super) tenant: TenantId,
    pub(super) stamp: Stamp,
}

/// Books what fits, and tells what went on and what closes although people are inside.
pub(super) async fn steps(app: &App, of: Booking, mut steps: Vec<OverrunStep>) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let Some(on) = Calendars::of(tx.conn(), of, app.clock.now()).await? else { return Ok(()) };
    // Asking and waiting took their time: a room that is about to close is not brought back.
    let now = app.clock.now();
    steps.retain(|step| step.closes_at().duration_since(now) > TOO_LATE);
    let (on, prolonged) = on.prolong(tx.conn(), of, (steps, turn(now))).await?;
    on.write(tx.conn(), of, &prolonged).await?;
    let told: HashSet<(ClassroomId, Timestamp)> = store::told(tx.conn(), of.order, now).await?.into_iter().collect();
    let is_news = |(closing, _): &&(Closing, StaysShort)| {
        closing.closes_at.duration_since(now) <= TOLD_BEFORE && !told.contains(&(closing.room_id, closing.closes_at))
    };
    let closes: Vec<&(Closing, StaysShort)> = prolonged.refused.iter().filter(is_news).collect();
    if prolonged.granted.is_empty() && closes.is_empty() {
        return Ok(());
    }
    let granted = prolonged.granted.iter().map(Kept::granted);
    let kept: Vec<Kept<'_>> = granted.chain(closes.iter().map(|(closing, why)| Kept::refused(closing, *why))).collect();
    keep(tx.conn(), of, &kept).await?;
    events::record_all(tx.conn(), Place::Tenant(of.tenant), &Actor::system(), news((of.order, now), &prolonged.granted, &closes)).await?;
    jobs::wake(tx.conn(), Wake::Orders).await?;
    Ok(tx.commit().await?)
}

/// Books a step that a person asks for, whatever is free, and tells the institution that its lesson goes on. What it is short of, at whose cost others are looked at
/// again; `None` where the order is not as it was read, or is not running.
pub(super) async fn anyway(
    conn: &mut PgConnection,
    of: Booking,
    step: OverrunStep,
    (actor, now): (&Actor, Timestamp),
) -> anyhow::Result<Option<Option<StaysShort>>> {
    let Some(mut on) = Calendars::of(conn, of, now).await? else { return Ok(None) };
    let (prolonged, short) = prolong_anyway(step, &mut on.booked(RoomsThere::Unknown));
    on.write(conn, of, &prolonged).await?;
    keep(conn, of, &prolonged.granted.iter().map(Kept::granted).collect::<Vec<_>>()).await?;
    events::record_all(conn, Place::Tenant(of.tenant), actor, news((of.order, now), &prolonged.granted, &[])).await?;
    if short.is_some() {
        // Somebody else's rooms may not fit any more: whoever looks at promises says whose.
        calendars::count_edit(&mut *conn, on.lives.calendar).await?;
        jobs::wake(&mut *conn, Wake::Limits).await?;
    }
    jobs::wake(conn, Wake::Orders).await?;
    Ok(Some(short))
}

fn turn(now: Timestamp) -> usize {
    usize::try_from(now.as_second().div_euclid(LOOK_SECONDS)).unwrap_or_default()
}

async fn keep(conn: &mut PgConnection, of: Booking, kept: &[Kept<'_>]) -> sqlx::Result<()> {
    let more = kept.iter().map(|kept| kept.until.duration_since(kept.closing.ends_now)).sum::<SignedDuration>();
    store::keep(&mut *conn, (of.tenant, of.order), kept).await?;
    orders::went_on(conn, of.order, more.as_secs()).await
}

fn news((order, at): (OrderId, Timestamp), granted: &[Closing], closes: &[&(Closing, StaysShort)]) -> Vec<Happened> {
    let went_on =
        granted.iter().map(|closing| json!({ "id": closing.lesson_id, "classroom": closing.room_id, "until": closing.next.until }));
    let closing = closes
        .iter()
        .map(|(closing, why)| json!({ "id": closing.lesson_id, "classroom": closing.room_id, "closes_at": closing.closes_at, "why": why }));
    let told = [(EventType::LessonsWentOn, went_on.collect::<Vec<Value>>()), (EventType::LessonsCutShort, closing.collect())];
    let told = told.into_iter().filter(|(_, lessons)| !lessons.is_empty());
    told.map(|(kind, lessons)| Happened { kind, subject: order.to_string(), data: json!({ "lessons": lessons }), at }).collect()
}

/// The two calendars on which the order is booked, locked, with the days that a step may touch.
struct Calendars {
    quota: Calendar,
    cluster: Calendar,
    lives: LivesOn,
    /// Those that were loaded.
    days: (i32, i32),
}

impl Calendars {
    /// Those of an order that is as it was read, locked. `None` where it is not, or is not running.
    async fn of(conn: &mut PgConnection, of: Booking, now: Timestamp) -> anyhow::Result<Option<Self>> {
        let is_as_read = matches!(store::lock(&mut *conn, of.order).await?, Some((stamp, OrderPhase::Active)) if stamp == of.stamp);
        let Some(lives) = store::place(&mut *conn, of.order).await?.filter(|_| is_as_read) else { return Ok(None) };
        let Some(quota) = calendars::header_of_tenant(&mut *conn, of.tenant).await? else { return Ok(None) };
        Self::lock(conn, (quota.id, lives), now).await.map(Some)
    }

    fn booked(&mut self, rooms: RoomsThere) -> BookedOn<'_> {
        BookedOn { quota: &mut self.quota, cluster: &mut self.cluster, shape: self.lives.shape, rooms }
    }

    /// Books what fits of some steps: by shares, and where those refuse by what packs.
    async fn prolong(
        mut self,
        conn: &mut PgConnection,
        of: Booking,
        (steps, turn): (Vec<OverrunStep>, usize),
    ) -> anyhow::Result<(Self, Prolonged)> {
        let mut prolonged = prolong(steps.clone(), &mut self.booked(RoomsThere::Unread));
        let again = prolonged.reconsidered(steps, (LOOKED_AT, turn));
        if again.is_empty() {
            return Ok((self, prolonged));
        }
        let rooms = self.rooms(conn, of, &prolonged.capacity).await?;
        // It takes its time.
        let looking = tokio::task::spawn_blocking(move || {
            let looked = prolong(again, &mut self.booked(rooms));
            (self, prolonged.followed_by(looked))
        });
        Ok(looking.await?)
    }

    /// What is up on its cluster, with what was just granted.
    async fn rooms(&self, conn: &mut PgConnection, of: Booking, granted: &Amounts) -> anyhow::Result<RoomsThere> {
        let calendar = self.lives.calendar;
        let weighed = clusters::weighed(&mut *conn, None, self.lives.simulated, Among::Calendars(&[calendar])).await?;
        let Some(at) = weighed.first() else { return Ok(RoomsThere::Unknown) };
        let Some(up) = clusters::rooms_of(&mut *conn, at, (self.days, &[of.order.uuid()])).await? else { return Ok(RoomsThere::Unknown) };
        let Some(sizes) = calendars::sizes(&mut *conn, of.order, calendar).await? else { return Ok(RoomsThere::Unknown) };
        let held = calendars::reserved(conn, of.order, calendar).await?;
        Ok(RoomsThere::Known(RoomsOf::new(of.order, (held.with(granted), sizes), up)))
    }

    async fn lock(conn: &mut PgConnection, (quota, lives): (Uuid, LivesOn), now: Timestamp) -> anyhow::Result<Self> {
        let mut headers: Vec<Header> = calendars::lock(&mut *conn, &[quota]).await?;
        headers.extend(calendars::lock(&mut *conn, &[lives.calendar]).await?);
        let today = Slot::holding(now).day();
        let days = (today - 1, today + 1);
        let mut loaded = calendars::load(conn, &headers, days, now).await?;
        let mut take = |id: Uuid| loaded.iter().position(|calendar| calendar.id == id).map(|place| loaded.swap_remove(place));
        let calendars = take(quota).zip(take(lives.calendar));
        calendars.map(|(quota, cluster)| Self { quota, cluster, lives, days }).ok_or_else(|| anyhow::anyhow!("a calendar is gone"))
    }

    async fn write(&self, conn: &mut PgConnection, of: Booking, added: &Prolonged) -> sqlx::Result<()> {
        let holder = Holder { tenant: of.tenant, order: of.order };
        for (calendar, more) in [(&self.quota, &added.quota), (&self.cluster, &added.capacity)] {
            if more.values().all(|steps| steps.is_empty()) {
                continue;
            }
            calendars::write_days(&mut *conn, &calendars::rows(calendar, touched_days(more))).await?;
            let held = calendars::reserved(&mut *conn, of.order, calendar.id).await?;
            // The same rooms stay longer.
            let sizes = calendars::sizes(&mut *conn, of.order, calendar.id).await?;
            calendars::reserve(&mut *conn, holder, &held.with(more)).await?;
            if let Some(sizes) = sizes {
                calendars::note_sizes(&mut *conn, of.order, calendar.id, &sizes).await?;
            }
        }
        Ok(())
    }
}
