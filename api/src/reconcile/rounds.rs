//! The rounds on one cluster: which order is next, so many at a time.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use homeroom_domain::{ids::OrderId, workload::order_of_namespace};
use jiff::{SignedDuration, Timestamp};
use tokio::{
    sync::mpsc::UnboundedReceiver,
    task::{Id, JoinError, JoinSet},
};
use tokio_util::sync::CancellationToken;

use super::{
    cluster::Gauges,
    error::ReconcileError,
    held::{HeldCluster, Sight},
    left::{Left, Look, Rest},
    order::{self, Outcome},
    packing,
    queue::{self, Next, Queue, Why},
    store::{self, OnTheWay, Placed},
};
use crate::{
    jobs::{Wake, Wakes},
    kube::{Change, KubeError},
};

/// Rounds at once on one cluster.
const ROUNDS: usize = 16;
/// How often due orders are looked for when nobody wakes us.
const POLL: Duration = Duration::from_secs(1);
/// Wake-ups come in bursts; due orders are not looked for more often than this.
const BREATH: Duration = Duration::from_millis(100);
/// What changes in a namespace comes in bursts.
const SETTLE: Duration = Duration::from_millis(200);
/// Something is under way: look again even if Kubernetes tells nothing.
const LOOK_AGAIN: Duration = Duration::from_secs(15);
const FINISH: Duration = Duration::from_secs(10);
/// A clock that is set by less than this leaves no bell behind that is not rung already.
const SET_BACK: SignedDuration = SignedDuration::from_secs(30);

type Round = (OrderId, Result<Outcome, ReconcileError>);

/// See the module.
pub(super) struct Rounds {
    held: Arc<HeldCluster>,
    /// How well the cluster could be seen at the last look; `None` before the first. When it can be seen differently, all its orders are looked at.
    sight: Option<Sight>,
    /// Business time at the last look.
    looked_at: Timestamp,
    /// It has gone back since: orders were looked at by a later time, and wait for boundaries that come after ones that are still to come. All are looked at.
    set_back: bool,
    looked_for_due: Instant,
    queue: Queue,
    rounds: JoinSet<Round>,
    /// By order that is not handled yet, the last change that was heard of.
    touched: HashMap<OrderId, i64>,
    /// Orders that were on their way here, or from here, at the last look.
    moving: HashSet<OrderId>,
    /// Those of them of which rooms were left behind here, and are as they should be.
    left: Left,
    /// Which order each round is of, for those that panic.
    ids: HashMap<Id, OrderId>,
    gauges: Gauges,
}

impl Rounds {
    pub(super) fn new(held: Arc<HeldCluster>) -> Self {
        Self {
            gauges: Gauges::of(&held),
            looked_at: held.app.clock.now(),
            held,
            sight: None,
            set_back: false,
            looked_for_due: Instant::now(),
            queue: Queue::default(),
            rounds: JoinSet::new(),
            touched: HashMap::new(),
            moving: HashSet::new(),
            left: Left::default(),
            ids: HashMap::new(),
        }
    }

    /// Goes on until stopped.
    pub(super) async fn run(
        mut self,
        mut changes: UnboundedReceiver<Change>,
        wakes: &Wakes,
        stop: &CancellationToken,
    ) -> Result<(), ReconcileError> {
        let mut next_look = Instant::now();
        while !stop.is_cancelled() {
            let sees = self.start_rounds();
            tokio::select! {
                () = stop.cancelled() => break,
                Some(change) = changes.recv() => self.heard(change),
                Some(ended) = self.rounds.join_next_with_id(), if !self.rounds.is_empty() => self.ended(ended)?,
                () = sleep_until(self.queue.next_at()), if sees && self.rounds.len() < ROUNDS => {}
                () = wakes.heard(Wake::Orders) => next_look = next_look.min(self.looked_for_due + BREATH),
                () = sleep_until(Some(next_look)) => {
                    let looked = self.look().await;
                    self.held.outlives(looked)?;
                    self.gauges.tell(&self.held, self.queue.age(Instant::now()));
                    packing::follow(&self.held);
                    self.looked_for_due = Instant::now();
                    next_look = self.looked_for_due + POLL;
                }
            }
        }
        self.finish().await;
        Ok(())
    }

    async fn look(&mut self) -> Result<(), ReconcileError> {
        self.everything().await?;
        self.due().await?;
        self.moving().await
    }

