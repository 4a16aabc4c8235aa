//! `POST /v1/clusters/{id}/abandon`: a cluster that never comes back can be removed.

use serde_json::json;

use super::{answers, cluster, places, school, two};
use crate::{orders::calendars_are_sound, support::class_of};

#[tokio::test]
async fn what_is_held_on_a_cluster_that_never_comes_back_is_let_go_of_and_it_can_be_removed() {
    let app = two().await;
    let school = school(&app).await;
    app.set_time("2026-09-07T00:00:00Z");
    let order = async |start: &str| school.order(class_of(50).weekly("MO", start, 45)).await.expect_created().id();
    let (moved, cancelled, stays) = (order("09:30").await, order("10:00").await, order("15:00").await);
    let lost = cluster(&app, "bj-1").await;
    let path = format!("/v1/clusters/{lost}");
    let abandon = || app.platform_post(&format!("{path}/abandon")).json(&json!({"reason": "It burnt down"})).send();
    let fail_over = |until: &str| app.platform_post(&format!("{path}/failover")).json(&json!({ "lessons_until": until })).send();
    let remove = || app.call("DELETE", &path).bearer(&app.platform_key).send();
    answers(&app, "bj-1", true).await;
    abandon().await.expect_problem(409, "cluster-answers");
    answers(&app, "bj-1", false).await;
    school.cancel(&cancelled).await.expect(200);
    fail_over("2026-09-07T03:00:00Z").await.expect(200);
    assert_eq!(places(&app, &moved).await, [("bj-1".to_owned(), "leaving".to_owned()), ("bj-2".to_owned(), "live".to_owned())]);
    remove().await.expect_problem(409, "cluster-in-use");
    let done = abandon().await.expect(200);
    let figures = |of: &crate::support::Answer| ["left", "released", "remaining", "more"].map(|field| of[field].clone());
    assert_eq!(
        figures(&done),
        [json!(1), json!(1), json!(1), json!(false)],
        "one has gone on elsewhere, one was ending, one still runs there"
    );
    assert_eq!(school.get(&format!("/v1/orders/{cancelled}")).send().await.expect(200)["phase"], "released");
    remove().await.expect_problem(409, "cluster-in-use");
    fail_over("2026-09-07T12:00:00Z").await.expect(200);
    assert_eq!(places(&app, &stays).await[1], ("bj-2".to_owned(), "live".to_owned()));
    assert_eq!(figures(&abandon().await.expect(200)), [json!(1), json!(0), json!(0), json!(false)]);
    assert_eq!(figures(&abandon().await.expect(200))[..2], [json!(0), json!(0)], "twice is once");
    calendars_are_sound(&app).await;
    remove().await.expect(204);
    let told = app.platform_get("/v1/events?type=cluster.abandoned").send().await.expect(200);
    assert_eq!((told.items().len(), &told.items()[0]["data"]["reason"]), (2, &json!("It burnt down")));
}
