use serde_json::Value;

use super::{
    expectations::{Door, Expectation, TABLE},
    world::{Caller, World},
};
use crate::support::Answer;

/// An answer without what belongs to the single request.
fn comparable(answer: &Answer) -> (u16, Vec<(String, String)>, Value) {
    let mut body = answer.json().clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("request_id");
        body.remove("instance");
    }
    let single = ["x-request-id", "ratelimit", "ratelimit-policy", "date", "content-length"];
    let headers = answer.headers.iter().filter(|(name, _)| !single.contains(&name.as_str()));
    (
        answer.status.as_u16(),
        headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect(),
        body,
    )
}

/// Whose things a role must not be able to tell from nothing.
fn is_foreign_to(expectation: &Expectation, role: &str) -> bool {
    match expectation.door {
        Door::Tenant | Door::OwnPlace => true,
        Door::Across => role == "partner_admin",
        Door::Open | Door::SignedIn => false,
    }
}

/// In X-Tenant, so that keys and members of the own institution are meant.
async fn ask(world: &World, caller: &Caller, expectation: &Expectation, target: &str) -> Answer {
    let call = caller.sign(world.call(expectation, target));
    let call = if caller.is_outside() && expectation.door != Door::Across { call.header("x-tenant", &world.own.tenant) } else { call };
    call.send().await
}

#[tokio::test]
async fn what_is_somebody_elses_cannot_be_told_from_what_is_not_there() {
    let world = World::new().await;
    for role in ["platform_admin", "partner_admin", "owner", "admin", "teacher"] {
        let caller = world.caller(role).await;
        for expectation in TABLE.iter().filter(|expectation| expectation.has_target() && expectation.roles.contains(&role)) {
            let absent = ask(&world, &caller, expectation, &world.own.absent(expectation)).await.expect_problem(404, "not-found");
            let mut same = vec!["nonsense".to_owned(), "%00".to_owned(), "ord_1".to_owned(), "../x".replace('/', "%2F")];
            if is_foreign_to(expectation, role) {
                same.push(world.other.target(expectation).to_owned());
            }
            for target in same {
                let answer = ask(&world, &caller, expectation, &target).await;
                assert_eq!(comparable(&answer), comparable(&absent), "{role}: {} of {target}", expectation.operation);
            }
        }
    }
}

#[tokio::test]
async fn lists_hold_nothing_of_anybody_else() {
    let world = World::new().await;
    let caller = world.caller("owner").await;
    for path in ["/v1/orders", "/v1/classrooms", "/v1/lessons", "/v1/members", "/v1/api-keys", "/v1/events"] {
        let page = caller.sign(world.app.get(path)).send().await.expect(200).text();
        for expectation in
            TABLE.iter().filter(|expectation| expectation.has_target() && matches!(expectation.door, Door::Tenant | Door::OwnPlace))
        {
            assert!(!page.contains(world.other.target(expectation)), "{path} shows {}", world.other.target(expectation));
        }
    }
    let caller = world.caller("partner_admin").await;
    let page = caller.sign(world.app.get("/v1/tenants")).send().await.expect(200).text();
    assert!(page.contains(&world.own.tenant) && !page.contains(&world.other.tenant), "{page}");
}

#[tokio::test]
async fn the_own_is_found_by_whoever_may() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for (role, expectation) in ["platform_admin", "owner"].iter().flat_map(|role| TABLE.iter().map(move |expectation| (*role, expectation)))
    {
        if !expectation.has_target()
            || !expectation.roles.contains(&role)
            || (role == "platform_admin" && expectation.roles.contains(&"owner"))
        {
            continue;
        }
        let caller = world.caller(role).await;
        let answer = ask(&world, &caller, expectation, world.own.target(expectation)).await;
        if matches!(answer.status.as_u16(), 401 | 403 | 404 | 415 | 422 | 428 | 500..) {
            wrong.push(format!("{role}: {} -> {} {}", expectation.operation, answer.status, answer.text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
