//! Making subscriptions, looking after them, and how many there may be.

use serde_json::{Value, json};

use super::{calendar, path_of, subscribe};
use crate::support::{Home, TestApp, class_of, nodes, uuid_of};

#[tokio::test]
async fn it_ends_with_its_makers_right_and_each_looks_after_their_own() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let session = app.session(Home::tenant(&school.id), "teacher").await;
    let as_teacher =
        |method: &str, path: &str| app.call(method, path).header("cookie", &session).header("origin", "http://127.0.0.1:8080").once();
    let made = as_teacher("POST", "/v1/subscriptions").json(&json!({"everything": true})).send().await.expect_created();
    let address = path_of(&made);
    calendar(&app, &address).await.expect(200);
    let (other, _) = subscribe(&school, json!({"everything": true})).await;
    assert_eq!(as_teacher("GET", "/v1/subscriptions").send().await.expect(200).ids(), [made.id()]);
    as_teacher("DELETE", &format!("/v1/subscriptions/{other}")).send().await.expect_problem(409, "subscription-of-another");
    assert_eq!(school.get("/v1/subscriptions").send().await.expect(200).items().len(), 2);
    let member = made["made_by"].as_str().unwrap();
    sqlx::query("UPDATE memberships SET role = 'billing' WHERE id = $1").bind(uuid_of(member)).execute(&mut app.sql().await).await.unwrap();
    calendar(&app, &address).await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn what_is_asked_wrongly_is_named_and_nobody_has_more_than_twenty() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let wrong = async |body: Value| {
        school.post("/v1/subscriptions").json(&body).send().await.expect_problem(422, "invalid")["errors"][0]["pointer"].clone()
    };
    assert_eq!(wrong(json!({"teacher": ""})).await, "/teacher");
    assert_eq!(wrong(json!({"order_id": "ord_01920000-0000-7000-8000-000000000001"})).await, "/order_id");
    assert_eq!(wrong(json!({"classroom_id": "cls_01920000-0000-7000-8000-000000000001"})).await, "/classroom_id");
    let both = json!({"teacher": "Li", "order_id": "ord_01920000-0000-7000-8000-000000000001"});
    // All of an institution has to be asked for in so many words, and one thing at a time.
    for unsaid in [json!({}), json!({"everything": false}), json!({"everything": true, "teacher": "Li"}), both] {
        let refused = school.post("/v1/subscriptions").json(&unsaid).send().await.expect_problem(422, "invalid");
        assert_eq!(refused["errors"][0]["pointer"], "", "{unsaid}");
        for field in ["everything", "order_id", "classroom_id", "teacher"] {
            assert!(refused["errors"][0]["detail"].as_str().unwrap().contains(field), "{field} in {}", refused.text());
        }
    }
    for _ in 0..20 {
        subscribe(&school, json!({"teacher": "Li"})).await;
    }
    school.post("/v1/subscriptions").json(&json!({"teacher": "Li"})).send().await.expect_problem(409, "too-many-subscriptions");
}

#[tokio::test]
async fn an_institution_has_a_thousand_and_those_whose_maker_is_gone_count_no_more() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let mut sql = app.sql().await;
    let keys = [
        app.key(Home::tenant(&school.id), true, &["lessons:read"]).await,
        app.key(Home::tenant(&school.id), true, &["lessons:read"]).await,
    ];
    let insert = "INSERT INTO subscriptions (id, tenant_id, maker_kind, maker_id, secret_hash, teacher, created_at)
                  SELECT gen_random_uuid(), $1, 'api_key', k.id, sha256((k.public_id || n::text)::bytea), 'Li', now()
                  FROM api_keys k, generate_series(1, 500) n WHERE k.public_id = $2";
    for key in &keys {
        sqlx::query(insert).bind(uuid_of(&school.id)).bind(key.split('_').nth(2)).execute(&mut sql).await.unwrap();
    }
    let ask = async || school.post("/v1/subscriptions").json(&json!({"teacher": "Li"})).send().await;
    let refused = ask().await.expect_problem(409, "too-many-subscriptions");
    assert_eq!((&refused["params"]["limit_all"], &refused["params"]["limit"]), (&json!(1000), &json!(20)));
    // Whoever comes from outside of the institution counts too, though nothing of them is seen within.
    let outside = "UPDATE subscriptions SET maker_kind = 'user', maker_id = gen_random_uuid(), maker_is_outside = true
                   WHERE id = (SELECT id FROM subscriptions ORDER BY id LIMIT 1)";
    sqlx::query(outside).execute(&mut sql).await.unwrap();
    ask().await.expect_problem(409, "too-many-subscriptions");
    sqlx::query("UPDATE api_keys SET revoked_at = now() WHERE public_id = $1")
        .bind(keys[0].split('_').nth(2))
        .execute(&mut sql)
        .await
        .unwrap();
    ask().await.expect_created();
}
