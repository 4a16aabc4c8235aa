//! Which document an address gets, in which language, and what a browser may do on it.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use super::visit;
use crate::support::{Home, TestApp};

const PROMISE: &str = "before the bell rings";

#[tokio::test]
async fn who_has_no_session_gets_the_sign_in_page_at_any_address() {
    let app = TestApp::new().await;
    for path in ["/", "/orders/ord_1?tab=week", "/ops"] {
        let page = visit(&app, path).send().await.expect(200);
        assert!(page.text().contains(PROMISE), "{path}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    }
}

#[tokio::test]
async fn who_has_a_session_gets_the_portal_but_links_from_mails_stay_open() {
    let app = TestApp::new().await;
    let cookie = app.session(Home::PLATFORM, "platform_admin").await;
    let page = visit(&app, "/orders").header("cookie", &cookie).send().await.expect(200);
    assert!(!page.text().contains(PROMISE) && page.text().contains("id=\"root\""));
    let invited = visit(&app, "/invitation").header("cookie", &cookie).send().await.expect(200);
    assert!(invited.text().contains(PROMISE));
}

#[tokio::test]
async fn a_cookie_whose_session_has_ended_leads_to_the_sign_in_page() {
    let app = TestApp::new().await;
    let page = visit(&app, "/orders").header("cookie", "hr=ended").send().await.expect(200);
    assert!(page.text().contains(PROMISE));
}

#[tokio::test]
async fn the_language_is_the_cookies_and_else_what_the_browser_prefers() {
    let app = TestApp::new().await;
    let of_browser = visit(&app, "/").header("accept-language", "zh-CN,zh;q=0.9").send().await.expect(200);
    assert!(of_browser.text().contains("<html lang=\"zh-CN\""));
    let chosen = visit(&app, "/").header("accept-language", "zh-CN").header("cookie", "hr_lang=en").send().await.expect(200);
    assert!(chosen.text().contains("<html lang=\"en\""));
    assert_eq!(chosen.header("vary"), Some("Accept, Accept-Language, Cookie"));
    assert_eq!(chosen.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn a_theme_that_was_chosen_is_there_from_the_first_paint_on() {
    let app = TestApp::new().await;
    let dark = visit(&app, "/").header("cookie", "hr_theme=dark").send().await.expect(200);
    assert!(dark.text().contains("data-theme=\"dark\""));
    let odd = visit(&app, "/").header("cookie", "hr_theme=\"><script>").send().await.expect(200);
    assert!(odd.text().contains("data-theme=\"\""));
}

#[tokio::test]
async fn a_page_runs_and_loads_nothing_but_what_is_ours() {
    let app = TestApp::new().await;
    let page = visit(&app, "/").send().await.expect(200);
    let html = page.text();
    let (_, rest) = html.split_once("<style>").expect("the first style is in the document");
    let (style, rest) = rest.split_once("</style>").unwrap();
    assert!(!rest.contains("<style") && !html.contains("style=\""), "no other style stands in the document");
    let hash = BASE64_STANDARD.encode(Sha256::digest(style));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains(&format!("style-src 'self' 'sha256-{hash}';")), "{policy}");
    for part in ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(policy.ends_with("require-trusted-types-for 'script'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.header("cross-origin-opener-policy"), Some("same-origin"));
    assert!(page.header("permissions-policy").unwrap().contains("camera=(), microphone=()"));
}

#[tokio::test]
async fn what_is_no_page_is_absent_in_the_api_s_words() {
    let app = TestApp::new().await;
    for path in ["/v1/nothing", "/docs/nothing", "/assets/nothing.js", "/.well-known/nothing"] {
        visit(&app, path).send().await.expect_problem(404, "not-found");
    }
    app.get("/orders").header("accept", "*/*").send().await.expect_problem(404, "not-found");
    app.post("/orders").header("accept", "text/html").send().await.expect_problem(404, "not-found");
}
