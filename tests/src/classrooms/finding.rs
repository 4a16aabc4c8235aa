//! Rooms that are searched, sorted, narrowed and counted.

use homeroom::classrooms::listing::{ClassroomSort, Filter, listing};
use homeroom_domain::ids::TenantId;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, Execute as _, PgConnection, Row as _};

use crate::support::{TestApp, class_of, nodes, rooms, seats, uuid_of};

#[tokio::test]
async fn rooms_are_found_by_a_part_of_their_name_or_key_and_sorted_as_people_count() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(50), seats(2_000)).await;
    let order = class_of(20).rooms(3).weekly("MO", "09:00", 45);
    let order = order.with("/rooms/0/name", json!("7-10")).with("/rooms/1/name", json!("7-2")).with("/rooms/2/name", json!("观星台"));
    school.order(order).await.expect_created();
    let names = async |query: &str| {
        let page = school.get(&format!("/v1/classrooms?{query}")).send().await.expect(200);
        page.items().iter().map(|room| room["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("sort=name").await, ["7-2", "7-10", "观星台"]);
    assert_eq!(names("q=7-&sort=name").await, ["7-2", "7-10"]);
    assert_eq!(names("q=%E6%98%9F").await, ["观星台"]);
    let first = school.get("/v1/classrooms?sort=name&limit=2&count=true").send().await.expect(200);
    assert_eq!(first["total"], json!(3));
    let rest = format!("sort=name&limit=2&cursor={}", first.text_of("next_cursor"));
    assert_eq!(names(&rest).await, ["观星台"]);
}

#[tokio::test]
async fn rooms_are_narrowed_and_sorted_by_how_they_stand() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(50), seats(2_000)).await;
    let order = class_of(20).rooms(3).weekly("MO", "09:00", 45);
    let order = order.with("/rooms/0/name", json!("idle")).with("/rooms/1/name", json!("ready")).with("/rooms/2/name", json!("down"));
    school.order(order).await.expect_created();
    for (name, status) in [("ready", json!({"wanted": true, "available": true})), ("down", json!({"wanted": true, "available": false}))] {
        let update = format!("UPDATE classrooms SET status = '{status}' WHERE name = '{name}'");
        sqlx::query(AssertSqlSafe(update)).execute(&mut app.sql().await).await.unwrap();
    }
    let names = async |query: &str| {
        let page = school.get(&format!("/v1/classrooms?{query}")).send().await.expect(200);
        page.items().iter().map(|room| room["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("sort=attention").await, ["down", "ready", "idle"]);
    for (state, found) in [("wanted", vec!["down", "ready"]), ("ready", vec!["ready"]), ("not_ready", vec!["down"]), ("idle", vec!["idle"])]
    {
        assert_eq!(names(&format!("state={state}&sort=name")).await, found, "{state}");
    }
    // Of what is on a cluster that does not answer nothing is known.
    sqlx::query("UPDATE clusters SET blind_since = '2026-08-24'").execute(&mut app.sql().await).await.unwrap();
    assert_eq!(names("state=not_ready&sort=name").await, ["down", "ready"]);
    assert_eq!(names("state=ready").await, [""; 0]);
}

/// So many rooms more of an order, those of several numbers in no order; what lists read of them.
async fn many(sql: &mut PgConnection, order: &str, count: i32) {
    let insert = "INSERT INTO classrooms (id, tenant_id, order_id, key, position, seats, secret, created_at)
         SELECT gen_random_uuid(), o.tenant_id, o.id, n * 7919 % 100 || '-' || n, n, 20, '', timestamptz '2026-01-01' + n * interval '1 second'
         FROM orders o, generate_series(1, $2) AS n WHERE o.id = $1";
    sqlx::query(insert).bind(uuid_of(order)).bind(count).execute(&mut *sql).await.unwrap();
    sqlx::query("VACUUM ANALYZE classrooms").execute(&mut *sql).await.unwrap();
}

#[tokio::test]
async fn of_many_rooms_every_page_in_the_order_of_their_names_is_read_by_an_index() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Beihai").await);
    let mut superuser = PgConnection::connect_with(&app.database.superuser()).await.unwrap();
    for (school, count) in [(&other, 8_000), (&school, 2_000)] {
        let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
        many(&mut superuser, &order, count).await;
    }
    // As the service asks: within the fence of the tenant, which keeps the planner from some ways.
    let mut fenced = PgConnection::connect_with(&app.database.app()).await.unwrap();
    let own = uuid_of(&school.id);
    sqlx::query("SELECT set_config('app.tenant', $1, false)").bind(own.to_string()).execute(&mut fenced).await.unwrap();
    let (mut cursor, mut names) = (String::new(), Vec::new());
    for _ in 0..5 {
        let page = school.get(&format!("/v1/classrooms?limit=200&sort=name{cursor}")).send().await.expect(200);
        let shown = |room: &serde_json::Value| room["name"].as_str().or(room["key"].as_str()).unwrap().to_owned();
        names.extend(page.items().iter().map(shown));
        cursor = format!("&cursor={}", page.text_of("next_cursor"));
    }
    let numbers = |name: &String| name.split('-').map(|part| part.parse::<u32>().unwrap()).collect::<Vec<_>>();
    assert!(names.iter().filter(|name| name.as_str() != "room-1").map(numbers).is_sorted(), "{names:?}");
    for (sort, name) in [(ClassroomSort::Name, "name"), (ClassroomSort::Created, "created_at")] {
        for after in [None, Some(&cursor["&cursor=".len()..]).filter(|_| name == "name")] {
            let after = after.map(|text| homeroom::http::SortedCursor::read(text, sort.sort()).unwrap());
            let mut query = listing((TenantId::from(own), &Filter::default()), sort.sort(), after.as_ref(), 51);
            let text = format!("EXPLAIN {}", query.sql().as_str());
            let arguments = query.build().take_arguments().unwrap().unwrap();
            let rows = sqlx::query_with(AssertSqlSafe(text), arguments).fetch_all(&mut fenced).await.unwrap();
            let plan: String = rows.iter().map(|row| row.get::<String, _>(0) + "\n").collect();
            assert!(!plan.contains("Sort") && !plan.contains("Seq Scan") && plan.contains("Index"), "{name}:\n{plan}");
        }
    }
}
