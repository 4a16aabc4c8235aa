//! What a cluster says of a StorageClass, asked when a pool is created.

use k8s_openapi::api::{authorization::v1::ResourceAttributes, storage::v1::StorageClass as Found};
use kube::Api;

use super::{Cluster, KubeError};

const WORK: [&str; 4] = ["get", "create", "patch", "delete"];
/// How CSI drivers and cloud file servers name the server, and the directory on it.
const SERVERS: [&str; 2] = ["server", "mountTargetDomain"];
const PATHS: [&str; 2] = ["share", "path"];

/// A StorageClass, as far as a pool depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageClass {
    /// Whether its claims may be made larger.
    pub grows: bool,
    /// Where its files lie, as `server/path`, where it says so: two classes that say the same sell one space twice.
    pub files_at: Option<String>,
}

impl Cluster {
    /// # Errors
    /// `NotFound` where there is none of that name.
    pub async fn storage_class(&self, name: &str) -> Result<StorageClass, KubeError> {
        let classes: Api<Found> = Api::all(self.client.clone());
        let found = self.call(classes.get(name)).await?;
        let parameters = found.parameters.unwrap_or_default();
        let first = |names: &[&str]| names.iter().find_map(|name| parameters.get(*name)).map(|text| text.trim_matches('/').to_owned());
        let files_at = first(&SERVERS).map(|server| match first(&PATHS) {
            Some(path) => format!("{server}/{path}"),
            None => server,
        });
        Ok(StorageClass { grows: found.allow_volume_expansion.unwrap_or_default(), files_at })
    }

    /// The rights that claims on pools take and that we lack, as `verb resource.group`.
    pub async fn missing_to_store(&self) -> Result<Vec<String>, KubeError> {
        let claims = WORK.map(|verb| ("", "persistentvolumeclaims", verb));
        let mut missing = Vec::new();
        for (group, plural, verb) in claims.into_iter().chain([("storage.k8s.io", "storageclasses", "get")]) {
            let attributes = ResourceAttributes {
                group: Some(group.to_owned()),
                resource: Some(plural.to_owned()),
                verb: Some(verb.to_owned()),
                ..ResourceAttributes::default()
            };
            if !self.may(attributes).await? {
                missing.push(if group.is_empty() { format!("{verb} {plural}") } else { format!("{verb} {plural}.{group}") });
            }
        }
        Ok(missing)
    }
}
