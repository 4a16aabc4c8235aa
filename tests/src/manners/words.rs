//! Sentences for a Chinese reader hold names, codes and formats in Latin letters, and no English.

use serde_json::Value;

use super::Manners;
use crate::{
    authz::expectations::{Expectation, TABLE},
    support::Answer,
};

/// Two words of small letters side by side, as no code or format has them.
fn english(text: &str) -> bool {
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    text.replace(|c: char| !c.is_ascii(), " | ").split(' ').collect::<Vec<_>>().windows(2).any(|pair| pair.iter().all(|word| is_word(word)))
}

/// Everything in a problem that is for people.
fn sentences(problem: &Value) -> Vec<String> {
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let details = errors.iter().map(|error| &error["detail"]);
    [&problem["title"], &problem["detail"]].into_iter().chain(details).filter_map(Value::as_str).map(str::to_owned).collect()
}

/// And everything in it that is for programs.
fn facts(problem: &Value) -> Vec<Value> {
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let fields = |value: &Value| ["code", "params", "pointer"].map(|field| value[field].clone());
    errors.iter().flat_map(fields).chain(fields(problem)).collect()
}

async fn in_both(manners: &Manners, expectation: &Expectation, body: &str, query: &str) -> [Answer; 2] {
    let ask = async |language: &str| {
        let path = format!("{}{query}", manners.path(expectation));
        let call = manners.world.app.call(expectation.method(), &path).bearer(manners.key(expectation)).once();
        let call = call.header("if-match", "\"1.0\"").header("origin", "http://127.0.0.1:8080").header("accept-language", language);
        let call = if body.is_empty() { call } else { call.header("content-type", "application/json").raw(body.to_owned()) };
        call.send().await
    };
    [ask("en").await, ask("zh-CN").await]
}

fn compare([english_answer, chinese_answer]: &[Answer; 2], of: &str) {
    let (problem, translated) = (english_answer.json(), chinese_answer.json());
    assert_eq!(facts(problem), facts(translated), "{of}");
    for (said, sentence) in sentences(problem).iter().zip(sentences(translated)) {
        assert!(!english(&sentence) && *said != sentence, "{of}: {sentence}");
    }
}

#[tokio::test]
async fn a_chinese_reader_is_not_answered_in_english() {
    let manners = Manners::new().await;
    let bodies = [
        "{",
        "[]",
        "{}",
        r#"{"surprise": 1}"#,
        r#"{"name": 7, "email": 7, "reason": 7, "current": 7, "orders": 7, "headroom_percent": "x", "rooms": 1e999}"#,
        r#"{"role": 7, "effective_from": "tomorrow", "expires_at": "tomorrow"}"#,
        r#"{"role": "king", "expires_at": 7, "rooms": [[1, 2]], "term": ["2026-09-01", "2027-01-18"], "livemode": "x"}"#,
        r#"{"name": "\u0007", "email": "x", "role": "owner", "scopes": ["x"], "time_zone": "x", "currency": "x"}"#,
        r#"{"name": "X Y", "region": "X Y", "media_url": "x", "kubeconfig": "x"}"#,
        r#"{"name": "x", "scopes": ["orders:read"], "expires_at": "2020-01-01T00:00:00Z"}"#,
    ];
    for expectation in TABLE.iter().filter(|expectation| manners.takes_body(expectation)) {
        for body in bodies {
            let answers = in_both(&manners, expectation, body, "").await;
            if !answers[0].status.is_success() {
                compare(&answers, &format!("{} {body}", expectation.operation));
            }
        }
    }
}

#[tokio::test]
async fn nor_about_a_query_or_a_credential() {
    let manners = Manners::new().await;
    for expectation in TABLE.iter().filter(|expectation| expectation.method() == "GET") {
        for name in ["limit", "cursor", "from", "to", "phase", "ready", "order_id", "seats", "after", "surprise"] {
            let separator = if expectation.query.is_empty() { '?' } else { '&' };
            let answers = in_both(&manners, expectation, "", &format!("{separator}{name}=x")).await;
            if !answers[0].status.is_success() {
                compare(&answers, &format!("{} {name}", expectation.operation));
            }
        }
    }
    // A key is not the credential for these.
    for expectation in TABLE.iter().filter(|e| matches!(e.operation, "DELETE /v1/sessions/current" | "PUT /v1/me/password")) {
        let body = if expectation.method() == "PUT" { r#"{"password": "correct horse battery"}"# } else { "" };
        let answers = in_both(&manners, expectation, body, "").await;
        assert_eq!(answers[0]["type"], "/problems/credential-unsuitable", "{}", answers[0].text());
        compare(&answers, expectation.operation);
    }
}
