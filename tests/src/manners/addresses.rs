use super::Manners;
use crate::authz::expectations::TABLE;

#[tokio::test]
async fn a_method_that_an_address_does_not_know_is_named_with_those_that_it_knows() {
    let manners = Manners::new().await;
    let paths = manners.document["paths"].as_object().unwrap();
    for (path, item) in paths {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            if item.get(method.to_lowercase()).is_some() {
                continue;
            }
            let answer = manners.world.app.call(method, &path.replace("{id}", "x")).bearer(&manners.institution_key).send().await;
            let answer = answer.expect_problem(405, "method-not-allowed");
            let allowed = answer.header("allow").unwrap_or_default().to_owned();
            for known in ["get", "post", "put", "patch", "delete"] {
                assert_eq!(
                    allowed.to_lowercase().split(',').any(|m| m.trim() == known),
                    item.get(known).is_some(),
                    "{method} {path}: Allow: {allowed}"
                );
            }
        }
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_a_problem_like_any_other() {
    let manners = Manners::new().await;
    for path in ["/", "/v1", "/v1/", "/v1/orders/", "/v2/orders", "/v1/nothing", "/openapi.yaml", "/v1/orders/a/b/c", "/problems/nonsense"]
    {
        manners.world.app.get(path).bearer(&manners.institution_key).send().await.expect_problem(404, "not-found");
    }
}

#[tokio::test]
async fn a_page_that_explains_nothing_is_no_page() {
    let manners = Manners::new().await;
    for slug in ["%ff", "%00", "nonsense", "not-found%2f"] {
        manners.world.app.get(&format!("/problems/{slug}")).send().await.expect_problem(404, "not-found");
    }
    manners.world.app.get("/problems/not-found").send().await.expect(200);
}

#[tokio::test]
async fn a_parameter_that_nobody_knows_is_named() {
    let manners = Manners::new().await;
    for expectation in TABLE.iter().filter(|expectation| expectation.method() == "GET") {
        let separator = if expectation.query.is_empty() { '?' } else { '&' };
        let path = format!("{}{separator}surprise=1", manners.path(expectation));
        let answer = manners.world.app.get(&path).bearer(manners.key(expectation)).send().await;
        assert_eq!(answer.status, 422, "{path}: {}", answer.text());
        answer.expect_invalid("?surprise");
    }
}
