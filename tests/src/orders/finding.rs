//! Lists of orders that are searched, sorted and counted, of a few and of many.

use std::collections::HashMap;

use homeroom::orders::store::{Filter, OrderSort, listing};
use homeroom_domain::ids::TenantId;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, Execute as _, PgConnection, Row as _};

use crate::support::{School, TestApp, class_of, nodes, rooms, seats, uuid_of};

/// Orders of one room each, by name.
async fn named(school: &School<'_>, names: &[&str]) -> HashMap<String, String> {
    let mut ids = HashMap::new();
    for name in names {
        let order = class_of(20).weekly("MO", "09:00", 45).with("/name", json!(name));
        ids.insert(school.order(order).await.expect_created().id(), (*name).to_owned());
    }
    ids
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn names(school: &School<'_>, query: &str) -> Vec<String> {
    let page = school.get(&format!("/v1/orders?{query}")).send().await.expect(200);
    page.items().iter().map(|order| order["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_part_of_a_name_is_found_in_any_script_whatever_its_case_accents_and_width() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, other) =
        (app.tenant("Qinghe").with_quota(rooms(50), seats(2_000)).await, app.tenant("Beihai").with_quota(rooms(50), seats(2_000)).await);
    named(&school, &["青禾二中秋季班", "Élèves de 7ème", "Mathematics 7-1", "100 % attendance", "Straße"]).await;
    named(&other, &["青海"]).await;
    for (part, found) in [
        ("青", vec!["青禾二中秋季班"]),
        ("二中", vec!["青禾二中秋季班"]),
        ("中秋季", vec!["青禾二中秋季班"]),
        ("中二", vec![]),
        ("eleves", vec!["Élèves de 7ème"]),
        ("ELÈV", vec!["Élèves de 7ème"]),
        ("themat", vec!["Mathematics 7-1"]),
        ("７－１", vec!["Mathematics 7-1"]),
        ("%", vec!["100 % attendance"]),
        ("_", vec![]),
        ("7", vec!["Élèves de 7ème", "Mathematics 7-1"]),
        ("ß", vec!["Straße"]),
        ("' OR true --", vec![]),
    ] {
        assert_eq!(names(&school, &format!("q={}", encoded(part))).await, found, "{part}");
    }
    for (query, at) in [("q=", "?q"), ("q=%20", "?q"), (format!("q={}", "x".repeat(101)).as_str(), "?q")] {
        school.get(&format!("/v1/orders?{query}")).send().await.expect_invalid(at);
    }
}

#[tokio::test]
async fn an_order_is_found_by_its_rooms_and_by_what_it_is_called_now() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(50), seats(2_000)).await;
    let spec = class_of(20).rooms(2).weekly("MO", "09:00", 45).with("/name", json!("Autumn")).with("/rooms/1/name", json!("观星台"));
    let order = school.order(spec.with("/external_id", json!("PO-77"))).await.expect_created();
    for part in ["观", "po-77", "autumn"] {
        assert_eq!(names(&school, &format!("q={}", encoded(part))).await, ["Autumn"], "{part}");
    }
    school.amend(&order.id(), &json!({"name": "Winter"})).await.expect(200);
    assert_eq!(names(&school, "q=winter").await, ["Winter"]);
    assert_eq!(names(&school, "q=autumn").await, [""; 0]);
    let mut renamed = order["rooms"].clone();
    renamed[1]["name"] = json!("Observatory");
    school.amend(&order.id(), &json!({"rooms": renamed})).await.expect(200);
    assert_eq!(names(&school, "q=observ").await, ["Winter"]);
    let of_all = app.platform_get("/v1/platform/orders?q=observ").send().await.expect(200);
    assert_eq!(of_all.ids(), [order.id()]);
}

#[tokio::test]
async fn names_are_sorted_as_people_count_and_each_way_of_sorting_has_its_own_pages() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(50), seats(2_000)).await;
    named(&school, &["Class 7-10", "Class 7-2", "class 7-1", "北京", "安徽"]).await;
    let by_name = ["安徽", "北京", "class 7-1", "Class 7-2", "Class 7-10"];
    assert_eq!(names(&school, "sort=name").await, by_name);
    for sort in ["created_at", "-created_at", "name", "-name", "next_change_at", "attention"] {
        let whole = names(&school, &format!("sort={sort}")).await;
        let (mut seen, mut query) = (Vec::new(), format!("sort={sort}&limit=1"));
        loop {
            let page = school.get(&format!("/v1/orders?{query}")).send().await.expect(200);
            seen.extend(page.items().iter().map(|order| order["name"].as_str().unwrap().to_owned()));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            query = format!("sort={sort}&limit=1&cursor={cursor}");
            // A cursor is of one way of sorting.
            let other = if sort == "name" { "created_at" } else { "name" };
            school.get(&format!("/v1/orders?sort={other}&cursor={cursor}")).send().await.expect_invalid("?cursor");
        }
        assert_eq!(seen, whole, "{sort}");
    }
    let up = names(&school, "sort=name").await;
    assert_eq!(names(&school, "sort=-name").await, up.into_iter().rev().collect::<Vec<_>>());
    school.get("/v1/orders?sort=colour").send().await.expect_invalid("?sort");
}

