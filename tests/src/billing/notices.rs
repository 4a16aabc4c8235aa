use serde_json::{Value, json};

use super::invoices::{invoices, issued, run, school_on_a_plan, seller, set_seller};
use crate::support::{MailServer, School, TestApp, nodes};

async fn with_mail() -> (TestApp, MailServer) {
    let mail = MailServer::start().await;
    let app = TestApp::with(&["--mail-url", mail.smtp_url(), "--mail-from", "Homeroom <homeroom@homeroom.example>"]).await;
    (app.with_cluster("bj-1", nodes(4)).await, mail)
}

/// A school that owes its September, and whose letters so far were sent.
async fn owing(app: &TestApp) -> (School<'_>, String, i64) {
    let (school, id, due) = issued(app).await;
    let etag = school.get("/v1/billing/profile").send().await.expect(200).etag().to_owned();
    let profile = json!({"name": "Qinghe", "email": "accounts@example.org"});
    school.put("/v1/billing/profile", &etag).json(&profile).send().await.expect(200);
    (school, id, due)
}

async fn dun_at(app: &TestApp, at: &str) {
    app.set_time(at);
    run(app, "dun").await;
    run(app, "dun").await;
    run(app, "jobs").await;
}

async fn given(school: &School<'_>) -> Vec<(String, Value)> {
    let notices = school.get("/v1/notices").send().await.expect(200);
    notices.items().iter().map(|notice| (notice["kind"].as_str().unwrap_or_default().to_owned(), notice["day"].clone())).collect()
}

async fn subjects(mail: &MailServer) -> Vec<String> {
    mail.letters().await.into_iter().map(|letter| letter.subject).collect()
}

#[tokio::test]
async fn an_invoice_and_a_payment_are_written_of_once_to_the_address_of_the_billing_profile() {
    let (app, mail) = with_mail().await;
    let (school, _) = school_on_a_plan(&app).await;
    let owner = json!({"email": "head@example.org", "role": "owner", "password": "correct horse battery", "language": "en"});
    school.post("/v1/members").json(&owner).send().await.expect_created();
    set_seller(&app, &seller()).await;
    app.set_time("2026-10-04T02:00:00Z");
    for work in ["measure-usage", "bill", "bill"] {
        run(&app, work).await;
    }
    assert_eq!(mail.letters().await.len(), 0, "nothing is sent before the change stands");
    run(&app, "jobs").await;
    run(&app, "jobs").await;
    let letters = mail.letters().await;
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    let invoice = invoices(&school).await[0].clone();
    let (id, due) = (invoice["id"].as_str().unwrap_or_default(), invoice["due_minor"].as_i64().unwrap_or_default());
    assert_eq!(letter.to, "head@example.org", "without an address in the profile the owners are written to");
    assert_eq!(letter.subject, format!("Invoice HR-000001: CNY {}.{:02}, due on 3 November 2026", due / 100, due % 100));
    assert!(letter.address().ends_with(&format!("/settings/invoices/{id}")), "{}", letter.address());
    assert!(!letter.address().contains('#'), "no secret is in it");
    let etag = school.get("/v1/billing/profile").send().await.expect(200).etag().to_owned();
    let profile = json!({"name": "Qinghe", "email": "accounts@example.org"});
    school.put("/v1/billing/profile", &etag).json(&profile).send().await.expect(200);
    let body = json!({"amount_minor": 1_000, "currency": "CNY", "method": "bank_transfer", "received_on": "2026-10-04"});
    app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&body).send().await.expect_created();
    run(&app, "jobs").await;
    let letters = mail.letters().await;
    assert_eq!((letters.len(), letters[1].to.as_str()), (2, "accounts@example.org"));
    assert_eq!(letters[1].subject, "Payment received: CNY 10.00 for invoice HR-000001", "in the language of the owner");
    let told = school.get("/v1/notices").send().await.expect(200);
    assert_eq!((told.items().len(), &told["items"][0]["letters"][0]["email"]), (2, &json!("accounts@example.org")));
    assert!(told["items"][0]["letters"][0]["sent_at"].is_string() && told["items"][1]["due_on"] == "2026-11-03", "{}", told.text());
    let other = app.tenant("Other").await.get("/v1/notices").send().await.expect(200);
    assert_eq!(other.items().len(), 0, "another's are not shown");
}

#[tokio::test]
async fn what_is_overdue_is_said_on_each_of_its_days_once_and_what_was_passed_over_is_not_made_up_for() {
    let (app, mail) = with_mail().await;
    let (school, ..) = owing(&app).await;
    run(&app, "jobs").await;
    let before = mail.letters().await.len();
    for at in ["2026-11-05T00:00:00Z", "2026-11-06T00:00:00Z", "2026-11-14T00:00:00Z", "2026-11-17T00:00:00Z", "2026-11-18T00:00:00Z"] {
        dun_at(&app, at).await;
    }
    let past_due = |day: u8| ("past_due".to_owned(), json!(day));
    // The clock went over the third day and the seventh: only the later was said.
    assert_eq!(given(&school).await[..4], [past_due(13), past_due(12), past_due(7), past_due(0)]);
    let said = subjects(&mail).await.split_off(before);
    assert_eq!(said.len(), 4, "{said:?}");
    assert!(
        said[0].contains("账单逾期") && said[3].contains("2026年11月19日"),
        "who pays in CNY reads Chinese where nobody said otherwise: {said:?}"
    );
    dun_at(&app, "2026-11-19T00:00:00Z").await;
    assert_eq!(given(&school).await[0], ("suspended".to_owned(), json!(0)));
    dun_at(&app, "2026-12-01T00:00:00Z").await;
    assert_eq!(subjects(&mail).await.len(), before + 5);
    let told = school.get("/v1/events?type=notice.given").send().await.expect(200);
    assert_eq!(told.items().len(), 5);
}

