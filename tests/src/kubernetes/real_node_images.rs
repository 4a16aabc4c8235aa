//! Rooms' images on a node that really pulls and really loses them: a registry serves one by its digest.

use jiff::ToSpan;
use serde_json::json;

use super::{
    meeting::lesson,
    real_world::{RealWorld, real_now},
    world::wait,
};
use crate::support::{rooms, seats};

const PULLERS: &str = "/api/v1/namespaces/homeroom-images-homeroom/pods";

/// Whether nothing pulls any more: the node's own kubelet has told of the image.
async fn is_at_rest(world: &RealWorld) -> bool {
    let pods = world.kube().get(PULLERS).await.unwrap().unwrap_or_default();
    pods["items"].as_array().is_some_and(Vec::is_empty)
}

#[tokio::test]
#[ignore = "long: a kubelet looks at its images every thirty seconds"]
async fn a_digest_that_a_node_collected_overnight_is_pulled_again_before_the_first_lead() {
    let Some(world) = RealWorld::new().await else { return };
    let school = world.app.tenant("Qinghe").with_quota(rooms(2), seats(10)).await;
    school.order(lesson(real_now() + 6.hours())).await.expect_created();

    let registry = world.registry().await;
    registry.close();
    world.start_from(&registry).await;
    let image = world.until_image(&registry, "pulling").await;
    assert_eq!((&image["nodes_holding"], &image["nodes_wanted"]), (&json!(0), &json!(1)));
    registry.open();
    let image = world.until_image(&registry, "preloaded").await;
    assert_eq!((&image["nodes_holding"], &image["nodes_wanted"]), (&json!(1), &json!(1)));
    wait("that the node tells of it", || is_at_rest(&world)).await;

    let asked = registry.asked();
    registry.close();
    world.collect(&registry);
    let image = world.until_image(&registry, "pulling").await;
    assert_eq!((&image["nodes_holding"], image["lacking"].as_array().map(Vec::len)), (&json!(0), Some(1)));
    wait("that the registry is asked again", || async { registry.asked() > asked }).await;
    registry.open();
    let image = world.until_image(&registry, "preloaded").await;
    assert_eq!((&image["nodes_holding"], &image["failure"]), (&json!(1), &json!(null)));
    wait("that the node tells of it again", || is_at_rest(&world)).await;
    world.stop().await;
}
