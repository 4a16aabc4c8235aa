//! Scripts and styles: kept for ever by whoever has them, and sent as small as the client takes them.

use super::visit;
use crate::support::TestApp;

/// The first script that the document asks for.
async fn script(app: &TestApp) -> String {
    let html = visit(app, "/").send().await.expect(200).text();
    let (_, rest) = html.split_once(" src=\"/assets/").expect("the document has a script");
    format!("/assets/{}", rest.split_once('"').unwrap().0)
}

#[tokio::test]
async fn a_script_is_kept_for_ever_and_nothing_guesses_its_kind() {
    let app = TestApp::new().await;
    let script = script(&app).await;
    let plain = app.get(&script).send().await.expect(200);
    assert_eq!(plain.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(plain.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(plain.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(plain.header("vary"), Some("Accept-Encoding"));
    assert!(plain.header("content-encoding").is_none());
}

#[tokio::test]
async fn a_client_gets_the_smallest_that_it_takes() {
    let app = TestApp::new().await;
    let html = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/dist/assets")).unwrap();
    let largest = html.map(|file| file.unwrap()).filter(|file| file.file_name().to_string_lossy().ends_with(".js"));
    let largest = largest.max_by_key(|file| file.metadata().unwrap().len()).unwrap().file_name();
    let path = format!("/assets/{}", largest.to_string_lossy());
    let size = async |encodings: &str| {
        let answer = app.get(&path).header("accept-encoding", encodings).send().await.expect(200);
        let encoding = answer.header("content-encoding").map(ToOwned::to_owned);
        (answer.body.len(), encoding)
    };
    let (plain, brotli, gzip) = (size("identity").await, size("gzip, deflate, br").await, size("gzip, br;q=0").await);
    assert_eq!((plain.1.as_deref(), brotli.1.as_deref(), gzip.1.as_deref()), (None, Some("br"), Some("gzip")));
    assert!(brotli.0 < gzip.0 && gzip.0 * 2 < plain.0, "{} < {} < {}", brotli.0, gzip.0, plain.0);
}

#[tokio::test]
async fn a_missing_script_is_never_a_page() {
    let app = TestApp::new().await;
    visit(&app, "/assets/gone-1234.js").send().await.expect_problem(404, "not-found");
    visit(&app, "/icon.svg").send().await.expect(200);
}
