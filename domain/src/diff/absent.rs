//! Fields that a plan leaves out and that must be out: their absence means something, and whoever fills one in changes what runs.
//!
//! A policy without rules denies all, a pod without `hostNetwork` has a network of its own. What is not named here may be added by others: labels,
//! annotations, status, pull secrets, and whatever a server fills in. Each default of Kubernetes counts as left out, so that nobody is fought for it.
//! Server-side apply takes away only what it gave, so that such a field goes by a merge patch; see [`taken_away`].

use serde_json::{Map, Value};

use crate::{pointer, workload::ObjectKind};

/// What must not be there unless it is planned.
enum Rule {
    /// A field.
    Field(&'static str),
    /// A field that says this where nobody says anything.
    Unless(&'static str, &'static str),
    /// Items of a list that are not planned, told apart by these fields.
    Items(&'static str, &'static [&'static str]),
    /// Fields of the planned items of a list, which are told apart by their names, or by their places where they have none.
    InItems(&'static str, &'static [&'static str]),
    /// Items of a list of the planned items of a list.
    ItemsInItems(&'static str, &'static str, &'static [&'static str]),
}

use Rule::{Field, InItems, Items, ItemsInItems, Unless};

const CONTAINERS: &str = "/spec/template/spec/containers";

/// Forgetting a kind does not compile; one without rules says why.
const fn rules(kind: ObjectKind) -> &'static [Rule] {
    match kind {
        // All pods of the cluster would run in it.
        ObjectKind::PriorityClass => &[Field("/globalDefault")],
        // What decides anything here are labels, which are planned; finalizers are others'.
        ObjectKind::Namespace => &[],
        // It would bound some pods and no longer all. A bound that is added bounds more.
        ObjectKind::ResourceQuota => &[Field("/spec/scopes"), Field("/spec/scopeSelector")],
        ObjectKind::LimitRange => &[InItems("/spec/limits", &["min", "maxLimitRequestRatio"])],
        ObjectKind::NetworkPolicy => &[Field("/spec/ingress"), Field("/spec/egress")],
        // Clouds give an account rights by these, whatever the cluster's own roles say.
        ObjectKind::ServiceAccount => &[
            Field("/metadata/annotations/eks.amazonaws.com~1role-arn"),
            Field("/metadata/annotations/iam.gke.io~1gcp-service-account"),
            Field("/metadata/annotations/azure.workload.identity~1client-id"),
            Field("/metadata/annotations/pod-identity.alibabacloud.com~1role-name"),
        ],
        // Rooms mount one entry by name; what lies beside it is read by nobody.
        ObjectKind::Secret | ObjectKind::ConfigMap => &[],
        ObjectKind::Service => &[
            Unless("/spec/type", "ClusterIP"),
            Field("/spec/externalIPs"),
            Field("/spec/externalName"),
            Field("/spec/loadBalancerIP"),
            Field("/spec/publishNotReadyAddresses"),
            Items("/spec/ports", &["port", "protocol"]),
        ],
        ObjectKind::PodDisruptionBudget => &[Field("/spec/minAvailable"), Unless("/spec/unhealthyPodEvictionPolicy", "IfHealthyBudget")],
        // What it is bound to is written into it.
        ObjectKind::PersistentVolumeClaim => &[],
        ObjectKind::Deployment => ROOM,
        ObjectKind::DaemonSet => PULLER,
        // Never repaired: one that is not as it was made ends, and another is made.
        ObjectKind::ImagePullJob => &[],
    }
}

/// Its pods run a foreign program on every node that it is led to.
const PULLER: &[Rule] = &[
    Field("/spec/template/spec/hostNetwork"),
    Field("/spec/template/spec/hostPID"),
    Field("/spec/template/spec/hostIPC"),
    Field("/spec/template/spec/nodeSelector"),
    Field("/spec/template/spec/initContainers"),
    Items("/spec/template/spec/volumes", &["name"]),
    Items(CONTAINERS, &["name"]),
];

const ROOM: &[Rule] = &[
    // Changes would wait for ever, or a room for longer than its lead.
    Field("/spec/paused"),
    Field("/spec/minReadySeconds"),
    // The node's own rooms.
    Field("/spec/template/spec/hostNetwork"),
    Field("/spec/template/spec/hostPID"),
    Field("/spec/template/spec/hostIPC"),
    Field("/spec/template/spec/shareProcessNamespace"),
    Field("/spec/template/spec/hostAliases"),
    Field("/spec/template/spec/runtimeClassName"),
    // Where it runs, and for how long.
    Field("/spec/template/spec/nodeName"),
    Field("/spec/template/spec/nodeSelector"),
    Field("/spec/template/spec/affinity/podAffinity"),
    Field("/spec/template/spec/affinity/podAntiAffinity"),
    Field("/spec/template/spec/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution"),
    Field("/spec/template/spec/topologySpreadConstraints"),
    Field("/spec/template/spec/schedulingGates"),
    Field("/spec/template/spec/readinessGates"),
    Field("/spec/template/spec/activeDeadlineSeconds"),
    Unless("/spec/template/spec/schedulerName", "default-scheduler"),
    Items("/spec/template/spec/tolerations", &["key", "operator", "value", "effect"]),
    // Whom it asks for names.
    Unless("/spec/template/spec/dnsPolicy", "ClusterFirst"),
    Field("/spec/template/spec/dnsConfig"),
    // What runs in it, as whom, and with what.
    Field("/spec/template/spec/initContainers"),
    Field("/spec/template/spec/resourceClaims"),
    Field("/spec/template/spec/securityContext/sysctls"),
    Field("/spec/template/spec/securityContext/supplementalGroups"),
    Field("/spec/template/spec/securityContext/fsGroup"),
    Items("/spec/template/spec/volumes", &["name"]),
    Items(CONTAINERS, &["name"]),
    InItems(CONTAINERS, &["command", "workingDir", "envFrom", "volumeDevices", "lifecycle", "livenessProbe", "startupProbe"]),
    ItemsInItems(CONTAINERS, "env", &["name"]),
    ItemsInItems(CONTAINERS, "volumeMounts", &["mountPath"]),
    InItems(
        CONTAINERS,
        &[
            "securityContext/privileged",
            "securityContext/runAsUser",
            "securityContext/runAsGroup",
            "securityContext/procMount",
            "securityContext/seccompProfile",
            "securityContext/capabilities/add",
        ],
    ),
];

/// JSON pointers of what is there and must not be.
pub(super) fn found(kind: ObjectKind, planned: &Value, observed: &Value) -> Vec<String> {
    rules(kind).iter().flat_map(|rule| broken(rule, planned, observed)).collect()
}

fn broken(rule: &Rule, planned: &Value, observed: &Value) -> Vec<String> {
    match rule {
        Field(at) => field(planned, observed, at, "").into_iter().collect(),
        Unless(at, default) => field(planned, observed, at, default).into_iter().collect(),
        Items(list, keys) => items(planned, observed, list, keys).into_iter().collect(),
        InItems(list, fields) => twins(planned, observed, list)
            .flat_map(|(index, planned, observed)| {
                let in_item = move |name: &&str| field(planned, observed, &format!("/{name}"), "").map(|at| format!("{list}/{index}{at}"));
                fields.iter().filter_map(in_item)
            })
            .collect(),
        ItemsInItems(list, inner, keys) => twins(planned, observed, list)
            .filter_map(|(index, planned, observed)| {
                items(planned, observed, &format!("/{inner}"), keys).map(|at| format!("{list}/{index}{at}"))
            })
            .collect(),
    }
}

fn field(planned: &Value, observed: &Value, at: &str, default: &str) -> Option<String> {
    let says_nothing = |value: &Value| match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        // A nought is said by somebody: root's id, or a budget that lets all be evicted.
        Value::Number(_) => false,
        Value::String(text) => text.is_empty() || text == default,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    };
    let is_left_out = planned.pointer(at).is_none_or(Value::is_null);
    (is_left_out && !observed.pointer(at).is_none_or(says_nothing)).then(|| at.to_owned())
}

fn items(planned: &Value, observed: &Value, list: &str, keys: &[&str]) -> Option<String> {
    let of = |object: &Value| object.pointer(list).and_then(Value::as_array).cloned().unwrap_or_default();
    let planned = of(planned);
    let is_planned = |item: &Value| planned.iter().any(|planned| keys.iter().all(|key| planned.get(key) == item.get(key)));
    (!of(observed).iter().all(is_planned)).then(|| list.to_owned())
}

/// Each planned item of a list with the observed one that is it, and its place in the plan.
fn twins<'a>(planned: &'a Value, observed: &'a Value, list: &str) -> impl Iterator<Item = (usize, &'a Value, &'a Value)> {
    let of = |object: &'a Value| object.pointer(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let observed = of(observed);
    of(planned).iter().enumerate().filter_map(move |(index, item)| {
        let twin = match item.get("name") {
            Some(name) => observed.iter().find(|other| other.get("name") == Some(name)),
            None => observed.get(index),
        };
        Some((index, item, twin?))
    })
}

/// A JSON merge patch that takes away what [`found`] found. It says all that is planned beside it, because a field that goes may need another that
/// comes, and because a patch replaces lists whole. `None` where nothing was found.
pub(super) fn taken_away(body: &Value, found: &[String]) -> Option<Value> {
    if found.is_empty() {
        return None;
    }
    let mut patch: Map<String, Value> = body.get("spec").map(|spec| ("spec".to_owned(), spec.clone())).into_iter().collect();
    for at in found {
        let path: Vec<String> = pointer::steps(at).collect();
        void(&mut patch, &path);
    }
    Some(Value::Object(patch))
}

/// Sets a field to null. One in an item of a list goes with the list, which is replaced.
fn void(patch: &mut Map<String, Value>, path: &[String]) {
    let Some((key, below)) = path.split_first() else { return };
    let field = patch.entry(key.clone()).or_insert(Value::Null);
    if below.is_empty() {
        if !field.is_array() {
            *field = Value::Null;
        }
        return;
    }
    if field.is_null() {
        *field = Value::Object(Map::new());
    }
    if let Value::Object(fields) = field {
        void(fields, below);
    }
}
