//! Whether rooms that are up are reached on the road that clients take: their servers are asked at the address that `join` gives.
//!
//! It goes on while the API of the cluster is silent, because that is when it matters. A few rooms are tried at a time while all answer, many once one does
//! not, and far more once none does, so that a failover knows which ones. Some that are known not to be reached are tried again in each round. Which rooms are
//! up is asked now and then, and gone round meanwhile. On simulated nodes, which tell of no images, nothing is tried. What was found of a room stands in its row.
//! Where there was no road and no room is up any more, since a failover took them all, it is taken to be so for a while.

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

use futures::{StreamExt as _, stream};
use homeroom_domain::{
    cluster::{
        condition::ClusterReason,
        roads::{self, Roads},
    },
    nodes::image::Told,
};
use homeroom_outside::Url;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::lane::{Lane, follow};
use crate::{
    app::{App, AppState},
    classrooms::{Reach, room_answers, room_road},
    reconcile::{
        error::ReconcileError,
        held::{HeldCluster, Sight},
        store::{self, RoomUp},
    },
};

/// Rooms that are tried in a round while all answer.
const AT_EASE: usize = 8;
/// While some do not.
const IN_DOUBT: usize = 128;
/// While none does.
const LOST: usize = 2_048;
/// Of those that are known not to be reached, beside the others.
const AGAIN: i64 = 16;
/// That are asked side by side.
const AT_ONCE: usize = 512;
/// Before the second try of a room: one packet that is lost is no road that is.
const PAUSE: Duration = Duration::from_secs(1);
/// Rooms that are gone round.
const LISTED: i64 = 65_536;
/// How often is asked which rooms are up.
const LIST_EVERY: Duration = Duration::from_secs(60);
/// Once all of them were tried, or none was up.
const LIST_AGAIN: Duration = Duration::from_secs(30);
/// For so long after a round without a road it is taken to be as it was, though nothing is up that could be tried.
const LOST_FOR: Duration = Duration::from_secs(30 * 60);

/// Goes on until stopped.
pub(in crate::reconcile) async fn roads(held: Arc<HeldCluster>, stop: &CancellationToken) -> Result<(), ReconcileError> {
    // Whoever worked on it before may have found that there is none.
    let lost_at = held.is_cut_off().then(Instant::now);
    let trying = Trying { held: held.clone(), roads: Roads::default(), lost_at, up: Listed::default(), unreached: None, simulated: None };
    follow(held, trying, stop).await
}

/// See the module.
struct Trying {
    held: Arc<HeldCluster>,
    roads: Roads,
    /// When a round last ended without a road; `None` where one is there.
    lost_at: Option<Instant>,
    up: Listed,
    /// Rooms that are up and not reached, when they were last counted.
    unreached: Option<i64>,
    /// What nodes said of it, and the revision of what they have in stock.
    simulated: Option<(bool, u64)>,
}

/// Rooms that were up when that was last asked; they are gone round.
#[derive(Debug, Default)]
struct Listed {
    rooms: VecDeque<Uuid>,
    /// How many were tried since.
    tried: usize,
    last: Option<Uuid>,
    at: Option<Instant>,
}

impl Listed {
    fn is_due(&self, now: Instant) -> bool {
        let every = if self.tried >= self.rooms.len() { LIST_AGAIN } else { LIST_EVERY };
        self.at.is_none_or(|at| now.duration_since(at) >= every)
    }

    fn set(&mut self, rooms: Vec<Uuid>, at: Instant) {
        (self.rooms, self.tried, self.at) = (rooms.into(), 0, Some(at));
    }

    /// Those whose turn it is, each once.
    fn next(&mut self, limit: usize) -> Vec<Uuid> {
        let next: Vec<Uuid> = self.rooms.iter().take(limit).copied().collect();
        self.rooms.rotate_left(next.len());
        self.tried = self.tried.saturating_add(next.len());
        self.last = next.last().copied().or(self.last);
        next
    }
}

