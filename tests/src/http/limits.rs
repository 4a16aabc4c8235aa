use crate::support::TestApp;

#[tokio::test]
async fn every_answer_says_how_much_is_left() {
    let app = TestApp::with(&["--rate-limit-per-address", "6000", "--rate-limit-per-caller", "3000"]).await;
    let open = app.get("/.well-known/jwks.json").send().await.expect(200);
    assert_eq!(open.header("ratelimit-policy"), Some("\"address\";q=6000;w=60"));
    let known = app.platform_get("/v1/tenants").send().await.expect(200);
    assert_eq!(known.header("ratelimit-policy"), Some("\"address\";q=6000;w=60, \"caller\";q=3000;w=60"));
    assert!(known.header("ratelimit").is_some_and(|left| left.contains("\"caller\";r=2999;t=")), "{known:?}");
}

#[tokio::test]
async fn too_many_requests_of_one_caller_are_refused_and_another_is_served() {
    let app = TestApp::with(&["--rate-limit-per-caller", "3"]).await;
    let school = app.tenant("School").await;
    for _ in 0..3 {
        school.get("/v1/me").send().await.expect(200);
    }
    let refused = school.get("/v1/me").send().await.expect_problem(429, "too-many-requests");
    assert!(refused.header("retry-after").is_some_and(|seconds| seconds.parse::<u64>().is_ok()));
    assert!(refused.header("ratelimit").is_some_and(|left| left.contains("\"caller\";r=0")));
    app.get("/v1/me").bearer(&app.platform_key).send().await.expect(200);
}

#[tokio::test]
async fn an_address_is_refused_before_anybody_is_recognised() {
    let app = TestApp::with(&["--rate-limit-per-address", "2"]).await;
    app.get("/v1/me").send().await.expect_problem(401, "unauthenticated");
    app.get("/v1/me").send().await.expect_problem(401, "unauthenticated");
    app.platform_get("/v1/me").send().await.expect_problem(429, "too-many-requests");
}

#[tokio::test]
async fn a_client_is_counted_by_what_a_trusted_proxy_saw_and_by_nothing_that_it_says_itself() {
    let app = TestApp::with(&["--rate-limit-per-address", "1", "--trusted-proxies", "10.0.0.0/8"]).await;
    let ask = |peer: &str, forwarded: &str| app.get("/.well-known/jwks.json").from(peer).header("x-forwarded-for", forwarded).send();
    ask("10.0.0.1", "198.51.100.1").await.expect(200);
    ask("10.0.0.2", "203.0.113.9, 198.51.100.1").await.expect_problem(429, "too-many-requests");
    ask("10.0.0.1", "198.51.100.2").await.expect(200);
    ask("203.0.113.5", "198.51.100.3").await.expect(200);
    ask("203.0.113.5", "198.51.100.4").await.expect_problem(429, "too-many-requests");
}
