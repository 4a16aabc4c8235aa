use serde_json::json;

use super::{PASSWORD, add, log_in, post, set_password, with_mail};
use crate::support::uuid_of;

#[tokio::test]
async fn an_invitation_is_mailed_and_in_no_answer() {
    let (app, mail) = with_mail().await;
    let school = app.tenant("清河第二中学").await;
    let made = add(&school, json!({"email": "wang@example.org", "role": "teacher", "language": "zh-CN"})).await;
    assert_eq!((&made["link"], &made["link_sent_to"], &made["status"]), (&json!(null), &json!("wang@example.org"), &json!("invited")));
    assert_eq!(mail.letters().await.len(), 0, "nothing is sent by a request");
    post(&app).await;
    let letters = mail.letters().await;
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("wang@example.org", "清河第二中学邀请您使用 Homeroom"));
    assert!(letter.text.contains("教师") && letter.html.contains(letter.address()), "{letter:?}");
    assert!(letter.address().starts_with("http://127.0.0.1:8080/invitation#hr_link_"), "{}", letter.address());
    set_password(&app, letter.secret(), PASSWORD).await.expect(204);
    let session = log_in(&app, "wang@example.org", PASSWORD).await.expect_created();
    assert_eq!(session["membership"]["place"], json!(school.id));
}

#[tokio::test]
async fn who_says_nothing_of_a_language_invites_in_their_own() {
    let (app, mail) = with_mail().await;
    let school = app.tenant("Qinghe No. 2").await;
    for (email, language) in [("a@example.org", "zh-CN,zh;q=0.9"), ("b@example.org", "en")] {
        let call = school.post("/v1/members").header("accept-language", language).json(&json!({"email": email, "role": "viewer"}));
        call.send().await.expect_created();
    }
    post(&app).await;
    let mut subjects: Vec<_> = mail.letters().await.into_iter().map(|letter| (letter.to, letter.subject)).collect();
    subjects.sort();
    let expected = [("a@example.org", "Qinghe No. 2邀请您使用 Homeroom"), ("b@example.org", "Qinghe No. 2 invites you to Homeroom")];
    assert_eq!(subjects, expected.map(|(to, subject)| (to.to_owned(), subject.to_owned())));
}

#[tokio::test]
async fn a_staff_list_and_a_new_link_are_mailed_too_and_the_old_link_ends() {
    let (app, mail) = with_mail().await;
    let school = app.tenant("School").await;
    let body = json!({"members": [{"email": "a@example.org", "role": "viewer"}, {"email": "b@example.org", "role": "viewer"}]});
    let rows = school.post("/v1/members/batch").json(&body).send().await.expect(200);
    assert!(rows.items().iter().all(|row| row["link"].is_null() && row["link_sent_to"] == row["member"]["email"]), "{}", rows.text());
    post(&app).await;
    let path = format!("/v1/members/{}/link", rows.items()[0]["member"]["id"].as_str().unwrap());
    assert_eq!(school.post(&path).send().await.expect(200)["link_sent_to"], "a@example.org");
    post(&app).await;
    let letters = mail.letters().await;
    let to_a: Vec<_> = letters.iter().filter(|letter| letter.to == "a@example.org").collect();
    assert_eq!((letters.len(), to_a.len()), (3, 2));
    set_password(&app, to_a[0].secret(), PASSWORD).await.expect_problem(401, "unauthenticated");
    set_password(&app, to_a[1].secret(), PASSWORD).await.expect(204);
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_again_and_one_that_knows_no_such_address_is_not() {
    let (app, mail) = with_mail().await;
    let school = app.tenant("School").await;
    add(&school, json!({"email": "a@example.org", "role": "viewer"})).await;
    mail.answer(451).await;
    post(&app).await;
    assert_eq!(mail.letters().await.len(), 0);
    let jobs = async || app.platform_get("/v1/platform/jobs").send().await.expect(200);
    let waiting = jobs().await;
    let job = &waiting.items()[0];
    assert_eq!(
        (&job["name"], &job["state"], &job["last_error"]),
        (&json!("send-invitation"), &json!("queued"), &json!("the mail server answered 451"))
    );
    mail.answer(0).await;
    app.set_time("2026-08-25T00:01:00Z");
    post(&app).await;
    let letters = mail.letters().await;
    assert_eq!((letters.len(), jobs().await.items().len()), (1, 0));
    set_password(&app, letters[0].secret(), PASSWORD).await.expect(204);
    add(&school, json!({"email": "b@example.org", "role": "viewer"})).await;
    mail.answer(550).await;
    post(&app).await;
    assert_eq!(jobs().await.items()[0]["state"], "dead");
}

#[tokio::test]
async fn the_queue_holds_no_secret_and_who_left_meanwhile_is_not_written_to() {
    let (app, mail) = with_mail().await;
    let school = app.tenant("School").await;
    let made = add(&school, json!({"email": "a@example.org", "role": "viewer"})).await;
    let payload: String = sqlx::query_scalar("SELECT payload::text FROM jobs").fetch_one(&mut app.sql().await).await.unwrap();
    assert!(payload.contains(&uuid_of(&made.id()).to_string()) && !payload.contains("hr_link_") && !payload.contains('@'), "{payload}");
    school.delete(&format!("/v1/members/{}", made.id())).send().await.expect(204);
    post(&app).await;
    assert_eq!(mail.letters().await.len(), 0);
}

#[tokio::test]
async fn an_institution_invites_so_many_people_an_hour_and_others_are_not_held_up() {
    let (app, _mail) = with_mail().await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Lakeside").await);
    add(&school, json!({"email": "one@example.org", "role": "teacher"})).await;
    let fill = "UPDATE attempts SET count = 1000 WHERE bucket LIKE 'letters:%'";
    sqlx::query(fill).execute(&mut app.sql().await).await.unwrap();
    let two = json!({"email": "two@example.org", "role": "teacher"});
    school.post("/v1/members").json(&two).send().await.expect_problem(429, "too-many-requests");
    let rows = school.post("/v1/members/batch").json(&json!({"members": [two]})).send().await.expect(200);
    assert_eq!(rows.items()[0]["error"]["code"], "too_many_requests");
    add(&other, two.clone()).await;
    let by_hand = json!({"email": "three@example.org", "role": "teacher", "password": PASSWORD});
    add(&school, by_hand).await;
    app.set_time("2026-08-25T01:00:01Z");
    add(&school, two).await;
}