impl Lane for Trying {
    const EVERY: Duration = Duration::from_secs(5);

    async fn step(&mut self) -> Result<(), ReconcileError> {
        if self.held.sight() == Sight::Waiting {
            return Ok(());
        }
        if self.is_simulated() {
            self.held.set_roads(roads::simulated());
            return Ok(());
        }
        if self.up.is_due(Instant::now()) {
            let mut tx = self.held.read().await?;
            let rooms = store::rooms_up(tx.conn(), self.held.cluster(), (self.up.last, LISTED)).await?;
            drop(tx);
            self.up.set(rooms, Instant::now());
        }
        let next = self.up.next(self.limit());
        let rooms = self.load(&next).await?;
        let tries: Vec<(RoomUp, Url)> = rooms.into_iter().filter_map(with_road).collect();
        if tries.is_empty() {
            if next.len() == self.up.rooms.len() {
                self.none_up(Instant::now());
            }
            if !next.is_empty() {
                // They went down since they were listed.
                self.up.at = None;
            }
            return Ok(());
        }
        let tried = try_all(&self.held.app, tries, self.roads.is_lost()).await;
        self.conclude(tried, &next.into_iter().collect()).await
    }
}

impl Trying {
    fn limit(&self) -> usize {
        match (self.roads.is_lost(), self.roads.is_in_doubt()) {
            (true, _) => LOST,
            (false, true) => IN_DOUBT,
            (false, false) => AT_EASE,
        }
    }

    /// Nothing is known then, but that there was no road a while ago.
    fn none_up(&mut self, now: Instant) {
        self.unreached = None;
        if is_held_lost(self.lost_at, now) {
            if let Some(condition) = self.roads.condition(0) {
                self.held.set_roads(condition);
            }
            return;
        }
        self.lost_at = None;
        self.roads.forget();
        self.held.set_roads(roads::none_up());
    }

    /// Of these rooms those that are still up, and beside them some that are known not to be reached.
    async fn load(&self, next: &[Uuid]) -> Result<Vec<RoomUp>, ReconcileError> {
        if next.is_empty() {
            return Ok(Vec::new());
        }
        let (mut ids, cluster) = (next.to_vec(), self.held.cluster());
        let mut tx = self.held.read().await?;
        if self.unreached != Some(0) {
            let known = store::unreached(tx.conn(), cluster, AGAIN).await?;
            ids.extend(known.into_iter().filter(|room| !next.contains(room)));
        }
        Ok(store::rooms_still_up(tx.conn(), cluster, &ids).await?)
    }

    /// As its nodes say; while none is seen, as was found out before.
    fn is_simulated(&mut self) -> bool {
        let revision = self.held.mirror.stock_revision();
        if let Some((known, _)) = self.simulated.filter(|(_, of)| *of == revision) {
            return known;
        }
        let (nodes, _) = self.held.mirror.stock();
        let image = self.held.room_image();
        let mut told = nodes.values().filter(|(schedulable, _)| *schedulable).map(|(_, stock)| stock.images.tell_of(&image)).peekable();
        if told.peek().is_none() {
            return self.held.roads().is_some_and(|found| found.reason == ClusterReason::RoomsSimulated {});
        }
        let simulated = told.all(|told| told == Told::Nothing);
        self.simulated = Some((simulated, revision));
        simulated
    }

