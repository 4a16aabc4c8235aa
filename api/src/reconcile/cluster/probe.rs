//! The look at the cluster itself, beside the rounds on it and the counting of its nodes: none waits for another.
//!
//! It holds the watches: they are opened when the cluster proved to be the one that was registered, and again after it was silent, each going on
//! where it was, because a connection that outlived an outage may be deaf.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::mpsc::UnboundedSender, task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;

use super::{
    conditions::{self, Found},
    objects::objects,
};
use crate::{
    config::Looks,
    jobs::{Wake, Wakes},
    kube::{Change, KubeError},
    reconcile::{
        error::ReconcileError,
        held::{HeldCluster, Sight},
        store::{self, Entry},
    },
};

/// How often it is seen whether there is something to ask.
const TICK: Duration = Duration::from_secs(1);
/// What seldom changes: the version, the priority classes, what others have.
const SELDOM: Duration = Duration::from_secs(300);
/// So many looks in a row have to fail, too, until nothing is known of the cluster any more.
const FAILURES: u32 = 3;

/// See the module.
pub(in crate::reconcile) struct Probe {
    held: Arc<HeldCluster>,
    /// What the cluster was opened with.
    entry: Entry,
    changes: UnboundedSender<Change>,
    watches: Option<JoinSet<()>>,
    looks: Looks,
    look: Due,
    silence: Silence,
    /// Whether the cluster's row says that nothing is known; `None` before it was written.
    said_blind: Option<bool>,
    version: Due,
    classes: Due,
    objects: Due,
}

impl Probe {
    /// `entry` is what the cluster was opened with; `changes` is where the watches tell.
    pub(in crate::reconcile) fn new(held: Arc<HeldCluster>, entry: Entry, changes: UnboundedSender<Change>) -> Self {
        let (due, looks) = (Due::default(), held.app.config.looks);
        Self {
            held,
            entry,
            changes,
            watches: None,
            looks,
            look: due,
            silence: Silence::default(),
            said_blind: None,
            version: due,
            classes: due,
            objects: due,
        }
    }

    /// Goes on until stopped, or until the cluster was taken off or is to be opened anew.
    pub(in crate::reconcile) async fn run(mut self, wakes: &Wakes, stop: &CancellationToken) -> Result<(), ReconcileError> {
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = wakes.heard(Wake::Clusters) => self.look = Due::default(),
                () = self.held.said_anew.notified() => self.look = Due::default(),
                _ = ticks.tick() => {}
            }
            // A cluster that does not answer must not hold up a graceful stop.
            let Some(goes_on) = stop.run_until_cancelled(self.step()).await else { return Ok(()) };
            if !self.held.outlives(goes_on)?.unwrap_or(true) {
                return Ok(());
            }
        }
    }

    /// Asks what is due. `false` when the cluster was taken off or is to be opened anew.
    async fn step(&mut self) -> Result<bool, ReconcileError> {
        if self.look.is_now() {
            if !self.is_registered_so().await? {
                return Ok(false);
            }
            self.look().await?;
            self.look = Due::after(self.looks.every);
        }
        self.say_sight().await?;
        if self.held.answered() && self.classes.is_now() {
            let stand = conditions::priority_classes_stand(&self.held).await?;
            self.classes = if stand { Due::after(SELDOM) } else { Due::after(self.looks.every) };
        }
        if self.held.answered() && self.held.mirror.is_synced() && self.objects.is_now() {
            objects(&self.held).await?;
            self.objects = Due::after(SELDOM);
        }
        Ok(true)
    }

    async fn is_registered_so(&self) -> Result<bool, ReconcileError> {
        let mut tx = self.held.read().await?;
        Ok(store::cluster_entry(tx.conn(), self.held.cluster()).await?.as_ref() == Some(&self.entry))
    }

    async fn look(&mut self) -> Result<(), ReconcileError> {
        let asked_at = Instant::now();
        let answer = timeout(self.looks.deadline, self.held.kube.answers_as(self.held.uid)).await;
        let answer = answer.unwrap_or(Err(KubeError::Unreachable { cause: "timeout" }));
        self.hold_watches(&answer);
        let lost = self.silence.note(&answer, asked_at, Instant::now(), self.looks.silence);
        self.held.set_answered(answer.is_ok(), lost);
        let version = self.ask_version(answer.is_ok()).await;
        let failing = self.held.mirror.failing().filter(|_| answer.is_ok());
        let missing_rights = match &failing {
            Some(failing) if failing.forbidden => self.held.kube.missing_rights().await.unwrap_or_default(),
            _ => Vec::new(),
        };
        // A short silence is no news: nobody can do anything about it.
        if answer.is_ok() || lost {
            conditions::conditions(&self.held, &Found { answer, version, failing, missing_rights }, self.held.app.clock.now()).await?;
        }
        // What others' pods take is summed up at this pace.
        self.held.nodes_changed.notify_one();
        Ok(())
    }

    /// Notes in the cluster's row since when nothing is known of it, or that it is seen again. While half of it is seen, what was said stays.
    async fn say_sight(&mut self) -> Result<(), ReconcileError> {
        let blind = match self.held.sight() {
            Sight::Blind => true,
            Sight::Clear => false,
            Sight::Waiting => return Ok(()),
        };
        if self.said_blind != Some(blind) {
            let mut tx = self.held.lease.begin().await?;
            store::record_sight(&mut tx, self.held.cluster(), blind, self.held.app.clock.now()).await?;
            tx.commit().await?;
            // After that and alone: whoever holds an order may wait for the cluster's row. Once more than needed does no harm.
            let mut tx = self.held.lease.begin().await?;
            store::count_sight_of_stays(&mut tx, self.held.cluster()).await?;
            tx.commit().await?;
            self.said_blind = Some(blind);
        }
        Ok(())
    }

    /// Whatever was heard before a silence, or from another cluster, is not gone on with as if nothing had been.
    fn hold_watches(&mut self, answer: &Result<(), KubeError>) {
        match answer {
            Ok(()) if self.watches.is_some() => {}
            Ok(()) => {
                let installation = &self.held.app.config.installation;
                let interfaces = self.held.interfaces.as_ref().map(|profile| profile.resource.as_str());
                self.watches = Some(self.held.kube.watch(installation, interfaces, &self.held.mirror, self.changes.clone()));
            }
            Err(error) => {
                self.watches = None;
                if matches!(error, KubeError::AnotherCluster) {
                    self.held.mirror.clear();
                }
            }
        }
    }

    async fn ask_version(&mut self, answers: bool) -> Option<String> {
        if !answers || !self.version.is_now() {
            return None;
        }
        let version = self.held.kube.version().await.ok()?;
        self.version = Due::after(SELDOM);
        Some(version)
    }
}

