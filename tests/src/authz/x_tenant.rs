use super::{
    expectations::{Door, TABLE},
    world::World,
};

#[tokio::test]
async fn callers_from_outside_name_one_institution_and_others_none() {
    let world = World::new().await;
    let (platform, partner, owner) =
        (world.caller("platform_admin").await, world.caller("partner_admin").await, world.caller("owner").await);
    for expectation in TABLE.iter().filter(|expectation| matches!(expectation.door, Door::Tenant | Door::OwnPlace)) {
        let target = if expectation.has_target() { world.own.absent(expectation) } else { String::new() };
        let call = || world.call(expectation, &target);
        for outside in [&platform, &partner] {
            if expectation.door == Door::Tenant {
                outside.sign(call()).send().await.expect_problem(400, "tenant-required");
            }
            for named in ["ten_0197f000-0000-7000-8000-000000000000", "nonsense", ""] {
                outside.sign(call()).header("x-tenant", named).send().await.expect_problem(404, "not-found");
            }
        }
        partner.sign(call()).header("x-tenant", &world.other.tenant).send().await.expect_problem(404, "not-found");
        for named in [&world.own.tenant, &world.other.tenant] {
            let answer = owner.sign(call()).header("x-tenant", named).send().await;
            assert_eq!(answer.status, 403, "{}: {}", expectation.operation, answer.text());
        }
    }
}

#[tokio::test]
async fn what_is_not_done_for_an_institution_takes_none() {
    let world = World::new().await;
    let platform = world.caller("platform_admin").await;
    for expectation in TABLE.iter().filter(|expectation| expectation.door == Door::Across) {
        let target = if expectation.has_target() { world.own.absent(expectation) } else { String::new() };
        let answer = platform.sign(world.call(expectation, &target)).header("x-tenant", &world.own.tenant).send().await;
        answer.expect_problem(400, "tenant-not-applicable");
    }
}

#[tokio::test]
async fn members_keys_and_events_are_the_callers_own_where_none_is_named() {
    let world = World::new().await;
    for role in ["platform_admin", "partner_admin"] {
        let caller = world.caller(role).await;
        for path in ["/v1/members", "/v1/api-keys", "/v1/events"] {
            let page = caller.sign(world.app.get(path)).send().await.expect(200);
            for of_an_institution in [world.own.member(), world.own.api_key()] {
                assert!(!page.text().contains(of_an_institution), "{role}: {path} shows {of_an_institution}");
            }
        }
    }
}
