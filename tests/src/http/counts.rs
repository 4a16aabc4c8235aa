use axum::{Router, extract::FromRef, http::StatusCode, routing::get};
use homeroom::{
    app::AppState,
    http::{ByAddress, manners},
};
use metrics_exporter_prometheus::PrometheusBuilder;

use crate::support::{Call, TestApp};

async fn panics() -> StatusCode {
    panic!("counted")
}

/// What the handlers answer is the lesser part of it: strangers, limits and panics are answered before or around them.
#[tokio::test]
async fn every_answer_is_counted_once_under_its_route() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let _counting = metrics::set_default_local_recorder(&recorder);
    let app = TestApp::with(&["--rate-limit-per-address", "5"]).await;
    app.platform_get("/v1/tenants").send().await.expect(200);
    app.get("/v1/orders/ord_1").send().await.expect(401);
    app.get("/v1/nothing").send().await.expect(404);
    app.call("PUT", "/v1/orders").send().await.expect(405);
    let routes = Router::<AppState>::new().route("/panics", get(panics));
    Call::new(manners(routes, ByAddress::from_ref(&app.state)).with_state(app.state.clone()), "GET", "/panics").send().await.expect(500);
    app.get("/v1/me").send().await.expect(429);
    let counts = recorder.handle().render();
    let counts: Vec<&str> = counts.lines().filter(|line| line.starts_with("homeroom_http_requests_total{")).collect();
    let expected = [
        ("GET", "/v1/tenants", 200),
        ("GET", "/v1/orders/{id}", 401),
        ("GET", "none", 404),
        ("PUT", "/v1/orders", 405),
        ("GET", "/panics", 500),
        ("GET", "/v1/me", 429),
    ];
    for (method, route, status) in expected {
        let line = format!("homeroom_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} 1");
        assert!(counts.contains(&line.as_str()), "{line} in {counts:#?}");
    }
    assert_eq!(counts.len(), expected.len(), "{counts:#?}");
}
