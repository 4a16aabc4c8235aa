//! Rooms of several institutions that pack onto nodes though their shares are more than there are.

use futures::future::join_all;
use serde_json::json;
use sqlx::{Connection as _, PgConnection, Row};

use super::calendars_are_sound;
use crate::support::{ClusterSpec, OrderSpec, School, TestApp, class_of, nodes, rooms, seats, uuid_of};

/// Two nodes of 104 cores, and one that is kept free: six lectures of 28.5 cores fill them by their shares, and leave each of them room for ten classes of 1.7.
fn two() -> ClusterSpec {
    nodes(3).cores(104).headroom_percent(1)
}

async fn app() -> TestApp {
    TestApp::new().await.with_cluster("bj-1", two().without_others().sells_packed()).await
}

async fn school<'a>(app: &'a TestApp, name: &str) -> School<'a> {
    app.tenant(name).with_quota(rooms(200), seats(50_000)).await
}

fn lectures() -> OrderSpec {
    OrderSpec::of("lecture", 3_000).rooms(6).on(&["2026-09-07"], "09:00", 45)
}

fn classes(count: u32) -> OrderSpec {
    class_of(50).rooms(count).on(&["2026-09-07"], "09:00", 45)
}

/// The most that is booked in any slot: of shares, and of those that are packed.
async fn booked(app: &TestApp) -> (i64, i64) {
    let most =
        "SELECT coalesce(max(u) FILTER (WHERE resource = 'node_share'), 0), coalesce(max(u) FILTER (WHERE resource = 'packed_share'), 0)
                FROM calendar_days, unnest(used) AS u";
    let row = sqlx::query(most).fetch_one(&mut app.sql().await).await.unwrap();
    (row.get(0), row.get(1))
}

