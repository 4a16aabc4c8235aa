use std::collections::BTreeSet;

use super::expectations::TABLE;
use crate::support::TestApp;

/// `METHOD path` of every operation that is served, one name for every path parameter.
pub(crate) fn served(document: &serde_json::Value) -> BTreeSet<String> {
    let methods = ["get", "post", "put", "patch", "delete"];
    let paths = document["paths"].as_object().expect("a document has paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            methods.iter().filter(|method| item.get(**method).is_some()).map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect()
}

#[tokio::test]
async fn every_operation_has_an_expectation_and_every_expectation_an_operation() {
    let app = TestApp::new().await;
    let document = app.get("/openapi.json").send().await.expect(200);
    let served = served(document.json());
    let expected: BTreeSet<String> = TABLE.iter().map(|expectation| expectation.operation.to_owned()).collect();
    assert_eq!(served.difference(&expected).collect::<Vec<_>>(), Vec::<&String>::new(), "these operations need a line in expectations.rs");
    assert_eq!(expected.difference(&served).collect::<Vec<_>>(), Vec::<&String>::new(), "these expectations name no operation");
}
