use serde_json::{Value, json};

use super::{Person, draft};
use crate::support::{School, TestApp, class_of, nodes, rooms, seats};

fn shared(name: &str) -> Value {
    let mut draft = draft(name);
    draft["shared"] = json!(true);
    draft
}

fn of_order(order: &str) -> Value {
    let mut draft = shared("Spring");
    draft["made_order_id"] = json!(order);
    draft
}

async fn order(school: &School<'_>) -> String {
    school.order(class_of(1).weekly("MO", "09:00", 45)).await.expect_created().id()
}

#[tokio::test]
async fn a_draft_is_absent_for_everybody_else_until_it_is_shared() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let (author, colleague) = (Person::of(&app, &school, "owner").await, Person::of(&app, &school, "admin").await);
    let id = author.keep(&draft("Spring")).await.expect_created().id();
    let path = format!("/v1/drafts/{id}");
    colleague.get(&path).await.expect_problem(404, "not-found");
    school.get(&path).send().await.expect_problem(404, "not-found");
    colleague.set(&path, "\"1.0\"", &draft("x")).await.expect_problem(404, "not-found");
    colleague.call("DELETE", &path).send().await.expect_problem(404, "not-found");
    assert!(colleague.get("/v1/drafts").await.expect(200).items().is_empty());

    author.set(&path, "\"1.0\"", &shared("Spring")).await.expect(200);
    let seen = colleague.get(&path).await.expect(200);
    assert_eq!((&seen["mine"], &seen["shared"]), (&json!(false), &json!(true)));
    assert!(seen["owner"]["name"].as_str().unwrap().starts_with("owner-"), "{}", seen.text());
    assert_eq!(colleague.get("/v1/drafts").await.expect(200).ids(), [id]);
}

#[tokio::test]
async fn a_colleague_goes_on_with_a_shared_draft_and_does_not_take_it_away() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let (author, colleague) = (Person::of(&app, &school, "owner").await, Person::of(&app, &school, "admin").await);
    let path = format!("/v1/drafts/{}", author.keep(&shared("Spring")).await.expect_created().id());
    colleague.set(&path, "\"1.0\"", &shared("Summer")).await.expect(200);
    assert_eq!(author.get(&path).await["name"], "Summer");
    colleague.set(&path, "\"2.0\"", &draft("Summer")).await.expect_problem(409, "draft-of-another");
    colleague.call("DELETE", &path).send().await.expect_problem(409, "draft-of-another");
    author.call("DELETE", &path).send().await.expect(204);
    colleague.get(&path).await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn what_was_ordered_of_a_shared_draft_is_said_to_whoever_else_sees_it() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2), seats(50)).await;
    let (author, colleague) = (Person::of(&app, &school, "owner").await, Person::of(&app, &school, "admin").await);
    let (first, second) = (order(&school).await, order(&school).await);
    let path = format!("/v1/drafts/{}", author.keep(&shared("Spring")).await.expect_created().id());
    assert_eq!(author.get(&path).await.json().get("made"), None);
    app.set_time("2026-08-25T01:00:00Z");
    colleague.set(&path, "\"1.0\"", &of_order(&first)).await.expect(200);
    let seen = author.get(&path).await.expect(200);
    assert_eq!((&seen["made"]["order_id"], &seen["made"]["at"]), (&json!(first), &json!("2026-08-25T01:00:00Z")));
    assert!(seen["made"]["by"]["name"].as_str().unwrap().starts_with("admin-"), "{}", seen.text());
    assert_eq!(author.get("/v1/drafts").await.expect(200).items()[0]["made"], seen["made"]);

    // Whoever knows nothing of it takes nothing back, and what comes later takes no other's place.
    author.set(&path, "\"2.0\"", &shared("Spring, too")).await.expect(200);
    author.set(&path, "\"3.0\"", &of_order(&second)).await.expect(200);
    let seen_later = author.get(&path).await.expect(200);
    assert_eq!((&seen_later["name"], &seen_later["made"]), (&json!("Spring"), &seen["made"]));
}

#[tokio::test]
async fn what_a_quote_says_of_a_draft_is_nobodys_edit() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let (author, colleague) = (Person::of(&app, &school, "owner").await, Person::of(&app, &school, "admin").await);
    let saying = |name: &str, verdict: &str| {
        let mut draft = shared(name);
        draft["verdict"] = json!(verdict);
        draft
    };
    app.set_time("2026-08-25T01:00:00Z");
    let made = author.keep(&shared("Spring")).await.expect_created();
    let path = format!("/v1/drafts/{}", made.id());
    app.set_time("2026-08-25T02:00:00Z");
    let told = colleague.set(&path, "\"1.0\"", &saying("Spring", "fits")).await.expect(200);
    assert_eq!((told.etag(), &told["verdict"], &told["updated_at"]), ("\"1.1\"", &json!("fits"), &made["updated_at"]));
    let unread = author.call("GET", &path).header("if-none-match", "\"1.0\"").send().await.expect(200);
    assert_eq!(unread.etag(), "\"1.1\"");

    // Whoever has it open from before goes on, and a verdict of what it was is no verdict any more.
    let edited = author.set(&path, "\"1.0\"", &saying("Summer", "does_not_fit")).await.expect(200);
    assert_eq!((edited.etag(), &edited["updated_at"]), ("\"2.1\"", &json!("2026-08-25T02:00:00Z")));
    let stale = colleague.set(&path, "\"1.1\"", &saying("Spring", "fits")).await.expect_problem(412, "precondition-failed");
    assert_eq!(stale["params"]["etag"], "\"2.1\"");
    // What is set again as it is was written all the same.
    let again = author.set(&path, "\"2.1\"", &saying("Summer", "does_not_fit")).await.expect(200);
    assert_eq!(again.etag(), "\"3.1\"");
}

#[tokio::test]
async fn no_order_that_is_not_the_institutions_came_of_its_draft() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Beihai").with_quota(rooms(1), seats(50)).await);
    let author = Person::of(&app, &school, "owner").await;
    let path = format!("/v1/drafts/{}", author.keep(&shared("Spring")).await.expect_created().id());
    // One of another institution is refused as one that nobody has.
    for id in [order(&other).await, "ord_0197f000-0000-7000-8000-000000000001".to_owned()] {
        author.keep(&of_order(&id)).await.expect_invalid("/made_order_id");
        author.set(&path, "\"1.0\"", &of_order(&id)).await.expect_invalid("/made_order_id");
    }
    let kept = author.get(&path).await.expect(200);
    assert_eq!((kept.etag(), kept.json().get("made")), ("\"1.0\"", None));
    assert_eq!(author.get("/v1/drafts").await.expect(200).items().len(), 1);
}

#[tokio::test]
async fn another_institution_sees_no_shared_draft() {
    let app = TestApp::new().await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Beihai").await);
    let id = school.post("/v1/drafts").json(&shared("Spring")).send().await.expect_created().id();
    other.get(&format!("/v1/drafts/{id}")).send().await.expect_problem(404, "not-found");
    assert!(other.get("/v1/drafts").send().await.expect(200).items().is_empty());
}
