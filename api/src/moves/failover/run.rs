//! `POST /v1/clusters/{id}/failover`

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use homeroom_domain::{
    admission::Reachable,
    ids::{ClassroomId, ClusterId},
    moves::{MoveCause, UnmetBell},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    look::{self, Affected, Lost},
    mind::Mind,
    name,
    view::{self, FailoverLessons, FailoverOrder, FailoverRooms, FailoverView, Fate, Where},
};
use crate::{
    auth::{Actor, ManageClusters, PlatformCaller, SystemTx},
    clusters::store::{self as clusters, Among, Cluster, Weighed},
    events::EventType,
    http::{ApiError, Format, Json, Path, Problem, Problems, Shape, beside},
    jobs::{self, Wake},
    moves::{
        begin::{self, Began, Wish},
        gather::{self, Gathered},
        refused, tell,
        view::MoveCluster,
    },
    orders::store as orders,
};

/// Lessons further away are a drain's, or a person's.
const AHEAD: SignedDuration = SignedDuration::from_hours(7 * 24);
/// What is left after this is the next call's.
pub(super) const WITHIN: Duration = Duration::from_secs(45);

/// What to do for a cluster that is lost.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FailOverCluster {
    /// Say what would be done, and change nothing.
    #[serde(default)]
    dry_run: bool,
    /// Of orders with a lesson that begins until then, at most seven days ahead.
    lessons_until: Timestamp,
    /// Although the cluster answers and its rooms are reached.
    #[serde(default)]
    force: bool,
}

/// Move orders off a lost cluster
///
/// For a cluster that does not answer, or whose rooms are not reached (its conditions `ApiReachable` and `RoomsReachable`; 409 `cluster-answers` where neither is
/// false, unless `force`); what would be done is told of every cluster. Lists the orders with lessons until `lessons_until`, soonest first, with how many rooms each
/// has and where it goes on, or what is short on each cluster that was tried. A room that was last seen Ready in a lesson that runs stays until that is over and its
/// drain too (`rooms_staying`), and so does one that is open before or after its lesson where rooms are known to be reached; not one that is known not to be reached,
/// nor one that is always up. The other rooms of its order go on elsewhere, and it follows them then.
/// A room that goes on elsewhere comes up there anew and takes as long as its lead: lessons that begin before it is due are named with when it is (`unmet`: `late`, or
/// `missed` where it is due only when they are over), and so are those of an order that fits nowhere. It goes all the same. Without `dry_run` they are promises at
/// risk from then on, until the rooms are up.
/// Of an order that no other cluster takes as a whole as many rooms go as one of them has room for, those whose lessons are first before the others; the rest is left
/// behind (`rooms_left`), and not divided among further clusters: an order runs on one, and its rooms are there or where it was. What is left behind comes up on the old
/// cluster if that answers again, and is tried again whenever this is called, where its order runs by then.
/// Without `dry_run` each order is booked elsewhere and goes on there at once. One call looks at most at 1,000 orders and takes at most 45 seconds: `more` says that it is
/// to be called again, and so does `rooms_untried` where no room is reached. What is on the lost cluster goes when it answers again; until then nobody is sent there.
#[utoipa::path(post, path = "/v1/clusters/{id}/failover", tag = "clusters", params(("id" = ClusterId, Path)), request_body = FailOverCluster,
    responses((status = 200, description = "What would be done, or was", body = FailoverView), Problems))]
pub(crate) async fn fail_over_cluster(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
    Json(body): Json<FailOverCluster>,
) -> Result<axum::Json<FailoverView>, ApiError> {
    let now = caller.now();
    if body.lessons_until <= now || body.lessons_until.duration_since(now) > AHEAD {
        return Err(ApiError::field("/lessons_until", Shape::BadFormat { expected: Format::WithinAWeek }));
    }
    let mut tx = caller.begin().await?;
    let cluster = clusters::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let weighed = clusters::weighed(tx.conn(), None, cluster.simulated, Among::Regions(std::slice::from_ref(&cluster.region))).await?;
    tx.rollback().await?;
    let is_answering =
        weighed.iter().any(|weighed| weighed.id == id && weighed.reachable != Reachable::No) && cluster.are_rooms_reached() != Some(false);
    if is_answering && !body.force && !body.dry_run {
        return Err(Problem::ClusterAnswers.into());
    }
    // What fits nowhere runs on where it is, unless that is lost; a rehearsal asks what if it were.
    let is_lost = body.dry_run || !is_answering;
    Ok(axum::Json(beside(fail_over(&caller, &cluster, (weighed, body, is_lost))).await?))
}

