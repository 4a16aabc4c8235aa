//! Kubeconfigs with everything inside: certificates as data, never as paths.
//!
//! Homeroom refuses those that name a file, because it would read it on its side.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

/// A kubeconfig for one server and one bearer token.
pub(crate) fn with_token(server: &str, ca_pem: &str, token: &str) -> String {
    let config = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "local", "cluster": {"server": server, "certificate-authority-data": BASE64_STANDARD.encode(ca_pem)}}],
        "users": [{"name": "user", "user": {"token": token}}],
        "contexts": [{"name": "local", "context": {"cluster": "local", "user": "user"}}],
        "current-context": "local",
    });
    serde_yaml_ng::to_string(&config).unwrap_or_else(|_| config.to_string())
}
