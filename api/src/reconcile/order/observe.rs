//! What a round sees of its order's namespace.

use homeroom_domain::{
    diff::Observed,
    pools::Claim,
    workload::{ObjectKind, Plan, Stage, claim},
};

use crate::{
    kube::KubeError,
    reconcile::{error::ReconcileError, held::HeldCluster},
};

/// What the watches told. `None` while they cannot be believed.
///
/// What an ended order held is sold again, so that its namespace is gone is asked of the cluster itself, and of the right one.
pub(in crate::reconcile) async fn namespace(held: &HeldCluster, plan: &Plan) -> Result<Option<Observed>, ReconcileError> {
    let Some(mut observed) = watched(held, plan).await? else { return Ok(None) };
    if plan.claim != Claim::Gone && plan.stage != Stage::Absent && observed.namespace.is_some() {
        with_claim(held, plan, &mut observed).await?;
    }
    Ok(Some(observed))
}

/// Claims are not watched, because few orders have one. One that may not be read while its order stands is made, and that this fails is said; at the end of an
/// order nothing goes before it is known whether there is one.
async fn with_claim(held: &HeldCluster, plan: &Plan, observed: &mut Observed) -> Result<(), ReconcileError> {
    let claim = claim();
    match held.kube.get(claim.kind, Some(&plan.namespace), &claim.name).await {
        Ok(body) => observed.insert(claim.kind, body),
        Err(KubeError::NotFound) => {}
        Err(error) if plan.stage != Stage::Standing || error.concerns_cluster() => return Err(error.into()),
        Err(_) => {}
    }
    Ok(())
}

async fn watched(held: &HeldCluster, plan: &Plan) -> Result<Option<Observed>, ReconcileError> {
    let observed = held.observe(&plan.namespace);
    let seems_gone = plan.stage == Stage::Leaving && observed.as_ref().is_some_and(|observed| observed.namespace.is_none());
    if !seems_gone {
        return Ok(observed);
    }
    held.kube.answers_as(held.uid).await?;
    match held.kube.get(ObjectKind::Namespace, None, &plan.namespace).await {
        Err(KubeError::NotFound) => Ok(observed),
        Err(error) => Err(error.into()),
        Ok(stands) => {
            held.mirror.put(ObjectKind::Namespace, stands);
            Ok(held.observe(&plan.namespace))
        }
    }
}
