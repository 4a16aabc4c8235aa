use super::Manners;
use crate::authz::expectations::Expectation;

fn lists(manners: &Manners) -> Vec<&'static Expectation> {
    manners.operations().filter(|expectation| expectation.method() == "GET" && manners.takes(expectation, "limit")).collect()
}

#[tokio::test]
async fn a_limit_out_of_range_and_a_cursor_that_is_none_are_named() {
    let manners = Manners::new().await;
    let lists = lists(&manners);
    assert!(lists.len() >= 9, "{} lists", lists.len());
    for expectation in lists {
        let ask = |query: &str| {
            let separator = if expectation.query.is_empty() { '?' } else { '&' };
            manners.signed(expectation, manners.world.app.get(&format!("{}{separator}{query}", manners.path(expectation))))
        };
        for wrong in ["0", "201", "-1", "many", "", "1e2", "99999999999999999999"] {
            let answer = ask(&format!("limit={wrong}")).send().await;
            assert_eq!(answer.status, 422, "{} limit={wrong}: {}", expectation.operation, answer.text());
            answer.expect_invalid("?limit");
        }
        ask("limit=1").send().await.expect(200);
        ask("limit=200").send().await.expect(200);
        if manners.takes(expectation, "cursor") {
            for wrong in ["nonsense", "%00", "AAAA", "e30"] {
                ask(&format!("cursor={wrong}")).send().await.expect_invalid("?cursor");
            }
        }
    }
}

#[tokio::test]
async fn pages_join_to_the_whole_without_a_gap_or_a_repeat() {
    let manners = Manners::new().await;
    for expectation in lists(&manners).into_iter().filter(|expectation| manners.takes(expectation, "cursor")) {
        let base = manners.path(expectation);
        let get =
            async |query: String| manners.signed(expectation, manners.world.app.get(&format!("{base}?{query}"))).send().await.expect(200);
        let whole = get("limit=200".to_owned()).await;
        let mut seen = Vec::new();
        let mut query = "limit=1".to_owned();
        loop {
            let page = get(query).await;
            let items = page.items();
            assert!(items.len() <= 1, "{}", expectation.operation);
            seen.extend(items.iter().cloned());
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            let link = page.header("link").unwrap_or_default();
            assert!(link.contains("rel=\"next\"") && link.contains(cursor), "{}: Link: {link}", expectation.operation);
            query = format!("limit=1&cursor={cursor}");
            assert!(seen.len() <= 500, "{} does not end", expectation.operation);
        }
        let ids = |items: &[serde_json::Value]| items.iter().map(|item| item["id"].clone()).collect::<Vec<_>>();
        let first: Vec<_> = whole.items().iter().take(seen.len()).cloned().collect();
        assert_eq!(ids(&seen), ids(&first), "{}", expectation.operation);
    }
}
