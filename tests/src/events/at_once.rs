//! Events are told at once, by whichever replica they were written: the beat is only for what was not heard of. It comes never here.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use homeroom::{
    app::{App, AppState},
    config::Follows,
    db::Pools,
    events::pass_on,
    jobs::Wakes,
    router,
};
use serde_json::json;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::{Call, School, TestApp, class_of, nodes};

const NEVER: Duration = Duration::from_secs(3600);

/// A service that looks because it is told to, or not at all.
async fn app(breath: Duration) -> TestApp {
    let mut app = TestApp::new().await;
    app.change_config(|config| config.follows = Follows { beat: NEVER, breath, ping: NEVER, ..Follows::default() });
    app
}

async fn make_key(school: &School<'_>, name: &str) {
    school.post("/v1/api-keys").json(&json!({"name": name, "scopes": ["orders:read"]})).send().await.expect_created();
}

#[tokio::test]
async fn what_is_committed_is_told_at_once_to_those_who_follow_a_feed_and_to_operators() {
    let app = app(Duration::from_millis(1)).await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let mut news = school.get("/v1/events/stream").follow().await;
    let mut of_all = app.platform_get("/v1/platform/stream").follow().await;
    for number in 0..3 {
        make_key(&school, &format!("board {number}")).await;
        news.next_of("api_key.created").await;
    }
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    assert_eq!(news.next_of("order.created").await["subject"], json!(order));
    assert_eq!(of_all.next_of("order.created").await["subject"], json!(order));
}

#[tokio::test]
async fn however_many_write_there_is_a_breath_between_two_looks() {
    let breath = Duration::from_millis(100);
    let app = app(breath).await;
    let school = app.tenant("Qinghe").await;
    let mut news = school.get("/v1/events/stream").follow().await;
    let (before, began) = (app.state.following.looks(), Instant::now());
    for number in 0..30 {
        make_key(&school, &format!("board {number}")).await;
    }
    for _ in 0..30 {
        news.next_of("api_key.created").await;
    }
    let (looks, breaths) = (app.state.following.looks() - before, began.elapsed().as_millis() / breath.as_millis());
    assert!(u128::from(looks) <= breaths + 2, "{looks} looks in {breaths} breaths");
}

/// What keeps a replica in touch with the others.
fn in_touch(app: &AppState, stop: &CancellationToken) -> [JoinHandle<()>; 2] {
    let wakes = Wakes::default();
    let passing = tokio::spawn(pass_on(app.clone(), wakes.clone(), stop.clone()));
    let (app, stop) = (app.clone(), stop.clone());
    [passing, tokio::spawn(async move { wakes.listen(&app.pools, &stop).await })]
}

#[tokio::test]
async fn what_one_replica_commits_another_tells_at_once() {
    let app = app(Duration::from_millis(1)).await;
    let school = app.tenant("Qinghe").await;
    let pools = Pools::open(app.database.app(), app.database.worker(), 8);
    let other = Arc::new(App::new(app.state.config.clone(), pools, app.state.clock.clone()).unwrap());
    let stop = CancellationToken::new();
    let tasks = [in_touch(&app.state, &stop), in_touch(&other, &stop)];
    let mut news = Call::new(router::router(other.clone()), "GET", "/v1/events/stream").bearer(&school.key).follow().await;
    // The first may be found by the look that follows when the replica begins to listen; those after it only by a wake-up.
    for number in 0..4 {
        make_key(&school, &format!("board {number}")).await;
        news.next_of("api_key.created").await;
    }
    stop.cancel();
    for task in tasks.into_iter().flatten() {
        task.await.unwrap();
    }
}
