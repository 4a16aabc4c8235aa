//! `GET /v1/teachers`

use serde_json::{Value, json};

use crate::support::{School, TestApp, class_of, nodes};

async fn teachers(school: &School<'_>, query: &str) -> Vec<Value> {
    school.get(&format!("/v1/teachers?{query}")).send().await.expect(200).items().iter().map(|teacher| teacher["name"].clone()).collect()
}

#[tokio::test]
async fn teachers_are_those_of_the_orders_timetables_each_once() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let line = |teachers: Value, start: &str| json!({"rrule": "FREQ=WEEKLY;BYDAY=MO", "start": start, "duration_minutes": 45, "teachers": teachers});
    let first = class_of(20).line(line(json!(["王芳", "Zoë"]), "09:00")).line(line(json!(["Teacher 10", "Zoë"]), "10:00"));
    school.order(first).await.expect_created();
    let second = school.order(class_of(20).line(line(json!(["Teacher 9"]), "09:00"))).await.expect_created().id();
    assert_eq!(teachers(&school, "").await, ["Teacher 9", "Teacher 10", "Zoë", "王芳"]);
    assert_eq!(teachers(&school, "q=zoe").await, ["Zoë"]);
    assert_eq!(teachers(&school, "q=%E8%8A%B3").await, ["王芳"]);
    let page = school.get("/v1/teachers?limit=2").send().await.expect(200);
    assert_eq!(teachers(&school, &format!("limit=2&cursor={}", page["next_cursor"].as_str().unwrap())).await, ["Zoë", "王芳"]);
    // Those of an order that was cancelled are listed no more.
    school.cancel(&second).await.expect(200);
    assert_eq!(teachers(&school, "q=teacher").await, ["Teacher 10"]);
    school.get("/v1/teachers?q=").send().await.expect_invalid("?q");
}
