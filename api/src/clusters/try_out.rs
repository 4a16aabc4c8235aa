//! `POST /v1/clusters/check`: what registering a cluster would find, without registering it. Nothing is stored, and nothing is repeated of the kubeconfig.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{check, store};
use crate::{
    auth::{ManageClusters, PlatformCaller},
    http::{ApiError, Fault, Json, Problem, Problems, beside},
    kube::{Cluster, NodeFacts},
    words::Language,
};

/// A cluster to be tried.
// Not Debug: it holds credentials.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckCluster {
    /// As for registering it: embedded data alone.
    kubeconfig: String,
}

/// What a cluster is and lets us do.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct CheckedCluster {
    /// Whether it could be registered.
    suitable: bool,
    /// Such as `v1.36.2`; null where it did not answer.
    version: Option<String>,
    /// Every right that is needed; empty where it did not answer.
    rights: Vec<CheckedRight>,
    /// Null where they could not be listed.
    nodes: Option<CheckedNodes>,
    /// What keeps it from being registered.
    problems: Vec<ClusterProblem>,
}

/// A right in all namespaces.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckedRight {
    verb: String,
    /// With its group: `deployments.apps`.
    resource: String,
    allowed: bool,
}

/// The nodes in sum. What other people's pods take of them is seen once the cluster is watched.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckedNodes {
    total: usize,
    /// Ready, not cordoned, and without a taint that keeps ordinary pods away. What follows is of these.
    schedulable: usize,
    cpu_milli: i64,
    memory_mib: i64,
    pods: i64,
}

/// Something that keeps a cluster from being registered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterProblem {
    code: String,
    message: String,
}

/// Check a cluster
///
/// Asks a cluster what registering it would ask, and says all that is wrong instead of refusing. Nothing is stored.
#[utoipa::path(post, path = "/v1/clusters/check", tag = "clusters", request_body = CheckCluster,
    responses((status = 200, description = "What was found", body = CheckedCluster), Problems))]
pub(crate) async fn check_cluster(
    caller: PlatformCaller<ManageClusters>,
    Json(body): Json<CheckCluster>,
) -> Result<axum::Json<CheckedCluster>, ApiError> {
    let mut found = CheckedCluster::default();
    match check::connect(&body.kubeconfig) {
        Ok((_, cluster)) => ask(&caller, &cluster, &mut found).await?,
        Err(faults) => found.problems.extend(faults.iter().map(|fault| told(fault, caller.language()))),
    }
    found.suitable = found.problems.is_empty();
    Ok(axum::Json(found))
}

async fn ask(caller: &PlatformCaller<ManageClusters>, cluster: &Cluster, found: &mut CheckedCluster) -> Result<(), ApiError> {
    let language = caller.language();
    // Each call has a timeout of its own.
    let asked = beside(async { Ok::<_, crate::kube::KubeError>((cluster.identify().await?, cluster.rights().await?)) });
    let (identity, rights) = match asked.await {
        Ok(answer) => answer,
        Err(error) => {
            found.problems.push(told(&check::silent(&error), language));
            return Ok(());
        }
    };
    found.version = Some(identity.version);
    found.nodes = beside(cluster.nodes()).await.ok().map(|nodes| CheckedNodes::of(&nodes));
    let missing: Vec<&str> = rights.iter().filter(|right| !right.allowed).map(|right| right.name.as_str()).collect();
    if !missing.is_empty() {
        found.problems.push(told(&check::fault("cluster_rights_missing", json!({ "rights": missing })), language));
    }
    if store::is_known(&mut caller.begin().await?, identity.uid).await? {
        let (code, message) = (Problem::ClusterKnown.slug().replace('-', "_"), Problem::ClusterKnown.title(language).to_owned());
        found.problems.push(ClusterProblem { code, message });
    }
    let view = |right: crate::kube::CheckedRight| {
        let (verb, resource) = right.name.split_once(' ').unwrap_or((&right.name, ""));
        CheckedRight { verb: verb.to_owned(), resource: resource.to_owned(), allowed: right.allowed }
    };
    found.rights = rights.into_iter().map(view).collect();
    Ok(())
}

impl CheckedNodes {
    fn of(nodes: &[NodeFacts]) -> Self {
        let schedulable = || nodes.iter().filter(|node| node.schedulable);
        let sum = |amount: fn(&NodeFacts) -> i64| schedulable().map(amount).sum();
        Self {
            total: nodes.len(),
            schedulable: schedulable().count(),
            cpu_milli: sum(|node| node.allocatable.cpu_milli),
            memory_mib: sum(|node| node.allocatable.memory_mib),
            pods: sum(|node| node.allocatable.pods),
        }
    }
}

fn told(fault: &Fault, language: Language) -> ClusterProblem {
    let told = fault.render(language);
    let text = |field: &str| told[field].as_str().unwrap_or_default().to_owned();
    ClusterProblem { code: text("code"), message: text("detail") }
}
