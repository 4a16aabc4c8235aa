use serde_json::{Value, json};

use super::{browser, set_password};
use crate::support::{Home, TestApp};

const PASSWORD: &str = "correct horse battery";

#[tokio::test]
async fn of_a_staff_list_each_row_is_added_or_refused_by_itself() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    school.post("/v1/members").json(&json!({"email": "there@example.org", "role": "viewer"})).send().await.expect_created();
    let rows = json!([
        {"email": "Wang@example.org", "role": "teacher", "name": "王老师", "teaches_as": ["王老师", "Wang L."]},
        {"email": "nobody", "role": "teacher"},
        {"email": "there@example.org", "role": "teacher"},
        {"email": "li@example.org", "role": "platform_admin"},
        {"email": "wang@example.org", "role": "viewer"},
        {"email": "zhao@example.org", "role": "viewer", "name": "a\u{202e}b"},
        {"email": "last@example.org", "role": "viewer"},
    ]);
    let answer = school.post("/v1/members/batch").json(&json!({ "members": rows })).send().await.expect(200);
    let outcome: Vec<_> = answer.items().iter().map(|row| (row["error"]["code"].clone(), row["error"]["pointer"].clone())).collect();
    let refused = |code: &str, pointer: &str| (json!(code), json!(pointer));
    let expected = [
        (Value::Null, Value::Null),
        refused("bad_format", "/members/1/email"),
        refused("member_exists", "/members/2"),
        refused("unknown_value", "/members/3/role"),
        refused("member_exists", "/members/4"),
        refused("bad_format", "/members/5/name"),
        (Value::Null, Value::Null),
    ];
    assert_eq!(outcome, expected);
    let first = &answer.items()[0];
    assert_eq!((&first["index"], &first["member"]["name"], &first["member"]["status"]), (&json!(0), &json!("王老师"), &json!("invited")));
    assert_eq!(first["member"]["teaches_as"], json!(["王老师", "Wang L."]));
    assert!(answer.items()[1]["error"]["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    assert_eq!(school.get("/v1/members").send().await.expect(200).items().len(), 3);
    set_password(&app, first["link"].as_str().unwrap(), PASSWORD).await.expect(204);
    let told = school.get("/v1/events?limit=200").send().await.expect(200);
    assert_eq!(told.items().iter().filter(|event| event["type"] == "member.added").count(), 3);
}

#[tokio::test]
async fn a_staff_list_that_is_sent_again_is_the_same_one_and_shows_no_link_twice() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let body = json!({"members": [{"email": "a@example.org", "role": "viewer"}, {"email": "nobody", "role": "viewer"}]});
    let send = || app.post("/v1/members/batch").bearer(&school.key).header("idempotency-key", "list-1").json(&body).send();
    let first = send().await.expect(200);
    let again = send().await.expect(200);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let mut known = first.json().clone();
    assert!(known["items"][0]["link"].is_string());
    known["items"][0]["link"] = Value::Null;
    assert_eq!(*again.json(), known);
}

#[tokio::test]
async fn a_staff_list_has_one_to_two_hundred_rows() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let send = |members: Vec<Value>| school.post("/v1/members/batch").json(&json!({ "members": members })).send();
    let rows = |count: usize| (0..count).map(|row| json!({"email": format!("p{row}@example.org"), "role": "viewer"})).collect::<Vec<_>>();
    send(Vec::new()).await.expect_invalid("/members");
    send(rows(201)).await.expect_invalid("/members");
    let whole = send(rows(200)).await.expect(200);
    assert!(whole.items().iter().all(|row| row["error"].is_null() && row["link"].is_string()));
    let teacher =
        browser(&app, Home::tenant(&school.id), "teacher", app.post("/v1/members/batch").once().json(&json!({"members": rows(1)}))).await;
    teacher.send().await.expect_problem(403, "forbidden");
}