#[tokio::test]
async fn what_needs_somebody_comes_first() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(50), seats(2_000)).await;
    named(&school, &["over", "fine", "down", "late", "making"]).await;
    for change in [
        "phase = 'released', ready = true WHERE name = 'over'",
        "phase = 'active', ready = true, next_change_at = '2026-09-07T00:00:00Z' WHERE name = 'fine'",
        "phase = 'active', rooms_wanted_now = 1, next_change_at = '2026-09-08T00:00:00Z' WHERE name = 'down'",
        "phase = 'active', rooms_wanted_now = 1, next_change_at = '2026-09-09T00:00:00Z' WHERE name = 'late'",
        "phase = 'provisioning', next_change_at = '2026-09-01T00:00:00Z' WHERE name = 'making'",
    ] {
        sqlx::query(AssertSqlSafe(format!("UPDATE orders SET {change}"))).execute(&mut app.sql().await).await.unwrap();
    }
    assert_eq!(names(&school, "sort=attention").await, ["down", "late", "making", "fine", "over"]);
    assert_eq!(names(&school, "sort=next_change_at&phase=active").await, ["fine", "down", "late"]);
}

#[tokio::test]
async fn a_list_says_how_many_it_has_where_that_is_asked_and_no_more_than_it_counts() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(50), seats(2_000)).await;
    named(&school, &["one", "two", "twofold"]).await;
    let count = async |path: &str| {
        let page = school.get(path).send().await.expect(200);
        (page["total"].clone(), page["total_is_minimum"].clone())
    };
    assert_eq!(count("/v1/orders?limit=1").await, (Value::Null, Value::Null));
    assert_eq!(count("/v1/orders?limit=1&count=true").await, (json!(3), json!(false)));
    assert_eq!(count("/v1/orders?q=two&count=true").await, (json!(2), json!(false)));
    assert_eq!(count("/v1/orders?q=none&count=true").await, (json!(0), json!(false)));
    assert_eq!(count("/v1/classrooms?limit=2&count=true").await, (json!(3), json!(false)));
    many(&mut app.sql().await, &school.id, 10_500).await;
    assert_eq!(count("/v1/orders?count=true").await, (json!(10_000), json!(true)));
}

