//! From changes to writes: create, apply, delete, in this order, a few at a time.
//!
//! Each write is fenced by what it was decided on: a create by the object's absence, the others by its version. A refused write is noted and the rest
//! goes on; only a cluster that does not answer, or a lease that ends, stops the round. What was not as it was seen is looked at: a watch by labels
//! never tells of an object that has lost them, and deciding again on the same picture would be refused for ever.

use futures::{FutureExt, StreamExt, future::BoxFuture, stream};
use homeroom_domain::{
    diff::{self, Apply, Changes, Delete},
    phase::{Applied, Contested, WriteFailure, WriteFault},
    workload::{ObjectKind, ObjectRef, PlannedObject},
};
use serde_json::Value;

use crate::{
    kube::{FIELD_MANAGER, KubeError, Precondition},
    reconcile::{contests::PlanMark, error::ReconcileError, held::HeldCluster},
};

/// Writes of one order at once; the cluster's client bounds those of all orders.
const AT_ONCE: usize = 8;

/// Writes what differs in one namespace.
pub(in crate::reconcile) async fn changes(held: &HeldCluster, namespace: &str, changes: &Changes) -> Result<Applied, ReconcileError> {
    let writer = Writer { held, namespace };
    let mut applied = Applied::default();
    // Nothing can be made in a namespace that is not there, and nothing may run before its bounds stand.
    for step in changes.create.chunk_by(|one, next| one.object.kind.step() == next.object.kind.step()) {
        write_all(step.iter().map(|planned| writer.create(planned).boxed()).collect(), &mut applied).await?;
    }
    let (contested, now): (Vec<_>, Vec<_>) =
        changes.apply.iter().partition(|apply| held.contests.holds(namespace, &apply.object, PlanMark::of(&apply.body)));
    write_all(now.iter().map(|apply| writer.apply(apply).boxed()).collect(), &mut applied).await?;
    for apply in contested {
        writer.ask_who_sets_back(apply).await;
        applied.contested.extend(writer.contested(apply));
    }
    applied.contested.extend(now.into_iter().filter_map(|apply| writer.contested(apply)));
    write_all(changes.delete.iter().map(|delete| writer.delete(delete).boxed()).collect(), &mut applied).await?;
    Ok(applied)
}

/// Writes objects of the whole cluster; see [`homeroom_domain::diff::cluster_objects`].
pub(in crate::reconcile) async fn cluster_changes(held: &HeldCluster, changes: &Changes) -> Result<Applied, ReconcileError> {
    self::changes(held, "", changes).await
}

type Outcome = Result<Written, (ObjectRef, ReconcileError)>;

/// A write that was acknowledged.
struct Written {
    object: ObjectRef,
    /// The server returned something else than was written.
    undone: bool,
}

/// Does some writes, a few at a time, and notes how they ended.
async fn write_all(writes: Vec<BoxFuture<'_, Outcome>>, applied: &mut Applied) -> Result<(), ReconcileError> {
    let mut outcomes = stream::iter(writes).buffered(AT_ONCE);
    while let Some(outcome) = outcomes.next().await {
        match outcome {
            Ok(Written { object, undone: true }) => applied.undone.push(object),
            Ok(Written { object, undone: false }) => applied.done.push(object),
            Err((object, ReconcileError::Kube(error))) if !error.concerns_cluster() => {
                tracing::info!(%object, %error, "a write was not accepted");
                applied.failed.push(WriteFailure { object, fault: fault(&error) });
            }
            Err((_, error)) => return Err(error),
        }
    }
    Ok(())
}

fn fault(error: &KubeError) -> WriteFault {
    match error {
        KubeError::Conflict | KubeError::NotFound => WriteFault::Conflict,
        KubeError::Forbidden { .. } => WriteFault::Forbidden,
        KubeError::Refused { .. } => WriteFault::Invalid,
        _ => WriteFault::Unavailable,
    }
}

fn first_field(apply: &Apply) -> String {
    apply.drift.first().cloned().unwrap_or_default()
}

struct Writer<'a> {
    held: &'a HeldCluster,
    namespace: &'a str,
}

