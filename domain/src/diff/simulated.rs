//! A small API server for tests: it stores what is written the way Kubernetes does: defaults filled in, quantities respelled, empty lists
//! dropped, fields merged and given up by server-side apply, preconditions checked.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Changes, Delete, Observed};
use crate::workload::{ObjectKind, ObjectRef};

#[derive(Default)]
pub(crate) struct Server {
    pub(crate) observed: Observed,
    /// What was last applied: server-side apply removes what it held and holds no more.
    applied: BTreeMap<ObjectRef, Value>,
    version: u64,
    pub(crate) writes: usize,
}

impl Server {
    /// Writes everything, as the service would.
    pub(crate) fn write(&mut self, changes: &Changes) {
        let Changes { create, apply, delete, ending: _, unknown: _, pending: _, paused: _, foreign: _, wait: _, gone: _ } = changes;
        for planned in create {
            assert!(self.observed.get(&planned.object).is_none(), "{} exists", planned.object);
            self.store(&planned.object, planned.body.clone());
        }
        for apply in apply {
            let seen = &self.observed.get(&apply.object).unwrap()["metadata"]["resourceVersion"];
            assert_eq!(&apply.body["metadata"]["resourceVersion"], seen, "a write carries the version it was decided on");
            let mut merged = self.merged(&apply.object, &apply.body);
            if let Some(patch) = &apply.takes_away {
                patched(&mut merged, patch);
            }
            self.applied.insert(apply.object.clone(), apply.body.clone());
            self.put(&apply.object, merged);
        }
        delete.iter().for_each(|delete| self.delete(delete));
        self.writes += changes.writes();
    }

    /// Changes an object behind the service's back.
    pub(crate) fn edit(&mut self, object: &ObjectRef, change: impl FnOnce(&mut Value)) {
        let mut body = self.observed.get(object).unwrap().clone();
        change(&mut body);
        self.put(object, body);
    }

    pub(crate) fn store(&mut self, object: &ObjectRef, body: Value) {
        self.applied.insert(object.clone(), body.clone());
        if object.kind == ObjectKind::Namespace {
            self.put(&ObjectRef::new(ObjectKind::ServiceAccount, "default"), json!({"metadata": {"name": "default"}}));
            self.put(&ObjectRef::new(ObjectKind::ConfigMap, "kube-root-ca.crt"), json!({"metadata": {"name": "kube-root-ca.crt"}}));
        }
        self.put(object, body);
    }

    fn put(&mut self, object: &ObjectRef, mut body: Value) {
        self.version += 1;
        clean(&mut body, false);
        default(object.kind, &mut body);
        let metadata = &mut body["metadata"];
        metadata["uid"].take();
        metadata["uid"] = format!("uid of {object}").into();
        metadata["resourceVersion"] = self.version.to_string().into();
        metadata["creationTimestamp"] = "2026-09-01T00:00:00Z".into();
        metadata["managedFields"] = json!([{"manager": "homeroom"}]);
        // As items of a list come.
        body.as_object_mut().unwrap().remove("kind");
        body.as_object_mut().unwrap().remove("apiVersion");
        self.observed.insert(object.kind, body);
    }

    fn merged(&self, object: &ObjectRef, body: &Value) -> Value {
        let mut merged = self.observed.get(object).unwrap().clone();
        if let Some(earlier) = self.applied.get(object) {
            give_up(&mut merged, earlier, body);
        }
        merge(&mut merged, body);
        merged
    }

    fn delete(&mut self, delete: &Delete) {
        let metadata = &self.observed.get(&delete.object).unwrap()["metadata"];
        assert_eq!(metadata["uid"], delete.uid);
        assert_eq!(metadata["resourceVersion"], delete.resource_version);
        match delete.object.kind {
            ObjectKind::Namespace => self.observed = Observed::default(),
            _ => self.observed.remove(&delete.object),
        }
    }
}

/// Lists are replaced: the planned ones are whole.
fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, field) in from {
                let stored = into.entry(key.clone()).or_insert(Value::Null);
                // Selectors are replaced as a whole.
                if ["selector", "podSelector"].contains(&key.as_str()) { *stored = field.clone() } else { merge(stored, field) }
            }
        }
        (into, from) => *into = from.clone(),
    }
}

