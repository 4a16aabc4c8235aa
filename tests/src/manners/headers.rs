use super::Manners;
use crate::{authz::expectations::Expectation, support::Answer};

#[tokio::test]
async fn a_post_that_makes_something_needs_a_key_to_be_retried_with() {
    let manners = Manners::new().await;
    let makers = [
        "/v1/orders",
        "/v1/orders/batch",
        "/v1/tenants",
        "/v1/partners",
        "/v1/members",
        "/v1/members/batch",
        "/v1/api-keys",
        "/v1/clusters",
    ];
    for path in makers {
        let expectation = manners.operations().find(|expectation| expectation.operation == format!("POST {path}")).unwrap();
        assert!(manners.takes(expectation, "Idempotency-Key"), "the document does not say that {path} takes Idempotency-Key");
        let body = |call: crate::support::Call| call.header("content-type", "application/json").raw("{}");
        body(manners.bare(expectation)).send().await.expect_problem(400, "header-missing");
        for wrong in ["", "a b\u{7f}", &"k".repeat(256)] {
            let Ok(value) = http::HeaderValue::from_str(wrong) else { continue };
            let answer = body(manners.bare(expectation).header("idempotency-key", value.to_str().unwrap())).send().await;
            assert_eq!(answer.status, 400, "{path} with {wrong:?}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_change_needs_the_edit_that_it_was_made_from() {
    let manners = Manners::new().await;
    let mut tried = 0;
    for expectation in
        manners.operations().filter(|expectation| matches!(expectation.method(), "PATCH" | "PUT") && expectation.has_target())
    {
        tried += 1;
        assert!(manners.takes(expectation, "If-Match"), "the document does not say that {} takes If-Match", expectation.operation);
        let call = || manners.bare(expectation).header("content-type", "application/json").raw(expectation.body);
        call().send().await.expect_problem(428, "precondition-required");
        for stale in ["\"0.0\"", "\"9999.0\"", "\"nonsense\"", "W/\"1.0\""] {
            let answer = call().header("if-match", stale).send().await;
            assert_eq!(answer.status, 412, "{} with {stale}: {}", expectation.operation, answer.text());
            answer.expect_problem(412, "precondition-failed");
        }
    }
    assert!(tried >= 6);
}

#[tokio::test]
async fn what_was_read_is_not_sent_again_and_its_etag_makes_a_change() {
    let manners = Manners::new().await;
    for expectation in
        manners.operations().filter(|expectation| expectation.method() == "GET" && expectation.has_target() && expectation.query.is_empty())
    {
        // A list of a thing's events is no thing.
        if manners.takes(expectation, "limit") {
            continue;
        }
        assert!(
            manners.takes(expectation, "If-None-Match"),
            "the document does not say that {} takes If-None-Match",
            expectation.operation
        );
        let first = manners.bare(expectation).send().await.expect(200);
        let etag = first.etag().to_owned();
        let (edit, revision) = etag.trim_matches('"').split_once('.').unwrap_or_else(|| panic!("{}: {etag}", expectation.operation));
        assert!(edit.parse::<u64>().is_ok() && revision.parse::<u64>().is_ok(), "{}: {etag}", expectation.operation);
        let again = manners.bare(expectation).header("if-none-match", &etag).send().await.expect(304);
        assert!(again.body.is_empty() && again.etag() == etag, "{}", expectation.operation);
        manners.bare(expectation).header("if-none-match", "\"0.0\"").send().await.expect(200);
    }
}

#[tokio::test]
async fn answers_carry_the_headers_that_the_document_names() {
    let manners = Manners::new().await;
    let mut tried = 0;
    for expectation in manners.operations() {
        let call = manners.with_headers(expectation);
        let call = if expectation.body.is_empty() { call } else { call.header("content-type", "application/json").raw(expectation.body) };
        let answer = call.send().await;
        for always in ["x-request-id", "ratelimit", "ratelimit-policy"] {
            assert!(answer.header(always).is_some(), "{}: no {always}", expectation.operation);
        }
        if !answer.status.is_success() {
            continue;
        }
        tried += 1;
        let response = &manners.described(expectation)["responses"][answer.status.as_str()];
        let named = |header: &str| response["headers"].as_object().is_some_and(|headers| headers.contains_key(header));
        for header in ["ETag", "Location"] {
            assert_eq!(answer.header(header).is_some(), named(header), "{}: {header}", expectation.operation);
        }
        // The last page has no next one.
        assert!(answer.header("Link").is_none() || named("Link"), "{}: Link", expectation.operation);
    }
    assert!(tried > 30, "{tried}");
}

#[tokio::test]
async fn every_answer_carries_the_requests_id_and_a_strange_one_is_replaced() {
    let manners = Manners::new().await;
    for expectation in manners.operations().filter(|expectation| expectation.method() == "GET") {
        let answer = manners.bare(expectation).header("x-request-id", "from-the-client-1").send().await;
        assert_eq!(answer.header("x-request-id"), Some("from-the-client-1"), "{}", expectation.operation);
        let refused = manners.world.app.call("GET", &manners.path(expectation)).header("x-request-id", &"x".repeat(129)).send().await;
        let refused = refused.expect_problem(401, "unauthenticated");
        assert_eq!(refused.header("x-request-id"), refused["request_id"].as_str());
        assert_ne!(refused["request_id"], "x".repeat(129));
    }
}

#[tokio::test]
async fn sentences_follow_the_reader_and_codes_do_not() {
    let manners = Manners::new().await;
    let ask = async |language: &str| {
        let call = manners.world.app.get("/v1/orders/nonsense").bearer(&manners.institution_key);
        call.header("accept-language", language).send().await.expect_problem(404, "not-found")
    };
    let (english, chinese) = (ask("en").await, ask("zh-CN,zh;q=0.9,en;q=0.1").await);
    assert_eq!(english["code"], chinese["code"]);
    assert_ne!(english["title"], chinese["title"]);
    assert_eq!(ask("tlh").await["title"], english["title"]);
}

#[tokio::test]
async fn no_answer_is_kept_by_others_and_each_says_what_it_depends_on() {
    let manners = Manners::new().await;
    for expectation in manners.operations() {
        let answers = [manners.bare(expectation).header("x-tenant", "ten_1").send().await, nobody(&manners, expectation).await];
        let read = if expectation.method() == "GET" { Some(manners.bare(expectation).send().await.expect(200)) } else { None };
        for answer in answers.into_iter().chain(read) {
            let (vary, kept) = (answer.header("vary").unwrap_or_default(), answer.header("cache-control"));
            let depends = ["Accept-Language", "Authorization", "Cookie", "X-Tenant"].iter().all(|name| vary.contains(name));
            assert!(depends && kept == Some("no-store"), "{} {}: {:?}", expectation.operation, answer.status, answer.headers);
        }
    }
}

async fn nobody(manners: &Manners, expectation: &Expectation) -> Answer {
    manners.world.app.call(expectation.method(), &manners.path(expectation)).send().await
}

#[tokio::test]
async fn one_tag_stands_for_both_languages_of_the_same_thing() {
    let manners = Manners::new().await;
    let order = manners.operations().find(|expectation| expectation.operation == "GET /v1/orders/{id}").unwrap();
    let ask = async |language: &str| manners.bare(order).header("accept-language", language).send().await.expect(200);
    let (english, chinese) = (ask("en").await, ask("zh-CN").await);
    assert_eq!(english.etag(), chinese.etag());
    let of = |answer: &Answer, field: &str| {
        answer["conditions"].as_array().unwrap().iter().map(|condition| condition[field].clone()).collect::<Vec<_>>()
    };
    assert_eq!(of(&english, "reason"), of(&chinese, "reason"));
    assert_ne!(of(&english, "message"), of(&chinese, "message"));
    assert_eq!((english.header("cache-control"), english.header("vary")), (chinese.header("cache-control"), chinese.header("vary")));
}
