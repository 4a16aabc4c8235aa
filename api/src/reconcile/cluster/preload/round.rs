//! One look at the images of a cluster: what nodes have, what is decided, what is written of it.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use homeroom_domain::{
    nodes::{
        image::{ImageName, Told},
        preload::{Around, Decision, Mark, NodeNow, PreloadState, Preloaded, PullFailure, Road, decide, is_due},
    },
    workload::{ObjectKind, mark_of},
};

use super::{AT_REST, AT_WORK, Preload, attempts::JobOver, pull};
use crate::{
    images::{
        rolls,
        store::{self, ImageRecord},
    },
    kube::{KubeError, NodeStock},
    reconcile::error::ReconcileError,
};

/// Labels that one look writes; the next one goes on.
const MARKS_AT_ONCE: usize = 50;
/// Whether a cluster has jobs for images seldom changes.
const SELDOM: Duration = Duration::from_secs(300);

/// Nodes by name: whether rooms may be put there, and what is on them.
type Nodes = BTreeMap<String, (bool, NodeStock)>;

/// What was decided of one image.
struct Decided {
    image: ImageName,
    label: String,
    decision: Decision,
}

impl Preload {
    pub(super) async fn round(&mut self, now: Instant) -> Result<(), ReconcileError> {
        let revision = self.held.mirror.stock_revision();
        let mut tx = self.held.read().await?;
        self.rolls = rolls::wanted(tx.conn(), &self.held.app.config.room_image).await?;
        drop(tx);
        let (nodes, pullers) = self.held.mirror.stock();
        self.attempts.note_pods(&pullers, &nodes, now);
        let decided = self.decide(&nodes, now).await?;
        self.avoids = decided.iter().any(|one| one.avoids(&nodes));
        let written = self.write(&nodes, &decided, now).await;
        self.trouble = trouble(written)?;
        self.record(&decided).await?;
        let unsettled = decided.iter().any(|one| one.decision.unsettled);
        self.look_at = now + if unsettled { AT_WORK } else { AT_REST };
        self.not_before = if self.trouble.is_some() { now + AT_REST } else { now };
        self.revision = Some(revision);
        Ok(())
    }

    /// What rooms start from, what they are to start from once it is there, and what is rolled from order to order.
    fn wanted(&self) -> Vec<ImageName> {
        let mut wanted = vec![self.held.room_image()];
        for image in [self.next_image()].into_iter().chain(self.rolls.open.as_deref().map(ImageName::of)) {
            if !wanted.contains(&image) {
                wanted.push(image);
            }
        }
        wanted
    }

    fn next_image(&self) -> ImageName {
        ImageName::of(self.rolls.done.as_deref().unwrap_or(&self.held.app.config.room_image))
    }

    async fn decide(&mut self, nodes: &Nodes, now: Instant) -> Result<Vec<Decided>, ReconcileError> {
        let mut decided = Vec::new();
        for image in self.wanted() {
            let label = mark_of(&self.held.app.config.installation, &image);
            let seen = self.nodes_now(nodes, &image, &label, now);
            let around = self.around(&seen, &image, now).await?;
            decided.push(Decided { decision: decide(&seen, around), image, label });
        }
        Ok(decided)
    }

    fn nodes_now(&mut self, nodes: &Nodes, image: &ImageName, label: &str, now: Instant) -> Vec<NodeNow> {
        let short = image.short();
        let node = |(name, (_, stock)): (&String, &(bool, NodeStock))| {
            let told = stock.images.tell_of(image);
            if told == Told::Here {
                self.attempts.confirmed(&short, name);
            }
            NodeNow { name: name.clone(), told, pull: self.attempts.of(&short, name, now), mark: stock.marks.get(label).cloned() }
        };
        nodes.iter().filter(|(_, (schedulable, _))| *schedulable).map(node).collect()
    }