    /// What is on its way here or from here is looked at again and again until it is there: no change of the order itself tells of it. What was left behind here is
    /// looked at by its bells, as what runs here is.
    async fn moving(&mut self) -> Result<(), ReconcileError> {
        if self.held.sight() != Sight::Clear {
            return Ok(());
        }
        let mut tx = self.held.read().await?;
        let on_the_way = store::moving(tx.conn(), self.held.cluster()).await?;
        drop(tx);
        let (business, now) = (self.held.app.clock.now(), Instant::now());
        let mut bells = Vec::new();
        for one in &on_the_way {
            if !self.moving.contains(&one.order) {
                self.queue.hurry(one.order, Why::People, now);
                continue;
            }
            match self.left.look(one.order, one.mark, business) {
                Look::Not => {}
                Look::Changed => self.queue.plan(one.order, Why::People, now),
                Look::Again => self.queue.plan(one.order, Why::Repair, now),
                Look::Bell(_) if self.queue.knows(one.order) => {}
                Look::Bell(boundary) => bells.push((one, boundary)),
            }
        }
        self.ring(&bells, business);
        self.moving = on_the_way.iter().map(|one| one.order).collect();
        self.left.keep(&self.moving);
        Ok(())
    }

    /// Spread as those are that run here.
    fn ring(&mut self, bells: &[(&OnTheWay, Timestamp)], business: Timestamp) {
        let (now, lead) = (Instant::now(), bells.iter().map(|(one, _)| one.lead).min().unwrap_or_default());
        for (one, boundary) in bells {
            let late = Duration::try_from(business.duration_since(*boundary)).unwrap_or_default();
            let since = now.checked_sub(late).unwrap_or(now);
            self.queue.plan(one.order, Why::Bell, (since + queue::place_in_herd(one.order, bells.len(), lead)).max(now));
        }
    }

    /// Every order of the cluster: at the start, when it is seen again, when rooms start from another image, when something else is paused, and when the
    /// clock was set back.
    async fn everything(&mut self) -> Result<(), ReconcileError> {
        let (sight, now) = (self.held.sight(), self.held.app.clock.now());
        self.set_back |= self.looked_at.duration_since(now) > SET_BACK;
        self.looked_at = now;
        if sight == Sight::Waiting || (self.sight == Some(sight) && !self.set_back && !self.held.was_stale()) {
            return Ok(());
        }
        // That nothing is seen any more is the cluster's to say: its orders stay as they were seen.
        if sight == Sight::Blind && self.sight.is_some() && !self.set_back {
            self.sight = Some(sight);
            return Ok(());
        }
        let placed = placed(&self.held, now).await.inspect_err(|_| self.held.mark_stale())?;
        self.queue.hurry_all(&placed, Instant::now());
        // Also those that are being looked at: what a round saw before is no rest.
        self.left.clear();
        let moving: Vec<Placed> = self.moving.iter().map(|order| Placed { order: *order, is_near: false }).collect();
        self.queue.hurry_all(&moving, Instant::now());
        (self.sight, self.set_back) = (Some(sight), false);
        Ok(())
    }

    async fn due(&mut self) -> Result<(), ReconcileError> {
        let business = self.held.app.clock.now();
        let mut tx = self.held.read().await?;
        let due = store::due(tx.conn(), self.held.cluster(), business).await?;
        drop(tx);
        let now = Instant::now();
        let herd = due.iter().filter(|due| due.boundary.is_some() && !self.queue.knows(due.order));
        // The last of them must be up at its bell, whichever it is.
        let (herd, lead) = (herd.clone().count(), herd.map(|due| due.lead).min().unwrap_or_default());
        let heard_before = std::mem::take(&mut self.touched);
        // In the order in which they were found.
        for (place, due) in (0..).zip(due) {
            if let Some(touched) = due.touched {
                self.touched.insert(due.order, touched);
                // News ends a back-off; that it is not handled yet is none.
                if heard_before.get(&due.order) == Some(&touched) {
                    self.queue.plan(due.order, Why::People, now);
                } else {
                    self.queue.hurry(due.order, Why::People, now + Duration::from_micros(place));
                    self.queue.due_since(due.order, now);
                }
            } else if let Some(boundary) = due.boundary.filter(|_| !self.queue.knows(due.order)) {
                let late = Duration::try_from(business.duration_since(boundary)).unwrap_or_default();
                // Spread from its boundary on: what is late already waits for nobody but for those that were found before it.
                let since = now.checked_sub(late).unwrap_or(now);
                let at = (since + queue::place_in_herd(due.order, herd, lead)).max(now + Duration::from_micros(place));
                self.queue.plan(due.order, Why::Bell, at);
                self.queue.due_since(due.order, since);
            }
        }
        Ok(())
    }

