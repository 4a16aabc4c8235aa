//! The rights that Homeroom is given in a cluster: `deploy/cluster-access.yaml`,
//! the file that operators apply, applied here as they would.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config;
use crate::kube_api::KubeApi;

const TOKEN_SECRET: &str = "/api/v1/namespaces/homeroom-system/secrets/homeroom-token";
const ACCOUNT: &str = "system:serviceaccount:homeroom-system:homeroom";
const PATIENCE: Duration = Duration::from_secs(30);

/// Applies the file and returns the token of its ServiceAccount.
pub async fn grant(api: &KubeApi) -> Result<String> {
    apply(api, "deploy/cluster-access.yaml").await?;
    let has_token = |secret: Option<&Value>| secret.is_some_and(|secret| secret["data"]["token"].is_string());
    api.wait_for(TOKEN_SECRET, PATIENCE, has_token).await?;
    let secret = api.get(TOKEN_SECRET).await?.context("the token's Secret is gone")?;
    until_granted(api, &json!({"verb": "list", "resource": "namespaces"})).await?;
    let token = BASE64_STANDARD.decode(secret["data"]["token"].as_str().unwrap_or_default())?;
    Ok(String::from_utf8(token)?)
}

/// Applies the rights that scaling node groups takes beside those.
pub(crate) async fn grant_node_groups(api: &KubeApi) -> Result<()> {
    apply(api, "deploy/node-groups-access.yaml").await?;
    until_granted(api, &json!({"verb": "patch", "group": "cluster.x-k8s.io", "resource": "machines", "namespace": "default"})).await
}

/// Applies the rights that claims on storage pools take beside those.
pub(crate) async fn grant_storage_pools(api: &KubeApi) -> Result<()> {
    apply(api, "deploy/storage-pools-access.yaml").await?;
    until_granted(api, &json!({"verb": "get", "group": "storage.k8s.io", "resource": "storageclasses"})).await
}

async fn apply(api: &KubeApi, file: &str) -> Result<()> {
    let file = config::project_dir().join(file);
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    for document in serde_yaml_ng::Deserializer::from_str(&text) {
        let object = Value::deserialize(document).with_context(|| format!("{} is not YAML", file.display()))?;
        api.apply(&path_of(&object)?, &object).await?;
    }
    Ok(())
}

/// The API server's authorizer hears of a new role a moment after it is stored.
async fn until_granted(api: &KubeApi, right: &Value) -> Result<()> {
    let question = json!({"spec": {"user": ACCOUNT, "resourceAttributes": right}});
    let begun = Instant::now();
    while api.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", &question).await?["status"]["allowed"] != true {
        ensure!(begun.elapsed() < PATIENCE, "the rights of Homeroom were not granted after {} s", PATIENCE.as_secs());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

fn path_of(object: &Value) -> Result<String> {
    let name = object["metadata"]["name"].as_str().context("an object without a name")?;
    let namespace = object["metadata"]["namespace"].as_str().unwrap_or("default");
    Ok(match object["kind"].as_str() {
        Some("Namespace") => format!("/api/v1/namespaces/{name}"),
        Some("ServiceAccount") => format!("/api/v1/namespaces/{namespace}/serviceaccounts/{name}"),
        Some("Secret") => format!("/api/v1/namespaces/{namespace}/secrets/{name}"),
        Some("ClusterRole") => format!("/apis/rbac.authorization.k8s.io/v1/clusterroles/{name}"),
        Some("ClusterRoleBinding") => {
            format!("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/{name}")
        }
        kind => bail!("no path is known for the kind {kind:?}"),
    })
}