    /// Asked only where a node lacks the image.
    async fn around(&mut self, nodes: &[NodeNow], image: &ImageName, now: Instant) -> Result<Around, ReconcileError> {
        let is_settled = nodes.iter().all(|node| node.told == Told::Here) || nodes.iter().all(|node| node.told == Told::Nothing);
        if is_settled {
            return Ok(Around { due: false, crowded: false, road: self.road.map_or(Road::DaemonSet, |(road, _)| road) });
        }
        let business = self.held.app.clock.now();
        let mut tx = self.held.read().await?;
        let needed_at = store::needed_at(tx.conn(), self.held.cluster(), business).await?;
        drop(tx);
        let recorded = self.recorded().await?.iter().find(|record| record.image == image.as_str());
        let was_complete = recorded.is_some_and(|record| record.completed_at.is_some());
        Ok(Around { due: is_due(needed_at, was_complete, business), crowded: self.is_crowded(now), road: self.road(now).await? })
    }

    async fn road(&mut self, now: Instant) -> Result<Road, ReconcileError> {
        if let Some((road, _)) = self.road.filter(|(_, until)| now < *until) {
            return Ok(road);
        }
        let road = if self.held.kube.serves(ObjectKind::ImagePullJob).await? { Road::ImagePullJob } else { Road::DaemonSet };
        self.road = Some((road, now + SELDOM));
        Ok(road)
    }

    async fn recorded(&mut self) -> Result<&[ImageRecord], ReconcileError> {
        if self.recorded.is_none() {
            let mut tx = self.held.read().await?;
            self.recorded = Some(store::of_cluster(tx.conn(), self.held.cluster()).await?);
        }
        Ok(self.recorded.as_deref().unwrap_or_default())
    }

    /// Marks first: the pods of a DaemonSet follow them.
    async fn write(&mut self, nodes: &Nodes, decided: &[Decided], now: Instant) -> Result<Option<PullFailure>, ReconcileError> {
        for (node, label, mark) in marks(nodes, decided).into_iter().take(MARKS_AT_ONCE) {
            self.held.lease_holds()?;
            self.held.kube.mark_node(&node, &label, mark.map(Mark::value)).await?;
        }
        let mut trouble = None;
        for one in decided {
            trouble = trouble.or(self.pull(one, now).await?);
        }
        Ok(trouble)
    }

    async fn pull(&mut self, one: &Decided, now: Instant) -> Result<Option<PullFailure>, ReconcileError> {
        let pulls = !one.decision.pull.is_empty();
        match self.road {
            Some((Road::DaemonSet, _)) if pulls => pull::by_pods(&self.held, &one.image).await,
            Some((Road::ImagePullJob, _)) if pulls || self.jobs.contains(&one.image) => {
                let (job, trouble) = pull::by_job(&self.held, &one.image, &one.decision.pull).await?;
                if pulls || job.is_some() {
                    self.jobs.insert(one.image.clone());
                } else {
                    self.jobs.remove(&one.image);
                }
                if let Some(job) = job.filter(|job| job.seen.finished) {
                    let (uid, image, cause) = (job.uid.as_str(), &one.image.short(), job.message.as_str());
                    self.attempts.note_job(&JobOver { uid, image, nodes: &job.seen.nodes, failed: &job.failed, cause }, now);
                }
                Ok(trouble)
            }
            _ => Ok(None),
        }
    }

    /// Writes what is news, and forgets images from which rooms run no more.
    async fn record(&mut self, decided: &[Decided]) -> Result<(), ReconcileError> {
        let now = self.held.app.clock.now();
        let (road, trouble) = (self.road.map(|(road, _)| road), self.trouble.clone());
        let before = self.recorded().await?.to_vec();
        let (in_use, next) = (self.held.room_image(), self.next_image());
        let mut after = Vec::new();
        for one in decided {
            let known = before.iter().find(|record| record.image == one.image.as_str());
            let found = told(&one.decision.found, trouble.as_ref());
            let takes = one.image == in_use || (one.image == next && found.can_be_taken());
            after.push(ImageRecord {
                image: one.image.as_str().to_owned(),
                road: if found.state == PreloadState::Unknown { None } else { road.or(known.and_then(|known| known.road)) },
                completed_at: known.and_then(|known| known.completed_at).or((found.state == PreloadState::Preloaded).then_some(now)),
                taken_at: known.and_then(|known| known.taken_at).or(takes.then_some(now)),
                since: known.filter(|known| known.found.state == found.state).map_or(now, |known| known.since),
                found,
            });
        }
        after.sort_unstable_by(|one, other| one.image.cmp(&other.image));
        self.held.set_images(after.iter().map(|record| (record.image.clone(), record.found.clone())).collect());
        self.forget(&before, &after, road == Some(Road::ImagePullJob)).await?;
        if before != after {
            self.keep(&before, after).await?;
        }
        let taken = self.recorded().await?.iter().any(|record| record.image == next.as_str() && record.taken_at.is_some());
        if taken && in_use != next {
            tracing::info!(cluster = %self.held.cluster(), image = %next, "rooms start from another image from now on");
            self.held.take_image(next);
        }
        Ok(())
    }