/// When something is to be asked next.
#[derive(Debug, Clone, Copy, Default)]
struct Due(Option<Instant>);

impl Due {
    fn after(pause: Duration) -> Self {
        Self(Some(Instant::now() + pause))
    }

    fn is_now(self) -> bool {
        self.0.is_none_or(|at| at <= Instant::now())
    }
}

/// Looks that have failed in a row.
#[derive(Debug, Default)]
struct Silence {
    failures: u32,
    since: Option<Instant>,
}

impl Silence {
    /// Whether nothing is known of the cluster after this answer to a look that began at `asked_at`: silences shorter than `bound` are borne.
    fn note(&mut self, answer: &Result<(), KubeError>, asked_at: Instant, now: Instant, bound: Duration) -> bool {
        let Err(error) = answer else {
            *self = Self::default();
            return false;
        };
        self.failures += 1;
        let since = *self.since.get_or_insert(asked_at);
        // What another cluster shows is nothing of this one's.
        matches!(error, KubeError::AnotherCluster) || (self.failures >= FAILURES && now.saturating_duration_since(since) >= bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_lost_after_three_failures_over_a_minute_and_at_once_when_it_is_another() {
        let (mut silence, began) = (Silence::default(), Instant::now());
        let at = |seconds| began + Duration::from_secs(seconds);
        let mut note =
            |answer: Result<(), KubeError>, asked_at, now| silence.note(&answer, at(asked_at), at(now), Looks::default().silence);
        let silent = || Err(KubeError::Unreachable { cause: "timeout" });
        assert!(!note(silent(), 0, 15));
        assert!(!note(silent(), 25, 40));
        assert!(note(silent(), 50, 65));
        assert!(!note(Ok(()), 75, 75), "one answer is enough");
        assert!(!note(silent(), 100, 200), "one failure is not, however long it took");
        assert!(!note(silent(), 201, 202));
        assert!(note(silent(), 203, 204));
        assert!(!note(Ok(()), 205, 205));
        assert!(note(Err(KubeError::AnotherCluster), 206, 206));
    }
}
