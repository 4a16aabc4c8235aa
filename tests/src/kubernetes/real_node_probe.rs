//! Whether a cluster enforces NetworkPolicy, found out by pods that really run and speak to each other.

use serde_json::{Value, json};

use super::{real_world::RealWorld, world::wait};

const NAMESPACE: &str = "/api/v1/namespaces/homeroom-probe-homeroom";
const POLICY: &str = "/apis/networking.k8s.io/v1/namespaces/homeroom-probe-homeroom/networkpolicies/deny-all";

async fn enforced(world: &RealWorld) -> Value {
    let cluster = world.app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    let cluster = world.app.platform_get(&format!("/v1/clusters/{cluster}")).send().await.expect(200);
    let conditions = cluster["conditions"].as_array().unwrap();
    conditions.iter().find(|condition| condition["type"] == "NetworkPolicyEnforced").cloned().unwrap_or_default()
}

/// The real node's network is a plain bridge.
#[tokio::test]
#[ignore = "long: a policy has a minute to be felt"]
async fn on_a_network_that_holds_to_no_policy_two_pods_go_on_talking_and_that_is_told() {
    let Some(world) = RealWorld::new().await else { return };
    // Made only when one pod has reached the other.
    wait("the policy stands", || async { world.kube().get(POLICY).await.unwrap().is_some() }).await;
    wait("it is told that nobody holds to it", || async { enforced(&world).await["status"] == "false" }).await;
    let found = enforced(&world).await;
    assert_eq!((&found["reason"], &found["fix_by"]), (&json!("PoliciesDoNotHold"), &json!("operator")));
    wait("nothing of it is left", || async { world.kube().get(NAMESPACE).await.unwrap().is_none() }).await;
    world.stop().await;
}
