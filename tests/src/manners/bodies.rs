use super::Manners;
use crate::{authz::expectations::Expectation, support::Answer};

const MEBIBYTE: usize = 1024 * 1024;

/// Orders may be large; everything else is small, and a log-in, which comes from strangers, smaller still.
pub(super) fn limit(expectation: &Expectation) -> usize {
    let path = expectation.path();
    let small = ["/cancel", "/confirm", "/copy", "/move", "/pause"];
    let order = path.starts_with("/v1/orders") && !small.iter().any(|verb| path.ends_with(verb));
    match path {
        "/v1/sessions" | "/v1/password-resets" | "/v1/links/redeem" | "/v1/links/enter" => 4 * 1024,
        "/v1/quotes" => 4 * MEBIBYTE,
        "/v1/drafts" | "/v1/drafts/{id}" => 5 * MEBIBYTE,
        _ if order => 4 * MEBIBYTE,
        _ => MEBIBYTE,
    }
}

async fn each(manners: &Manners, kind: Option<&str>, body: impl Fn(&Expectation) -> Vec<u8>, check: impl Fn(&Expectation, Answer)) {
    let mut tried = 0;
    for expectation in manners.operations().filter(|expectation| manners.takes_body(expectation)) {
        let call = manners.with_headers(expectation);
        let call = kind.map_or(call, |kind| manners.with_headers(expectation).header("content-type", kind));
        check(expectation, call.raw(body(expectation)).send().await);
        tried += 1;
    }
    assert!(tried > 10, "the document lists operations with bodies");
}