/// So many orders more, of the tenant's first one's kind, without rooms: what lists read of them.
async fn many(sql: &mut PgConnection, tenant: &str, count: i32) {
    let insert = "INSERT INTO orders (id, tenant_id, name, kind, region, first_day, last_day, earliest_day, latest_day, phase, generation, rooms_total,
                         ready, next_change_at, created_at)
         SELECT gen_random_uuid(), $1, 'Class ' || n % 100 || '-' || n, 'class', 'cn-beijing', '2026-09-01', '2026-12-01', '2026-09-01', '2026-12-01',
                'active', 1, 1, n % 50 <> 0, timestamptz '2026-09-01' + n * interval '1 minute', timestamptz '2026-01-01' + n * interval '1 second'
         FROM generate_series(1, $2) AS n";
    sqlx::query(insert).bind(uuid_of(tenant)).bind(count).execute(&mut *sql).await.unwrap();
    let generations =
        "INSERT INTO order_generations (tenant_id, order_id, number, effective_from, document, kind, lessons_total, created_at)
         SELECT o.tenant_id, o.id, 1, o.created_at, '{}', '{}', 1, o.created_at FROM orders o
         WHERE NOT EXISTS (SELECT FROM order_generations g WHERE g.order_id = o.id)";
    sqlx::query(generations).execute(&mut *sql).await.unwrap();
    let words =
        "INSERT INTO order_words (order_id, tenant_id, words, grams) SELECT id, tenant_id, folded(name), grams(folded(name)) FROM orders
         ON CONFLICT DO NOTHING";
    sqlx::query(words).execute(&mut *sql).await.unwrap();
    for table in ["orders", "order_words", "order_generations"] {
        sqlx::query(AssertSqlSafe(format!("VACUUM ANALYZE {table}"))).execute(&mut *sql).await.unwrap();
    }
}

/// How Postgres would answer: its plan, a line a step.
async fn plan(sql: &mut PgConnection, filter: &Filter, sort: OrderSort, cursor: Option<&str>) -> String {
    let after = cursor.map(|cursor| homeroom::http::SortedCursor::read(cursor, sort.sort()).unwrap());
    let mut query = listing(filter, sort.sort(), after.as_ref(), 51);
    let text = format!("EXPLAIN {}", query.sql().as_str());
    let arguments = query.build().take_arguments().unwrap().unwrap();
    let rows = sqlx::query_with(AssertSqlSafe(text), arguments).fetch_all(sql).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0) + "\n").collect()
}

#[tokio::test]
async fn of_twenty_thousand_orders_every_page_of_every_list_is_read_by_an_index() {
    const SORTS: [(OrderSort, &str); 6] = [
        (OrderSort::Created, "created_at"),
        (OrderSort::CreatedDown, "-created_at"),
        (OrderSort::Name, "name"),
        (OrderSort::NameDown, "-name"),
        (OrderSort::NextChange, "next_change_at"),
        (OrderSort::Attention, "attention"),
    ];
    let app = TestApp::new().await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Beihai").await);
    let mut superuser = PgConnection::connect_with(&app.database.superuser()).await.unwrap();
    many(&mut superuser, &other.id, 18_000).await;
    many(&mut superuser, &school.id, 2_000).await;
    // As the service asks: within the fence of the tenant, which keeps the planner from some ways, and without.
    let mut fenced = PgConnection::connect_with(&app.database.app()).await.unwrap();
    let own = uuid_of(&school.id).to_string();
    sqlx::query("SELECT set_config('app.tenant', $1, false)").bind(own).execute(&mut fenced).await.unwrap();
    let mut all = app.sql().await;
    for (tenant, sql, pages) in [(Some(TenantId::from(uuid_of(&school.id))), &mut fenced, 9), (None, &mut all, 60)] {
        let filter = Filter { tenant, ..Filter::default() };
        for (sort, name) in SORTS {
            let path = if tenant.is_some() { "/v1/orders" } else { "/v1/platform/orders" };
            let mut cursor = None;
            for _ in 0..pages {
                let at = cursor.as_ref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
                let path = format!("{path}?limit=200&sort={name}{at}");
                let page = if tenant.is_some() { school.get(&path) } else { app.platform_get(&path) };
                cursor = page.send().await.expect(200)["next_cursor"].as_str().map(str::to_owned);
                assert!(cursor.is_some());
            }
            for cursor in [None, cursor.as_deref()] {
                let plan = plan(sql, &filter, sort, cursor).await;
                assert!(!plan.contains("Sort") && !plan.contains("Seq Scan") && plan.contains("Index"), "{name} of {tenant:?}:\n{plan}");
            }
        }
        let filter = Filter { part: Some("99-1999".to_owned()), ..filter };
        let plan = plan(sql, &filter, OrderSort::Attention, None).await;
        assert!(!plan.contains("Seq Scan"), "{plan}");
        assert!(tenant.is_some() || plan.contains("order_words_grams_idx"), "{plan}");
    }
}
