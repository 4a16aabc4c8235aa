//! From a foreign kubeconfig to the few values a client needs, or every reason why not.
//!
//! A kubeconfig can name programs to run, files to read, proxies to use and people to impersonate, all of it on our side. So it is not handed to a
//! library that understands them: it is read here against a list of what is allowed, and only the embedded values of the current context are kept.
//! Problems name their field; none repeats a word of the text, which holds credentials.

use std::collections::HashSet;

use base64::{Engine, prelude::BASE64_STANDARD};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use serde::{Deserialize, Serialize};
use serde_yaml_ng::{Mapping, Value};
use zeroize::Zeroizing;

/// What is kept of a kubeconfig. Sealed in the database in this form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kubeconfig {
    /// `https://host:port[/path]`.
    pub(super) server: String,
    /// PEM, base64.
    pub(super) authority: String,
    pub(super) server_name: Option<String>,
    pub(super) credential: Credential,
}

/// How we say who we are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Credential {
    Token(String),
    /// Both PEM, base64.
    Certificate {
        certificate: String,
        key: String,
    },
}

impl std::fmt::Debug for Kubeconfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kubeconfig(..)")
    }
}

/// Why a kubeconfig is refused: where, as a pointer below the field that holds it, and a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KubeconfigProblem {
    /// Relative to the kubeconfig, such as `/users/0/user/exec`; empty for the whole.
    pub at: String,
    pub code: &'static str,
}

/// Fields that are refused wherever they stand in their entry, and the code for each.
const CLUSTER_REFUSED: &[(&str, &str)] = &[("certificate-authority", "kubeconfig_path"), ("proxy-url", "kubeconfig_proxy")];
const USER_REFUSED: &[(&str, &str)] = &[
    ("exec", "kubeconfig_exec"),
    ("auth-provider", "kubeconfig_auth_provider"),
    ("tokenFile", "kubeconfig_token_file"),
    ("client-certificate", "kubeconfig_path"),
    ("client-key", "kubeconfig_path"),
    ("username", "kubeconfig_password"),
    ("password", "kubeconfig_password"),
    ("as", "kubeconfig_impersonation"),
    ("as-uid", "kubeconfig_impersonation"),
    ("as-groups", "kubeconfig_impersonation"),
    ("as-user-extra", "kubeconfig_impersonation"),
];
const CLUSTER_ALLOWED: &[&str] =
    &["server", "certificate-authority-data", "tls-server-name", "insecure-skip-tls-verify", "disable-compression", "extensions"];
const USER_ALLOWED: &[&str] = &["token", "client-certificate-data", "client-key-data", "extensions"];
const TOP_ALLOWED: &[&str] = &["apiVersion", "kind", "preferences", "clusters", "users", "contexts", "current-context", "extensions"];

impl Kubeconfig {
    /// Reads a kubeconfig as YAML or JSON.
    ///
    /// # Errors
    /// Every problem that was found, not the first.
    pub fn parse(text: &str) -> Result<Self, Vec<KubeconfigProblem>> {
        // Windows' editors put a byte order mark in front, and kubectl reads over it.
        let root = match serde_yaml_ng::from_str::<Value>(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            Ok(Value::Mapping(root)) if root.contains_key("clusters") || root.contains_key("users") => root,
            _ => return Err(vec![problem("", "kubeconfig_unreadable")]),
        };
        let mut reader = Reader { problems: Vec::new() };
        reader.unknown_fields(&root, "", TOP_ALLOWED, &[]);
        reader.vet_entries(&root, "clusters", "cluster", |reader, cluster, at| reader.vet_cluster(cluster, at));
        reader.vet_entries(&root, "users", "user", |reader, user, at| reader.vet_user(user, at));
        ["clusters", "users", "contexts"].into_iter().for_each(|list| reader.vet_names(&root, list));
        let kept = reader.current(&root);
        match kept {
            Some(kept) if reader.problems.is_empty() => Ok(kept),
            _ => {
                reader.problems.dedup();
                Err(reader.problems)
            }
        }
    }

