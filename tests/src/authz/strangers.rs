use std::time::{Duration, Instant};

use serde_json::Value;

use super::{
    expectations::{Door, Expectation, ROLES, TABLE},
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
        Door::Tenant | Door::OwnPlace | Door::InBrowser => true,
        Door::Across => role == "partner_admin",
        Door::Open | Door::SignedIn => false,
    }
}

/// In X-Tenant, so that keys and members of the own institution are meant.
async fn ask(world: &World, caller: &Caller, expectation: &Expectation, target: &str) -> Answer {
    let call = caller.sign(world.call(expectation, target));
    let call = if caller.is_outside() && !matches!(expectation.door, Door::Across | Door::InBrowser) {
        call.header("x-tenant", &world.own.tenant)
    } else {
        call
    };
    call.send().await
}

/// That the caller finds what is somebody else's, or no id at all, just as absent as what is absent.
async fn tells_nothing(world: &World, caller: &Caller) {
    for expectation in TABLE.iter().filter(|expectation| expectation.has_target() && caller.may(expectation)) {
        let absent = ask(world, caller, expectation, &world.own.absent(expectation)).await.expect_problem(404, "not-found");
        let mut same = vec!["nonsense".to_owned(), "%00".to_owned(), "ord_1".to_owned(), "../x".replace('/', "%2F")];
        if is_foreign_to(expectation, caller.role) {
            same.push(world.other.target(expectation).to_owned());
        }
        for target in same {
            let answer = ask(world, caller, expectation, &target).await;
            assert_eq!(comparable(&answer), comparable(&absent), "{caller:?}: {} of {target}", expectation.operation);
        }
    }
}

#[tokio::test]
async fn what_is_somebody_elses_cannot_be_told_from_what_is_not_there() {
    let world = World::new().await;
    for role in ROLES {
        tells_nothing(&world, &world.caller(role).await).await;
    }
}

#[tokio::test]
async fn nor_can_a_key_or_a_token_tell_it() {
    let world = World::new().await;
    for caller in world.programs().await {
        tells_nothing(&world, &caller).await;
    }
}

#[tokio::test]
async fn members_and_keys_of_institutions_are_absent_where_none_is_named() {
    let world = World::new().await;
    for role in ["platform_admin", "platform_support", "partner_admin"] {
        let caller = world.caller(role).await;
        // Plans are the platform's own.
        let owned = |e: &&Expectation| e.has_target() && e.door == Door::OwnPlace && !e.operation.contains("/plans/");
        for expectation in TABLE.iter().filter(owned).filter(|e| caller.may(e)) {
            let ask = async |target: &str| caller.sign(world.call(expectation, target)).send().await;
            let absent = ask(&world.own.absent(expectation)).await.expect_problem(404, "not-found");
            for target in [world.own.target(expectation), world.other.target(expectation)] {
                assert_eq!(comparable(&ask(target).await), comparable(&absent), "{role}: {} of {target}", expectation.operation);
            }
        }
    }
}

#[tokio::test]
async fn a_list_by_a_foreign_id_is_the_list_by_an_absent_one() {
    let world = World::new().await;
    let absent = "00000000-0000-7000-8000-000000000000";
    let period = "from=2026-09-01T00:00:00Z&to=2026-10-01T00:00:00Z";
    let queries = [
        ("owner", "/v1/classrooms?order_id=".to_owned(), &world.own.order, &world.other.order),
        ("owner", format!("/v1/lessons?{period}&order_id="), &world.own.order, &world.other.order),
        ("partner_admin", "/v1/tenants?partner_id=".to_owned(), &world.own.partner, &world.other.partner),
    ];
    for (role, path, own, foreign) in queries {
        let caller = world.caller(role).await;
        let list = async |id: &str| caller.sign(world.app.get(&format!("{path}{id}"))).send().await;
        assert!(!list(own).await.expect(200).items().is_empty(), "{path}");
        let nothing = format!("{}_{absent}", &own[..3]);
        assert_eq!(comparable(&list(foreign).await), comparable(&list(&nothing).await), "{path}");
    }
}

/// The middle of many tries each, taken in turns so that both meet the same load.
async fn medians(world: &World, caller: &Caller, expectation: &Expectation) -> [Duration; 2] {
    let targets = [world.other.target(expectation).to_owned(), world.own.absent(expectation)];
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..25 {
        for (target, times) in targets.iter().zip(&mut times) {
            let began = Instant::now();
            ask(world, caller, expectation, target).await.expect(404);
            times.push(began.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

#[tokio::test]
async fn somebody_elses_takes_no_longer_to_miss_than_nothing() {
    let world = World::new().await;
    let caller = world.caller("owner").await;
    for expectation in TABLE.iter().filter(|e| e.has_target() && e.method() == "GET" && e.roles.contains(&"owner")) {
        let mut tried = Vec::new();
        // A busy machine may spoil one comparison, and not five.
        while tried.len() < 5 {
            let [foreign, absent] = medians(&world, &caller, expectation).await;
            if foreign < absent * 3 && absent < foreign * 3 {
                break;
            }
            tried.push((foreign, absent));
        }
        assert!(tried.len() < 5, "{}: {tried:?}", expectation.operation);
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
    let mut world = World::new().await;
    let mut wrong = Vec::new();
    for role in ROLES {
        let caller = world.caller(role).await;
        // A session is its person's and not the institution's.
        let own = |expectation: &&Expectation| expectation.has_target() && expectation.door != Door::InBrowser && caller.may(expectation);
        for expectation in TABLE.iter().filter(own) {
            let answer = ask(&world, &caller, expectation, world.own.target(expectation)).await;
            if matches!(answer.status.as_u16(), 401 | 403 | 404 | 415 | 422 | 428 | 500..) {
                wrong.push(format!("{role}: {} -> {} {}", expectation.operation, answer.status, answer.text()));
            }
        }
        // The next one finds nothing suspended, cancelled or deleted.
        world.renew().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
