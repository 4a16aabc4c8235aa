//! Rooms that were not ready when they had to be: breaches, and what is credited.

use serde_json::{Value, json};

use super::invoices::{faultless, run};
use crate::support::{OrderSpec, School, TestApp, class_of, nodes};

/// Two rooms of 25 seats, an hour on four Mondays.
fn mondays() -> OrderSpec {
    class_of(25).rooms(2).term("2026-09-07", "2026-10-02").weekly("MO", "09:00", 60)
}

/// Half of the lesson, and all of it from a quarter of an hour on.
fn version() -> Value {
    json!({"currency": "CNY", "promise": {"credit_percent": 50, "full_after_minutes": 15}, "prices": [
        {"key": "rooms", "title": "Classrooms", "meter": "room_terms", "unit_amount_minor": "1000"},
        {"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "5"},
        {"key": "hours", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "200"},
    ]})
}

/// A school with these lessons by this plan, on the morning of the first; a lesson costs 250 of its room and 125 of its seats.
async fn school<'a>(app: &'a TestApp, version: &Value) -> (School<'a>, String) {
    app.set_time("2026-09-06T23:30:00Z");
    let school = app.tenant("Qinghe").await;
    school.put_on_plan(version).await;
    let order = school.order(mondays()).await.expect_created().id();
    // From now on there is a watermark.
    run(app, "keep-promises").await;
    (school, order)
}

/// A room was up from a moment on.
async fn up(app: &TestApp, room: &str, from: &str) {
    let sql = "INSERT INTO readiness (tenant_id, classroom_id, available_from) SELECT tenant_id, id, $2::text::timestamptz FROM classrooms WHERE key = $1";
    sqlx::query(sql).bind(room).bind(from).execute(&mut app.sql().await).await.expect("a room was up");
}

async fn breaches(school: &School<'_>, query: &str) -> Vec<Value> {
    school.get(&format!("/v1/breaches{query}")).send().await.expect(200).items().to_vec()
}

async fn credits(school: &School<'_>) -> Vec<Value> {
    school.get("/v1/credits").send().await.expect(200).items().to_vec()
}

#[tokio::test]
async fn a_room_that_comes_late_is_a_breach_and_credited_once() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, order) = school(&app, &version()).await;
    up(&app, "room-1", "2026-09-07T00:52:00Z").await;
    up(&app, "room-2", "2026-09-07T01:12:00Z").await;
    app.set_time("2026-09-07T03:09:00Z");
    run(&app, "keep-promises").await;
    assert_eq!(breaches(&school, "").await, [] as [Value; 0], "the hour is looked at ten minutes after its end");
    app.set_time("2026-09-07T03:10:00Z");
    run(&app, "keep-promises").await;
    let found = breaches(&school, "").await;
    assert_eq!(found.len(), 1, "{found:?}");
    let breach = &found[0];
    assert_eq!(
        (&breach["found"], &breach["room"], &breach["ready_at"]),
        (&json!("broken"), &json!("room-2"), &json!("2026-09-07T01:12:00Z"))
    );
    assert_eq!((&breach["credited_minor"], &breach["currency"]), (&json!(188), &json!("CNY")), "half of 375, to the even one");
    assert_eq!(breach["message"], "Room room-2, 2026-09-07 09:00, was ready at 09:12.");
    let credit = &credits(&school).await[0];
    assert_eq!(
        (&credit["id"], &credit["amount_minor"], &credit["reason"]),
        (&breach["credit_id"], &json!(188), &json!(format!("promise:{order}")))
    );
    // Whoever looks again, also where it was not noted how far somebody had come, finds nothing new.
    sqlx::query("UPDATE promise_watermarks SET hour = hour - interval '3 hours'").execute(&mut app.sql().await).await.unwrap();
    run(&app, "keep-promises").await;
    app.set_time("2026-09-08T03:10:00Z");
    run(&app, "keep-promises").await;
    assert_eq!((breaches(&school, "").await.len(), credits(&school).await.len()), (1, 1));
    let told = school.get(&format!("/v1/orders/{order}/events")).send().await.expect(200);
    let told: Vec<_> = told.items().iter().filter(|event| event["type"] == "promise.broken").collect();
    assert_eq!((told.len(), &told[0]["data"]["credited_minor"]), (1, &json!(188)));
    faultless(&app).await;
    // Lists are narrowed by order, month and what was found; another school sees nothing.
    assert_eq!(breaches(&school, &format!("?order_id={order}&month=2026-09&found=broken")).await.len(), 1);
    assert_eq!(breaches(&school, "?month=2026-08").await.len(), 0);
    school.get("/v1/breaches?month=2026-9").send().await.expect_invalid("?month");
    assert_eq!(breaches(&app.tenant("Other").await, "").await.len(), 0);
    let all = app.platform_get("/v1/platform/breaches?found=broken").send().await.expect(200);
    assert_eq!(all.items()[0]["tenant_name"], "Qinghe");
}