#[tokio::test]
async fn what_fits_into_what_others_leave_is_taken_and_one_room_more_is_refused_with_an_alternative() {
    let app = app().await;
    let (first, second) = (school(&app, "Qinghe").await, school(&app, "Yuying").await);
    first.order(lectures()).await.expect_created();
    assert_eq!(second.quote(classes(20)).await.expect(200)["feasible"], true);
    assert_eq!(second.quote(classes(21)).await.expect(200)["feasible"], false);
    let order = second.order(classes(20)).await.expect_created().id();
    let (by_share, packed) = booked(&app).await;
    assert!(by_share <= 2_000_000_000 && packed > 0, "no slot is fuller than full: {by_share}, {packed}");

    let refused = first.order(classes(1)).await.expect_problem(409, "capacity-unavailable");
    let short = &refused["violations"][0];
    assert_eq!((&short["rooms_too_many"], &short["at"]), (&json!(1), &json!("2026-09-07T00:50:00Z")), "{}", refused.text());
    first.order(refused.alternative(0)).await.expect_created();

    // A room that goes makes way for another.
    second.amend(&order, &json!({"rooms": classes(21).json()["rooms"]})).await.expect_problem(409, "capacity-unavailable");
    second.amend(&order, &json!({"rooms": classes(19).json()["rooms"]})).await.expect(200);
    first.order(classes(1)).await.expect_created();
    second.amend(&order, &json!({"rooms": classes(20).json()["rooms"]})).await.expect_problem(409, "capacity-unavailable");
    homeroom::workers::run(&app.state, "watch-promises").await.expect("promises are watched");
    let risks = app.platform_get("/v1/promises?at_risk=true").send().await.expect(200);
    assert!(risks.items().is_empty(), "{}", risks.text());
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn as_many_rooms_as_pack_are_offered_and_every_offer_is_taken() {
    let app = app().await;
    let school = school(&app, "Qinghe").await;
    school.order(lectures()).await.expect_created();
    let refused = school.order(classes(25)).await.expect_problem(409, "capacity-unavailable");
    let offers = refused["alternatives"].as_array().unwrap();
    let fewer = offers.iter().position(|offer| offer["explain"]["code"] == "FewerRooms");
    let fewer = fewer.unwrap_or_else(|| panic!("{}", refused.text()));
    assert_eq!(offers[fewer]["explain"]["params"], json!({"rooms": 20, "of": 25}));
    for offer in 0..offers.len() {
        assert_eq!(school.quote(refused.alternative(offer)).await.expect(200)["feasible"], true, "{offer}: {}", refused.text());
    }
    school.order(refused.alternative(fewer)).await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn openings_tell_when_all_rooms_pack_on_all_dates() {
    let app = app().await;
    let school = school(&app, "Qinghe").await;
    school.order(lectures()).await.expect_created();
    for (count, fits) in [(20, "all"), (21, "none")] {
        let asked = json!({"kind": "class", "rooms": count, "seats": 50, "term": {"first_day": "2026-09-07", "last_day": "2026-09-07"},
            "time_zone": "Asia/Shanghai", "duration_minutes": 45, "starts": ["09:00"]});
        let told = school.post("/v1/quotes/openings").json(&asked).send().await.expect(200);
        assert_eq!(told.items()[0]["fits"], fits, "{count}: {}", told.text());
        assert_eq!(school.quote(classes(count)).await.expect(200)["feasible"], fits == "all");
    }
}

#[tokio::test]
async fn a_batch_is_packed_as_a_whole() {
    let app = app().await;
    let school = school(&app, "Qinghe").await;
    let batch = |rooms: u32| json!({"orders": [lectures().json(), classes(12).json(), classes(rooms).json()]});
    school.post("/v1/orders/batch").json(&batch(9)).send().await.expect_problem(409, "capacity-unavailable");
    school.post("/v1/orders/batch").json(&batch(8)).send().await.expect_created();
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn beside_rooms_whose_sizes_nobody_noted_and_pods_nobody_looked_for_shares_decide() {
    let app = app().await;
    let school = school(&app, "Qinghe").await;
    school.order(lectures()).await.expect_created();
    let mut sql = app.sql().await;
    let unnoted = "UPDATE reservations SET sizes = NULL";
    sqlx::query(unnoted).execute(&mut sql).await.unwrap();
    school.order(classes(1)).await.expect_problem(409, "capacity-unavailable");
    calendars_are_sound(&app).await;

    let app = TestApp::new().await.with_cluster("bj-1", two().sells_packed()).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(50_000)).await;
    school.order(lectures()).await.expect_created();
    school.order(classes(1)).await.expect_problem(409, "capacity-unavailable");
}

#[tokio::test]
async fn what_packs_is_sold_where_that_was_turned_on_and_a_node_is_kept_free() {
    let app = TestApp::new().await.with_cluster("bj-1", two().without_others()).await;
    let school = school(&app, "Qinghe").await;
    school.order(lectures()).await.expect_created();
    school.order(classes(1)).await.expect_problem(409, "capacity-unavailable");
    let path = format!("/v1/clusters/{}", app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0));
    let seen = app.platform_get(&path).send().await.expect(200);
    assert_eq!(seen["sells_packed"], false);
    let amend = app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", seen.etag());
    let amended = amend.json(&json!({"sells_packed": true})).send().await.expect(200);
    assert_eq!(amended["sells_packed"], true);
    school.order(classes(1)).await.expect_created();
    calendars_are_sound(&app).await;

    let app = TestApp::new().await.with_cluster("bj-1", nodes(2).cores(104).without_others().sells_packed()).await;
    let school = self::school(&app, "Qinghe").await;
    school.order(lectures()).await.expect_created();
    school.order(classes(1)).await.expect_problem(409, "capacity-unavailable");
}

#[tokio::test]
async fn rooms_that_a_program_of_before_books_have_no_known_size() {
    let app = app().await;
    let school = school(&app, "Qinghe").await;
    school.order(lectures()).await.expect_created();
    let mut sql = app.sql().await;
    let ends_sooner = "UPDATE reservations SET steps[cardinality(steps) - 1] = steps[cardinality(steps) - 1] - 1 WHERE resource = 'pods'";
    let longer = "UPDATE reservations SET steps[cardinality(steps) - 1] = steps[cardinality(steps) - 1] + 1 WHERE resource = 'pods'";
    for (update, known) in [(ends_sooner, true), (longer, false)] {
        sqlx::query(update).execute(&mut sql).await.unwrap();
        let of = "SELECT sizes IS NOT NULL FROM reservations WHERE resource = 'pods'";
        assert_eq!(sqlx::query_scalar::<_, bool>(of).fetch_one(&mut sql).await.unwrap(), known, "{update}");
    }
}

/// Orders of which rooms are known on the cluster, whenever they are up.
async fn known(app: &TestApp) -> i64 {
    let count = "SELECT count_rooms_booked(calendar_id, -9000000000000000000, 9000000000000000000, 100) FROM clusters";
    sqlx::query_scalar(count).fetch_one(&mut app.sql().await).await.unwrap()
}

#[tokio::test]
async fn rooms_that_were_up_a_month_ago_are_forgotten_and_whoever_comes_next_is_packed_as_before() {
    const LATER: &[&str] = &["2026-10-12"];
    let app = app().await;
    let school = school(&app, "Qinghe").await;
    school.order(lectures()).await.expect_created();
    school.order(OrderSpec::of("lecture", 3_000).rooms(6).on(LATER, "09:00", 45)).await.expect_created();
    let sweep = || homeroom::workers::run(&app.state, "sweep-booked-rooms");
    let fits = async |rooms: u32| school.quote(class_of(50).rooms(rooms).on(LATER, "09:00", 45)).await.expect(200)["feasible"].clone();
    app.set_time("2026-10-06T00:00:00Z");
    sweep().await.unwrap();
    assert_eq!((known(&app).await, fits(20).await, fits(21).await), (2, json!(true), json!(false)));

    app.set_time("2026-10-08T00:00:00Z");
    let mut other = PgConnection::connect_with(&app.database.superuser()).await.unwrap();
    let mut held = other.begin().await.unwrap();
    sqlx::query("SELECT FROM booked_rooms FOR UPDATE").execute(&mut *held).await.unwrap();
    sweep().await.unwrap();
    assert_eq!(known(&app).await, 2, "whoever books is not waited for");
    held.rollback().await.unwrap();
    sweep().await.unwrap();
    assert_eq!((known(&app).await, fits(20).await, fits(21).await), (1, json!(true), json!(false)));
    school.order(class_of(50).rooms(20).on(LATER, "09:00", 45)).await.expect_created();
    calendars_are_sound(&app).await;
    let kept = "SELECT count(*) FROM reservations WHERE resource = 'pods'";
    assert_eq!(sqlx::query_scalar::<_, i64>(kept).fetch_one(&mut app.sql().await).await.unwrap(), 3, "what was booked stays in the books");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_at_once_is_packed_once() {
    let app = app().await;
    let mut schools = Vec::new();
    for number in 0..8 {
        schools.push(school(&app, &format!("School {number}")).await);
    }
    schools[0].order(lectures()).await.expect_created();
    let answers = join_all(schools.iter().map(|school| async move {
        loop {
            let answer = school.order(classes(3)).await;
            // Who is told to come back later does.
            if answer.status != 503 {
                return answer.status.as_u16();
            }
        }
    }));
    let answers = answers.await;
    // Ten go onto each node: six threes, and two places are left.
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 6, "{answers:?}");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_lesson_goes_on_in_a_room_that_packs_where_shares_are_sold() {
    for (cluster, goes_on) in [(two().without_others().sells_packed(), 2), (two().without_others(), 0)] {
        let app = TestApp::new().await.with_cluster("bj-1", cluster).await;
        let school = school(&app, "Qinghe").await;
        let order = school.order(classes(2).with("/overrun_minutes", json!(5))).await.expect_created().id();
        // Their rooms come up as those close, and fill the nodes by their shares.
        school.order(OrderSpec::of("lecture", 3_000).rooms(6).on(&["2026-09-07"], "10:05", 45)).await.expect_created();
        // As workers would have seen it: its rooms are up, and somebody went into each.
        let seen = [
            "UPDATE classrooms SET open_from = '2026-09-07 00:50Z', open_until = '2026-09-07 01:55Z' WHERE order_id = $1",
            "UPDATE orders SET phase = 'active', next_change_at = '2026-09-07 01:55Z' WHERE id = $1",
            "INSERT INTO joins (tenant_id, classroom_id, identity, role, at)
                 SELECT tenant_id, id, 'one', 'pupil', '2026-09-07 01:00Z' FROM classrooms WHERE order_id = $1",
            "UPDATE clusters SET blind_since = '2026-09-07 01:30Z' WHERE id IN (SELECT cluster_id FROM placements WHERE order_id = $1)",
        ];
        let mut sql = PgConnection::connect_with(&app.database.superuser()).await.unwrap();
        for statement in seen {
            sqlx::query(statement).bind(uuid_of(&order)).execute(&mut sql).await.unwrap();
        }
        app.set_time("2026-09-07T01:46:00Z");
        homeroom::workers::run(&app.state, "go-on").await.expect("lessons go on");
        let longer = "SELECT count(*) FROM overruns WHERE until > ends_at";
        assert_eq!(sqlx::query_scalar::<_, i64>(longer).fetch_one(&mut sql).await.unwrap(), goes_on);
        let (by_share, packed) = booked(&app).await;
        assert!(by_share <= 2_000_000_000, "no slot is fuller than full: {by_share}");
        assert_eq!(packed > 0, goes_on > 0);
        calendars_are_sound(&app).await;
    }
}
