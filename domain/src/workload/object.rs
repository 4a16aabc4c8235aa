//! One object of a plan: what kind, which name, and its planned fields as JSON.
//!
//! JSON and not a typed struct, because a diff compares fields, and because what is observed may hold fields that no struct of ours knows.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    canonical,
    names::{PLAN_ANNOTATION, RUN_ANNOTATION, TEMPLATE_ANNOTATION},
};

/// The kinds that Homeroom writes, in the order in which they are created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ObjectKind {
    PriorityClass,
    Namespace,
    ResourceQuota,
    LimitRange,
    NetworkPolicy,
    ServiceAccount,
    Secret,
    ConfigMap,
    Service,
    PodDisruptionBudget,
    PersistentVolumeClaim,
    Deployment,
    DaemonSet,
    ImagePullJob,
}

impl ObjectKind {
    /// Those that live in every order's namespace: what an observer lists there. Claims, which few orders have, are asked for one by one.
    pub const NAMESPACED: [Self; 9] = [
        Self::ResourceQuota,
        Self::LimitRange,
        Self::NetworkPolicy,
        Self::ServiceAccount,
        Self::Secret,
        Self::ConfigMap,
        Self::Service,
        Self::PodDisruptionBudget,
        Self::Deployment,
    ];

    pub const fn name(self) -> &'static str {
        self.facts().name
    }

    /// The resource in paths and in rules of access.
    pub const fn plural(self) -> &'static str {
        self.facts().plural
    }

    /// `""` is the core group.
    pub const fn group(self) -> &'static str {
        self.facts().group
    }

    pub const fn version(self) -> &'static str {
        match self {
            Self::ImagePullJob => "v1beta1",
            _ => "v1",
        }
    }

    /// Whether it lies in a namespace, an order's or that of images.
    pub const fn is_namespaced(self) -> bool {
        !matches!(self, Self::PriorityClass | Self::Namespace)
    }

    /// What has to stand before it is made: those of one step are made side by side.
    pub const fn step(self) -> CreationStep {
        self.facts().step
    }

    const fn facts(self) -> Facts {
        use CreationStep::{Bounds, Ground, Rooms};
        match self {
            Self::PriorityClass => facts("PriorityClass", "priorityclasses", "scheduling.k8s.io", Ground),
            Self::Namespace => facts("Namespace", "namespaces", "", Ground),
            Self::ResourceQuota => facts("ResourceQuota", "resourcequotas", "", Bounds),
            Self::LimitRange => facts("LimitRange", "limitranges", "", Bounds),
            Self::NetworkPolicy => facts("NetworkPolicy", "networkpolicies", "networking.k8s.io", Bounds),
            Self::ServiceAccount => facts("ServiceAccount", "serviceaccounts", "", Bounds),
            Self::Secret => facts("Secret", "secrets", "", Bounds),
            Self::ConfigMap => facts("ConfigMap", "configmaps", "", Bounds),
            Self::Service => facts("Service", "services", "", Bounds),
            Self::PodDisruptionBudget => facts("PodDisruptionBudget", "poddisruptionbudgets", "policy", Bounds),
            Self::PersistentVolumeClaim => facts("PersistentVolumeClaim", "persistentvolumeclaims", "", Bounds),
            Self::Deployment => facts("Deployment", "deployments", "apps", Rooms),
            Self::DaemonSet => facts("DaemonSet", "daemonsets", "apps", Rooms),
            Self::ImagePullJob => facts("ImagePullJob", "imagepulljobs", "apps.kruise.io", Rooms),
        }
    }
}

/// What is known of a kind.
struct Facts {
    name: &'static str,
    plural: &'static str,
    group: &'static str,
    step: CreationStep,
}

const fn facts(name: &'static str, plural: &'static str, group: &'static str, step: CreationStep) -> Facts {
    Facts { name, plural, group, step }
}

/// The namespace, then its bounds and what rooms mount, then rooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreationStep {
    Ground,
    Bounds,
    Rooms,
}

/// Which object, within one order's namespace or the cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectRef {
    pub kind: ObjectKind,
    pub name: String,
}

impl ObjectRef {
    pub fn new(kind: ObjectKind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into() }
    }
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.name(), self.name)
    }
}

/// An object with its planned fields.
#[derive(Clone, PartialEq)]
pub struct PlannedObject {
    pub object: ObjectRef,
    pub body: Value,
}

impl PlannedObject {
    /// Serialises a typed object and marks it with the hash of what was planned.
    pub(super) fn seal(kind: ObjectKind, typed: &impl Serialize) -> Self {
        let mut body = serde_json::to_value(typed).expect("Kubernetes types are plain data with text keys");
        let name = body["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        if let Some(template) = body["spec"].get("template") {
            let hash = canonical::hash(template);
            annotate(&mut body, TEMPLATE_ANNOTATION, &hash);
        }
        let hash = canonical::hash(&without_what_moves(&body));
        annotate(&mut body, PLAN_ANNOTATION, &hash);
        Self { object: ObjectRef { kind, name }, body }
    }
}

/// The template has marks of its own, and the number of replicas changes with every lesson.
fn without_what_moves(body: &Value) -> Value {
    let mut rest = body.clone();
    if let Some(spec) = rest.get_mut("spec").and_then(Value::as_object_mut) {
        spec.remove("template");
        spec.remove("replicas");
    }
    if let Some(annotations) = rest.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
        annotations.remove(TEMPLATE_ANNOTATION);
        annotations.remove(RUN_ANNOTATION);
    }
    rest
}

fn annotate(body: &mut Value, key: &str, text: &str) {
    let metadata = &mut body["metadata"];
    if metadata["annotations"].is_null() {
        metadata["annotations"] = json!({});
    }
    metadata["annotations"][key] = text.into();
}

/// Without the body: it may hold secrets.
impl fmt::Debug for PlannedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlannedObject({})", self.object)
    }
}
