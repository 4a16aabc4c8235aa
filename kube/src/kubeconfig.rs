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
mod tests {
    use super::*;

    /// Any well-formed PEM passes; what is inside is rustls's to judge when it connects.
    fn authority() -> String {
        BASE64_STANDARD.encode("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    }

    fn config(cluster: &str, user: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{{name: c, context: {{cluster: c, user: u}}}}]\n\
             clusters: [{{name: c, cluster: {{{cluster}}}}}]\nusers: [{{name: u, user: {{{user}}}}}]\n"
        )
    }

    fn good_cluster() -> String {
        format!("server: 'https://10.0.0.1:6443', certificate-authority-data: {}", authority())
    }

    fn codes(text: &str) -> Vec<(String, &'static str)> {
        Kubeconfig::parse(text).unwrap_err().into_iter().map(|problem| (problem.at, problem.code)).collect()
    }

    #[test]
    fn embedded_values_pass_and_survive_being_stored() {
        let parsed = Kubeconfig::parse(&config(&good_cluster(), "token: abc")).unwrap();
        assert_eq!(parsed.server, "https://10.0.0.1:6443");
        assert_eq!(Kubeconfig::from_bytes(&parsed.to_bytes()), Some(parsed));
    }

    #[test]
    fn whatever_would_run_or_read_on_our_side_is_refused_by_name() {
        for (field, code) in [
            ("exec: {command: sh}", "kubeconfig_exec"),
            ("auth-provider: {name: oidc}", "kubeconfig_auth_provider"),
            ("tokenFile: /etc/shadow", "kubeconfig_token_file"),
            ("client-certificate: /etc/x", "kubeconfig_path"),
            ("client-key: /etc/x", "kubeconfig_path"),
            ("username: root", "kubeconfig_password"),
            ("password: hunter2", "kubeconfig_password"),
            ("as: admin", "kubeconfig_impersonation"),
            ("as-groups: ['system:masters']", "kubeconfig_impersonation"),
            ("something: else", "kubeconfig_unknown_field"),
        ] {
            let found = codes(&config(&good_cluster(), &format!("token: abc, {field}")));
            assert_eq!(found.iter().map(|(_, code)| *code).collect::<Vec<_>>(), [code], "{field}");
            assert!(found[0].0.starts_with("/users/0/user"), "{field}");
        }
        for (field, code) in [
            ("certificate-authority: /etc/x", "kubeconfig_path"),
            ("proxy-url: 'socks5://10.0.0.9'", "kubeconfig_proxy"),
            ("insecure-skip-tls-verify: true", "kubeconfig_insecure"),
            ("insecure-skip-tls-verify: 'yes'", "kubeconfig_insecure"),
        ] {
            let found = codes(&config(&format!("{}, {field}", good_cluster()), "token: abc"));
            assert_eq!(found.iter().map(|(_, code)| *code).collect::<Vec<_>>(), [code], "{field}");
        }
    }

    #[test]
    fn servers_must_be_plain_https() {
        for (server, code) in [
            ("http://10.0.0.1", "kubeconfig_not_https"),
            ("file:///etc/passwd", "kubeconfig_not_https"),
            ("https://user:pw@10.0.0.1", "kubeconfig_server"),
            ("https://", "kubeconfig_server"),
        ] {
            let cluster = format!("server: '{server}', certificate-authority-data: {}", authority());
            assert_eq!(codes(&config(&cluster, "token: abc")), [("/clusters/0/cluster/server".to_owned(), code)], "{server}");
        }
    }

    #[test]
    fn several_problems_are_listed_and_none_quotes_the_text() {
        let found = codes(&config("server: 'http://sekrit'", "exec: {command: sekrit}, tokenFile: sekrit"));
        let seen: Vec<_> = found.iter().map(|(_, code)| *code).collect();
        for code in ["kubeconfig_not_https", "kubeconfig_exec", "kubeconfig_token_file", "kubeconfig_incomplete", "kubeconfig_credentials"]
        {
            assert!(seen.contains(&code), "{code} in {seen:?}");
        }
        assert!(!format!("{found:?}").contains("sekrit"));
    }