    /// Writes what is news, and says what it comes to. Of those whose turn it was not, a silence is no news.
    async fn conclude(&mut self, tried: Vec<(RoomUp, bool)>, next: &HashSet<Uuid>) -> Result<(), ReconcileError> {
        let answered = tried.iter().filter(|(_, answers)| *answers).count();
        let missed = tried.iter().filter(|(room, answers)| !answers && next.contains(&room.id.uuid())).count();
        self.roads.note(answered, missed);
        if answered > 0 || self.roads.is_lost() {
            self.lost_at = self.roads.is_lost().then(Instant::now);
        }
        let changed = |now: bool| -> Vec<Uuid> {
            let news = tried.iter().filter(|(room, answers)| *answers == now && room.is_unreached == now);
            news.map(|(room, _)| room.id.uuid()).collect()
        };
        let (lost, found) = (changed(false), changed(true));
        if !lost.is_empty() || !found.is_empty() {
            let mut tx = self.held.lease.begin().await?;
            store::record_roads(&mut tx, (&lost, &found), self.held.app.clock.now()).await?;
            tx.commit().await?;
        }
        let unreached = match self.unreached {
            Some(0) if answered == tried.len() => 0,
            _ => {
                let mut tx = self.held.read().await?;
                store::count_unreached(tx.conn(), self.held.cluster()).await?
            }
        };
        self.unreached = Some(unreached);
        if let Some(condition) = self.roads.condition(unreached) {
            self.held.set_roads(condition);
        }
        Ok(())
    }
}

/// Rooms that a failover took elsewhere no longer tell, and those that come next would not be reached either.
fn is_held_lost(lost_at: Option<Instant>, now: Instant) -> bool {
    lost_at.is_some_and(|at| now.duration_since(at) < LOST_FOR)
}

/// `None` of a room whose address is not known: nobody can be sent there either.
fn with_road(room: RoomUp) -> Option<(RoomUp, Url)> {
    let road = room_road(&room.media_url, room.order, room.id, room.address.as_deref())?;
    Some((room, road))
}

/// Each room with whether it answers. Where no road is known any more, one try is enough: there are many.
async fn try_all(app: &AppState, tries: Vec<(RoomUp, Url)>, is_lost: bool) -> Vec<(RoomUp, bool)> {
    let asked = stream::iter(tries).map(|(room, road)| {
        let app = app.clone();
        async move {
            let answers = answers(&app, &road, is_lost).await;
            (room, answers)
        }
    });
    asked.buffer_unordered(AT_ONCE).collect().await
}

async fn answers(app: &App, road: &Url, is_lost: bool) -> bool {
    match room_answers(app, road).await {
        Reach::Answers => true,
        Reach::Silent if !is_lost => {
            sleep(PAUSE).await;
            room_answers(app, road).await == Reach::Answers
        }
        Reach::Silent | Reach::Unnamed => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_road_that_is_lost_is_held_to_be_so_for_half_an_hour_without_a_room() {
        let lost = Instant::now();
        let held = |minutes: u64| is_held_lost(Some(lost), lost + Duration::from_secs(minutes * 60));
        assert_eq!([held(0), held(29), held(30)], [true, true, false]);
        assert!(!is_held_lost(None, lost), "none was lost");
    }

    #[test]
    fn rooms_that_are_up_are_gone_round_and_asked_for_again_sooner_once_all_were_tried() {
        let room = Uuid::from_u128;
        let began = Instant::now();
        let mut up = Listed::default();
        assert!(up.is_due(began) && up.next(8).is_empty());
        up.set(vec![room(1), room(2), room(3)], began);
        assert_eq!(up.next(2), [room(1), room(2)]);
        assert_eq!([30, 59, 60].map(|seconds| up.is_due(began + Duration::from_secs(seconds))), [false, false, true]);
        assert_eq!(up.next(2), [room(3), room(1)]);
        assert_eq!([29, 30].map(|seconds| up.is_due(began + Duration::from_secs(seconds))), [false, true]);
        assert_eq!(up.next(8), [room(2), room(3), room(1)], "each once");
        assert_eq!(up.last, Some(room(1)));
        up.set(Vec::new(), began);
        assert_eq!((up.next(8), up.last), (Vec::new(), Some(room(1))));
        assert_eq!([29, 30].map(|seconds| up.is_due(began + Duration::from_secs(seconds))), [false, true]);
    }
}
