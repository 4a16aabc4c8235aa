//! Rooms' images on the nodes, before rooms are: which nodes lack one, what pulls it there, and which nodes rooms keep away from until then.
//!
//! What is decided is the domain's (`nodes::preload`); here is what was seen and what is written: labels on nodes, a DaemonSet or a job, and one row an
//! image where something is news. At rest it compares a number each second, asks every twenty whether an image is rolled, and writes nothing. A cluster whose nodes tell of no images is left alone.

mod attempts;
mod pull;
mod round;

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use homeroom_domain::{
    cluster::lane::WorkLane,
    nodes::{
        image::ImageName,
        preload::{PullFailure, Road},
    },
};
use tokio_util::sync::CancellationToken;

use self::attempts::Attempts;
use super::lane::{Lane, follow};
use crate::{
    images::{rolls::Wanted, store::ImageRecord},
    kube::KubeError,
    reconcile::{
        error::ReconcileError,
        held::{HeldCluster, Sight},
    },
};

/// While nothing is told: time alone may make something due.
const AT_REST: Duration = Duration::from_secs(20);
/// While something is pulled.
const AT_WORK: Duration = Duration::from_secs(5);
/// After a call that failed.
const BACK_OFF: Duration = Duration::from_secs(30);
/// So long rooms may go where their image is not yet, once one of them found no place.
const CROWD_LASTS: Duration = Duration::from_secs(600);

/// See the module.
struct Preload {
    held: Arc<HeldCluster>,
    attempts: Attempts,
    /// How images are pulled here, and until when that is believed.
    road: Option<(Road, Instant)>,
    /// Images of which a job stands, as far as is known.
    jobs: HashSet<ImageName>,
    /// What is rolled, and what was.
    rolls: Wanted,
    /// As it is in the database; `None` before it was read.
    recorded: Option<Vec<ImageRecord>>,
    /// What the last write met with.
    trouble: Option<PullFailure>,
    /// Of the mirror's stock, at the last look.
    revision: Option<u64>,
    look_at: Instant,
    not_before: Instant,
    /// Rooms keep away from some node.
    avoids: bool,
    crowded_until: Option<Instant>,
}

/// Goes on until stopped.
pub(in crate::reconcile) async fn preload(held: Arc<HeldCluster>, stop: &CancellationToken) -> Result<(), ReconcileError> {
    follow(held.clone(), Preload::new(held), stop).await
}

impl Lane for Preload {
    const EVERY: Duration = Duration::from_secs(1);

    async fn step(&mut self) -> Result<(), ReconcileError> {
        let now = Instant::now();
        if self.held.sight() != Sight::Clear || self.held.is_paused(WorkLane::Preload) || !self.is_due(now) {
            return Ok(());
        }
        match self.round(now).await {
            Err(ReconcileError::Kube(error)) => {
                self.failed(&error, now);
                Ok(())
            }
            ended => ended,
        }
    }
}

impl Preload {
    fn new(held: Arc<HeldCluster>) -> Self {
        let now = Instant::now();
        Self {
            held,
            attempts: Attempts::default(),
            road: None,
            jobs: HashSet::new(),
            rolls: Wanted::default(),
            recorded: None,
            trouble: None,
            revision: None,
            look_at: now,
            not_before: now,
            avoids: false,
            crowded_until: None,
        }
    }

    fn is_due(&mut self, now: Instant) -> bool {
        if now < self.not_before {
            return false;
        }
        if self.avoids && !self.is_crowded(now) && self.held.mirror.is_crowded() {
            self.crowded_until = Some(now + CROWD_LASTS);
            return true;
        }
        now >= self.look_at || self.revision != Some(self.held.mirror.stock_revision())
    }

    fn is_crowded(&self, now: Instant) -> bool {
        self.crowded_until.is_some_and(|until| now < until)
    }

    fn failed(&mut self, error: &KubeError, now: Instant) {
        tracing::info!(cluster = %self.held.cluster(), %error, "rooms' images cannot be seen to for now");
        self.not_before = now + BACK_OFF;
        self.look_at = self.not_before;
    }
}
