//! The rounds on one cluster: which order is next, so many at a time, and between them a look at the cluster itself.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use homeroom_domain::{ids::OrderId, workload::namespace_name};
use tokio::{
    sync::mpsc::UnboundedReceiver,
    task::{Id, JoinError, JoinSet},
};
use tokio_util::sync::CancellationToken;

use super::{
    cluster,
    error::ReconcileError,
    gauges::Gauges,
    place::Place,
    queue::{self, Next, Queue},
    run::{self, Outcome},
    store,
};
use crate::{
    jobs::{Wake, Wakes},
    kube::{Change, KubeError},
};

/// Rounds at once on one cluster.
const ROUNDS: usize = 16;
/// How often due orders are looked for when nobody wakes us.
const POLL: Duration = Duration::from_secs(1);
/// How often the cluster is asked for a sign of life.
const PROBE: Duration = Duration::from_secs(10);
/// What changes in a namespace comes in bursts.
const SETTLE: Duration = Duration::from_millis(200);
/// Something is under way: look again even if Kubernetes tells nothing.
const LOOK_AGAIN: Duration = Duration::from_secs(15);
/// Lessons are announced this long before at the latest; see the kinds' lead.
const LEAD: Duration = Duration::from_secs(600);
const FINISH: Duration = Duration::from_secs(10);

type Round = (OrderId, Result<Outcome, ReconcileError>);

/// See the module.
pub(super) struct Rounds {
    place: Arc<Place>,
    /// The kubeconfig that the client was made from.
    sealed: Vec<u8>,
    queue: Queue,
    rounds: JoinSet<Round>,
    /// By order that is not handled yet, the last change that was heard of.
    touched: HashMap<OrderId, i64>,
    /// Which order each round is of, for those that panic.
    ids: Vec<(Id, OrderId)>,
    gauges: Gauges,
}

impl Rounds {
    /// `sealed` is the kubeconfig that the place was opened with.
    pub(super) fn new(place: Place, sealed: Vec<u8>) -> Self {
        Self {
            gauges: Gauges::of(&place),
            place: Arc::new(place),
            sealed,
            queue: Queue::default(),
            rounds: JoinSet::new(),
            touched: HashMap::new(),
            ids: Vec::new(),
        }
    }

    /// Goes on until stopped, or until the cluster was taken off or has another kubeconfig.
    pub(super) async fn run(
        &mut self,
        mut changes: UnboundedReceiver<Change>,
        wakes: &Wakes,
        stop: &CancellationToken,
    ) -> Result<(), ReconcileError> {
        self.everything(Instant::now()).await?;
        let mut polls = tokio::time::interval(POLL);
        polls.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut probes = Probes::default();
        while !stop.is_cancelled() {
            self.start_rounds();
            tokio::select! {
                () = stop.cancelled() => break,
                Some(change) = changes.recv() => self.heard(change, &mut probes),
                Some(ended) = self.rounds.join_next_with_id(), if !self.rounds.is_empty() => self.ended(ended)?,
                () = sleep_until(self.queue.next_at()), if self.rounds.len() < ROUNDS => {}
                () = wakes.wait(Wake::Orders, POLL) => self.due().await?,
                () = wakes.heard(Wake::Clusters) => probes.at = None,
                _ = polls.tick() => {
                    self.due().await?;
                    // A cluster that does not answer must not hold up a graceful stop.
                    let Some(goes_on) = stop.run_until_cancelled(self.probe(&mut probes)).await else { break };
                    if !goes_on? {
                        break;
                    }
                    self.gauges.tell(&self.place, self.queue.age(Instant::now()));
                }
            }
        }
        self.finish().await
    }

    /// Every order of the cluster: at the start, and when the cluster begins to answer or ceases to.
    async fn everything(&mut self, at: Instant) -> Result<(), ReconcileError> {
        let mut tx = self.place.read().await?;
        for order in store::placed(tx.conn(), self.place.cluster()).await? {
            self.queue.hurry(order, at);
        }
        Ok(())
    }

    async fn due(&mut self) -> Result<(), ReconcileError> {
        let business = self.place.app.clock.now();
        let mut tx = self.place.read().await?;
        let due = store::due(tx.conn(), self.place.cluster(), business).await?;
        drop(tx);
        let now = Instant::now();
        let herd = due.iter().filter(|due| due.boundary.is_some() && !self.queue.knows(due.order)).count();
        let heard_before = std::mem::take(&mut self.touched);
        for due in due {
            if let Some(touched) = due.touched {
                self.touched.insert(due.order, touched);
                // News ends a back-off; that it is not handled yet is none.
                if heard_before.get(&due.order) == Some(&touched) {
                    self.queue.plan(due.order, now);
                } else {
                    self.queue.hurry(due.order, now);
                    self.queue.due_since(due.order, now);
                }
            } else if let Some(boundary) = due.boundary.filter(|_| !self.queue.knows(due.order)) {
                let late = Duration::try_from(business.duration_since(boundary)).unwrap_or_default();
                self.queue.plan(due.order, now + queue::place_in_herd(due.order, herd, LEAD));
                self.queue.due_since(due.order, now.checked_sub(late).unwrap_or(now));
            }
        }
        Ok(())
    }

