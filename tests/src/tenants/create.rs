use serde_json::json;

use crate::support::{Home, SCOPES, TestApp, class_of, nodes};

#[tokio::test]
async fn an_institution_is_born_with_the_quota_that_it_was_given_or_the_default() {
    let app = TestApp::new().await;
    let quota = json!({"rooms": 5, "seats": 250, "live_orders": 3, "rooms_per_order": 4});
    let body = json!({"name": "清河二中", "time_zone": "Asia/Shanghai", "currency": "CNY", "quota": quota, "external_id": "crm-7", "metadata": {"a": "b"}});
    let made = app.platform_post("/v1/tenants").json(&body).send().await.expect_created();
    assert_eq!(made.header("location"), Some(format!("/v1/tenants/{}", made.id()).as_str()));
    assert_eq!((&made["livemode"], &made["standing"], &made["external_id"]), (&json!(true), &json!("active"), &json!("crm-7")));
    let read = app.platform_get(&format!("/v1/tenants/{}", made.id())).send().await.expect(200);
    assert_eq!((read.json(), read.etag()), (made.json(), made.etag()));
    let quota_path = format!("/v1/tenants/{}/quota", made.id());
    assert_eq!(app.platform_get(&quota_path).send().await.expect(200).json(), &quota);

    let plain = app.tenant("Plain").await.id;
    let default = app.platform_get(&format!("/v1/tenants/{plain}/quota")).send().await.expect(200);
    assert_eq!(default.json(), &json!({"rooms": 20, "seats": 1000, "live_orders": 50, "rooms_per_order": 200}));
}

#[tokio::test]
async fn everything_wrong_is_named_at_once() {
    let app = TestApp::new().await;
    let body = json!({"name": " ", "time_zone": "Mars/Olympus", "currency": "yuan", "quota": {"rooms": -1, "seats": 1, "live_orders": 1, "rooms_per_order": 201}});
    let refused = app.platform_post("/v1/tenants").json(&body).send().await;
    for pointer in ["/name", "/time_zone", "/currency", "/quota/rooms", "/quota/rooms_per_order"] {
        refused.clone().expect_invalid(pointer);
    }
    let filtered = app.platform_get("/v1/tenants").send().await.expect(200);
    assert_eq!(filtered["items"], json!([]));
}

#[tokio::test]
async fn a_time_zone_is_one_that_timetables_can_be_in() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").await;
    for zone in ["asia/shanghai", "localtime", "Etc/Unknown", "UTC+8", "posix/Asia/Shanghai", "../Asia/Shanghai", ""] {
        let body = json!({"name": "Qinghe", "time_zone": zone, "currency": "CNY"});
        app.platform_post("/v1/tenants").json(&body).send().await.expect_invalid("/time_zone");
        school.order(class_of(20).weekly("MO", "09:00", 45).zone(zone)).await.expect_invalid("/timetable/time_zone");
    }
    for zone in ["Asia/Shanghai", "UTC", "America/Argentina/Buenos_Aires"] {
        let body = json!({"name": "Qinghe", "time_zone": zone, "currency": "CNY"});
        app.platform_post("/v1/tenants").json(&body).send().await.expect_created();
        school.order(class_of(20).weekly("MO", "09:00", 45).zone(zone)).await.expect_created();
    }
}

#[tokio::test]
async fn an_external_id_is_unique_for_its_owner_alone() {
    let app = TestApp::new().await;
    let (_, north) = app.partner("North").await;
    let (_, south) = app.partner("South").await;
    let body = json!({"name": "A", "time_zone": "Asia/Shanghai", "currency": "CNY", "external_id": "x"});
    for key in [&app.platform_key, &north, &south] {
        app.post("/v1/tenants").bearer(key).once().json(&body).send().await.expect_created();
        app.post("/v1/tenants").bearer(key).once().json(&body).send().await.expect_problem(409, "external-id-taken");
    }
    let found = app.get("/v1/tenants?external_id=x").bearer(&north).send().await.expect(200);
    assert_eq!(found.items().len(), 1);
    assert_eq!(app.platform_get("/v1/tenants?external_id=x").send().await.items().len(), 3);
}

