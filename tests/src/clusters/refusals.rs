//! Kubeconfigs that are refused before anybody is talked to, and fields that cannot be.

use serde_json::{Value, json};

use crate::support::TestApp;

fn kubeconfig(cluster: &str, user: &str) -> String {
    // Well-formed PEM around nothing: enough for a text that is refused for something else.
    let authority = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBQUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=";
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{{name: c, context: {{cluster: c, user: u}}}}]\n\
         clusters: [{{name: c, cluster: {{certificate-authority-data: {authority}, {cluster}}}}}]\nusers: [{{name: u, user: {{{user}}}}}]\n"
    )
}

fn cluster(kubeconfig: &str) -> Value {
    json!({"name": "bj-1", "region": "cn-beijing", "kubeconfig": kubeconfig, "media_url": "wss://{classroom}.rooms.example.org"})
}

#[tokio::test]
async fn whatever_would_run_or_read_on_our_side_is_refused_by_a_code_of_its_own() {
    let app = TestApp::new().await;
    let (server, token) = ("server: 'https://10.255.255.1:6443'", "token: sekrit-token");
    for (text, code) in [
        (String::new(), "kubeconfig_unreadable"),
        ("sekrit: [".to_owned(), "kubeconfig_unreadable"),
        (kubeconfig(server, "exec: {command: sekrit}"), "kubeconfig_exec"),
        (kubeconfig(server, "auth-provider: {name: sekrit}"), "kubeconfig_auth_provider"),
        (kubeconfig(server, "tokenFile: /sekrit"), "kubeconfig_token_file"),
        (kubeconfig(server, "client-certificate: /sekrit"), "kubeconfig_path"),
        (kubeconfig(server, "client-key: /sekrit"), "kubeconfig_path"),
        (kubeconfig(server, "username: sekrit, password: sekrit"), "kubeconfig_password"),
        (kubeconfig(server, "as: sekrit"), "kubeconfig_impersonation"),
        (kubeconfig(&format!("{server}, certificate-authority: /sekrit"), token), "kubeconfig_path"),
        (kubeconfig(&format!("{server}, proxy-url: 'http://sekrit'"), token), "kubeconfig_proxy"),
        (kubeconfig(&format!("{server}, insecure-skip-tls-verify: true"), token), "kubeconfig_insecure"),
        (kubeconfig("server: 'http://sekrit'", token), "kubeconfig_not_https"),
        (kubeconfig(server, "client-certificate-data: sekrit, client-key-data: sekrit"), "kubeconfig_certificate"),
    ] {
        let answer = app.platform_post("/v1/clusters").json(&cluster(&text)).send().await.expect_invalid("/kubeconfig");
        let codes: Vec<_> = answer["errors"].as_array().unwrap().iter().map(|error| error["code"].as_str().unwrap()).collect();
        assert!(codes.contains(&code), "{code} in {codes:?}");
        assert!(!answer.text().contains("sekrit"), "{}", answer.text());
    }
    let several = kubeconfig("server: 'http://10.0.0.1'", "exec: {command: sh}, tokenFile: /x");
    let answer = app.platform_post("/v1/clusters").json(&cluster(&several)).send().await.expect_invalid("/kubeconfig");
    assert!(answer["errors"].as_array().unwrap().len() >= 3, "{}", answer.text());
}

#[tokio::test]
async fn a_cluster_that_does_not_answer_is_no_cluster() {
    let app = TestApp::new().await;
    // Nobody listens on port 1.
    let text = kubeconfig("server: 'https://127.0.0.1:1'", "token: abc");
    let answer = app.platform_post("/v1/clusters").json(&cluster(&text)).send().await.expect_invalid("/kubeconfig");
    assert_eq!(answer["errors"][0]["code"], "cluster_unreachable");
}

#[tokio::test]
async fn fields_that_cannot_be_are_named() {
    let app = TestApp::new().await;
    for (field, value) in [
        ("name", json!("BJ 1")),
        ("region", json!("")),
        ("media_url", json!("https://rooms.example.org")),
        ("node_limit", json!(0)),
        ("headroom_percent", json!(91)),
    ] {
        let mut body = cluster("none");
        body[field] = value;
        app.platform_post("/v1/clusters").json(&body).send().await.expect_invalid(&format!("/{field}"));
    }
    app.post("/v1/clusters").bearer(&app.platform_key).json(&cluster("none")).send().await.expect_problem(400, "header-missing");
}
