//! Where a kind of object lives in the API.

use homeroom_domain::workload::ObjectKind;
use kube::core::ApiResource;

/// The resource as the `kube` crate names it.
pub(super) fn api(kind: ObjectKind) -> ApiResource {
    let (group, version) = (kind.group(), kind.version());
    ApiResource {
        group: group.to_owned(),
        version: version.to_owned(),
        api_version: if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") },
        kind: kind.name().to_owned(),
        plural: kind.plural().to_owned(),
    }
}
