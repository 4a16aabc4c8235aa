use std::collections::BTreeSet;

use super::{
    expectations::{Door, TABLE},
    world::World,
};
use crate::support::{Home, SCOPES};

#[tokio::test]
async fn a_key_may_do_what_its_scope_says_and_nothing_else() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    let asked: BTreeSet<&str> = TABLE.iter().filter(|e| matches!(e.door, Door::Tenant | Door::OwnPlace)).map(|e| e.scope).collect();
    for scope in asked {
        let key = world.app.key(Home::tenant(&world.own.tenant), true, &[scope]).await;
        for expectation in TABLE.iter().filter(|expectation| !expectation.scope.is_empty()) {
            let target = if expectation.has_target() { world.own.absent(expectation) } else { String::new() };
            let status = world.call(expectation, &target).bearer(&key).send().await.status.as_u16();
            let allowed = expectation.scope == scope && expectation.door != Door::Across;
            if (status == 403) == allowed || matches!(status, 401 | 500..) {
                wrong.push(format!("{scope}: {} -> {status}", expectation.operation));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn no_scope_lets_an_institutions_key_out_of_it() {
    let world = World::new().await;
    let key = world.app.key(Home::tenant(&world.own.tenant), true, &SCOPES).await;
    for expectation in TABLE.iter().filter(|expectation| expectation.door == Door::Across) {
        let target = if expectation.has_target() { world.own.target(expectation) } else { "" };
        world.call(expectation, target).bearer(&key).send().await.expect_problem(403, "forbidden");
    }
}

#[test]
fn every_scope_opens_something() {
    let asked: BTreeSet<&str> = TABLE.iter().map(|expectation| expectation.scope).filter(|scope| !scope.is_empty()).collect();
    let beside: Vec<&str> = SCOPES.iter().copied().filter(|scope| !asked.contains(scope)).collect();
    // Managing owners is a right within operations on members, not an operation.
    assert_eq!(beside, ["owners:manage"]);
}
