//! Names, labels and annotations: how objects are told apart, and how ours are known from others'.

use uuid::Uuid;

use super::canonical::HASH_DIGITS;
use crate::ids::{ClassroomId, OrderId};

/// The value of [`MANAGED_BY_LABEL`] on everything of ours, and the field manager of every write.
pub const MANAGER: &str = "homeroom";
pub const MANAGED_BY_LABEL: &str = "app.kubernetes.io/managed-by";
pub const INSTALLATION_LABEL: &str = "homeroom.dev/installation";
pub const TENANT_LABEL: &str = "homeroom.dev/tenant";
pub const ORDER_LABEL: &str = "homeroom.dev/order";
/// On the namespace a label; on the pods of an always-room an annotation: the generation that its template was made for.
pub const GENERATION_LABEL: &str = "homeroom.dev/generation";
/// On a room's Deployment and its pods: the classroom's id.
pub const CLASSROOM_LABEL: &str = "homeroom.dev/classroom";
/// On a room's Deployment: the key and the name that the institution gave it.
pub const KEY_ANNOTATION: &str = "homeroom.dev/key";
pub const NAME_ANNOTATION: &str = "homeroom.dev/name";
/// On every object: the hash of what was planned, so that a field which a plan no longer holds is noticed too.
pub const PLAN_ANNOTATION: &str = "homeroom.dev/plan";
/// On a Deployment: the hash of the planned pod template alone; [`PLAN_ANNOTATION`] leaves the template out.
pub const TEMPLATE_ANNOTATION: &str = "homeroom.dev/template";
/// Set by a person on a namespace: nothing is written there until it is gone. Any value but `false` counts.
pub const PAUSED_ANNOTATION: &str = "homeroom.dev/paused";
/// On a room's Deployment: what its template was made for, `lessons` or `always-<generation>`. Like the template's hash it stays with the template.
pub const RUN_ANNOTATION: &str = "homeroom.dev/run";
/// The extended resource by which nodes offer network, in Mbit/s.
pub const NETWORK_RESOURCE: &str = "homeroom.dev/network-mbit";

pub(crate) const ROOM_PREFIX: &str = "r-";
pub(crate) const KEYS_PREFIX: &str = "keys-";
pub(crate) const CONFIG_PREFIX: &str = "livekit-";

/// The namespace of an order.
pub fn namespace_name(order: OrderId) -> String {
    format!("o-{}", order.uuid())
}

/// A room's Deployment, its pod's host name, and `{classroom}` in addresses.
pub fn room_name(classroom: ClassroomId) -> String {
    format!("{ROOM_PREFIX}{}", classroom.uuid())
}

/// Whether a name is one that [`room_name`] makes.
pub(crate) fn is_room(name: &str) -> bool {
    name.strip_prefix(ROOM_PREFIX).is_some_and(|rest| rest.len() == 36 && Uuid::try_parse(rest).is_ok())
}

/// Whether a name is a prefix and a content hash.
pub(crate) fn is_hashed(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix).is_some_and(|rest| rest.len() == HASH_DIGITS && rest.bytes().all(|b| b.is_ascii_hexdigit()))
}
