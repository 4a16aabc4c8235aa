use super::{
    expectations::{Door, Expectation, ROLES, TABLE},
    world::World,
};
use crate::support::Answer;

/// What a probe that hits nothing and creates nothing must be answered.
fn is_right(expectation: &Expectation, allowed: bool, answer: &Answer) -> bool {
    let status = answer.status.as_u16();
    match (allowed, expectation.has_target()) {
        (false, _) => status == 403 && answer["type"] == "/problems/forbidden",
        (true, true) => status == 404,
        (true, false) => !matches!(status, 401 | 403 | 404 | 405 | 500..),
    }
}

#[tokio::test]
async fn each_role_may_do_what_is_listed_and_nothing_else() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for role in ROLES {
        let caller = world.caller(role).await;
        // Its own session ends last.
        for expectation in TABLE.iter().filter(|expectation| expectation.door != Door::Open) {
            if expectation.operation == "DELETE /v1/sessions/current" {
                continue;
            }
            let target = if expectation.has_target() { world.own.absent(expectation) } else { String::new() };
            let answer = world.call_as(&caller, expectation, &target).await;
            if !is_right(expectation, expectation.roles.contains(&role), &answer) {
                wrong.push(format!("{role}: {} -> {} {}", expectation.operation, answer.status, answer.text()));
            }
        }
        let end = world.app.call("DELETE", "/v1/sessions/current");
        caller.sign(end).send().await.expect(204);
        caller.sign(world.app.get("/v1/me")).send().await.expect_problem(401, "unauthenticated");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn nobody_may_do_nothing_but_what_is_open() {
    let world = World::new().await;
    for expectation in TABLE {
        let target = if expectation.has_target() { world.own.target(expectation) } else { "" };
        for call in [
            world.call(expectation, target),
            world.call(expectation, target).bearer("hr_live_nonsense"),
            world.call(expectation, target).bearer("a.b.c"),
        ] {
            let answer = call.send().await;
            if expectation.door == Door::Open {
                assert_ne!(answer["type"], "/problems/unauthenticated", "{}", expectation.operation);
            } else {
                answer.expect_problem(401, "unauthenticated");
            }
        }
    }
}