#[tokio::test]
async fn a_letter_that_was_cut_off_is_sent_again_under_the_same_id_and_one_that_was_taken_is_not() {
    let (app, mail) = with_mail().await;
    owing(&app).await;
    run(&app, "jobs").await;
    app.set_time("2026-11-05T00:00:00Z");
    run(&app, "dun").await;
    // Both replicas look at the same time.
    let (one, two) = tokio::join!(homeroom::workers::run(&app.state, "dun"), homeroom::workers::run(&app.state, "dun"));
    assert!(one.is_ok() && two.is_ok());
    let mut sql = app.sql().await;
    let waiting: i64 = sqlx::query_scalar("SELECT count(*) FROM jobs WHERE name = 'send-notice'").fetch_one(&mut sql).await.expect("jobs");
    assert_eq!(waiting, 1, "the letter is asked for with its notice, and once");
    mail.answer(451).await;
    run(&app, "jobs").await;
    mail.answer(0).await;
    let before = mail.letters().await.len();
    app.set_time("2026-11-05T00:01:00Z");
    run(&app, "jobs").await;
    // The process ends when the server has taken the letter, and before that is noted: the job is still there.
    sqlx::query("UPDATE notice_letters SET sent_at = NULL WHERE notice_id IN (SELECT id FROM notices WHERE kind = 'past_due')")
        .execute(&mut sql)
        .await
        .expect("it was not noted");
    let again = "INSERT INTO jobs (id, tenant_id, name, payload, state, run_at, attempts, created_at)
                 SELECT gen_random_uuid(), tenant_id, 'send-notice', jsonb_build_object('notice', 'ntc_' || notice_id, 'place', place), 'queued', '2026-11-05', 0, '2026-11-05'
                 FROM notice_letters WHERE sent_at IS NULL";
    sqlx::query(again).execute(&mut sql).await.expect("the job is there");
    run(&app, "jobs").await;
    let letters = mail.letters().await.split_off(before);
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].message_id, letters[1].message_id, "whoever has had it drops the second");
    let taken = "INSERT INTO jobs (id, tenant_id, name, payload, state, run_at, attempts, created_at)
                 SELECT gen_random_uuid(), tenant_id, 'send-notice', jsonb_build_object('notice', 'ntc_' || notice_id, 'place', place), 'queued', '2026-11-05', 0, '2026-11-05'
                 FROM notice_letters";
    sqlx::query(taken).execute(&mut sql).await.expect("all are asked for again");
    run(&app, "jobs").await;
    assert_eq!(mail.letters().await.len(), before + 2, "what was taken is not sent again");
}

#[tokio::test]
async fn less_than_the_seller_asks_for_is_not_chased_and_a_dearer_plan_waits_until_it_is_paid() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await;
    let (school, id, due) = issued(&app).await;
    let dearer = json!({"name": "More", "version": {"currency": "CNY", "prices": [{"key": "base", "title": "Base", "meter": "month", "unit_amount_minor": "9000"}]}});
    let plan = app.platform_post("/v1/plans").json(&dearer).send().await.expect_created();
    let up = json!({"plan_version": plan["versions"][0]["id"]});
    dun_at(&app, "2026-11-05T00:00:00Z").await;
    let etag = school.get("/v1/subscription").send().await.expect(200).etag().to_owned();
    school.put("/v1/subscription", &etag).json(&up).send().await.expect_problem(409, "tenant-past-due");
    school.post("/v1/subscription/preview").json(&up).send().await.expect_problem(409, "tenant-past-due");
    // What is left is not worth asking for.
    let pay = json!({"amount_minor": due - 100, "currency": "CNY", "method": "cash", "received_on": "2026-11-04"});
    let entities = app.platform_get("/v1/platform/legal-entities").send().await.expect(200);
    let mut seller = entities["items"][0].clone();
    for own in ["id", "next_number"] {
        seller.as_object_mut().expect("an object").remove(own);
    }
    seller["chase_from"] = json!(5);
    let put = app.call("PUT", "/v1/platform/legal-entities").bearer(&app.platform_key).header("if-match", entities.etag());
    put.json(&seller).send().await.expect(200);
    app.platform_post(&format!("/v1/invoices/{id}/payments")).json(&pay).send().await.expect_created();
    let stands = app.platform_get(&format!("/v1/tenants/{}", school.id)).send().await.expect(200);
    assert_eq!(stands["standing"], "active");
    dun_at(&app, "2026-12-20T00:00:00Z").await;
    assert!(given(&school).await.iter().all(|(kind, day)| kind != "past_due" || *day == json!(0)), "it was reminded once, before it paid");
    school.put("/v1/subscription", &etag).json(&up).send().await.expect(200);
}