    #[test]
    fn texts_that_are_no_kubeconfig_are_unreadable() {
        for text in ["", "hello", "[1, 2]", "{a: b}", "a: &a [*a]", "\u{0}", "clusters: {"] {
            assert_eq!(codes(text)[0].1, "kubeconfig_unreadable", "{text:?}");
        }
    }

    #[test]
    fn what_the_context_lacks_is_named_by_its_entry() {
        let text = config("server: 'https://10.0.0.1'", "client-key-data: abc");
        let other = "clusters: [{name: other, cluster: {server: 'https://10.0.0.2'}}, ";
        let text = text.replace("clusters: [", other);
        let found = codes(&text);
        assert_eq!(
            found,
            [
                ("/clusters/1/cluster/certificate-authority-data".to_owned(), "kubeconfig_incomplete"),
                ("/users/0/user".to_owned(), "kubeconfig_credentials")
            ]
        );
    }

    #[test]
    fn credentials_of_another_context_are_not_taken() {
        let text = config(&good_cluster(), "token: abc").replace("current-context: c", "current-context: other");
        assert_eq!(codes(&text), [("/current-context".to_owned(), "kubeconfig_context")]);
    }

    #[test]
    fn what_kubectl_reads_is_read() {
        let authority = authority();
        let (first, second) = authority.split_at(20);
        let block = |field: &str| format!("{field}: |\n      {first}\n      {second}\n");
        let quoted = |field: &str| format!("{field}: \"{first}\\n{second}\\n\"\n");
        let folded = |field: &str| format!("{field}: >-\n      {first}\n      {second}\n");
        let key = BASE64_STANDARD.encode("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        let key = format!("client-key-data: |\n      {}\n      {}\n", &key[..20], &key[20..]);
        for lines in [&block, &quoted, &folded] as [&dyn Fn(&str) -> String; 3] {
            let text = format!(
                "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts:\n- name: c\n  context: {{cluster: c, user: u}}\n\
                 clusters:\n- name: c\n  cluster:\n    server: https://10.0.0.1:6443\n    {}\
                 users:\n- name: u\n  user:\n    {}    {key}",
                lines("certificate-authority-data"),
                lines("client-certificate-data"),
            );
            for text in [text.clone(), format!("\u{feff}{text}"), text.replace('\n', "\r\n")] {
                let parsed = Kubeconfig::parse(&text).unwrap_or_else(|problems| panic!("{problems:?} in {text}"));
                assert_eq!(parsed.authority, authority, "kept without the breaks");
                assert!(matches!(parsed.credential, Credential::Certificate { certificate, .. } if certificate == authority));
            }
        }
    }

    #[test]
    fn a_token_ends_before_its_line_does_and_one_that_goes_on_is_refused_as_a_token() {
        for spelled in ["abc", "\"abc\\n\"", "' abc '", "\"abc\\r\\n\""] {
            let parsed = Kubeconfig::parse(&config(&good_cluster(), &format!("token: {spelled}"))).unwrap();
            assert!(parsed.credential == Credential::Token("abc".to_owned()), "{spelled}");
        }
        for spelled in ["\"ab\\nc\"", "\"a c\"", "\"ab\u{e9}\"", "\"a\\tb\""] {
            let found = codes(&config(&good_cluster(), &format!("token: {spelled}")));
            assert_eq!(found, [("/users/0/user/token".to_owned(), "kubeconfig_token")], "{spelled}");
        }
        assert_eq!(codes(&config(&good_cluster(), "token: \"\\n\""))[0].1, "kubeconfig_credentials");
    }

    #[test]
    fn two_of_one_name_are_refused() {
        for (list, entry) in [
            ("clusters", "{name: c, cluster: {server: 'https://10.0.0.2'}}"),
            ("users", "{name: u, user: {token: other}}"),
            ("contexts", "{name: c, context: {cluster: c, user: other}}"),
        ] {
            let text = config(&good_cluster(), "token: abc").replace(&format!("{list}: ["), &format!("{list}: [{entry}, "));
            let found = codes(&text);
            assert!(found.contains(&(format!("/{list}/1/name"), "kubeconfig_duplicate")), "{list}: {found:?}");
        }
    }
}
