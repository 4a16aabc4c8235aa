//! Whether the cluster enforces NetworkPolicy: found out by two pods, soon after it is registered and once a day from then on.
//!
//! What they are is `workload`'s, what is concluded is `cluster::policies`'; here they are made, looked at, and taken away again. There are two pods for five
//! minutes at most, and none at rest; whoever is killed in between leaves a namespace that the next one takes away first.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use homeroom_domain::{
    cluster::policies::{self, ProbePod, ProbeSeen, ProbeStep, Verdict},
    diff::{self, PodFacts},
    nodes::image::Told,
    phase::WriteFault,
    workload::{
        INSTALLATION_LABEL, ObjectKind, PROBE_ASKER, PROBE_LISTENER, PlannedObject, probe_asker, probe_listener, probe_namespace,
        probe_policy,
    },
};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::lane::{Lane, follow};
use crate::{
    kube::Precondition,
    reconcile::{
        error::ReconcileError,
        held::{HeldCluster, Sight},
        order, store,
    },
};

const AGAIN: Duration = Duration::from_secs(24 * 3_600);
/// After a start of this service, where it was found out before.
const AFTER_START: Duration = Duration::from_secs(6 * 3_600);
/// Until there are nodes, or a pause is over.
const SOON: Duration = Duration::from_secs(60);
/// Until it is seen whether nodes tell of something by then.
const SIMULATED: Duration = Duration::from_secs(600);

/// Goes on until stopped.
pub(in crate::reconcile) async fn policies(held: Arc<HeldCluster>, stop: &CancellationToken) -> Result<(), ReconcileError> {
    let now = Instant::now();
    // What a worker before this one left behind goes first.
    let state = if held.policies().is_some() { State::Clears { then: Then::Rests(AFTER_START) } } else { State::Rests { due: now } };
    follow(held.clone(), Probing { held, state }, stop).await
}

/// See the module.
struct Probing {
    held: Arc<HeldCluster>,
    state: State,
}

#[derive(Debug, Clone)]
enum State {
    Rests {
        due: Instant,
    },
    Asks {
        began: Instant,
        /// Since when the policy stands, and the uid of the pod that got through before.
        forbidden: Option<(Instant, String)>,
    },
    /// What is left of it goes.
    Clears {
        then: Then,
    },
}

/// What is done once nothing is left.
#[derive(Debug, Clone, Copy)]
enum Then {
    Asks,
    Rests(Duration),
}

/// What became of objects that were to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stood {
    Yes,
    /// It is tried again.
    NotYet,
    Refused,
}

impl Lane for Probing {
    const EVERY: Duration = Duration::from_secs(2);

    async fn step(&mut self) -> Result<(), ReconcileError> {
        if self.held.sight() != Sight::Clear {
            return Ok(());
        }
        let done = match self.state.clone() {
            State::Rests { due } if Instant::now() < due => return Ok(()),
            State::Rests { .. } => self.begin().await,
            State::Clears { then } => self.clear(then).await,
            State::Asks { began, forbidden } => self.ask(began, forbidden).await,
        };
        match done {
            Err(ReconcileError::Kube(error)) => {
                tracing::info!(cluster = %self.held.cluster(), %error, "whether policies are enforced cannot be found out for now");
                Ok(())
            }
            done => done,
        }
    }
}

impl Probing {
    async fn begin(&mut self) -> Result<(), ReconcileError> {
        let (nodes, _) = self.held.mirror.stock();
        let image = self.held.room_image();
        let nodes = nodes.values().filter(|(schedulable, _)| *schedulable);
        let told: Vec<Told> = nodes.map(|(_, stock)| stock.images.tell_of(&image)).collect();
        let mut tx = self.held.read().await?;
        let is_paused = store::cluster(tx.conn(), self.held.cluster()).await?.is_none_or(|row| row.is_paused);
        drop(tx);
        self.state = if told.is_empty() || is_paused {
            State::Rests { due: Instant::now() + SOON }
        } else if told.iter().all(|told| *told == Told::Nothing) {
            self.held.set_policies(policies::condition(Verdict::Simulated));
            State::Rests { due: Instant::now() + SIMULATED }
        } else {
            State::Clears { then: Then::Asks }
        };
        Ok(())
    }

