use serde_json::json;

use super::{add, log_in};
use crate::support::{Home, School, TestApp};

const PASSWORD: &str = "correct horse battery";

#[tokio::test]
async fn the_answer_is_alike_whether_the_person_was_known_and_no_password_changes() {
    let app = TestApp::new().await;
    let (one, two) = (app.tenant("One").await, app.tenant("Two").await);
    let body = json!({"email": "Li.Wei@Example.org", "role": "teacher", "password": PASSWORD});
    let first = add(&app, Home::tenant(&one.id), "owner", body).await.expect_created();
    let body = json!({"email": "li.wei@example.org", "role": "teacher", "password": "somebody else's idea"});
    let second = add(&app, Home::tenant(&two.id), "owner", body.clone()).await.expect_created();
    let shape = |answer: &crate::support::Answer| answer.json().as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(shape(&first), shape(&second));
    assert_eq!((&first["email"], &second["email"]), (&json!("li.wei@example.org"), &json!("li.wei@example.org")));
    let session = log_in(&app, "li.wei@example.org", PASSWORD).await.expect_created();
    assert_eq!(session["membership"]["place"], json!(one.id));
    add(&app, Home::tenant(&two.id), "owner", body).await.expect_problem(409, "member-exists");
}

#[tokio::test]
async fn a_link_sets_a_first_password_once() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let made = add(&app, Home::tenant(&school.id), "admin", json!({"email": "new@example.org", "role": "viewer"})).await.expect_created();
    let link = made.text_of("link").to_owned();
    let set = |link: &str| app.call("PUT", "/v1/me/password").bearer(link).json(&json!({"password": PASSWORD})).send();
    app.get("/v1/members").bearer(&link).send().await.expect_problem(403, "forbidden");
    set(&link).await.expect(204);
    set(&link).await.expect_problem(401, "unauthenticated");
    let session = log_in(&app, "new@example.org", PASSWORD).await.expect_created();
    assert_eq!(session["membership"]["place"], json!(school.id));
}

#[tokio::test]
async fn nobody_gives_more_than_they_hold_or_what_does_not_fit_the_place() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let home = Home::tenant(&school.id);
    let body = |role: &str| json!({"email": "x@example.org", "role": role});
    add(&app, home, "admin", body("owner")).await.expect_invalid("/role");
    add(&app, home, "owner", body("platform_admin")).await.expect_invalid("/role");
    add(&app, home, "owner", body("king")).await.expect_invalid("/role");
    add(&app, home, "teacher", body("viewer")).await.expect_problem(403, "forbidden");
    add(&app, Home::PLATFORM, "platform_admin", body("owner")).await.expect_invalid("/role");
    let wrong = add(&app, home, "owner", json!({"email": "nobody", "role": "viewer", "password": "short"})).await;
    wrong.expect_invalid("/email").expect_invalid("/password");
}

#[tokio::test]
async fn an_address_that_looks_like_another_is_the_same_person_or_refused() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let add = |email: &str| school.post("/v1/members").json(&json!({"email": email, "role": "viewer"})).send();
    add("jos\u{e9}@example.org").await.expect_created();
    for twin in ["jose\u{301}@example.org", "JOS\u{c9}@example.org", "\u{ff4a}os\u{e9}@example.org"] {
        add(twin).await.expect_problem(409, "member-exists");
    }
    for unseen in ['\u{200b}', '\u{202e}', '\u{ad}', '\u{feff}', '\u{3164}'] {
        add(&format!("jos\u{e9}@example.org{unseen}")).await.expect_invalid("/email");
        add(&format!("{unseen}jos\u{e9}@example.org")).await.expect_invalid("/email");
    }
}

#[tokio::test]
async fn a_place_that_hands_out_too_much_is_stopped_and_the_person_is_not() {
    let app = TestApp::new().await;
    let (rude, own) = (app.tenant("Rude").await, app.tenant("Own").await);
    let link = own.post("/v1/members").json(&json!({"email": "head@own.example", "role": "owner"})).send().await.expect_created();
    let hand_out = |school: &School<'_>, number: usize| {
        let body = json!({"email": "head@own.example", "role": "viewer", "password": format!("a guess, number {number}")});
        school.post("/v1/members").json(&body).send()
    };
    hand_out(&rude, 0).await.expect_created();
    for number in 1..10 {
        hand_out(&rude, number).await.expect_problem(409, "member-exists");
    }
    hand_out(&rude, 10).await.expect_problem(429, "too-many-requests");
    let set = app.call("PUT", "/v1/me/password").bearer(link["link"].as_str().unwrap()).json(&json!({"password": PASSWORD}));
    set.send().await.expect(204);
    let session = log_in(&app, "head@own.example", PASSWORD).await.expect_created();
    assert_eq!(session["membership"]["place"], json!(own.id));
    hand_out(&app.tenant("Third").await, 0).await.expect_created();
}

#[tokio::test]
async fn a_place_has_at_most_five_thousand_members() {
    let app = TestApp::new().await;
    let (full, other) = (app.tenant("Full").await, app.tenant("Other").await);
    let fill = "WITH people AS (INSERT INTO users (id, email, password_recipe, created_at)
                    SELECT gen_random_uuid(), n || '@example.org', 'recipe', now() FROM generate_series(1, 4999) n RETURNING id)
                INSERT INTO memberships (id, user_id, tenant_id, role, created_at) SELECT gen_random_uuid(), id, $1, 'teacher', now() FROM people";
    let tenant = full.id.trim_start_matches("ten_").parse::<uuid::Uuid>().unwrap();
    sqlx::query(fill).bind(tenant).execute(&mut app.sql().await).await.unwrap();
    let add = |school: &School<'_>, email: &str| school.post("/v1/members").json(&json!({"email": email, "role": "teacher"})).send();
    add(&full, "last@example.org").await.expect_created();
    let refused = add(&full, "one.more@example.org").await.expect_problem(409, "too-many-members");
    assert_eq!(refused["params"]["limit"], 5_000);
    add(&other, "one.more@example.org").await.expect_created();
}

#[tokio::test]
async fn a_replayed_addition_shows_no_link_again() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let body = json!({"email": "new@example.org", "role": "viewer"});
    let call = || app.post("/v1/members").bearer(&school.key).header("idempotency-key", "once").json(&body).send();
    let first = call().await.expect_created();
    let again = call().await.expect_created();
    assert!(first["link"].is_string());
    assert_eq!((&again["link"], again.header("idempotent-replayed"), again.id()), (&json!(null), Some("true"), first.id()));
}