#[tokio::test]
async fn who_never_came_is_credited_in_full_and_who_came_just_in_time_not_at_all() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, _) = school(&app, &version()).await;
    up(&app, "room-1", "2026-09-07T00:59:30Z").await;
    app.set_time("2026-09-07T03:10:00Z");
    run(&app, "keep-promises").await;
    let mut found: Vec<_> =
        breaches(&school, "").await.iter().map(|breach| (breach["found"].clone(), breach["credited_minor"].clone())).collect();
    found.sort_by_key(|(found, _)| found.to_string());
    assert_eq!(found, [(json!("broken"), json!(375)), (json!("late"), json!(0))]);
    faultless(&app).await;
}

#[tokio::test]
async fn a_plan_without_a_promise_credits_nothing_and_a_suspended_school_is_owed_none() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let mut without = version();
    without.as_object_mut().unwrap().remove("promise");
    let (school, _) = school(&app, &without).await;
    app.set_time("2026-09-07T03:10:00Z");
    run(&app, "keep-promises").await;
    assert_eq!((breaches(&school, "").await.len(), credits(&school).await.len()), (2, 0));
    app.set_time("2026-09-10T00:00:00Z");
    app.platform_post(&format!("/v1/tenants/{}/suspend", school.id)).json(&json!({"reason": "unpaid"})).send().await.expect(200);
    app.set_time("2026-09-14T02:30:00Z");
    app.platform_post(&format!("/v1/tenants/{}/resume", school.id)).json(&json!({"reason": "paid"})).send().await.expect(200);
    for _ in 0..8 {
        app.set_time("2026-09-14T03:10:00Z");
        run(&app, "keep-promises").await;
    }
    assert_eq!(breaches(&school, "").await.len(), 2, "nothing of the lesson within the suspension");
}

#[tokio::test]
async fn what_nobody_could_see_is_unknown_and_becomes_a_fact_when_it_is_known() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, _) = school(&app, &version()).await;
    let silence = "INSERT INTO cluster_silences (cluster_id, began_at, ended_at) SELECT id, '2026-09-07T00:55:00Z', '2026-09-07T01:20:00Z' FROM clusters";
    sqlx::query(silence).execute(&mut app.sql().await).await.unwrap();
    up(&app, "room-1", "2026-09-07T01:20:00Z").await;
    app.set_time("2026-09-07T03:10:00Z");
    run(&app, "keep-promises").await;
    assert_eq!((breaches(&school, "?found=unknown").await.len(), credits(&school).await.len()), (2, 0));
    assert_eq!(app.platform_get("/v1/platform/breaches?found=unknown").send().await.expect(200).items().len(), 2);
    // A replica that comes back tells that one of them had been up all the time, and that the cluster was seen after all.
    sqlx::query("UPDATE readiness SET available_from = '2026-09-07T00:53:00Z'").execute(&mut app.sql().await).await.unwrap();
    sqlx::query("DELETE FROM cluster_silences").execute(&mut app.sql().await).await.unwrap();
    app.set_time("2026-09-08T03:10:00Z");
    run(&app, "keep-promises").await;
    let mut found: Vec<_> =
        breaches(&school, "").await.iter().map(|breach| (breach["found"].clone(), breach["credited_minor"].clone())).collect();
    found.sort_by_key(|(found, _)| found.to_string());
    assert_eq!(found, [(json!("broken"), json!(375)), (json!("kept"), json!(0))]);
    assert_eq!(credits(&school).await.len(), 1);
    faultless(&app).await;
}

