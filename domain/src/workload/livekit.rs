//! The media server's configuration, and the keys that it knows.
//!
//! The configuration is no secret and is shared by rooms of the same size; keys are one entry a room in one Secret, of which a pod sees its own
//! alone. Both are immutable, with a hash of their content in the name: a change is a new object, and a live room keeps the old one.

use std::collections::BTreeMap;

use k8s_openapi::{
    ByteString,
    api::core::v1::{ConfigMap, Secret},
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use serde_json::json;

use super::{
    canonical,
    desired::{Desired, RoomPlan},
    names::{CONFIG_PREFIX, KEYS_PREFIX, room_name},
};

/// HTTP and WebSocket.
pub const SIGNAL_PORT: i32 = 7880;
/// Media over TCP, where UDP does not pass.
pub const MEDIA_TCP_PORT: i32 = 7881;
/// Media over UDP, all of it on one port.
pub const MEDIA_UDP_PORT: i32 = 7882;
/// Prometheus.
pub const METRICS_PORT: i32 = 6789;

/// The entry of [`config`] that a room mounts.
pub(super) fn config_entry(room: &RoomPlan) -> String {
    format!("{}.yaml", room.participants)
}

pub(super) fn config(desired: &Desired, metadata: impl Fn(String) -> ObjectMeta) -> ConfigMap {
    let data: BTreeMap<_, _> = desired.rooms.iter().map(|room| (config_entry(room), config_text(room.participants))).collect();
    let name = format!("{CONFIG_PREFIX}{}", canonical::hash(&json!(data)));
    ConfigMap { metadata: metadata(name), data: Some(data), immutable: Some(true), ..ConfigMap::default() }
}

/// JSON, which is YAML too.
fn config_text(participants: u32) -> String {
    canonical::text(&json!({
        "port": SIGNAL_PORT,
        "prometheus_port": METRICS_PORT,
        "rtc": {"tcp_port": MEDIA_TCP_PORT, "udp_port": MEDIA_UDP_PORT},
        "room": {"max_participants": participants},
        "logging": {"json": true, "level": "info"},
    }))
}

pub(super) fn keys(desired: &Desired, metadata: impl Fn(String) -> ObjectMeta) -> Secret {
    let text = |room: &RoomPlan| canonical::text(&json!({ room.credentials.key.as_str(): room.credentials.secret }));
    let data: BTreeMap<_, _> = desired.rooms.iter().map(|room| (room_name(room.id), text(room))).collect();
    let name = format!("{KEYS_PREFIX}{}", canonical::hash(&json!(data)));
    let data = data.into_iter().map(|(room, text)| (room, ByteString(text.into_bytes()))).collect();
    Secret { metadata: metadata(name), data: Some(data), immutable: Some(true), type_: Some("Opaque".into()), ..Secret::default() }
}
