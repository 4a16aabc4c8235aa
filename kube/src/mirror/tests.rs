//! What counts as newer, and what is seen before everything was told.

use serde_json::json;

use super::*;

fn service(version: u32) -> Value {
    json!({ "metadata": { "name": "rooms", "namespace": "o-1", "uid": "u", "resourceVersion": version.to_string(), "managedFields": [] } })
}

#[test]
fn the_newer_version_wins_whatever_the_order() {
    let mirror = Mirror::default();
    assert!(mirror.hear(ObjectKind::Service, service(7)));
    assert!(!mirror.hear(ObjectKind::Service, service(6)));
    mirror.remove(ObjectKind::Service, &service(6));
    let body = rooms(&mirror).unwrap();
    assert_eq!(body["metadata"]["resourceVersion"], "7");
    assert!(body["metadata"].get("managedFields").is_none());
}

fn rooms(mirror: &Mirror) -> Option<Value> {
    mirror.stands(Watched::Pods, "1");
    mirror.observe("o-1").unwrap().get(&ObjectRef::new(ObjectKind::Service, "rooms")).cloned()
}

fn listing(services: &[u32]) -> Listing {
    let mut listing = Listing::default();
    services.iter().for_each(|version| listing.add(ObjectKind::Service, service(*version)));
    listing
}

#[test]
fn nothing_is_seen_before_everything_was_told() {
    let mirror = Mirror::default();
    mirror.put(ObjectKind::Service, service(7));
    assert!(mirror.observe("o-1").is_none());
}

#[test]
fn a_listing_keeps_what_was_written_while_it_was_made_and_nothing_else() {
    let mirror = Mirror::default();
    mirror.put(ObjectKind::Service, service(7));
    mirror.begin_listing(ObjectKind::Service);
    // The cluster was restored from a backup: versions count from an earlier one on.
    mirror.replace(ObjectKind::Service, listing(&[]), 5);
    assert_eq!(rooms(&mirror), None);

    mirror.begin_listing(ObjectKind::Service);
    mirror.put(ObjectKind::Service, service(7));
    mirror.replace(ObjectKind::Service, listing(&[]), 6);
    assert_eq!(rooms(&mirror).unwrap()["metadata"]["resourceVersion"], "7");
    mirror.replace(ObjectKind::Service, listing(&[]), 8);
    assert_eq!(rooms(&mirror), None);
}

#[test]
fn an_older_state_of_a_pod_is_dropped() {
    let mirror = Mirror::default();
    let pod = |version: u64, ip: &str| RoomPod {
        namespace: "o-1".into(),
        name: "pod".into(),
        version,
        facts: PodFacts { ip: Some(ip.into()), ..PodFacts::from(&k8s_openapi::api::core::v1::Pod::default()) },
        load: None,
    };
    assert!(mirror.put_pod(pod(7, "new")));
    assert!(!mirror.put_pod(pod(6, "old")));
    mirror.stands(Watched::Pods, "1");
    assert_eq!(mirror.observe("o-1").unwrap().pods[0].ip.as_deref(), Some("new"));
}

#[test]
fn a_listing_tells_where_something_differs() {
    let mirror = Mirror::default();
    mirror.put(ObjectKind::Service, service(7));
    mirror.begin_listing(ObjectKind::Service);
    assert!(mirror.replace(ObjectKind::Service, listing(&[7]), 9).is_empty());
    assert_eq!(mirror.replace(ObjectKind::Service, listing(&[]), 9).into_iter().collect::<Vec<_>>(), ["o-1"]);
}
