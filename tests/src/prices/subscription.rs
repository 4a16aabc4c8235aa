use serde_json::json;

use super::{plan, version};
use crate::support::TestApp;

#[tokio::test]
async fn a_move_up_counts_from_today_and_a_move_down_from_the_next_month() {
    let app = TestApp::new().await;
    app.set_time("2026-09-10T20:00:00Z");
    let school = app.tenant("Qinghe").await;
    let (small, large) = (plan(&app, "Small", true, &version("3000", "5")).await, plan(&app, "Large", true, &version("9000", "4")).await);
    let put =
        |etag: &str, plan: &str, when: &str| school.put("/v1/subscription", etag).json(&json!({"plan_version": plan, "when": when})).send();
    let none = school.get("/v1/subscription").send().await.expect(200);
    assert_eq!((&none["current"], &none["charged_from"]), (&json!(null), &json!(null)));
    let first = put(none.etag(), &small.version, "now").await.expect(200);
    // It is the eleventh in Shanghai already.
    assert_eq!((&first["current"]["from_day"], &first["charged_from"]), (&json!("2026-09-11"), &json!("2026-09-10T16:00:00Z")));
    put(none.etag(), &large.version, "now").await.expect_problem(412, "precondition-failed");

    app.set_time("2026-09-20T20:00:00Z");
    let ask = async |plan: &str, when: &str| {
        school.post("/v1/subscription/preview").json(&json!({"plan_version": plan, "when": when})).send().await
    };
    let up = ask(&large.version, "now").await.expect(200);
    let fees =
        |answer: &serde_json::Value, month: &str| [answer[month][0]["amount_minor"].clone(), answer[month][1]["amount_minor"].clone()];
    assert_eq!(up["from_day"], "2026-09-21");
    // Twenty days of September remained of the small one; with the move ten of them, and ten of the large one.
    assert_eq!(fees(up.json(), "this_month"), [json!(2_000), json!(1_000 + 3_000)]);
    assert_eq!(fees(up.json(), "next_month"), [json!(3_000), json!(9_000)]);
    let moved = put(first.etag(), &large.version, "now").await.expect(200);
    assert_eq!(moved["current"]["name"], "Large");

    put(moved.etag(), &small.version, "now").await.expect_problem(409, "moves-at-period-end");
    let later = put(moved.etag(), &small.version, "period_end").await.expect(200);
    let upcoming = (&later["current"]["name"], &later["upcoming"]["from_day"]);
    assert_eq!(upcoming, (&json!("Large"), &json!("2026-11-01")), "who came within the month stays for a whole one");
    app.set_time("2026-10-31T16:00:00Z");
    let november = school.get("/v1/subscription").send().await.expect(200);
    assert_eq!((&november["current"]["name"], &november["upcoming"]), (&json!("Small"), &json!(null)));
    assert_ne!(november.etag(), later.etag(), "what follows begins by itself, and who has the version before is told");
}

#[tokio::test]
async fn another_currency_and_an_unknown_version_are_refused() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let mut euros = version("0", "5");
    euros["currency"] = json!("EUR");
    let euros = plan(&app, "Europe", true, &euros).await;
    let put = |version: &str| school.put("/v1/subscription", "\"0.0\"").json(&json!({"plan_version": version})).send();
    put(&euros.version).await.expect_problem(409, "other-currency");
    put("plv_0197f000-0000-7000-8000-000000000000").await.expect_invalid("/plan_version");
    put("ord_0197f000-0000-7000-8000-000000000000").await.expect_invalid("/plan_version");
}

#[tokio::test]
async fn the_zone_in_which_months_end_stays_while_they_are_billed() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let amend = async |etag: &str| {
        let patch = app.call("PATCH", &format!("/v1/tenants/{}", school.id)).bearer(&app.platform_key).header("if-match", etag);
        patch.json(&json!({"time_zone": "Europe/Berlin"})).send().await
    };
    let free = amend("\"1.0\"").await.expect(200);
    super::subscribe(&school, &plan(&app, "School", true, &version("0", "5")).await).await;
    let back = app.call("PATCH", &format!("/v1/tenants/{}", school.id)).bearer(&app.platform_key).header("if-match", free.etag());
    let refused = back.json(&json!({"time_zone": "Asia/Shanghai"})).send().await.expect_problem(409, "fixed-field");
    assert_eq!(refused["params"], json!({"field": "time_zone"}));
}