    async fn keep(&mut self, before: &[ImageRecord], after: Vec<ImageRecord>) -> Result<(), ReconcileError> {
        let mut tx = self.held.lease.begin().await?;
        for record in after.iter().filter(|record| !before.contains(record)) {
            store::record(&mut tx, self.held.cluster(), record).await?;
        }
        for gone in before.iter().filter(|known| after.iter().all(|record| record.image != known.image)) {
            store::forget(&mut tx, self.held.cluster(), &gone.image).await?;
        }
        tx.commit().await?;
        self.recorded = Some(after);
        Ok(())
    }

    async fn forget(&self, before: &[ImageRecord], after: &[ImageRecord], has_jobs: bool) -> Result<(), ReconcileError> {
        for gone in before.iter().filter(|known| known.road.is_some() && after.iter().all(|record| record.image != known.image)) {
            pull::take_away(&self.held, &ImageName::of(&gone.image), has_jobs || gone.road == Some(Road::ImagePullJob)).await?;
        }
        Ok(())
    }
}

impl Decided {
    /// Whether some node bears, or is to bear, a mark that keeps rooms away.
    fn avoids(&self, nodes: &Nodes) -> bool {
        let is_avoid = |mark: &str| mark != Mark::Pull.value();
        let bears = |(_, stock): &(bool, NodeStock)| stock.marks.get(&self.label).is_some_and(|mark| is_avoid(mark));
        nodes.values().any(bears) || self.decision.marks.iter().any(|(_, mark)| mark.is_some_and(|mark| is_avoid(mark.value())))
    }
}

/// Labels to be written: what was decided, and those of images from which rooms run no more, to be taken off.
fn marks(nodes: &Nodes, decided: &[Decided]) -> Vec<(String, String, Option<Mark>)> {
    let stale = nodes.iter().flat_map(|(name, (_, stock))| {
        let keys = stock.marks.keys().filter(|key| decided.iter().all(|one| one.label != **key));
        keys.map(|key| (name.clone(), key.clone(), None))
    });
    let new = decided.iter().flat_map(|one| one.decision.marks.iter().map(|(node, mark)| (node.clone(), one.label.clone(), *mark)));
    new.chain(stale).collect()
}

/// What a write met with, where a person can mend it; everything else ends the look.
fn trouble(written: Result<Option<PullFailure>, ReconcileError>) -> Result<Option<PullFailure>, ReconcileError> {
    match written {
        Err(ReconcileError::Kube(KubeError::Forbidden { message })) => {
            tracing::info!(message, "rooms' images cannot be brought to nodes");
            Ok(Some(PullFailure::RightsMissing {}))
        }
        Err(ReconcileError::Kube(KubeError::Refused { message, .. })) => {
            tracing::info!(message, "rooms' images cannot be brought to nodes");
            Ok(Some(PullFailure::Refused {}))
        }
        written => written,
    }
}

/// What was found, with why nothing can be written where it has to be.
fn told(found: &Preloaded, trouble: Option<&PullFailure>) -> Preloaded {
    match trouble {
        Some(trouble) if !found.lacking.is_empty() => {
            Preloaded { state: PreloadState::Failing, failure: Some(trouble.clone()), ..found.clone() }
        }
        _ => found.clone(),
    }
}
