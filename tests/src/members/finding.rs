//! Members that are searched, sorted and counted.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn members_are_found_by_a_part_of_their_name_or_address_and_sorted_by_either() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    for (email, name) in [("b@example.org", Some("李老师")), ("c@example.org", Some("Ángel")), ("a@example.org", None)] {
        let mut body = json!({"email": email, "role": "teacher"});
        if let Some(name) = name {
            body["name"] = json!(name);
        }
        school.post("/v1/members").json(&body).send().await.expect_created();
    }
    let emails = async |query: &str| {
        let page = school.get(&format!("/v1/members?{query}")).send().await.expect(200);
        page.items().iter().map(|member| member["email"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(emails("q=angel").await, ["c@example.org"]);
    assert_eq!(emails("q=%E6%9D%8E").await, ["b@example.org"]);
    assert_eq!(emails("q=EXAMPLE&sort=email").await, ["a@example.org", "b@example.org", "c@example.org"]);
    assert_eq!(emails("sort=name").await, ["b@example.org", "a@example.org", "c@example.org"]);
    let first = school.get("/v1/members?sort=email&limit=2&count=true").send().await.expect(200);
    assert_eq!((&first["total"], &first["total_is_minimum"]), (&json!(3), &json!(false)));
    assert_eq!(emails(&format!("sort=email&limit=2&cursor={}", first.text_of("next_cursor"))).await, ["c@example.org"]);
}