#[tokio::test]
async fn a_patch_replaces_what_it_names_empties_what_is_null_and_needs_the_newest_edit() {
    let app = TestApp::new().await;
    let (partner, key) = app.partner("North").await;
    let made = app.tenant("Before").by(&key).await;
    let path = format!("/v1/tenants/{}", made.id);
    let read = app.get(&path).bearer(&key).send().await.expect(200);
    assert_eq!(read["partner_id"], json!(partner));
    let patch = |etag: &str, body: serde_json::Value| app.call("PATCH", &path).bearer(&key).header("if-match", etag).json(&body).send();
    let named = patch(read.etag(), json!({"name": "After", "external_id": "x"})).await.expect(200);
    assert_eq!((&named["name"], &named["external_id"], named.etag()), (&json!("After"), &json!("x"), "\"2.0\""));
    patch(read.etag(), json!({"name": "Late"})).await.expect_problem(412, "precondition-failed");
    patch(named.etag(), json!({"name": null})).await.expect_invalid("/name");
    assert_eq!(patch(named.etag(), json!({"external_id": null})).await.expect(200)["external_id"], json!(null));
    // A support person reads, and changes nothing.
    let support = app.session(Home::PLATFORM, "platform_support").await;
    app.get(&path).header("cookie", &support).send().await.expect(200);
    let keyless = app.key(Home::PLATFORM, true, &["tenants:read"]).await;
    app.call("PATCH", &path).bearer(&keyless).header("if-match", "\"3.0\"").json(&json!({})).send().await.expect_problem(403, "forbidden");
    assert!(SCOPES.contains(&"tenants:amend"));
}

#[tokio::test]
async fn a_quota_is_replaced_whole_under_its_own_edit() {
    let app = TestApp::new().await;
    let path = format!("/v1/tenants/{}/quota", app.tenant("A").await.id);
    let before = app.platform_get(&path).send().await.expect(200);
    let quota = json!({"rooms": 1, "seats": 2, "live_orders": 3, "rooms_per_order": 4});
    let put = |etag: &str| app.call("PUT", &path).bearer(&app.platform_key).header("if-match", etag).json(&quota).send();
    let after = put(before.etag()).await.expect(200);
    assert_eq!((after.json(), after.etag()), (&quota, "\"2.0\""));
    put(before.etag()).await.expect_problem(412, "precondition-failed");
    app.call("PUT", &path).bearer(&app.platform_key).json(&quota).send().await.expect_problem(428, "precondition-required");
    let again = app.platform_get(&path).header("if-none-match", after.etag()).send().await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

#[tokio::test]
async fn the_reason_for_another_quota_stands_in_its_event() {
    let app = TestApp::new().await;
    let school = app.tenant("A").await;
    let path = format!("/v1/tenants/{}/quota", school.id);
    let before = app.platform_get(&path).send().await.expect(200);
    let put = |reason: &str| {
        let quota = json!({"rooms": 9, "seats": 90, "live_orders": 3, "rooms_per_order": 4, "reason": reason});
        app.call("PUT", &path).bearer(&app.platform_key).header("if-match", before.etag()).json(&quota).send()
    };
    put("").await.expect_invalid("/reason");
    let after = put("Three more classes in grade 7").await.expect(200);
    assert!(after["reason"].is_null(), "a quota has no reason of its own: {}", after.text());
    let events = app.platform_get("/v1/events").header("x-tenant", &school.id).send().await.expect(200);
    let changed = events.items().iter().rfind(|event| event["type"] == "quota.changed").unwrap();
    assert_eq!((&changed["data"]["reason"], &changed["data"]["to"]["rooms"]), (&json!("Three more classes in grade 7"), &json!(9)));
}