impl Writer<'_> {
    fn namespace_of(&self, kind: ObjectKind) -> Option<&str> {
        kind.is_namespaced().then_some(self.namespace)
    }

    async fn create(&self, planned: &PlannedObject) -> Outcome {
        let kind = planned.object.kind;
        let write = async {
            self.held.lease_holds()?;
            let written = self.held.kube.create(kind, self.namespace_of(kind), &planned.body).await?;
            Ok(self.compared(kind, &planned.body, written))
        };
        self.outcome(&planned.object, write.await).await
    }

    async fn apply(&self, apply: &Apply) -> Outcome {
        let kind = apply.object.kind;
        let namespace = self.namespace_of(kind);
        let write = async {
            self.held.lease_holds()?;
            let mut body = apply.body.clone();
            if let (Some(patch), Some(version)) = (&apply.takes_away, body["metadata"]["resourceVersion"].as_str()) {
                let left = self.held.kube.take_away(kind, namespace, (&apply.object.name, version), patch).await?;
                body["metadata"]["resourceVersion"] = left["metadata"]["resourceVersion"].clone();
                self.seen(kind, left);
                self.held.lease_holds()?;
            }
            if !self.held.mirror.is_adopted(self.namespace, &apply.object) {
                body["metadata"]["resourceVersion"] = Value::from(self.held.kube.adopt(kind, namespace, &body).await?);
                self.held.lease_holds()?;
            }
            let written = self.held.kube.apply(kind, namespace, &body).await?;
            self.held.contests.wrote(self.namespace, &apply.object, PlanMark::of(&apply.body));
            Ok(self.compared(kind, &body, written))
        };
        self.outcome(&apply.object, write.await).await
    }

    async fn delete(&self, delete: &Delete) -> Outcome {
        let Delete { object, uid, resource_version, cause } = delete;
        let seen = Precondition { resource_version: resource_version.clone(), uid: uid.clone() };
        let write = async {
            self.held.lease_holds()?;
            tracing::debug!(%object, ?cause, "deleting");
            match self.held.kube.delete(object.kind, self.namespace_of(object.kind), &object.name, &seen).await? {
                Some(left) => self.seen(object.kind, left),
                None => self.held.mirror.forget(self.namespace, object),
            }
            Ok(false)
        };
        self.outcome(object, write.await).await
    }

    /// Whether it was undone: what a webhook makes of a write is told nowhere but in the answer.
    fn compared(&self, kind: ObjectKind, body: &Value, written: Value) -> bool {
        let differences = diff::differences(kind, body, &written);
        self.seen(kind, written);
        !differences.is_empty()
    }

    /// An object that somebody sets back again and again, and who that is as far as it is known.
    fn contested(&self, apply: &Apply) -> Option<Contested> {
        let manager = self.held.contests.known(self.namespace, &apply.object)?;
        Some(Contested { object: apply.object.clone(), field: first_field(apply), manager: manager.flatten() })
    }

    /// Asked once, and only of an object that was left as the other wants it: whoever wrote last holds the field.
    async fn ask_who_sets_back(&self, apply: &Apply) {
        let object = &apply.object;
        if self.held.contests.known(self.namespace, object) != Some(None) {
            return;
        }
        if let Ok(live) = self.held.kube.get(object.kind, self.namespace_of(object.kind), &object.name).await {
            let manager = diff::owner_of(&live["metadata"]["managedFields"], &first_field(apply), FIELD_MANAGER);
            self.held.contests.learn(self.namespace, object, manager.map(str::to_owned));
        }
    }

    async fn outcome(&self, object: &ObjectRef, written: Result<bool, ReconcileError>) -> Outcome {
        let error = match written {
            Ok(undone) => return Ok(Written { object: object.clone(), undone }),
            Err(error) => error,
        };
        if let ReconcileError::Kube(KubeError::Conflict | KubeError::NotFound) = error {
            self.look_again(object).await;
        }
        Err((object.clone(), error))
    }

    /// What cannot be asked now is as it was; the next round comes here again.
    async fn look_again(&self, object: &ObjectRef) {
        match self.held.kube.get(object.kind, self.namespace_of(object.kind), &object.name).await {
            Ok(found) => self.seen(object.kind, found),
            Err(KubeError::NotFound) => self.held.mirror.forget(self.namespace, object),
            Err(_) => {}
        }
    }

    /// The next look must not see the world before this write.
    fn seen(&self, kind: ObjectKind, written: Value) {
        // Claims are asked for in each round, and no watch would tell that one is gone.
        if kind != ObjectKind::PersistentVolumeClaim {
            self.held.mirror.put(kind, written);
        }
    }
}
