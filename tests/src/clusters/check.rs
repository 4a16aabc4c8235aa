//! `POST /v1/clusters/check` of what is no cluster. A real one is tried in `kubernetes`.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once_and_nothing_is_kept_or_repeated() {
    let app = TestApp::new().await;
    let authority = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBQUEKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=";
    let kubeconfig = |server: &str, user: &str| {
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{{name: c, context: {{cluster: c, user: u}}}}]\n\
             clusters: [{{name: c, cluster: {{certificate-authority-data: {authority}, server: '{server}'}}}}]\nusers: [{{name: u, user: {{{user}}}}}]\n"
        )
    };
    for (text, code) in [
        ("sekrit: [".to_owned(), "kubeconfig_unreadable"),
        (kubeconfig("https://10.255.255.1:6443", "exec: {command: sekrit}"), "kubeconfig_exec"),
        (kubeconfig("https://10.255.255.1:6443", "tokenFile: /sekrit"), "kubeconfig_token_file"),
        (kubeconfig("http://sekrit", "token: sekrit"), "kubeconfig_not_https"),
        // Nobody listens on port 1.
        (kubeconfig("https://127.0.0.1:1", "token: sekrit"), "cluster_unreachable"),
    ] {
        let found = app.platform_post("/v1/clusters/check").json(&json!({"kubeconfig": text})).send().await.expect(200);
        let codes: Vec<_> = found["problems"].as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap()).collect();
        assert!(codes.contains(&code), "{code} in {codes:?}");
        assert_eq!((&found["suitable"], &found["version"], &found["rights"]), (&json!(false), &json!(null), &json!([])));
        assert!(!found.text().contains("sekrit"), "{}", found.text());
    }
    assert!(app.platform_get("/v1/clusters").send().await.expect(200).items().is_empty());
}
