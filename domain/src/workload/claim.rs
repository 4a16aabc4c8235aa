//! The claim on a storage pool into which an order's rooms record: one for all of them.

use std::collections::BTreeMap;

use k8s_openapi::{
    api::core::v1::{
        PersistentVolumeClaim, PersistentVolumeClaimSpec, PersistentVolumeClaimVolumeSource, Volume, VolumeMount,
        VolumeResourceRequirements,
    },
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};

use super::{
    desired::ClaimPlan,
    object::{ObjectKind, ObjectRef},
    room,
};
use crate::pools::Claim;

/// Of the claim, and of the volume.
const NAME: &str = "recordings";
const DIRECTORY: &str = "/recordings";

/// The claim of an order.
pub fn claim() -> ObjectRef {
    ObjectRef::new(ObjectKind::PersistentVolumeClaim, NAME)
}

/// `None` where none is to stand.
pub(super) fn of(plan: &ClaimPlan, metadata: &impl Fn(&str) -> ObjectMeta) -> Option<PersistentVolumeClaim> {
    let Claim::Stands { space_mib, .. } = plan.claim else { return None };
    let resources = VolumeResourceRequirements {
        requests: Some(BTreeMap::from([("storage".to_owned(), room::memory(space_mib.max(1)))])),
        limits: None,
    };
    let spec = PersistentVolumeClaimSpec {
        access_modes: Some(vec!["ReadWriteMany".into()]),
        storage_class_name: Some(plan.storage_class.clone()),
        resources: Some(resources),
        ..PersistentVolumeClaimSpec::default()
    };
    Some(PersistentVolumeClaim { metadata: metadata(NAME), spec: Some(spec), ..PersistentVolumeClaim::default() })
}

pub(super) fn volume() -> Volume {
    let source = PersistentVolumeClaimVolumeSource { claim_name: NAME.into(), read_only: None };
    Volume { name: NAME.into(), persistent_volume_claim: Some(source), ..Volume::default() }
}

pub(super) fn mount() -> VolumeMount {
    VolumeMount { name: NAME.into(), mount_path: DIRECTORY.into(), ..VolumeMount::default() }
}