    /// The form that is sealed.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads the form that was sealed.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

fn problem(at: impl Into<String>, code: &'static str) -> KubeconfigProblem {
    KubeconfigProblem { at: at.into(), code }
}

fn text<'a>(map: &'a Mapping, field: &str) -> Option<&'a str> {
    map.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
}

struct Reader {
    problems: Vec<KubeconfigProblem>,
}

impl Reader {
    fn refuse(&mut self, at: impl Into<String>, code: &'static str) {
        self.problems.push(problem(at, code));
    }

    fn unknown_fields(&mut self, map: &Mapping, at: &str, allowed: &[&str], refused: &[(&str, &'static str)]) {
        for (field, value) in map {
            let known = field.as_str().unwrap_or_default();
            match refused.iter().find(|(name, _)| name.eq_ignore_ascii_case(known)) {
                Some((name, code)) if !value.is_null() => self.refuse(format!("{at}/{name}"), code),
                Some(_) => {}
                // The name itself is part of the text and stays out of the answer.
                None if !allowed.contains(&known) => self.refuse(at, "kubeconfig_unknown_field"),
                None => {}
            }
        }
    }

    fn vet_entries(&mut self, root: &Mapping, list: &str, inner: &str, vet: impl Fn(&mut Self, &Mapping, &str)) {
        let Some(entries) = root.get(list).and_then(Value::as_sequence) else {
            return self.refuse(format!("/{list}"), "kubeconfig_incomplete");
        };
        for (index, entry) in entries.iter().enumerate() {
            let at = format!("/{list}/{index}/{inner}");
            match entry.get(inner).and_then(Value::as_mapping) {
                Some(found) => vet(self, found, &at),
                None => self.refuse(at, "kubeconfig_incomplete"),
            }
        }
    }

    /// Of two entries of one name a reader could take either; kubectl refuses them too. No name is a name.
    fn vet_names(&mut self, root: &Mapping, list: &str) {
        let entries = root.get(list).and_then(Value::as_sequence).map_or(&[][..], Vec::as_slice);
        let name = |entry: &Value| entry.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut seen = HashSet::new();
        for (index, entry) in entries.iter().enumerate() {
            if !seen.insert(name(entry)) {
                self.refuse(format!("/{list}/{index}/name"), "kubeconfig_duplicate");
            }
        }
    }

    fn vet_cluster(&mut self, cluster: &Mapping, at: &str) {
        self.unknown_fields(cluster, at, CLUSTER_ALLOWED, CLUSTER_REFUSED);
        if !matches!(cluster.get("insecure-skip-tls-verify"), None | Some(Value::Bool(false) | Value::Null)) {
            self.refuse(format!("{at}/insecure-skip-tls-verify"), "kubeconfig_insecure");
        }
        match text(cluster, "server") {
            Some(server) if !server.to_ascii_lowercase().starts_with("https://") => {
                self.refuse(format!("{at}/server"), "kubeconfig_not_https");
            }
            Some(server) if !is_server(server) => self.refuse(format!("{at}/server"), "kubeconfig_server"),
            Some(_) => {}
            None => self.refuse(format!("{at}/server"), "kubeconfig_incomplete"),
        }
    }

    fn vet_user(&mut self, user: &Mapping, at: &str) {
        self.unknown_fields(user, at, USER_ALLOWED, USER_REFUSED);
    }

    /// The values of the current context, or of the only one.
    fn current(&mut self, root: &Mapping) -> Option<Kubeconfig> {
        let contexts = root.get("contexts").and_then(Value::as_sequence).map_or(&[][..], Vec::as_slice);
        let wanted = text(root, "current-context");
        let context = match (wanted, contexts) {
            (Some(name), _) => named(contexts, name, "context").map(|(_, context)| context),
            (None, [only]) => only.get("context").and_then(Value::as_mapping),
            _ => None,
        };
        let Some(context) = context else {
            self.refuse("/current-context", "kubeconfig_context");
            return None;
        };
        let cluster = self.referenced(root, context, "clusters", "cluster");
        let user = self.referenced(root, context, "users", "user");
        let ((cluster_at, cluster), (user_at, user)) = (cluster?, user?);
        let authority = self.authority(cluster, &format!("/clusters/{cluster_at}/cluster"));
        let credential = self.credential(user, &format!("/users/{user_at}/user"));
        Some(Kubeconfig {
            server: text(cluster, "server")?.to_owned(),
            authority: authority?,
            server_name: text(cluster, "tls-server-name").map(str::to_owned),
            credential: credential?,
        })
    }

    fn referenced<'a>(&mut self, root: &'a Mapping, context: &Mapping, list: &str, inner: &str) -> Option<(usize, &'a Mapping)> {
        let entries = root.get(list).and_then(Value::as_sequence).map_or(&[][..], Vec::as_slice);
        let found = text(context, inner).and_then(|name| named(entries, name, inner));
        if found.is_none() {
            self.refuse("/current-context", "kubeconfig_context");
        }
        found
    }

    fn authority(&mut self, cluster: &Mapping, at: &str) -> Option<String> {
        const FIELD: &str = "certificate-authority-data";
        let data = text(cluster, FIELD);
        let found = data.filter(|data| pem(data).is_some_and(|pem| certificates(&pem)));
        if found.is_none() {
            self.refuse(format!("{at}/{FIELD}"), if data.is_none() { "kubeconfig_incomplete" } else { "kubeconfig_certificate" });
        }
        found.map(unbroken)
    }

    fn credential(&mut self, user: &Mapping, at: &str) -> Option<Credential> {
        let certificate = (text(user, "client-certificate-data"), text(user, "client-key-data"));
        // A block of YAML, or a file that was pasted, ends in a line break which is none of the token.
        let token = text(user, "token").map(str::trim_ascii).filter(|token| !token.is_empty());
        match (token, certificate) {
            (Some(token), _) if token.bytes().all(|byte| byte.is_ascii_graphic()) => Some(Credential::Token(token.to_owned())),
            (Some(_), _) => {
                self.refuse(format!("{at}/token"), "kubeconfig_token");
                None
            }
            (None, (Some(certificate), Some(key))) if is_key_pair(certificate, key) => {
                Some(Credential::Certificate { certificate: unbroken(certificate), key: unbroken(key) })
            }
            (None, (None, _) | (_, None)) => {
                self.refuse(at, "kubeconfig_credentials");
                None
            }
            _ => {
                self.refuse(at, "kubeconfig_certificate");
                None
            }
        }
    }
}

/// The entry of a name, and its place in the list.
fn named<'a>(entries: &'a [Value], name: &str, inner: &str) -> Option<(usize, &'a Mapping)> {
    let (index, entry) = entries.iter().enumerate().find(|(_, entry)| entry.get("name").and_then(Value::as_str) == Some(name))?;
    Some((index, entry.get(inner)?.as_mapping()?))
}

fn is_server(server: &str) -> bool {
    server.parse::<http::Uri>().is_ok_and(|uri| {
        uri.host().is_some_and(|host| !host.is_empty())
            && uri.query().is_none()
            && uri.authority().is_some_and(|a| !a.as_str().contains('@'))
    })
}

/// What base64 holds, in however many lines: `base64` breaks them at 76, and YAML keeps the breaks.
pub(super) fn pem(data: &str) -> Option<Zeroizing<Vec<u8>>> {
    BASE64_STANDARD.decode(Zeroizing::new(unbroken(data)).as_bytes()).ok().map(Zeroizing::new)
}

fn unbroken(data: &str) -> String {
    data.split_ascii_whitespace().collect()
}

fn certificates(pem: &[u8]) -> bool {
    let mut found = CertificateDer::pem_slice_iter(pem).peekable();
    found.peek().is_some() && found.all(|certificate| certificate.is_ok())
}

fn is_key_pair(certificate: &str, key: &str) -> bool {
    pem(certificate).is_some_and(|pem| certificates(&pem)) && pem(key).is_some_and(|pem| PrivateKeyDer::from_pem_slice(&pem).is_ok())
}

#[cfg(test)]
mod tests;
