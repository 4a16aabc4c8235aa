//! Pages of `GET /v1/lessons` over any window: what they cost is bounded, and nothing is lost or repeated.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::support::{OrderSpec, School, TestApp, class_of, nodes, rooms, seats, written_columns};

const CENTURY: &str = "from=1970-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

/// All pages of a list, each with its ids.
async fn pages(school: &School<'_>, query: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = school.get(&format!("/v1/lessons?{query}{cursor}")).send().await.expect(200);
        pages.push(page["items"].as_array().unwrap().iter().map(|lesson| lesson["id"].as_str().unwrap().to_owned()).collect());
        let Some(next) = page["next_cursor"].as_str() else { return pages };
        assert!(page.header("link").is_some_and(|link| link.contains(next)));
        cursor = format!("&cursor={next}");
    }
}

/// Four terms a year apart, one of them amended on its way, and one that nobody teaches.
async fn some_orders(app: &TestApp, school: &School<'_>) -> Vec<String> {
    let term = |year: u32| class_of(20).rooms(3).weekly("MO,WE", "09:00", 45).term(&format!("{year}-09-01"), &format!("{year}-12-18"));
    let mut made = Vec::new();
    for year in [2026, 2027, 2028, 2031] {
        made.push(school.order(term(year)).await.expect_created().id());
    }
    app.set_time("2026-10-07T00:00:00Z");
    let change = json!([{"lesson": "line-1", "room": "room-2", "on": "2026-10-12", "moved_to": {"date": "2026-12-01", "start": "14:00"}}]);
    let mut timetable = term(2026).weekly("FR", "11:00", 45).json()["timetable"].clone();
    timetable["changes"] = change;
    school.amend(&made[0], &json!({ "timetable": timetable })).await.expect(200);
    made
}

#[tokio::test]
#[ignore = "long: a century of lessons"]
async fn pages_of_a_century_show_what_its_weeks_show() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(20)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    let made = some_orders(&app, &school).await;
    let ends = ["09-01", "10-05", "11-02", "12-19"];
    for filter in ["", "&room=room-2", "&teacher=nobody", &format!("&order_id={}", made[0])] {
        let whole = pages(&school, &format!("{CENTURY}&limit=200{filter}")).await.concat();
        let (ids, short) = (whole.iter().collect::<BTreeSet<_>>(), pages(&school, &format!("{CENTURY}&limit=7{filter}")).await.concat());
        assert_eq!(ids.len(), whole.len(), "nothing is repeated: {filter}");
        assert_eq!(short, whole, "{filter}");
        let mut windows = Vec::new();
        for year in 2026..=2031 {
            for pair in ends.windows(2) {
                let window = format!("from={year}-{}T00:00:00Z&to={year}-{}T00:00:00Z&limit=200{filter}", pair[0], pair[1]);
                windows.extend(pages(&school, &window).await.concat());
            }
        }
        assert_eq!(windows, whole, "{filter}");
    }
}

#[tokio::test]
async fn nothing_is_lost_or_repeated_when_an_order_is_amended_between_two_pages() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(20)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    let made = some_orders(&app, &school).await;
    let before = pages(&school, &format!("{CENTURY}&limit=200")).await.concat();
    let first = school.get(&format!("/v1/lessons?{CENTURY}&limit=40")).send().await.expect(200);
    let mut seen: Vec<String> = first["items"].as_array().unwrap().iter().map(|lesson| lesson["id"].as_str().unwrap().to_owned()).collect();
    // An hour later on each day: every lesson keeps its id.
    let later: OrderSpec = class_of(20).rooms(3).weekly("MO,WE", "10:00", 45);
    school.amend(&made[1], &json!({"timetable": later.json()["timetable"]})).await.expect(200);
    let rest = format!("{CENTURY}&limit=200&cursor={}", first["next_cursor"].as_str().unwrap());
    let page = school.get(&format!("/v1/lessons?{rest}")).send().await.expect(200);
    seen.extend(page["items"].as_array().unwrap().iter().map(|lesson| lesson["id"].as_str().unwrap().to_owned()));
    let mut next = page["next_cursor"].as_str().map(str::to_owned);
    while let Some(cursor) = next {
        let page = school.get(&format!("/v1/lessons?{CENTURY}&limit=200&cursor={cursor}")).send().await.expect(200);
        seen.extend(page["items"].as_array().unwrap().iter().map(|lesson| lesson["id"].as_str().unwrap().to_owned()));
        next = page["next_cursor"].as_str().map(str::to_owned);
    }
    assert_eq!(seen.iter().collect::<BTreeSet<_>>(), before.iter().collect::<BTreeSet<_>>());
    assert_eq!(seen.len(), before.len());
}

/// An order of 200 rooms and so many lessons a day in each, copied from one that was made: the database does not mind where rows come from.
async fn copies(app: &TestApp, count: i32) {
    let mut sql = app.sql().await;
    let copies = "CREATE TEMP TABLE copies AS SELECT gen_random_uuid() AS id FROM generate_series(1, $1)";
    sqlx::query(copies).bind(count).execute(&mut sql).await.unwrap();
    for (table, changed) in [
        ("orders", "'id', c.id, 'external_id', NULL"),
        ("order_generations", "'order_id', c.id"),
        ("classrooms", "'id', gen_random_uuid(), 'order_id', c.id"),
    ] {
        let columns = written_columns(&mut sql, table).await;
        let copy = format!(
            "INSERT INTO {table} ({columns}) SELECT {columns} FROM
             (SELECT (jsonb_populate_record(t, jsonb_build_object({changed}))).* FROM {table} t, copies c) n"
        );
        sqlx::query(AssertSqlSafe(copy)).execute(&mut sql).await.unwrap();
    }
}

/// In full, with 50 orders of 60,000 lessons, it is the goal `century` of the bench.
#[tokio::test]
async fn a_page_ends_where_it_has_worked_enough_and_goes_on_from_there() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(50)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(500), seats(50_000)).await;
    let line = |start: &str| json!({"rrule": "FREQ=DAILY", "start": start, "duration_minutes": 40});
    let large = ["08:00", "09:00", "10:00", "11:00"].into_iter().fold(class_of(10).rooms(40), |order, start| order.line(line(start)));
    let order = school.order(large).await.expect_created().id();
    copies(&app, 9).await;
    // 224,000 lessons, none of which anybody teaches: several pages come to their end empty.
    let query = format!("{CENTURY}&limit=200&teacher=nobody");
    let empty = pages(&school, &query).await;
    assert!(empty.len() > 2 && empty.iter().all(Vec::is_empty), "{} pages", empty.len());
    let day = "from=2026-09-07T00:00:00Z&to=2026-09-08T00:00:00Z&limit=200";
    assert_eq!(pages(&school, day).await.concat().len(), 10 * 40 * 4);
    assert_eq!(pages(&school, &format!("{day}&order_id={order}")).await.concat().len(), 40 * 4);
    // What a list worked through is not kept in the place of what others ask for.
    let one: Value = school.get(&format!("/v1/lessons?{day}")).send().await.expect(200)["items"][0].clone();
    school.get(&format!("/v1/lessons/{}", one["id"].as_str().unwrap())).send().await.expect(200);
}
