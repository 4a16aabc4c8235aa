use sqlx::{Connection, PgConnection};
use tokio::task::JoinSet;

use crate::support::TestApp;

#[tokio::test]
async fn is_ready_with_a_migrated_database_and_not_when_stopping() {
    let app = TestApp::new().await;
    app.get("/healthz").send().await.expect(200);
    app.get("/readyz").send().await.expect(200);
    app.state.stopping.cancel();
    let answer = app.get("/readyz").send().await.expect(503);
    assert_eq!(answer["status"], "stopping");
    app.get("/healthz").send().await.expect(200);
}

#[tokio::test]
async fn a_service_whose_connections_are_all_in_use_is_ready() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let mut holder = PgConnection::connect_with(&app.database.superuser()).await.unwrap();
    let mut held = holder.begin().await.unwrap();
    sqlx::query("LOCK TABLE tenants, orders IN ACCESS EXCLUSIVE MODE").execute(&mut *held).await.unwrap();
    let mut asking = JoinSet::new();
    for _ in 0..40 {
        asking.spawn(app.platform_get("/v1/tenants").send());
        asking.spawn(school.get("/v1/orders").send());
    }
    app.until_somebody_waits().await;
    // Whoever finds no connection within five seconds is told so; until then the pools are full.
    while let Some(answer) = asking.join_next().await {
        if answer.unwrap().status == 503 {
            break;
        }
    }
    app.get("/readyz").send().await.expect(200);
    held.rollback().await.unwrap();
}

#[tokio::test]
async fn shows_its_document_and_a_page_that_loads_nothing_from_elsewhere() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/openapi.json").send().await.expect(200)["info"]["title"], "Homeroom");
    let page = app.get("/docs").send().await.expect(200);
    assert!(page.header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'none'")));
}

#[tokio::test]
async fn its_pages_wear_the_theme_that_was_chosen_in_the_portal() {
    let app = TestApp::new().await;
    for path in ["/docs", "/problems", "/problems/not-found"] {
        for (cookie, root) in [
            ("hr_theme=dark", "<html lang=\"en\" data-theme=\"dark\">"),
            ("hr_theme=light", "<html lang=\"en\" data-theme=\"light\">"),
            ("hr_lang=zh-CN", "<html lang=\"en\" data-theme=\"\">"),
            ("hr_theme=\"><script>", "<html lang=\"en\" data-theme=\"\">"),
        ] {
            let page = app.get(path).header("cookie", cookie).send().await.expect(200);
            assert!(page.text().contains(root), "{path} with {cookie}");
            assert_eq!(page.header("vary"), Some("Cookie"), "{path}");
        }
        let page = app.get(path).send().await.expect(200).text();
        assert!(page.contains(":root[data-theme=\"dark\"]") && page.contains("href=\"/\""), "{path}");
    }
}

#[tokio::test]
async fn every_problem_type_is_a_page() {
    let app = TestApp::new().await;
    let index = app.get("/problems").send().await.expect(200).text();
    let slugs: Vec<&str> = index.split("href=\"/problems/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(slugs.len() > 20, "{slugs:?}");
    for slug in slugs {
        let page = app.get(&format!("/problems/{slug}")).send().await.expect(200).text();
        assert!(page.contains(slug) && page.contains("lang=\"zh-CN\""), "{slug}");
    }
    app.get("/problems/nonsense").send().await.expect_problem(404, "not-found");
}