    fn heard(&mut self, change: Change, probes: &mut Probes) {
        match change {
            Change::Nodes => probes.nodes = true,
            Change::Namespace(namespace) => {
                let order = namespace.strip_prefix("o-").and_then(|rest| uuid::Uuid::try_parse(rest).ok()).map(OrderId::new);
                if let Some(order) = order.filter(|order| namespace_name(*order) == namespace) {
                    self.queue.hurry(order, Instant::now() + SETTLE);
                }
            }
        }
    }

    /// Looks at the cluster itself. `false` when it was taken off or has another kubeconfig.
    async fn probe(&mut self, probes: &mut Probes) -> Result<bool, ReconcileError> {
        let now = Instant::now();
        if std::mem::take(&mut probes.nodes) || !probes.synced {
            probes.synced = self.place.mirror.is_synced();
            cluster::capacity(&self.place).await?;
        }
        if probes.at.is_some_and(|at| now < at) {
            return Ok(true);
        }
        let mut tx = self.place.read().await?;
        let sealed = store::cluster_secret(tx.conn(), self.place.cluster()).await?;
        drop(tx);
        if sealed.as_ref() != Some(&self.sealed) {
            return Ok(false);
        }
        let is_news = cluster::look(&self.place, self.place.app.clock.now()).await?;
        // Counted from the answer: one that is long in coming must not leave the rounds no time in between.
        probes.at = Some(Instant::now() + PROBE);
        if is_news {
            self.everything(now).await?;
        }
        cluster::capacity(&self.place).await?;
        if self.place.answers() && !probes.classes {
            probes.classes = cluster::priority_classes_stand(&self.place).await.is_ok();
        }
        Ok(true)
    }

    fn start_rounds(&mut self) {
        // Nothing is decided on half a picture; that a cluster does not answer is a picture too.
        if self.place.answers() && !(self.place.mirror.is_synced() && self.place.network().is_some()) {
            return;
        }
        for (order, due_since) in self.queue.take(Instant::now(), ROUNDS.saturating_sub(self.rounds.len())) {
            if let Some(since) = due_since {
                metrics::histogram!(crate::metrics::WAKE_LAG_SECONDS).record(since.elapsed());
            }
            let place = self.place.clone();
            let round = self.rounds.spawn(async move { (order, round(&place, order).await) });
            self.ids.push((round.id(), order));
        }
    }

    fn ended(&mut self, ended: Result<(Id, Round), JoinError>) -> Result<(), ReconcileError> {
        let id = match &ended {
            Ok((id, _)) => *id,
            Err(panicked) => panicked.id(),
        };
        let Some(index) = self.ids.iter().position(|(known, _)| *known == id) else { return Ok(()) };
        let (_, order) = self.ids.swap_remove(index);
        let next = match ended {
            Ok((_, (_, Err(ReconcileError::LeaseLost(lost))))) => return Err(lost.into()),
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
    async fn finish(&mut self) -> Result<(), ReconcileError> {
        let all = async { while self.rounds.join_next().await.is_some() {} };
        if tokio::time::timeout(FINISH, all).await.is_err() {
            self.rounds.shutdown().await;
        }
        Ok(())
    }
}

/// What is to be asked of the cluster itself.
#[derive(Debug, Default)]
struct Probes {
    at: Option<Instant>,
    /// Nodes changed.
    nodes: bool,
    synced: bool,
    /// The priority classes stand.
    classes: bool,
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}

async fn round(place: &Arc<Place>, order: OrderId) -> Result<Outcome, ReconcileError> {
    let started = Instant::now();
    let outcome = run::round(place, order, place.app.clock.now()).await;
    let label = outcome.as_ref().map_or_else(ReconcileError::label, |outcome| outcome.label());
    metrics::counter!(crate::metrics::RECONCILES, "outcome" => label).increment(1);
    metrics::histogram!(crate::metrics::RECONCILE_SECONDS, "outcome" => label).record(started.elapsed());
    outcome
}

fn next(order: OrderId, outcome: &Result<Outcome, ReconcileError>) -> Next {
    match outcome {
        Ok(Outcome::AsPlanned | Outcome::Unreachable | Outcome::Nothing) => Next::Rest,
        Ok(Outcome::Underway) => Next::After(LOOK_AGAIN),
        Ok(Outcome::Refused) => Next::Retry,
        Err(ReconcileError::Overtaken | ReconcileError::Kube(KubeError::Conflict)) => Next::After(SETTLE),
        Err(error) => {
            tracing::warn!(%order, %error, "a round failed");
            Next::Retry
        }
    }
}
