//! `GET /v1/usage/calendar`

use serde_json::{Value, json};

use crate::support::{School, TestApp, class_of, nodes, rooms, seats};

async fn calendar(school: &School<'_>, query: &str) -> Value {
    school.get(&format!("/v1/usage/calendar?{query}")).send().await.expect(200).json().clone()
}

/// Two rooms of 20 on Mondays at nine, and three of 30 on the 14th half an hour later.
async fn two_orders(school: &School<'_>) -> [String; 2] {
    let weekly = school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    let once = class_of(30).rooms(3).on(&["2026-09-14"], "09:30", 45).with("/name", json!("Contest"));
    [weekly, school.order(once).await.expect_created().id()]
}

const WEEK: &str = "from=2026-09-13T16:00:00Z&to=2026-09-20T16:00:00Z";

#[tokio::test]
async fn the_calendar_tells_what_is_booked_of_the_quota_and_what_makes_up_its_peaks() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let [weekly, once] = two_orders(&school).await;
    let slots = calendar(&school, &format!("{WEEK}&resolution=slot")).await;
    assert_eq!((&slots["time_zone"], &slots["limits"]), (&json!("Asia/Shanghai"), &json!({"rooms": 10, "seats": 500})));
    let item = |at: &str, until: &str, rooms: u32, seats: u32| {
        json!({"at": format!("2026-09-14T0{at}:00Z"), "at_local": format!("2026-09-14T{:02}:{}:00+08:00", at[..1].parse::<u32>().unwrap() + 8, &at[2..]),
               "until": format!("2026-09-14T0{until}:00Z"), "rooms": rooms, "seats": seats})
    };
    assert_eq!(slots["items"], json!([item("1:00", "1:30", 2, 40), item("1:30", "1:45", 5, 130), item("1:45", "2:15", 3, 90)]));
    let peaks = slots["peaks"].as_array().unwrap();
    let orders = json!([{"order_id": once, "name": "Contest", "rooms": 3, "seats": 90}, {"order_id": weekly, "name": "Autumn term", "rooms": 2, "seats": 40}]);
    assert_eq!(
        peaks[0],
        json!({"limit": "rooms", "at": "2026-09-14T01:30:00Z", "at_local": "2026-09-14T09:30:00+08:00", "booked": 5, "orders": orders})
    );
    assert_eq!((&peaks[1]["limit"], &peaks[1]["booked"], &peaks[1]["orders"]), (&json!("seats"), &json!(130), &orders));
    let hours = calendar(&school, WEEK).await;
    assert_eq!(hours["items"], json!([item("1:00", "2:00", 5, 130), item("2:00", "3:00", 3, 90)]));
    let days = calendar(&school, "from=2026-09-01T00:00:00Z&to=2026-09-22T00:00:00Z&resolution=day").await;
    let told: Vec<_> = days["items"].as_array().unwrap().iter().map(|day| json!([day["at_local"], day["rooms"], day["seats"]])).collect();
    assert_eq!(
        told,
        [
            json!(["2026-09-07T00:00:00+08:00", 2, 40]),
            json!(["2026-09-14T00:00:00+08:00", 5, 130]),
            json!(["2026-09-21T00:00:00+08:00", 2, 40])
        ]
    );
    let other = app.tenant("Other").await;
    let nothing = calendar(&other, WEEK).await;
    assert_eq!((&nothing["items"], &nothing["peaks"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn what_a_cancelled_order_gave_back_is_booked_no_more_and_what_was_stays() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    let [weekly, _] = two_orders(&school).await;
    app.set_time("2026-09-09T00:00:00Z");
    school.cancel(&weekly).await.expect(200);
    let days = calendar(&school, "from=2026-09-06T16:00:00Z&to=2026-09-20T16:00:00Z&resolution=day").await;
    let told: Vec<_> = days["items"].as_array().unwrap().iter().map(|day| day["rooms"].clone()).collect();
    assert_eq!(told, [json!(2), json!(3)]);
    let past = calendar(&school, "from=2026-09-06T16:00:00Z&to=2026-09-07T16:00:00Z").await;
    assert_eq!(past["peaks"][0]["orders"][0]["order_id"], json!(weekly));
}

#[tokio::test]
async fn the_calendar_is_a_table_for_whoever_asks_for_one_and_too_long_a_stretch_is_refused() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    two_orders(&school).await;
    let table = school.get(&format!("/v1/usage/calendar?{WEEK}")).header("accept", "text/csv").send().await.expect(200);
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    let lines: Vec<_> = table.text().lines().map(str::to_owned).collect();
    assert_eq!(
        lines,
        [
            "\u{feff}at,at_local,until,rooms,seats",
            "2026-09-14T01:00:00Z,2026-09-14T09:00:00+08:00,2026-09-14T02:00:00Z,5,130",
            "2026-09-14T02:00:00Z,2026-09-14T10:00:00+08:00,2026-09-14T03:00:00Z,3,90",
        ]
    );
    for long in [
        "from=2026-09-01T00:00:00Z&to=2026-09-20T00:00:00Z&resolution=slot",
        "from=2026-09-01T00:00:00Z&to=2026-11-20T00:00:00Z",
        "from=2026-09-01T00:00:00Z&to=2027-11-20T00:00:00Z&resolution=day",
        "from=2026-09-01T00:00:00Z&to=2026-09-01T00:00:00Z",
    ] {
        school.get(&format!("/v1/usage/calendar?{long}")).send().await.expect_invalid("?to");
    }
}