/// A JSON merge patch.
fn patched(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (key, field) in patch {
                if field.is_null() { drop(into.remove(key)) } else { patched(into.entry(key.clone()).or_insert(Value::Null), field) }
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}

fn give_up(stored: &mut Value, earlier: &Value, now: &Value) {
    let (Value::Object(stored), Value::Object(earlier)) = (stored, earlier) else { return };
    for (key, field) in earlier {
        match (stored.get_mut(key), now.get(key)) {
            (Some(_), None) => drop(stored.remove(key)),
            (Some(stored), Some(now)) => give_up(stored, field, now),
            (None, _) => {}
        }
    }
}

/// Drops nulls and empty lists, and respells quantities.
fn clean(value: &mut Value, quantities: bool) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null() && field.as_array().is_none_or(|items| !items.is_empty()));
            for (key, field) in fields.iter_mut() {
                clean(field, quantities || ["hard", "requests", "limits", "max", "default", "defaultRequest"].contains(&key.as_str()));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| clean(item, quantities)),
        Value::String(text) if quantities => *text = respelled(text),
        _ => {}
    }
}

fn respelled(text: &str) -> String {
    let whole = |text: &str, suffix: &str, by: u64, other: &str| {
        let number: u64 = text.strip_suffix(suffix)?.parse().ok()?;
        number.is_multiple_of(by).then(|| format!("{}{other}", number / by))
    };
    whole(text, "m", 1000, "").or_else(|| whole(text, "Mi", 1024, "Gi")).unwrap_or_else(|| text.to_owned())
}

fn default(kind: ObjectKind, body: &mut Value) {
    let spec = &mut body["spec"];
    match kind {
        ObjectKind::Namespace => {
            fill(spec, json!({"finalizers": ["kubernetes"]}));
            let name = body["metadata"]["name"].clone();
            body["metadata"]["labels"]["kubernetes.io/metadata.name"] = name;
            body["status"] = json!({"phase": "Active"});
        }
        ObjectKind::Deployment => {
            fill(spec, json!({"progressDeadlineSeconds": 600, "revisionHistoryLimit": 10}));
            template(&mut spec["template"]);
            body["metadata"]["annotations"]["deployment.kubernetes.io/revision"] = "1".into();
            body["status"] = json!({"observedGeneration": 1});
        }
        ObjectKind::Service => {
            fill(
                spec,
                json!({"clusterIPs": ["None"], "type": "ClusterIP", "sessionAffinity": "None", "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack"}),
            );
        }
        ObjectKind::LimitRange => {
            for item in spec["limits"].as_array_mut().unwrap() {
                fill(item, json!({"default": item["max"], "defaultRequest": item["default"]}));
            }
        }
        _ => drop(body.as_object_mut().unwrap().remove("spec").filter(Value::is_object).map(|spec| body["spec"] = spec)),
    }
}

fn template(template: &mut Value) {
    template["metadata"]["creationTimestamp"] = Value::Null;
    let spec = &mut template["spec"];
    fill(spec, json!({"restartPolicy": "Always", "dnsPolicy": "ClusterFirst", "schedulerName": "default-scheduler"}));
    spec["serviceAccount"] = spec["serviceAccountName"].clone();
    for volume in spec["volumes"].as_array_mut().unwrap() {
        fill(&mut volume["configMap"], json!({"defaultMode": 420}));
    }
    for container in spec["containers"].as_array_mut().unwrap().iter_mut().take(1) {
        fill(container, json!({"terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File"}));
        fill(&mut container["readinessProbe"], json!({"successThreshold": 1}));
        fill(&mut container["readinessProbe"]["httpGet"], json!({"scheme": "HTTP"}));
        fill(&mut container["env"][0]["valueFrom"]["fieldRef"], json!({"apiVersion": "v1"}));
    }
}

fn fill(into: &mut Value, defaults: Value) {
    if into.is_null() {
        *into = Value::Object(Map::new());
    }
    let Value::Object(defaults) = defaults else { return };
    for (key, field) in defaults {
        if !field.is_null() {
            into.as_object_mut().unwrap().entry(key).or_insert(field);
        }
    }
}