#[tokio::test]
async fn a_body_that_does_not_say_it_is_json_is_not_read() {
    let manners = Manners::new().await;
    let check = |expectation: &Expectation, answer: Answer| {
        assert_eq!(answer.status, 415, "{}: {}", expectation.operation, answer.text());
        answer.expect_problem(415, "unsupported-media-type");
    };
    for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonp")] {
        each(&manners, kind, |_| b"{}".to_vec(), check).await;
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_said_so() {
    let manners = Manners::new().await;
    for body in [&b"{"[..], b"{\"name\": }", b"{} {}", b"\xff\xfe", b"{\"name\": \"\xff\"}", b"nonsense"] {
        each(
            &manners,
            Some("application/json"),
            |_| body.to_vec(),
            |expectation, answer| {
                assert_eq!(answer.status, 400, "{} of {body:?}: {}", expectation.operation, answer.text());
                answer.expect_problem(400, "malformed-json");
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_field_that_nobody_knows_is_named() {
    let manners = Manners::new().await;
    each(
        &manners,
        Some("application/json"),
        |_| br#"{"surprise": 1}"#.to_vec(),
        |expectation, answer| {
            assert_eq!(answer.status, 422, "{}: {}", expectation.operation, answer.text());
            answer.expect_problem(422, "invalid").expect_invalid("/surprise");
        },
    )
    .await;
}

#[tokio::test]
async fn a_key_that_a_map_holds_twice_is_named() {
    let manners = Manners::new().await;
    let twice = r#"{"a": "1", "b": "2", "a": "1"}"#;
    for (operation, body, pointer) in [
        ("POST /v1/orders", format!(r#"{{"metadata": {twice}}}"#), "/metadata/a"),
        ("POST /v1/orders", format!(r#"{{"rooms": [{{"key": "7-1", "seats": 5, "metadata": {twice}}}]}}"#), "/rooms/0/metadata/a"),
        ("PATCH /v1/orders/{id}", format!(r#"{{"metadata": {twice}}}"#), "/metadata/a"),
        ("POST /v1/quotes", format!(r#"{{"metadata": {twice}}}"#), "/metadata/a"),
        ("POST /v1/tenants", format!(r#"{{"metadata": {twice}}}"#), "/metadata/a"),
        ("PATCH /v1/tenants/{id}", format!(r#"{{"metadata": {twice}}}"#), "/metadata/a"),
        ("POST /v1/partners", format!(r#"{{"metadata": {twice}}}"#), "/metadata/a"),
        ("PATCH /v1/partners/{id}", format!(r#"{{"metadata": {twice}}}"#), "/metadata/a"),
    ] {
        let expectation = manners.operations().find(|expectation| expectation.operation == operation).unwrap();
        let answer = manners.with_headers(expectation).header("content-type", "application/json").raw(body.clone()).send().await;
        let answer = answer.expect_problem(422, "invalid").expect_invalid(pointer);
        assert_eq!(answer["errors"][0]["code"], "duplicate_field", "{operation} {body}");
    }
}

#[tokio::test]
async fn a_body_of_another_shape_is_refused_by_name() {
    let manners = Manners::new().await;
    for body in [&b"[]"[..], b"7", b"\"text\"", b"{\"name\": {}, \"email\": {}, \"current\": {}, \"reason\": {}}"] {
        each(
            &manners,
            Some("application/json"),
            |_| body.to_vec(),
            |expectation, answer| {
                assert_eq!(answer.status, 422, "{} of {}: {}", expectation.operation, String::from_utf8_lossy(body), answer.text());
                assert!(
                    answer["errors"].as_array().is_some_and(|errors| !errors.is_empty()),
                    "{}: {}",
                    expectation.operation,
                    answer.text()
                );
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_list_is_no_object_wherever_it_stands() {
    let manners = Manners::new().await;
    for (operation, body, pointer) in [
        ("PUT /v1/tenants/{id}/quota", "[1, 2, 3, 4]", ""),
        ("POST /v1/tenants", r#"{"name": "x", "time_zone": "UTC", "currency": "CNY", "quota": [1, 2, 3, 4]}"#, "/quota"),
        ("PATCH /v1/orders/{id}", r#"{"term": ["2026-09-01", "2027-01-18"]}"#, "/term"),
        ("PATCH /v1/orders/{id}", r#"{"rooms": [["7-1", 52]]}"#, "/rooms/0"),
        ("POST /v1/quotes", r#"{"orders": [[]]}"#, "/orders/0"),
        ("POST /v1/orders/batch", r#"{"orders": [[]]}"#, "/orders/0"),
    ] {
        let expectation = manners.operations().find(|expectation| expectation.operation == operation).unwrap();
        let answer = manners.with_headers(expectation).header("content-type", "application/json").raw(body).send().await;
        let answer = answer.expect_problem(422, "invalid").expect_invalid(pointer);
        assert_eq!(answer["errors"][0]["params"], serde_json::json!({"expected": "object", "found": "array"}), "{operation}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let manners = Manners::new().await;
    let padded = |expectation: &Expectation| {
        let mut body = b"{}".to_vec();
        body.resize(limit(expectation) + 1, b' ');
        body
    };
    each(&manners, Some("application/json"), padded, |expectation, answer| {
        assert_eq!(answer.status, 413, "{}: {}", expectation.operation, answer.text());
        answer.expect_problem(413, "body-too-large");
    })
    .await;
    // One byte less is read, and found to be wrong for another reason.
    let fitting = |expectation: &Expectation| {
        let mut body = br#"{"surprise": 1}"#.to_vec();
        body.resize(limit(expectation), b' ');
        body
    };
    each(&manners, Some("application/json"), fitting, |expectation, answer| {
        assert_eq!(answer.status, 422, "{}: {}", expectation.operation, answer.text());
    })
    .await;
}

#[tokio::test]
async fn a_body_that_is_needed_and_missing_is_said_so() {
    let manners = Manners::new().await;
    for expectation in manners.operations().filter(|expectation| manners.requires_body(expectation)) {
        let answer = manners.with_headers(expectation).send().await;
        assert!(matches!(answer.status.as_u16(), 400 | 415), "{}: {} {}", expectation.operation, answer.status, answer.text());
    }
}

#[tokio::test]
async fn an_empty_body_is_left_out_whatever_it_is_called() {
    let manners = Manners::new().await;
    let optional = |expectation: &&Expectation| manners.takes_body(expectation) && !manners.requires_body(expectation);
    for expectation in manners.operations().filter(optional) {
        for kind in ["application/json", "text/plain"] {
            let answer = manners.with_headers(expectation).header("content-type", kind).raw("").send().await;
            assert_eq!(answer.status, 200, "{} with {kind}: {}", expectation.operation, answer.text());
        }
    }
}

#[tokio::test]
async fn a_nul_in_a_text_is_refused_and_never_reaches_the_database() {
    let manners = Manners::new().await;
    for (path, body, pointer) in [
        ("/v1/members", r#"{"email": "a\u0000b@example.org", "role": "viewer"}"#, "/email"),
        ("/v1/api-keys", r#"{"name": "a\u0000b", "scopes": ["orders:read"]}"#, "/name"),
    ] {
        let call =
            manners.world.app.post(path).bearer(&manners.institution_key).once().header("content-type", "application/json").raw(body);
        call.send().await.expect_problem(422, "invalid").expect_invalid(pointer);
    }
    let tenant = r#"{"name": "a\u0000b", "time_zone": "Asia/Shanghai", "currency": "CNY"}"#;
    let call = manners.world.app.platform_post("/v1/tenants").header("content-type", "application/json").raw(tenant);
    call.send().await.expect_problem(422, "invalid").expect_invalid("/name");
}
