//! What pulls an image, written and looked at: a namespace of ours with a DaemonSet an image, or a job an image.
//!
//! A person may pause the namespace like an order's: then nothing is written there.

use homeroom_domain::{
    diff,
    nodes::{
        image::ImageName,
        preload::PullFailure,
        pull_job::{self, JobSeen, JobStep},
    },
    phase::{Applied, WriteFault},
    workload::{ObjectKind, PlannedObject, images_ground, images_namespace, pull_by_job, pull_by_pods, puller_name},
};
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    clock::Clock,
    kube::{KubeError, Precondition},
    reconcile::{error::ReconcileError, held::HeldCluster, order},
};

/// A job as it was found.
#[derive(Debug, Default)]
pub(super) struct Job {
    pub(super) uid: String,
    pub(super) seen: JobSeen,
    pub(super) failed: Vec<String>,
    pub(super) message: String,
}

/// Sees to it that the DaemonSet of an image stands.
pub(super) async fn by_pods(held: &HeldCluster, image: &ImageName) -> Result<Option<PullFailure>, ReconcileError> {
    stand(held, pull_by_pods(&held.app.config.installation, image)).await
}

/// Sees to it that a job pulls an image on these nodes, unless one does. Gives what was found of it before.
pub(super) async fn by_job(
    held: &HeldCluster,
    image: &ImageName,
    nodes: &[String],
) -> Result<(Option<Job>, Option<PullFailure>), ReconcileError> {
    let found = get(held, ObjectKind::ImagePullJob, image).await?;
    let job = found.as_ref().map(read);
    let trouble = match pull_job::next(nodes, job.as_ref().map(|job| &job.seen)) {
        JobStep::Leave => None,
        JobStep::Make(nodes) => stand(held, pull_by_job(&held.app.config.installation, image, &nodes)).await?,
        JobStep::Remove => {
            remove(held, ObjectKind::ImagePullJob, found.as_ref()).await?;
            None
        }
    };
    Ok((job, trouble))
}

/// Takes away what pulled an image that rooms run from no more.
pub(super) async fn take_away(held: &HeldCluster, image: &ImageName, has_jobs: bool) -> Result<(), ReconcileError> {
    let kinds = [ObjectKind::DaemonSet, ObjectKind::ImagePullJob];
    for kind in kinds.into_iter().filter(|kind| has_jobs || *kind == ObjectKind::DaemonSet) {
        match get(held, kind, image).await {
            Ok(found) => remove(held, kind, found.as_ref()).await?,
            // Whoever may not look has made none.
            Err(ReconcileError::Kube(KubeError::Forbidden { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn get(held: &HeldCluster, kind: ObjectKind, image: &ImageName) -> Result<Option<Value>, ReconcileError> {
    let namespace = images_namespace(&held.app.config.installation);
    match held.kube.get(kind, Some(&namespace), &puller_name(image)).await {
        Ok(found) => Ok(Some(found)),
        Err(KubeError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn remove(held: &HeldCluster, kind: ObjectKind, found: Option<&Value>) -> Result<(), ReconcileError> {
    let text = |at: &str| found.and_then(|found| found.pointer(at)).and_then(Value::as_str).map(str::to_owned);
    let (Some(name), Some(uid), Some(resource_version)) =
        (text("/metadata/name"), text("/metadata/uid"), text("/metadata/resourceVersion"))
    else {
        return Ok(());
    };
    held.lease_holds()?;
    let namespace = images_namespace(&held.app.config.installation);
    held.kube.delete(kind, Some(&namespace), &name, &Precondition { resource_version, uid }).await?;
    Ok(())
}

/// Makes or repairs the namespace and what is in it.
async fn stand(held: &HeldCluster, puller: PlannedObject) -> Result<Option<PullFailure>, ReconcileError> {
    let installation = &held.app.config.installation;
    let namespace = images_namespace(installation);
    let Some(observed) = held.observe(&namespace) else { return Ok(None) };
    if observed.namespace.as_ref().is_some_and(|namespace| diff::is_paused(namespace) || diff::is_ending(namespace)) {
        return Ok(None);
    }
    let kind = puller.object.kind;
    let mut planned = images_ground(installation);
    planned.push(puller);
    let mut seen: std::collections::BTreeMap<_, _> =
        planned.iter().filter_map(|planned| Some((planned.object.clone(), observed.get(&planned.object)?.clone()))).collect();
    // A job is made only where there is none; a DaemonSet may have been changed.
    if kind == ObjectKind::DaemonSet && observed.namespace.is_some() {
        let puller = &planned[planned.len() - 1].object;
        match held.kube.get(kind, Some(&namespace), &puller.name).await {
            Ok(found) => drop(seen.insert(puller.clone(), found)),
            Err(KubeError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let changes = diff::cluster_objects(&planned, &seen);
    Ok(trouble(&order::namespace_changes(held, &namespace, &changes).await?))
}

fn trouble(applied: &Applied) -> Option<PullFailure> {
    let failed = |fault: WriteFault| applied.failed.iter().any(|failure| failure.fault == fault);
    match () {
        () if failed(WriteFault::Forbidden) => Some(PullFailure::RightsMissing {}),
        () if failed(WriteFault::Invalid) || !applied.undone.is_empty() => Some(PullFailure::Refused {}),
        () => None,
    }
}

fn read(job: &Value) -> Job {
    let texts = |at: &str| -> Vec<String> {
        let items = job.pointer(at).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let made: Option<Timestamp> = job["metadata"]["creationTimestamp"].as_str().and_then(|text| text.parse().ok());
    let age = made.map(|made| Clock::System.now().duration_since(made)).and_then(|age| age.try_into().ok()).unwrap_or_default();
    Job {
        uid: job["metadata"]["uid"].as_str().unwrap_or_default().to_owned(),
        seen: JobSeen { nodes: texts("/spec/selector/names"), finished: job["status"]["completionTime"].is_string(), age },
        failed: texts("/status/failedNodes"),
        message: job["status"]["message"].as_str().filter(|text| !text.is_empty()).unwrap_or("JobFailed").chars().take(200).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_job_is_read_as_openkruise_writes_it() {
        let job = json!({"metadata": {"uid": "u", "creationTimestamp": "2026-09-01T00:00:00Z"}, "spec": {"selector": {"names": ["n1", "n2"]}},
            "status": {"desired": 2, "succeeded": 1, "failed": 1, "failedNodes": ["n2"], "completionTime": "2026-09-01T00:01:00Z", "message": ""}});
        let read = read(&job);
        assert_eq!((read.seen.nodes.len(), read.seen.finished, read.failed.as_slice()), (2, true, &["n2".to_owned()][..]));
        assert_eq!(read.message, "JobFailed");
    }
}
