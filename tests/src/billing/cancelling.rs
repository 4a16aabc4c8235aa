use serde_json::{Value, json};

use super::{
    invoices::{bill_at, invoices, issued, mondays, school_on_a_plan, seller, set_seller},
    standing::{dun_at, pay},
};
use crate::support::{School, TestApp, nodes};

async fn stands(app: &TestApp, school: &School<'_>) -> Value {
    app.platform_get(&format!("/v1/tenants/{}/standing", school.id)).send().await.expect(200).json().clone()
}

fn steps(standing: &Value) -> Vec<&str> {
    standing["changes"].as_array().into_iter().flatten().filter_map(|change| change["step"].as_str()).collect()
}

#[tokio::test]
async fn who_is_exempt_is_not_chased_and_each_change_stands_in_its_history_with_its_cause() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, ..) = issued(&app).await;
    dun_at(&app, "2026-11-05T00:00:00Z").await;
    dun_at(&app, "2026-11-19T00:00:00Z").await;
    let standing = stands(&app, &school).await;
    assert_eq!((&standing["standing"], &standing["cancels_at"]), (&json!("suspended"), &json!("2027-01-18T00:00:00Z")));
    let say = |verb: &str| app.platform_post(&format!("/v1/tenants/{}/{verb}", school.id)).json(&json!({"reason": "A pilot"})).send();
    let exempt = say("exempt").await.expect(200);
    assert_eq!((&exempt["standing"], &exempt["exempt_reason"]), (&json!("active"), &json!("A pilot")), "it goes on at once");
    assert_eq!(say("exempt").await.expect(200).json(), exempt.json());
    dun_at(&app, "2027-01-05T00:00:00Z").await;
    let standing = stands(&app, &school).await;
    assert_eq!(steps(&standing), ["resume", "exempt", "suspend", "become_past_due"]);
    assert_eq!(standing["changes"][3]["cause"], json!({"invoices": ["HR-000001"]}));
    assert_eq!(say("chase").await.expect(200)["standing"], "past_due", "with the whole grace anew");
    let hold = json!({"reason": "A dispute"});
    app.platform_post(&format!("/v1/tenants/{}/suspend", school.id)).json(&hold).send().await.expect(200);
    assert_eq!(steps(&stands(&app, &school).await)[..3], ["hold", "become_past_due", "chase"]);
    app.platform_post(&format!("/v1/tenants/{}/exempt", school.id)).json(&json!({"reason": ""})).send().await.expect_invalid("/reason");
}

#[tokio::test]
async fn who_owes_for_too_long_is_cancelled_and_comes_back_when_it_has_paid_and_says_so() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, ..) = issued(&app).await;
    for at in ["2026-11-05T00:00:00Z", "2026-11-19T00:00:00Z", "2027-01-17T00:00:00Z"] {
        dun_at(&app, at).await;
    }
    assert_eq!(stands(&app, &school).await["standing"], "suspended");
    dun_at(&app, "2027-01-18T00:00:00Z").await;
    assert_eq!(stands(&app, &school).await["standing"], "cancelled");
    let notices = school.get("/v1/notices").send().await.expect(200);
    let given: Vec<_> = notices.items().iter().map(|notice| (notice["kind"].clone(), notice["day"].clone())).collect();
    assert_eq!(given[..3], [(json!("cancelled"), json!(0)), (json!("suspended"), json!(58)), (json!("suspended"), json!(0))]);
    school.order(mondays().term("2027-03-01", "2027-03-31")).await.expect_problem(409, "tenant-suspended");
    assert!(!invoices(&school).await.is_empty(), "everything is read");
    let renew = || school.post("/v1/subscription/renew").send();
    renew().await.expect_problem(409, "tenant-past-due");
    pay(&app, &school).await;
    assert_eq!(stands(&app, &school).await["standing"], "cancelled", "paying alone does not bring it back");
    assert_eq!(renew().await.expect(200)["standing"], "active");
    assert_eq!(renew().await.expect(200)["standing"], "active", "twice is once");
    school.order(mondays().term("2027-03-01", "2027-03-31")).await.expect_created();
    let filtered = app.platform_get("/v1/tenants?standing=cancelled").send().await.expect(200);
    assert_eq!(filtered["items"], json!([]));
}