    async fn clear(&mut self, then: Then) -> Result<(), ReconcileError> {
        let namespace = self.namespace();
        let Some(observed) = self.held.observe(&namespace) else { return Ok(()) };
        let Some(found) = observed.namespace else {
            let now = Instant::now();
            self.state = match then {
                Then::Asks => State::Asks { began: now, forbidden: None },
                Then::Rests(pause) => State::Rests { due: now + pause },
            };
            return Ok(());
        };
        if found["metadata"]["labels"][INSTALLATION_LABEL] != self.held.app.config.installation.as_str() || diff::is_paused(&found) {
            self.held.set_policies(policies::condition(Verdict::Refused));
            self.state = State::Rests { due: Instant::now() + AGAIN };
            return Ok(());
        }
        if !diff::is_ending(&found) {
            remove(&self.held, &namespace, &found).await?;
        }
        Ok(())
    }

    async fn ask(&mut self, began: Instant, forbidden: Option<(Instant, String)>) -> Result<(), ReconcileError> {
        let pods = self.held.kube.pods_in(&self.namespace()).await?;
        let pod = |name: &str| pods.iter().find(|pod| is_of(pod, name)).map(ProbePod::from);
        let seen = ProbeSeen {
            elapsed: began.elapsed(),
            listener: pod(PROBE_LISTENER),
            asker: pod(PROBE_ASKER),
            policy: forbidden.map(|(since, asker)| (since.elapsed(), asker)),
        };
        let (installation, image) = (self.held.app.config.installation.clone(), self.held.room_image());
        let stood = match policies::next(&seen) {
            ProbeStep::Wait => Stood::Yes,
            ProbeStep::Listen => self.stand(&probe_listener(&installation, image.as_str())).await?,
            ProbeStep::Ask { ip } => self.stand(&[probe_asker(&installation, image.as_str(), &ip)]).await?,
            ProbeStep::Forbid { asker } => {
                let stood = self.stand(&[probe_policy(&installation)]).await?;
                if stood == Stood::Yes {
                    self.state = State::Asks { began, forbidden: Some((Instant::now(), asker)) };
                }
                stood
            }
            ProbeStep::Say(verdict) => {
                self.say(verdict);
                Stood::Yes
            }
        };
        if stood == Stood::Refused {
            self.say(Verdict::Refused);
        }
        Ok(())
    }

    fn say(&mut self, verdict: Verdict) {
        tracing::info!(cluster = %self.held.cluster(), ?verdict, "found out whether policies are enforced");
        self.held.set_policies(policies::condition(verdict));
        self.state = State::Clears { then: Then::Rests(AGAIN) };
    }

    async fn stand(&self, planned: &[PlannedObject]) -> Result<Stood, ReconcileError> {
        let namespace = self.namespace();
        let Some(observed) = self.held.observe(&namespace) else { return Ok(Stood::NotYet) };
        let seen = planned.iter().filter_map(|planned| Some((planned.object.clone(), observed.get(&planned.object)?.clone()))).collect();
        let changes = diff::cluster_objects(planned, &seen);
        let applied = order::namespace_changes(&self.held, &namespace, &changes).await?;
        let is_final = |fault: &WriteFault| matches!(fault, WriteFault::Forbidden | WriteFault::Invalid);
        Ok(match () {
            () if applied.failed.is_empty() => Stood::Yes,
            () if applied.failed.iter().any(|failure| is_final(&failure.fault)) => Stood::Refused,
            () => Stood::NotYet,
        })
    }

    fn namespace(&self) -> String {
        probe_namespace(&self.held.app.config.installation)
    }
}

fn is_of(pod: &PodFacts, name: &str) -> bool {
    !pod.ending && pod.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))
}

async fn remove(held: &HeldCluster, name: &str, found: &Value) -> Result<(), ReconcileError> {
    let text = |at: &str| found.pointer(at).and_then(Value::as_str).map(str::to_owned);
    let (Some(uid), Some(resource_version)) = (text("/metadata/uid"), text("/metadata/resourceVersion")) else { return Ok(()) };
    held.lease_holds()?;
    held.kube.delete(ObjectKind::Namespace, None, name, &Precondition { resource_version, uid }).await?;
    Ok(())
}