/// An order, what becomes of it, and its lessons that nothing is in time for.
#[derive(Debug)]
pub(super) struct Decided {
    pub(super) affected: Affected,
    pub(super) fate: Fate,
    pub(super) unmet: Vec<UnmetBell>,
}

/// When a failover began, until when lessons are its business, and whether what fits nowhere is lost with the cluster.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hours {
    pub(super) began: Instant,
    pub(super) now: Timestamp,
    until: Timestamp,
    is_lost: bool,
}

impl Hours {
    pub(super) fn decided(self, affected: Affected, fate: Fate, moment: Timestamp) -> Decided {
        let (onward, of_left) = (fate.onward(moment, self.is_lost), fate.onward_of_left(self.is_lost));
        let unmet = affected.unmet(onward, (fate.left(), of_left), (self.now, self.until));
        Decided { affected, fate, unmet }
    }
}

async fn fail_over(
    caller: &PlatformCaller<ManageClusters>,
    cluster: &Cluster,
    (weighed, body, is_lost): (Vec<Weighed>, FailOverCluster, bool),
) -> Result<FailoverView, ApiError> {
    let (began, now) = (Instant::now(), caller.now());
    let (recalled, staying) = recall(caller, cluster.id, body.dry_run).await?;
    let lost = Lost { id: cluster.id, are_rooms_reached: cluster.are_rooms_reached() == Some(true) };
    let (affected, is_more) = look::affected(caller.app(), lost, (now, body.lessons_until)).await?;
    let (actor, found) = (caller.actor(), affected.len());
    let hours = Hours { began, now, until: body.lessons_until, is_lost };
    let decided = if body.dry_run {
        let (mind, moment) = (Mind::of(caller, cluster.id, (weighed, &affected)).await?, caller.app().clock.now());
        // Rooms are packed one by one: that takes its time.
        tokio::task::spawn_blocking(move || mind.place_all(affected, hours, moment)).await.map_err(anyhow::Error::from)?
    } else {
        let decided = go_all(caller, affected, (&actor, hours)).await?;
        name::unkept(caller, (cluster.id, &decided), now).await?;
        decided
    };
    let more = is_more || decided.len() < found;
    let shown = shown(caller, (cluster, body.dry_run), decided).await?;
    // One that was tried since no room is reached is known not to be, and does not stay.
    let is_none_reached = cluster.are_rooms_reached() == Some(false);
    let rooms_untried = if is_none_reached { staying + view::staying(&shown.orders) } else { 0 };
    let view = FailoverView { more, recalled, rooms_untried, ..shown };
    if !body.dry_run {
        tell_of(caller, &view, (&actor, now)).await?;
    }
    Ok(view)
}

/// Rooms that have stayed here since an earlier failover, and are not up or not reached any more, are where their orders run from now on. Says how many, and how
/// many stay on.
async fn recall(caller: &PlatformCaller<ManageClusters>, cluster: ClusterId, dry_run: bool) -> Result<(usize, usize), ApiError> {
    let mut tx = caller.begin().await?;
    let (lost, staying) = orders::lost_stays(tx.conn(), cluster).await?;
    if dry_run || lost.is_empty() {
        return Ok((lost.len(), staying));
    }
    for of_order in lost.chunk_by(|one, next| one.0 == next.0) {
        let [(order, _), ..] = of_order else { continue };
        let rooms: Vec<ClassroomId> = of_order.iter().map(|(_, room)| *room).collect();
        orders::recall(tx.conn(), *order, &rooms).await?;
    }
    jobs::wake(tx.conn(), Wake::Orders).await?;
    tx.commit().await?;
    Ok((lost.len(), staying))
}

/// Those that there is time for.
async fn go_all(
    caller: &PlatformCaller<ManageClusters>,
    affected: Vec<Affected>,
    (actor, hours): (&Actor, Hours),
) -> Result<Vec<Decided>, ApiError> {
    let mut decided = Vec::with_capacity(affected.len());
    for affected in affected {
        if hours.began.elapsed() > WITHIN {
            break;
        }
        decided.push(match affected.stays() {
            Some(_) => hours.decided(affected, Fate::Stays, caller.app().clock.now()),
            None if !affected.left_here.is_empty() => follow(caller, affected, (actor, hours)).await?,
            None => go(caller, affected, (actor, hours)).await?,
        });
    }
    Ok(decided)
}