#[tokio::test]
async fn an_institution_cancels_for_the_end_of_the_month_and_nothing_is_charged_after_it_until_it_comes_back() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, order) = school_on_a_plan(&app).await;
    set_seller(&app, &seller()).await;
    app.set_time("2026-09-10T00:00:00Z");
    let say = |verb: &str| school.post(&format!("/v1/subscription/{verb}")).send();
    assert_eq!(say("cancel").await.expect_problem(409, "orders-go-on")["params"], json!({"orders": 1, "last_day": "2026-09-30"}));
    school.cancel(&order).await.expect(200);
    assert_eq!(say("cancel").await.expect(200)["ends_on"], "2026-09-30");
    assert_eq!(say("cancel").await.expect(200)["ends_on"], "2026-09-30", "twice is once");
    assert_eq!(say("keep").await.expect(200)["ends_on"], json!(null));
    say("cancel").await.expect(200);
    dun_at(&app, "2026-09-29T00:00:00Z").await;
    let notices = school.get("/v1/notices").send().await.expect(200);
    assert_eq!((&notices["items"][0]["kind"], &notices["items"][0]["until"]), (&json!("ending"), &json!("2026-09-30T16:00:00Z")));
    assert_eq!(stands(&app, &school).await["standing"], "active");
    dun_at(&app, "2026-09-30T16:00:00Z").await;
    assert_eq!(stands(&app, &school).await["standing"], "cancelled");
    say("keep").await.expect_problem(409, "conflicting-transition");
    bill_at(&app, "2026-12-04T02:00:00Z").await;
    let months: Vec<_> = invoices(&school).await.iter().map(|invoice| invoice["first_day"].clone()).collect();
    assert_eq!(months, [json!("2026-09-01")], "October and November are not charged");
    pay(&app, &school).await;
    app.set_time("2026-12-11T00:00:00Z");
    assert_eq!(say("renew").await.expect(200)["standing"], "active");
    bill_at(&app, "2027-01-04T02:00:00Z").await;
    let all = invoices(&school).await;
    let december = all.iter().find(|invoice| invoice["first_day"] == "2026-12-01").expect("December");
    // 21 of 31 days of 3,000.
    assert_eq!(december["subtotal_minor"], json!(2_032));
    let between: Vec<_> =
        all.iter().filter(|invoice| invoice["first_day"] == "2026-10-01").map(|invoice| invoice["total_minor"].clone()).collect();
    assert_eq!(between, [json!(0)]);
}

#[tokio::test]
async fn a_trial_is_a_standing_of_its_own() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let version = json!({"currency": "CNY", "trial_days": 14, "prices": [{"key": "base", "title": "Base", "meter": "month", "unit_amount_minor": "3000"}]});
    school.put_on_plan(&version).await;
    assert_eq!(stands(&app, &school).await["standing"], "trialing");
    assert_eq!(school.get("/v1/me").send().await.expect(200)["tenant"]["standing"], "trialing");
    let count = async |standing: &str| {
        let found = app.platform_get(&format!("/v1/tenants?standing={standing}&q=Qinghe")).send().await.expect(200);
        found.items().len()
    };
    assert_eq!((count("trialing").await, count("active").await), (1, 0));
    app.set_time("2026-10-25T00:00:00Z");
    assert_eq!(stands(&app, &school).await["standing"], "active");
    assert_eq!((count("trialing").await, count("active").await), (0, 1));
}

#[tokio::test]
async fn a_trial_begins_and_ends_with_a_row_and_is_spoken_of_two_days_before_its_end() {
    let app = TestApp::new().await;
    app.set_time("2026-09-01T02:00:00Z");
    let school = app.tenant("Qinghe").await;
    let version = json!({"currency": "CNY", "trial_days": 14, "prices": [{"key": "base", "title": "Base", "meter": "month", "unit_amount_minor": "3000"}]});
    school.put_on_plan(&version).await;
    for at in ["2026-09-01T03:00:00Z", "2026-09-12T15:00:00Z"] {
        dun_at(&app, at).await;
    }
    let standing = stands(&app, &school).await;
    assert_eq!((&standing["standing"], &standing["trial_ends_at"]), (&json!("trialing"), &json!("2026-09-14T16:00:00Z")));
    assert_eq!(steps(&standing), ["begin_trial"]);
    let (change, until) = (&standing["changes"][0], json!({"until": "2026-09-14T16:00:00Z"}));
    assert_eq!((&change["at"], &change["cause"]), (&json!("2026-09-01T02:00:00Z"), &until), "as of when it began");
    let notices = async || school.get("/v1/notices").send().await.expect(200).items().to_vec();
    assert!(notices().await.is_empty(), "it is more than two days to the end");
    for at in ["2026-09-12T16:00:00Z", "2026-09-13T16:00:00Z"] {
        dun_at(&app, at).await;
    }
    let given = notices().await;
    assert_eq!(given.len(), 1, "it is given once");
    assert_eq!((&given[0]["kind"], &given[0]["until"]), (&json!("trial_ending"), &json!("2026-09-14T16:00:00Z")));
    for at in ["2026-09-14T16:20:00Z", "2026-09-14T17:20:00Z"] {
        dun_at(&app, at).await;
    }
    let standing = stands(&app, &school).await;
    assert_eq!((&standing["standing"], &standing["trial_ends_at"]), (&json!("active"), &json!(null)));
    assert_eq!(steps(&standing), ["end_trial", "begin_trial"]);
    assert_eq!(standing["changes"][0]["at"], "2026-09-14T16:00:00Z");
    let told = school.get("/v1/events?limit=200").send().await.expect(200);
    let kinds: Vec<&str> = told.items().iter().filter_map(|event| event["type"].as_str()).filter(|kind| kind.contains("trial")).collect();
    assert_eq!(kinds, ["tenant.trial_began", "tenant.trial_ended"]);
}
