//! Events as they happen.

use std::time::{Duration, Instant};

use futures::future::join_all;
use homeroom::{
    auth::{Actor, Place},
    config::{Bounds, Follows},
    events::{EventType, NewEvent, record},
};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};
use uuid::Uuid;

use crate::support::{Home, TestApp, class_of, nodes, uuid_of};

const SOON: Duration = Duration::from_secs(20);

/// A service that looks and checks as often as tests like.
async fn app() -> TestApp {
    with(|_| {}).await
}

async fn with(change: impl FnOnce(&mut Follows)) -> TestApp {
    let mut app = TestApp::new().await;
    app.change_config(|config| {
        config.follows = Follows { beat: Duration::from_millis(10), check: Duration::ZERO, ..Follows::default() };
        change(&mut config.follows);
    });
    app
}

/// Writes an event of a tenant, or of the platform, on a connection.
async fn write(conn: &mut PgConnection, app: &TestApp, feed: Place, kind: EventType, number: usize) {
    let actor = Actor::system();
    let (subject, data) = (format!("ord_{number}"), json!({ "number": number }));
    record(conn, NewEvent { feed, kind, actor: &actor, subject, data, at: app.now() }).await.unwrap();
}

async fn write_many(app: &TestApp, tenant: &str, numbers: std::ops::Range<usize>) {
    let mut conn = app.sql().await;
    let mut tx = conn.begin().await.unwrap();
    for number in numbers {
        write(&mut tx, app, Place::Tenant(uuid_of(tenant).into()), EventType::OrderReady, number).await;
    }
    tx.commit().await.unwrap();
}

