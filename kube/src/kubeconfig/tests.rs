//! What is kept of a kubeconfig, and everything for which one is refused.

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
    for code in ["kubeconfig_not_https", "kubeconfig_exec", "kubeconfig_token_file", "kubeconfig_incomplete", "kubeconfig_credentials"] {
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
