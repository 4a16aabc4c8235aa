//! Who a cluster is and what we may do there: asked at registration, before anything is kept.

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use homeroom_domain::workload::ObjectKind;
use k8s_openapi::api::{
    authorization::v1::{ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec},
    core::v1::{Namespace, Node},
};
use kube::{
    Api,
    api::{ListParams, PostParams},
};
use uuid::Uuid;

use super::{Cluster, KubeError, NodeFacts, pods};

/// What a cluster says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The UID of its `kube-system` namespace: it lives as long as the cluster.
    pub uid: Uuid,
    /// Such as `v1.36.2`.
    pub version: String,
}

/// A right that we need, and whether we have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRight {
    /// `verb resource.group`.
    pub name: String,
    pub allowed: bool,
}

const NODES_A_PAGE: u32 = 500;
const WORK: &[&str] = &["get", "list", "watch", "create", "patch", "delete"];
const LOOK: &[&str] = &["get", "list", "watch"];
const MAKE: &[&str] = &["get", "create", "patch"];
const LOOK_AND_MARK: &[&str] = &["get", "list", "watch", "patch"];
const HOLD: &[&str] = &["get", "create", "patch", "delete"];
const GIVE_OUT: &[&str] = &["get", "create", "delete"];

/// A verb on a resource of a group.
#[derive(Clone, Copy)]
struct Right {
    group: &'static str,
    plural: &'static str,
    verb: &'static str,
}

impl Cluster {
    /// Asks for the version and the identity.
    pub async fn identify(&self) -> Result<Identity, KubeError> {
        Ok(Identity { version: self.version().await?, uid: self.uid().await? })
    }

    /// Asks for a sign of life of the cluster that was registered. Its storage is asked too: an API without one answers, but knows nothing new.
    pub async fn answers_as(&self, registered: Uuid) -> Result<(), KubeError> {
        if self.uid().await? == registered { Ok(()) } else { Err(KubeError::AnotherCluster) }
    }

    /// Asks for the version alone.
    pub async fn version(&self) -> Result<String, KubeError> {
        Ok(self.call_beside(self.client.apiserver_version()).await?.git_version)
    }

    async fn uid(&self) -> Result<Uuid, KubeError> {
        let namespaces: Api<Namespace> = Api::all(self.client.clone());
        let system = self.call_beside(namespaces.get("kube-system")).await?;
        system.metadata.uid.and_then(|uid| Uuid::try_parse(&uid).ok()).ok_or(KubeError::NotKubernetes)
    }

    /// The rights that we need and do not have, as `verb resource.group`, in a fixed order.
    pub async fn missing_rights(&self) -> Result<Vec<String>, KubeError> {
        let missing = self.rights().await?.into_iter().filter(|right| !right.allowed);
        Ok(missing.map(|right| right.name).collect())
    }

    /// All rights that we need, in the same order.
    pub async fn rights(&self) -> Result<Vec<CheckedRight>, KubeError> {
        let reviews: Vec<_> = needed().map(|right| self.allowed(right).boxed()).collect();
        let asked: Vec<bool> = stream::iter(reviews).buffered(16).try_collect().await?;
        Ok(needed().zip(asked).map(|(right, allowed)| CheckedRight { name: right.to_string(), allowed }).collect())
    }

    /// All nodes, a page at a time.
    pub async fn nodes(&self) -> Result<Vec<NodeFacts>, KubeError> {
        let nodes: Api<Node> = Api::all(self.client.clone());
        let (mut facts, mut next) = (Vec::new(), Some(String::new()));
        while let Some(token) = next {
            let page =
                ListParams { continue_token: Some(token).filter(|token| !token.is_empty()), ..ListParams::default().limit(NODES_A_PAGE) };
            let page = self.call_beside(nodes.list(&page)).await?;
            facts.extend(page.items.iter().map(|node| pods::node(node, None)));
            next = page.metadata.continue_.filter(|token| !token.is_empty());
        }
        Ok(facts)
    }

    async fn allowed(&self, right: Right) -> Result<bool, KubeError> {
        let attributes = ResourceAttributes {
            group: Some(right.group.to_owned()),
            resource: Some(right.plural.to_owned()),
            verb: Some(right.verb.to_owned()),
            ..ResourceAttributes::default()
        };
        self.may(attributes).await
    }

    /// Whether the cluster lets us do something.
    pub(super) async fn may(&self, attributes: ResourceAttributes) -> Result<bool, KubeError> {
        let review = SelfSubjectAccessReview {
            spec: SelfSubjectAccessReviewSpec { resource_attributes: Some(attributes), ..SelfSubjectAccessReviewSpec::default() },
            ..SelfSubjectAccessReview::default()
        };
        let reviews: Api<SelfSubjectAccessReview> = Api::all(self.client.clone());
        let answer = self.call(reviews.create(&PostParams::default(), &review)).await?;
        Ok(answer.status.is_some_and(|status| status.allowed))
    }
}

fn needed() -> impl Iterator<Item = Right> {
    let of = |kind: ObjectKind, verbs: &'static [&'static str]| (kind.group(), kind.plural(), verbs);
    std::iter::once(of(ObjectKind::Namespace, WORK))
        .chain(ObjectKind::NAMESPACED.map(|kind| of(kind, WORK)))
        .chain([of(ObjectKind::DaemonSet, HOLD), of(ObjectKind::ImagePullJob, GIVE_OUT)])
        .chain([of(ObjectKind::PriorityClass, MAKE), ("", "pods", LOOK), ("", "nodes", LOOK_AND_MARK)])
        .flat_map(|(group, plural, verbs)| verbs.iter().map(move |verb| Right { group, plural, verb }))
}

impl std::fmt::Display for Right {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { group, plural, verb } = self;
        if group.is_empty() { write!(f, "{verb} {plural}") } else { write!(f, "{verb} {plural}.{group}") }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde::Deserialize as _;
    use serde_json::Value;

    use super::*;

    #[test]
    fn rights_are_named_as_kubectl_names_them() {
        let all: Vec<String> = needed().map(|right| right.to_string()).collect();
        assert!(all.contains(&"create namespaces".to_owned()));
        assert!(all.contains(&"patch deployments.apps".to_owned()));
        assert!(!all.contains(&"delete pods".to_owned()));
    }

    #[test]
    fn what_an_operator_grants_is_what_is_needed_and_nothing_more() {
        let file = include_str!("../../deploy/cluster-access.yaml");
        let documents = serde_yaml_ng::Deserializer::from_str(file).map(|document| Value::deserialize(document).unwrap());
        let role = documents.into_iter().find(|document| document["kind"] == "ClusterRole").unwrap();
        let texts = |rule: &Value, field: &str| -> Vec<String> { serde_json::from_value(rule[field].clone()).unwrap() };
        let mut granted = BTreeSet::new();
        for rule in role["rules"].as_array().unwrap() {
            assert_eq!(rule.as_object().unwrap().len(), 3, "groups, resources, verbs: {rule}");
            for (group, plural) in texts(rule, "apiGroups")
                .iter()
                .flat_map(|group| texts(rule, "resources").into_iter().map(move |plural| (group.clone(), plural)))
            {
                for verb in texts(rule, "verbs") {
                    granted.insert(if group.is_empty() { format!("{verb} {plural}") } else { format!("{verb} {plural}.{group}") });
                }
            }
        }
        assert_eq!(granted, needed().map(|right| right.to_string()).collect());
    }
}
