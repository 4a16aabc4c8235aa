//! What the platform does to a partner's institution, the partner reads in its own feed.

use serde_json::json;

use super::events;
use crate::support::TestApp;

#[tokio::test]
async fn a_partner_is_told_what_the_platform_does_to_its_institutions() {
    let app = TestApp::new().await;
    let (_, north) = app.partner("North").await;
    let (_, south) = app.partner("South").await;
    let school = app.tenant("School").by(&north).await;
    app.platform_post(&format!("/v1/tenants/{}/suspend", school.id)).json(&json!({"reason": "unpaid"})).send().await.expect(200);
    for key in [&school.key, &north, &app.platform_key] {
        let told = events(&app, key, "tenant.suspended").await;
        assert_eq!(told.iter().map(|event| &event["subject"]).collect::<Vec<_>>(), [&json!(school.id)]);
        assert_eq!((&told[0]["data"]["reason"], &told[0]["actor"]["of"]), (&json!("unpaid"), &json!("platform")));
    }
    assert!(events(&app, &south, "tenant.suspended").await.is_empty());
    app.post(&format!("/v1/tenants/{}/resume", school.id)).bearer(&north).json(&json!({"reason": "paid"})).send().await.expect(200);
    for (key, times) in [(&school.key, 1), (&north, 1), (&app.platform_key, 0)] {
        assert_eq!(events(&app, key, "tenant.resumed").await.len(), times);
    }
}
