//! File servers without files: a StorageClass each, and volumes that are there before anybody claims them.

use anyhow::Result;
use serde_json::json;

use crate::kube_api::KubeApi;

pub(super) const CLASSES: &str = "/apis/storage.k8s.io/v1/storageclasses";
pub(super) const VOLUMES: &str = "/api/v1/persistentvolumes";

/// Makes a class of that name with so many volumes of 100 GiB, which many nodes write. `files_at`: the server and the directory that the class says.
pub(super) async fn add(api: &KubeApi, name: &str, files_at: Option<(&str, &str)>, volumes: usize) -> Result<()> {
    let parameters = files_at.map(|(server, share)| json!({"server": server, "share": share})).unwrap_or_default();
    let class = json!({"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": name},
        "provisioner": "kubernetes.io/no-provisioner", "reclaimPolicy": "Retain", "volumeBindingMode": "Immediate", "parameters": parameters});
    api.post(CLASSES, &class).await?;
    for number in 0..volumes {
        let volume = format!("{name}-{number}");
        let spec = json!({"capacity": {"storage": "100Gi"}, "accessModes": ["ReadWriteMany"], "storageClassName": name,
            "persistentVolumeReclaimPolicy": "Retain", "hostPath": {"path": format!("/srv/{volume}")}});
        let object = json!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": volume}, "spec": spec});
        api.post(VOLUMES, &object).await?;
    }
    Ok(())
}
