use axum::{Router, extract::FromRef, http::StatusCode, routing::get};
use homeroom::{
    app::AppState,
    http::{ByAddress, manners},
};

use crate::support::{Call, TestApp};

async fn panics() -> StatusCode {
    panic!("the secret of a handler")
}

/// Reads run in the request's own task, changes in one of their own: both leave by the same door.
#[tokio::test]
async fn a_panic_is_answered_like_any_other_failure_and_the_next_request_as_ever() {
    let app = TestApp::new().await;
    let routes = Router::<AppState>::new().route("/v1/panics", get(panics).post(panics)).route("/v1/works", get(StatusCode::OK));
    let router = manners(routes, ByAddress::from_ref(&app.state)).with_state(app.state.clone());
    for method in ["GET", "POST"] {
        let answer = Call::new(router.clone(), method, "/v1/panics").header("x-request-id", "mine").send().await;
        let answer = answer.expect_problem(500, "internal");
        assert_eq!((answer["request_id"].as_str(), answer.header("x-request-id")), (Some("mine"), Some("mine")));
        assert!(!answer.text().contains("secret"), "{}", answer.text());
        for header in ["ratelimit", "cache-control", "vary"] {
            assert!(answer.header(header).is_some(), "{method} without {header}");
        }
        Call::new(router.clone(), "GET", "/v1/works").send().await.expect(200);
    }
}