/// In a transaction of its own: what is done stays, whatever becomes of the others. Lessons that it is too late for are named in it, so that nobody reads in between
/// that they hold.
async fn go(caller: &PlatformCaller<ManageClusters>, affected: Affected, (actor, hours): (&Actor, Hours)) -> Result<Decided, ApiError> {
    let mut tx = caller.begin().await?;
    let stay: Vec<(ClassroomId, Timestamp)> = affected.split.stay.iter().map(|(room, until)| (*room, *until)).collect();
    let wish = Wish { to: None, cause: MoveCause::Failover, stay: &stay, actor, at: hours.now };
    let fate = match begin::begin(&mut tx, &affected.going, wish).await? {
        Began::Move { id, to, left, short } => Fate::Goes { to, by: Some(id), left, short },
        Began::NoPlace(tried) => Fate::Short(tried),
        Began::UnderWay { .. } | Began::AlreadyThere | Began::Ending | Began::Changed | Began::NotFound => Fate::Skipped,
    };
    let decided = hours.decided(affected, fate, caller.app().clock.now());
    if let Fate::Goes { to, .. } = &decided.fate {
        name::late(&mut tx, (*to, &decided), hours.now).await?;
        tx.commit().await?;
    }
    Ok(decided)
}

/// The same of rooms that were left behind: they follow their order to where it runs by now, as many as fit.
async fn follow(caller: &PlatformCaller<ManageClusters>, affected: Affected, (actor, hours): (&Actor, Hours)) -> Result<Decided, ApiError> {
    let mut tx = caller.begin().await?;
    let (at, fate) = match gather::gather(&mut tx, &affected.going, MoveCause::Failover, (actor, hours.now)).await? {
        Gathered::Some { to, left, short } => (Some(to), Fate::Goes { to, by: None, left, short }),
        Gathered::None { at, tried } => (Some(at), Fate::Short(tried)),
        Gathered::Overtaken | Gathered::Waits => (None, Fate::Skipped),
    };
    let decided = hours.decided(affected, fate, caller.app().clock.now());
    if let Some(at) = at {
        if matches!(decided.fate, Fate::Goes { .. }) {
            name::followed(&mut tx, (at, &decided), hours.now).await?;
        } else {
            // Lessons that come after those which were named before are named too.
            name::late(&mut tx, (at, &decided), hours.now).await?;
        }
        tx.commit().await?;
    }
    Ok(decided)
}

async fn shown(
    caller: &PlatformCaller<ManageClusters>,
    (cluster, dry_run): (&Cluster, bool),
    decided: Vec<Decided>,
) -> Result<FailoverView, ApiError> {
    let mut tx = caller.begin().await?;
    let named: BTreeSet<ClusterId> = decided.iter().flat_map(|one| one.fate.clusters()).collect();
    let names = refused::names(&mut tx, named.into_iter()).await?;
    let lessons = FailoverLessons::of(&decided);
    let mut orders = Vec::with_capacity(decided.len());
    for one in decided {
        let to = match &one.fate {
            Fate::Goes { to, .. } => Some(MoveCluster { id: *to, name: names.get(&to.uuid()).cloned() }),
            _ => None,
        };
        let short = match &one.fate {
            Fate::Short(tried) => refused::tried(tried, &names, caller.language()),
            Fate::Goes { left, short, .. } if !left.is_empty() => refused::tried(short, &names, caller.language()),
            _ => Vec::new(),
        };
        orders.push(FailoverOrder::new(one, Where { to, short, dry_run }, caller.language()));
    }
    Ok(FailoverView {
        cluster_id: cluster.id,
        dry_run,
        more: false,
        recalled: 0,
        rooms_untried: 0,
        rooms: FailoverRooms::of(&orders),
        lessons,
        orders,
    })
}

async fn tell_of(caller: &PlatformCaller<ManageClusters>, view: &FailoverView, (actor, at): (&Actor, Timestamp)) -> Result<(), ApiError> {
    let rooms = &view.rooms;
    let data = json!({ "orders": view.orders.len(), "rooms": rooms.total, "rooms_placed": rooms.placed, "rooms_short": rooms.short,
        "rooms_staying": rooms.staying, "lessons_late": view.lessons.late, "lessons_missed": view.lessons.missed });
    let mut tx: SystemTx = caller.begin().await?;
    tell::cluster(tx.conn(), view.cluster_id, EventType::ClusterFailedOver, (actor, data, at)).await?;
    Ok(tx.commit().await?)
}