#[tokio::test]
async fn a_promise_that_makes_no_sense_is_refused_with_its_field() {
    let app = TestApp::new().await;
    for (promise, pointer) in [
        (json!({"credit_percent": 0}), "/version/promise/credit_percent"),
        (json!({"credit_percent": 101}), "/version/promise/credit_percent"),
        (json!({"credit_percent": 50, "full_after_minutes": 0}), "/version/promise/full_after_minutes"),
    ] {
        let mut version = version();
        version["promise"] = promise;
        app.platform_post("/v1/plans").json(&json!({"name": "School", "version": version})).send().await.expect_invalid(pointer);
    }
}

#[tokio::test]
async fn how_promises_were_kept_is_added_up_by_week_once_also_of_orders_that_cost_nothing() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, _) = school(&app, &version()).await;
    let free = app.tenant("Free").await;
    free.order(mondays()).await.expect_created();
    let silent = "INSERT INTO cluster_silences (cluster_id, began_at, ended_at) SELECT id, '2026-09-14T00:55:00Z', '2026-09-14T01:20:00Z' FROM clusters";
    sqlx::query(silent).execute(&mut app.sql().await).await.unwrap();
    // Of both schools: a room is ready in time on the first Monday, the other comes late; on the second nobody could see.
    up(&app, "room-1", "2026-09-07T00:56:30Z").await;
    up(&app, "room-2", "2026-09-07T01:12:00Z").await;
    let down = "UPDATE readiness SET available_to = '2026-09-07T02:10:00Z'";
    sqlx::query(down).execute(&mut app.sql().await).await.unwrap();
    app.set_time("2026-09-08T02:59:00Z");
    run(&app, "keep-promises").await;
    let ledger = |school: &School<'_>| school.get("/v1/promises/ledger").send();
    assert_eq!(ledger(&school).await.expect(200).items(), [] as [Value; 0], "a day after the hour, and not sooner");
    for at in ["2026-09-08T03:10:00Z", "2026-09-15T03:10:00Z"] {
        app.set_time(at);
        for _ in 0..9 {
            run(&app, "keep-promises").await;
        }
    }
    let weeks = ledger(&free).await.expect(200);
    let of = |week: &Value| json!([week["week"], week["lessons"], week["in_time"], week["late"], week["broken"], week["unknown"]]);
    assert_eq!(
        weeks.items().iter().map(of).collect::<Vec<_>>(),
        [json!(["2026-09-14", 2, 0, 0, 0, 2]), json!(["2026-09-07", 2, 1, 0, 1, 0])]
    );
    assert_eq!(weeks.items()[1]["ready_before"], json!({"under_1_minute": 0, "under_2_minutes": 0, "under_5_minutes": 1, "longer": 0}));
    assert!(weeks.items()[0].get("cluster_id").is_none(), "a school sees no cluster");
    let all = app.platform_get("/v1/platform/promises/ledger?from=2026-09-07&to=2026-09-07").send().await.expect(200);
    assert_eq!(all.items().iter().map(of).collect::<Vec<_>>(), [json!(["2026-09-07", 4, 2, 0, 2, 0])]);
    assert_eq!(all.items()[0]["cluster_name"], "bj-1");
    school.get("/v1/promises/ledger?from=2025-01-01").send().await.expect_invalid("?from");
    let table = school.get("/v1/promises/ledger").header("accept", "text/csv").send().await.expect(200);
    assert_eq!(table.text().lines().count(), 3, "{}", table.text());
}

/// Every hour until then is looked at twice, as far as it is due.
async fn looked_at(app: &TestApp, at: &str) {
    app.set_time(at);
    for _ in 0..9 {
        run(app, "keep-promises").await;
    }
}

async fn weeks(app: &TestApp, path: &str) -> Vec<Value> {
    app.platform_get(path).send().await.expect(200).items().to_vec()
}