    fn heard(&mut self, change: Change) {
        match change {
            Change::Namespace(namespace) => self.touched_there(&namespace),
            Change::Node(node) => {
                self.held.nodes_changed.notify_one();
                self.held.mirror.with_rooms(Some(&node)).iter().for_each(|namespace| self.touched_there(namespace));
            }
        }
    }

    fn touched_there(&mut self, namespace: &str) {
        if let Some(order) = order_of_namespace(namespace) {
            self.queue.hurry(order, Why::Repair, Instant::now() + SETTLE);
        }
    }

    /// `false` while there is nothing to decide on: half a picture is none, but that nothing can be seen is one.
    fn start_rounds(&mut self) -> bool {
        if self.held.sight() == Sight::Waiting {
            return false;
        }
        for (order, due_since) in self.queue.take(Instant::now(), ROUNDS.saturating_sub(self.rounds.len())) {
            if let Some(since) = due_since {
                metrics::histogram!(crate::metrics::WAKE_LAG_SECONDS).record(since.elapsed());
            }
            let held = self.held.clone();
            let round = self.rounds.spawn(async move { (order, round(&held, order).await) });
            self.ids.insert(round.id(), order);
        }
        true
    }

    fn ended(&mut self, ended: Result<(Id, Round), JoinError>) -> Result<(), ReconcileError> {
        let id = match &ended {
            Ok((id, _)) => *id,
            Err(panicked) => panicked.id(),
        };
        let Some(order) = self.ids.remove(&id) else { return Ok(()) };
        self.left.note(order, rest(&ended));
        let next = match ended {
            Ok((_, (_, Err(ReconcileError::LeaseLost(lost))))) => return Err(lost.into()),
            // Too short to be noticed between two looks, but the round noticed it.
            Ok((_, (_, Ok(Outcome::Unreachable)))) if self.sight == Some(Sight::Clear) => Next::After(POLL),
            Ok((_, (_, outcome))) => next(order, &outcome),
            Err(panicked) => {
                tracing::error!(%order, error = %panicked, "a round panicked");
                Next::Retry
            }
        };
        self.queue.done(order, next, Instant::now());
        Ok(())
    }

    /// Rounds that began come to their end, within reason.
    async fn finish(&mut self) {
        let all = async { while self.rounds.join_next().await.is_some() {} };
        if tokio::time::timeout(FINISH, all).await.is_err() {
            self.rounds.shutdown().await;
        }
    }
}

async fn placed(held: &HeldCluster, now: Timestamp) -> Result<Vec<Placed>, ReconcileError> {
    let mut tx = held.read().await?;
    Ok(store::placed_at(tx.conn(), held.cluster(), now).await?)
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}

/// Whether an order has to be looked at no more.
fn rest(ended: &Result<(Id, Round), JoinError>) -> Option<Rest> {
    match ended {
        Ok((_, (_, Ok(Outcome::Left(rest))))) => Some(*rest),
        _ => None,
    }
}

async fn round(held: &Arc<HeldCluster>, order: OrderId) -> Result<Outcome, ReconcileError> {
    let started = Instant::now();
    let outcome = order::round(held, order, held.app.clock.now()).await;
    let label = outcome.as_ref().map_or_else(ReconcileError::label, |outcome| outcome.label());
    metrics::counter!(crate::metrics::RECONCILES, "outcome" => label).increment(1);
    metrics::histogram!(crate::metrics::RECONCILE_SECONDS, "outcome" => label).record(started.elapsed());
    outcome
}

fn next(order: OrderId, outcome: &Result<Outcome, ReconcileError>) -> Next {
    match outcome {
        Ok(Outcome::AsPlanned | Outcome::Unreachable | Outcome::Nothing | Outcome::Left(_)) => Next::Rest,
        Ok(Outcome::Underway | Outcome::Moving) => Next::After(LOOK_AGAIN),
        Ok(Outcome::Refused) => Next::Retry,
        Err(ReconcileError::Overtaken | ReconcileError::Kube(KubeError::Conflict)) => Next::After(SETTLE),
        Err(error) => {
            tracing::warn!(%order, %error, "a round failed");
            Next::Retry
        }
    }
}
