//! Who a cluster is and what we may do there: asked at registration, before anything is kept.

use futures::{StreamExt, TryStreamExt, stream};
use k8s_openapi::api::{
    authorization::v1::{ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec},
    core::v1::Namespace,
};
use kube::{Api, api::PostParams};
use uuid::Uuid;

use super::{Cluster, KubeError, Resource};

/// What a cluster says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The UID of its `kube-system` namespace: it lives as long as the cluster.
    pub(crate) uid: Uuid,
    /// Such as `v1.36.2`.
    pub(crate) version: String,
}

const WORK: &[&str] = &["get", "list", "watch", "create", "patch", "delete"];
const LOOK: &[&str] = &["get", "list", "watch"];
const MAKE: &[&str] = &["get", "create", "patch"];

impl Cluster {
    /// Asks for the version and the identity.
    pub(crate) async fn identify(&self) -> Result<Identity, KubeError> {
        let version = self.version().await?;
        let namespaces: Api<Namespace> = Api::all(self.client.clone());
        let system = self.call(namespaces.get("kube-system")).await?;
        let uid = system.metadata.uid.and_then(|uid| Uuid::try_parse(&uid).ok()).ok_or(KubeError::NotKubernetes)?;
        Ok(Identity { uid, version })
    }

    /// Asks for the version alone: the cheapest sign of life.
    pub(crate) async fn version(&self) -> Result<String, KubeError> {
        Ok(self.call(self.client.apiserver_version()).await?.git_version)
    }

    /// The rights that we need and do not have, as `verb resource.group`, in a fixed order.
    pub(crate) async fn missing_rights(&self) -> Result<Vec<String>, KubeError> {
        let asked: Vec<bool> =
            stream::iter(needed()).map(|(resource, verb)| self.allowed(resource, verb)).buffered(16).try_collect().await?;
        Ok(needed().zip(asked).filter(|(_, allowed)| !allowed).map(|((resource, verb), _)| right(resource, verb)).collect())
    }

    async fn allowed(&self, resource: Resource, verb: &'static str) -> Result<bool, KubeError> {
        let attributes = ResourceAttributes {
            group: Some(resource.group().to_owned()),
            resource: Some(resource.plural().to_owned()),
            verb: Some(verb.to_owned()),
            ..ResourceAttributes::default()
        };
        let review = SelfSubjectAccessReview {
            spec: SelfSubjectAccessReviewSpec { resource_attributes: Some(attributes), ..SelfSubjectAccessReviewSpec::default() },
            ..SelfSubjectAccessReview::default()
        };
        let reviews: Api<SelfSubjectAccessReview> = Api::all(self.client.clone());
        let answer = self.call(reviews.create(&PostParams::default(), &review)).await?;
        Ok(answer.status.is_some_and(|status| status.allowed))
    }
}

fn needed() -> impl Iterator<Item = (Resource, &'static str)> {
    let work = std::iter::once(&Resource::Namespace).chain(Resource::OURS).map(|resource| (*resource, WORK));
    let rest = [(Resource::PriorityClass, MAKE), (Resource::Pod, LOOK), (Resource::Node, LOOK)];
    work.chain(rest).flat_map(|(resource, verbs)| verbs.iter().map(move |verb| (resource, *verb)))
}

fn right(resource: Resource, verb: &str) -> String {
    match resource.group() {
        "" => format!("{verb} {}", resource.plural()),
        group => format!("{verb} {}.{group}", resource.plural()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_are_named_as_kubectl_names_them() {
        let all: Vec<String> = needed().map(|(resource, verb)| right(resource, verb)).collect();
        assert!(all.contains(&"create namespaces".to_owned()));
        assert!(all.contains(&"patch deployments.apps".to_owned()));
        assert!(!all.contains(&"delete pods".to_owned()));
    }
}