#[tokio::test]
async fn what_a_lost_cluster_missed_is_its_own_and_what_came_after_it_the_next_ones() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await.with_cluster("bj-2", nodes(2)).await;
    app.set_time("2026-09-06T23:30:00Z");
    let school = app.tenant("Qinghe").await;
    school.order(mondays()).await.expect_created();
    run(&app, "keep-promises").await;
    // 08:58 in Shanghai: its cluster is lost, and it goes on elsewhere, where its rooms are up a week later.
    app.set_time("2026-09-07T00:58:00Z");
    sqlx::query("UPDATE clusters SET answering = false WHERE name = 'bj-1'").execute(&mut app.sql().await).await.unwrap();
    let clusters = app.platform_get("/v1/clusters").send().await.expect(200);
    let lost = clusters.items().iter().find(|cluster| cluster["name"] == "bj-1").unwrap()["id"].as_str().unwrap().to_owned();
    let asked = json!({"lessons_until": "2026-09-07T02:00:00Z"});
    let done = app.platform_post(&format!("/v1/clusters/{lost}/failover")).json(&asked).send().await.expect(200);
    assert_eq!(done["orders"][0]["verdict"], "moved");
    for room in ["room-1", "room-2"] {
        up(&app, room, "2026-09-14T00:55:00Z").await;
    }
    looked_at(&app, "2026-09-08T03:10:00Z").await;
    looked_at(&app, "2026-09-15T03:10:00Z").await;
    let told = [json!(["2026-09-14", "bj-2", 2, 2, 0]), json!(["2026-09-07", "bj-1", 2, 0, 2])];
    let of = |week: &Value| json!([week["week"], week["cluster_name"], week["lessons"], week["in_time"], week["broken"]]);
    let mut ledger: Vec<Value> = weeks(&app, "/v1/platform/promises/ledger").await.iter().map(of).collect();
    ledger.sort_by_key(|week| std::cmp::Reverse(week.to_string()));
    assert_eq!(ledger, told);
    let mut accuracy: Vec<Value> = weeks(&app, "/v1/capacity/accuracy")
        .await
        .iter()
        .map(|week| json!([week["week"], week["cluster_name"], week["lessons"]]))
        .collect();
    accuracy.sort_by_key(|week| std::cmp::Reverse(week.to_string()));
    assert_eq!(accuracy, [json!(["2026-09-14", "bj-2", 2]), json!(["2026-09-07", "bj-1", 2])]);
}

#[tokio::test]
async fn a_room_that_was_not_ready_is_an_entry_with_its_cause_whether_its_order_cost_anything_or_not() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    app.set_time("2026-09-06T23:30:00Z");
    let free = app.tenant("Free").await;
    let order = free.order(mondays()).await.expect_created().id();
    run(&app, "keep-promises").await;
    up(&app, "room-1", "2026-09-07T00:55:00Z").await;
    // As it was told a minute before the bell, and of another bell.
    let missing = "INSERT INTO events (id, feed, type, at, actor, subject, data)
                   SELECT gen_random_uuid(), tenant_id, 'classrooms.missing', '2026-09-07T00:59:00Z', '{\"type\": \"system\"}', $1, $2 FROM orders";
    for (bell, reason) in [("2026-09-07T01:00:00Z", "NodeLost"), ("2026-09-07T03:00:00Z", "OutOfMemory")] {
        let data = json!({"bell_at": bell, "rooms": 1, "classrooms": [], "cause": {"reason": reason, "params": {"rooms": 1, "of": 2}}});
        sqlx::query(missing).bind(&order).bind(data).execute(&mut app.sql().await).await.unwrap();
    }
    looked_at(&app, "2026-09-08T03:10:00Z").await;
    let found = breaches(&free, "").await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0]["found"], &found[0]["room"], &found[0]["order_id"]), (&json!("broken"), &json!("room-2"), &json!(order)));
    assert_eq!((&found[0]["credited_minor"], &found[0]["currency"], &found[0]["credit_id"]), (&json!(0), &json!("CNY"), &Value::Null));
    assert_eq!(found[0]["cause"], "1 of 2 rooms were on a node that was lost.");
    assert_eq!(credits(&free).await, [] as [Value; 0]);
    for ledger in
        [weeks(&app, "/v1/platform/promises/ledger").await, free.get("/v1/promises/ledger").send().await.expect(200).items().to_vec()]
    {
        assert_eq!(ledger[0]["causes"], json!([{"reason": "NodeLost", "title": "A node was lost", "lessons": 1}]));
    }
    let table = app.platform_get("/v1/platform/promises/ledger").header("accept", "text/csv").send().await.expect(200);
    assert!(table.text().lines().nth(1).unwrap().ends_with("A node was lost 1"), "{}", table.text());
}
