//! Whether rooms that are up are reached on the road that clients take: their servers are asked at the address that `join` gives.
//!
//! It goes on while the API of the cluster is silent, because that is when it matters. A few rooms are tried at a time while all answer, and many once one does
//! not, so that a failover knows which ones. On simulated nodes, which tell of no images, nothing is tried. What was found of a room stands in its row.

use std::{sync::Arc, time::Duration};

use futures::{StreamExt as _, stream};
use homeroom_domain::{
    cluster::{
        condition::ClusterReason,
        roads::{self, Roads},
    },
    ids::ClassroomId,
    nodes::image::Told,
};
use homeroom_outside::Url;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::lane::{Lane, follow};
use crate::{
    app::AppState,
    classrooms::{room_answers, room_road},
    reconcile::{
        error::ReconcileError,
        held::{HeldCluster, Sight},
        store::{self, RoomUp},
    },
};

/// Rooms that are tried in a round while all answer.
const AT_EASE: i64 = 8;
/// While some do not; all of them at once.
const IN_DOUBT: usize = 128;
/// One packet that is lost is no road that is.
const TRIES: usize = 2;

/// Goes on until stopped.
pub(in crate::reconcile) async fn roads(held: Arc<HeldCluster>, stop: &CancellationToken) -> Result<(), ReconcileError> {
    follow(held.clone(), Trying { held, roads: Roads::default(), after: None, simulated: None }, stop).await
}

/// See the module.
struct Trying {
    held: Arc<HeldCluster>,
    roads: Roads,
    /// The last room that was tried: the next round begins after it.
    after: Option<ClassroomId>,
    /// What nodes said of it, and the revision of what they have in stock.
    simulated: Option<(bool, u64)>,
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
        let limit = if self.roads.is_in_doubt() { i64::try_from(IN_DOUBT).unwrap_or(AT_EASE) } else { AT_EASE };
        let mut tx = self.held.read().await?;
        let rooms = store::rooms_up(tx.conn(), self.held.cluster(), (self.after, limit)).await?;
        drop(tx);
        self.after = rooms.last().map(|room| room.id);
        let tries: Vec<(RoomUp, Url)> = rooms.into_iter().filter_map(with_road).collect();
        if tries.is_empty() {
            self.roads.forget();
            self.held.set_roads(roads::none_up());
            return Ok(());
        }
        let tried = try_all(&self.held.app, tries).await;
        self.conclude(tried).await
    }
}

impl Trying {
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

    /// Writes what is news, and says what it comes to.
    async fn conclude(&mut self, tried: Vec<(RoomUp, bool)>) -> Result<(), ReconcileError> {
        let answered = tried.iter().filter(|(_, answers)| *answers).count();
        self.roads.note(answered, tried.len() - answered);
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
        let mut tx = self.held.read().await?;
        let unreached = store::count_unreached(tx.conn(), self.held.cluster()).await?;
        drop(tx);
        if let Some(condition) = self.roads.condition(unreached) {
            self.held.set_roads(condition);
        }
        Ok(())
    }
}

/// `None` of a room whose address is not known: nobody can be sent there either.
fn with_road(room: RoomUp) -> Option<(RoomUp, Url)> {
    let road = room_road(&room.media_url, room.order, room.id, room.address.as_deref())?;
    Some((room, road))
}

/// Each room with whether it answers.
async fn try_all(app: &AppState, tries: Vec<(RoomUp, Url)>) -> Vec<(RoomUp, bool)> {
    let asked = stream::iter(tries).map(|(room, road)| {
        let app = app.clone();
        async move {
            let mut answers = false;
            for _ in 0..TRIES {
                answers = answers || room_answers(&app, &road).await;
            }
            (room, answers)
        }
    });
    asked.buffer_unordered(IN_DOUBT).collect().await
}