/// Returns when so many follow.
async fn until_followers(app: &TestApp, count: usize) {
    let there = async {
        while app.state.following.count() != count {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(SOON, there).await.unwrap_or_else(|_| panic!("{} follow, not {count}", app.state.following.count()));
}

#[tokio::test]
async fn what_happens_is_told_as_the_feed_lists_it_and_to_its_tenant_alone() {
    let app = app().await.with_cluster("bj-1", nodes(2)).await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Beihai").await);
    let mut news = school.get("/v1/events/stream").follow().await;
    let mut of_other = other.get("/v1/events/stream").follow().await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let told = news.next_of("order.created").await;
    assert_eq!(told["subject"], json!(order));
    let feed = school.get("/v1/events").send().await.expect(200);
    let mut listed = feed.items().iter().find(|event| event["type"] == "order.created").unwrap().clone();
    listed["actor"].as_object_mut().unwrap().remove("name").unwrap();
    assert_eq!(listed, told);
    assert_eq!(news.last_event_id, told["sequence"].to_string());
    write_many(&app, &other.id, 7..8).await;
    let first = of_other.next().await.unwrap();
    assert_eq!(first.data["data"], json!({"number": 7}), "nothing of the first school came before: {first:?}");
}

#[tokio::test]
async fn who_comes_back_goes_on_where_it_was_without_a_gap_or_a_repeat() {
    let app = app().await;
    let school = app.tenant("Qinghe").await;
    let mut news = school.get("/v1/events/stream").follow().await;
    write_many(&app, &school.id, 0..1).await;
    news.next_of("order.ready").await;
    let seen = news.last_event_id.clone();
    drop(news);
    until_followers(&app, 0).await;
    // More than a page.
    write_many(&app, &school.id, 1..451).await;
    let mut news = school.get("/v1/events/stream").header("last-event-id", &seen).follow().await;
    write_many(&app, &school.id, 451..460).await;
    for number in 1..460 {
        assert_eq!(news.next_of("order.ready").await["data"], json!({ "number": number }));
    }
    // Who knows a number that is not given yet has another feed in mind, and hears what comes.
    let mut ahead = school.get("/v1/events/stream").header("last-event-id", "999999").follow().await;
    write_many(&app, &school.id, 460..461).await;
    assert_eq!(ahead.next_of("order.ready").await["data"], json!({"number": 460}));
    let garbled = school.get("/v1/events/stream").header("last-event-id", "x").send().await;
    garbled.expect_problem(400, "header-invalid");
}

#[tokio::test]
async fn who_is_cut_off_before_the_first_event_knows_where_to_go_on() {
    let app = app().await;
    let school = app.tenant("Qinghe").await;
    write_many(&app, &school.id, 0..3).await;
    let mut news = school.get("/v1/events/stream").follow().await;
    let opening = news.block().await.unwrap();
    let last = school.get("/v1/events").send().await.expect(200).items().last().unwrap()["sequence"].clone();
    assert!(opening.lines().any(|line| line == format!("id: {last}")), "{opening}");
}

#[tokio::test]
async fn a_key_that_is_revoked_hears_nothing_more() {
    let app = app().await;
    let school = app.tenant("Qinghe").await;
    let made = school.post("/v1/api-keys").json(&json!({"name": "board", "scopes": ["events:read"]})).send().await.expect_created();
    let mut news = app.get("/v1/events/stream").bearer(made.text_of("key")).follow().await;
    school.delete(&format!("/v1/api-keys/{}", made.id())).send().await.expect(204);
    assert_ends(&mut news, "session-ended").await;
}

#[tokio::test]
async fn a_session_that_ends_or_changes_its_role_or_goes_unused_hears_nothing_more() {
    let app = app().await;
    let school = app.tenant("Qinghe").await;
    let ends = [
        "UPDATE memberships SET role = 'teacher'",
        "DELETE FROM sessions",
        "UPDATE sessions SET last_seen_at = last_seen_at - interval '13 hours'",
        "UPDATE sessions SET expires_at = last_seen_at",
    ];
    for end in ends {
        let cookie = app.session(Home::tenant(&school.id), "owner").await;
        let mut news = app.get("/v1/events/stream").header("cookie", &cookie).follow().await;
        sqlx::query(end).execute(&mut app.sql().await).await.unwrap();
        assert_ends(&mut news, "session-ended").await;
    }
}

#[tokio::test]
async fn a_token_is_heard_no_longer_than_it_holds() {
    let app = app().await;
    let school = app.tenant("Qinghe").await;
    let token = school.post("/v1/tokens").send().await.expect(200).text_of("access_token").to_owned();
    let mut news = app.get("/v1/events/stream").bearer(&token).follow().await;
    write_many(&app, &school.id, 0..1).await;
    news.next_of("order.ready").await;
    app.set_time("2026-08-25T00:10:01Z");
    assert_ends(&mut news, "session-ended").await;
}

/// It says why it ends, and ends.
async fn assert_ends(news: &mut crate::support::News, reason: &str) {
    let told = loop {
        let told = news.next().await.expect("it says why it ends");
        if told.event == "bye" {
            break told;
        }
    };
    assert_eq!(told.data, json!({ "reason": reason }));
    assert!(news.next().await.is_none());
}

#[tokio::test]
async fn who_is_slow_is_let_go_and_loses_nothing_by_it() {
    let app = with(|follows| follows.behind = 3).await;
    let school = app.tenant("Qinghe").await;
    let (mut slow, mut quick) = (school.get("/v1/events/stream").follow().await, school.get("/v1/events/stream").follow().await);
    for number in 0..10 {
        write_many(&app, &school.id, number..number + 1).await;
        assert_eq!(quick.next_of("order.ready").await["data"], json!({ "number": number }), "others are not kept waiting");
    }
    let mut seen = Vec::new();
    let reason = loop {
        let told = slow.next().await.unwrap();
        match told.event.as_str() {
            "bye" => break told.data["reason"].clone(),
            _ => seen.extend(told.data["data"]["number"].as_u64()),
        }
    };
    assert_eq!(reason, json!("slow"));
    let mut again = school.get("/v1/events/stream").header("last-event-id", &slow.last_event_id).follow().await;
    while seen.len() < 10 {
        seen.extend(again.next_of("order.ready").await["data"]["number"].as_u64());
    }
    assert_eq!(seen, (0..10).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_replica_that_stops_says_so() {
    let app = app().await;
    let school = app.tenant("Qinghe").await;
    let mut news = school.get("/v1/events/stream").follow().await;
    app.state.stopping.cancel();
    assert_ends(&mut news, "stopping").await;
}

#[tokio::test]
async fn silence_is_filled_with_comments() {
    let app = with(|follows| follows.ping = Duration::from_millis(20)).await;
    let school = app.tenant("Qinghe").await;
    let mut news = school.get("/v1/events/stream").follow().await;
    news.block().await.expect("the opening");
    assert_eq!(news.block().await.as_deref(), Some(":"));
}

#[tokio::test]
async fn a_caller_follows_only_so_often_at_once() {
    let app = with(|follows| follows.per_caller = 2).await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Beihai").await);
    let news = (school.get("/v1/events/stream").follow().await, school.get("/v1/events/stream").follow().await);
    let refused = school.get("/v1/events/stream").send().await;
    assert!(refused.header("retry-after").is_some());
    refused.expect_problem(429, "too-many-requests");
    let _other = other.get("/v1/events/stream").follow().await;
    drop(news.0);
    school.get("/v1/events/stream").follow().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: five thousand connections"]
async fn five_thousand_followers_cost_the_looks_of_one() {
    let app = with(|follows| {
        follows.per_caller = 5_000;
        follows.beat = Duration::from_millis(200);
        follows.breath = follows.beat;
        follows.check = Duration::from_secs(3600);
    })
    .await;
    let schools = [app.tenant("Qinghe").await, app.tenant("Beihai").await];
    let mut news = Vec::new();
    for number in 0..5_000 {
        news.push(schools[number % 2].get("/v1/events/stream").follow().await);
    }
    assert_eq!(app.state.following.count(), 5_000);
    let before = app.state.following.looks();
    for school in &schools {
        write_many(&app, &school.id, 0..1).await;
    }
    let began = Instant::now();
    let told = join_all(news.iter_mut().map(|news| news.next_of("order.ready"))).await;
    assert!(told.iter().all(|told| told["data"] == json!({"number": 0})));
    // A look a beat, whoever follows.
    let (looks, beats) = (app.state.following.looks() - before, began.elapsed().as_millis() / 200);
    assert!(u128::from(looks) <= beats + 2, "{looks} looks in {beats} beats");
    drop(news);
    until_followers(&app, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_goes_on_outlives_the_ends_of_others_and_ends_when_its_client_hangs_up() {
    let app = app().await;
    let school = app.tenant("Qinghe").await;
    // Longer than the work before the first byte takes on a busy machine.
    let (work, short) = (Duration::from_secs(2), Duration::from_millis(500));
    let listening = app.listen_within(Bounds { work, idle: short, head: short, streams: 1, ..Bounds::default() }).await;
    let mut stream = TcpStream::connect(listening.address).await.unwrap();
    let ask = format!("GET /v1/events/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n", school.key);
    stream.write_all(ask.as_bytes()).await.unwrap();
    let head = read_until(&mut stream, "id: ").await;
    assert!(head.contains("content-type: text/event-stream") && head.contains("cache-control: no-store"), "{head}");
    sleep(work + short).await;
    write_many(&app, &school.id, 0..1).await;
    read_until(&mut stream, "order.ready").await;
    // A replica has room for only so many.
    let mut second = TcpStream::connect(listening.address).await.unwrap();
    second.write_all(ask.as_bytes()).await.unwrap();
    assert!(read_until(&mut second, "/problems/busy").await.starts_with("HTTP/1.1 503"));
    drop(stream);
    until_followers(&app, 0).await;
}

async fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let mut read = Vec::new();
    while !String::from_utf8_lossy(&read).contains(text) {
        let mut more = [0; 4096];
        let count = timeout(SOON, stream.read(&mut more)).await.expect("something comes").unwrap();
        assert!(count > 0, "it ended: {}", String::from_utf8_lossy(&read));
        read.extend_from_slice(&more[..count]);
    }
    String::from_utf8(read).unwrap()
}

#[tokio::test]
async fn operators_hear_of_orders_and_clusters_of_all_and_of_nothing_else() {
    let app = app().await.with_cluster("bj-1", nodes(2)).await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Beihai").await);
    let mut news = app.platform_get("/v1/platform/stream").follow().await;
    school.post("/v1/api-keys").json(&json!({"name": "x", "scopes": ["orders:read"]})).send().await.expect_created();
    let mut subjects = Vec::new();
    for school in [&school, &other] {
        let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
        let told = news.next().await.unwrap().data;
        assert_eq!((&told["type"], &told["tenant_id"], &told["subject"]), (&json!("order.created"), &json!(school.id), &json!(order)));
        assert_eq!(told.as_object().unwrap().len(), 4, "{told}");
        subjects.push(order);
    }
    let cluster = app.platform_get("/v1/clusters").send().await.expect(200).items()[0]["id"].as_str().unwrap().to_owned();
    app.platform_post(&format!("/v1/clusters/{cluster}/cordon")).send().await.expect(200);
    let told = news.next().await.unwrap().data;
    assert_eq!((&told["type"], &told["tenant_id"], &told["subject"]), (&json!("cluster.cordoned"), &Value::Null, &json!(cluster)));
    // Who comes back hears what was missed.
    let seen = news.last_event_id.clone();
    drop(news);
    app.platform_post(&format!("/v1/clusters/{cluster}/uncordon")).send().await.expect(200);
    let mut news = app.platform_get("/v1/platform/stream").header("last-event-id", &seen).follow().await;
    assert_eq!(news.next().await.unwrap().data["type"], json!("cluster.uncordoned"));
}

#[tokio::test]
async fn operators_lose_nothing_to_transactions_that_end_late_and_wait_for_none() {
    let app = app().await;
    let school = app.tenant("Qinghe").await;
    let feed = Place::Tenant(uuid_of(&school.id).into());
    let mut news = app.platform_get("/v1/platform/stream").follow().await;
    let (mut first, mut second) = (app.sql().await, app.sql().await);
    let mut late = first.begin().await.unwrap();
    write(&mut late, &app, feed, EventType::OrderReady, 1).await;
    write(&mut second, &app, feed, EventType::OrderReady, 2).await;
    assert_eq!(news.next().await.unwrap().data["subject"], json!("ord_2"), "the long transaction is not waited for");
    let seen = news.last_event_id.clone();
    late.commit().await.unwrap();
    assert_eq!(news.next().await.unwrap().data["subject"], json!("ord_1"));
    let mut again = app.platform_get("/v1/platform/stream").header("last-event-id", &seen).follow().await;
    assert_eq!(again.next().await.unwrap().data["subject"], json!("ord_1"), "nor is it lost to whoever comes back");
}

#[tokio::test]
async fn operators_who_come_back_with_what_nobody_gave_them_read_anew() {
    let app = app().await;
    for strange in ["x", "1:2", &format!("1:{}:", u64::MAX), &Uuid::nil().to_string()] {
        let mut news = app.platform_get("/v1/platform/stream").header("last-event-id", strange).follow().await;
        assert_eq!(news.next().await.unwrap().event, "reset", "{strange}");
    }
}
