//! Names, labels and annotations: how objects are told apart, and how ours are known from others'.

use uuid::Uuid;

use super::canonical::HASH_DIGITS;
use crate::{
    ids::{ClassroomId, OrderId},
    nodes::image::{self, ImageName},
};

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
/// On a pod that pulls an image: which one, as [`ImageName::short`] says it.
pub const PRELOAD_LABEL: &str = "homeroom.dev/preload";
/// On a pod that finds out whether policies are enforced: which of both it is.
pub const PROBE_LABEL: &str = "homeroom.dev/probe";
/// What a node's label of an image that it lacks says: it is pulled there, rooms keep away, or both.
pub const PULL: &str = "pull";
pub const AVOID: &str = "avoid";
pub const PULL_AND_AVOID: &str = "pull-avoid";
const MARK_PREFIX: &str = "images.homeroom.dev/";
/// The longest name of an installation that leaves room beside it for what names an image.
const INSTALLATION_CHARS: usize = 40;

pub(crate) const ROOM_PREFIX: &str = "r-";
pub(crate) const KEYS_PREFIX: &str = "keys-";
pub(crate) const CONFIG_PREFIX: &str = "livekit-";

/// The namespace of an order.
pub fn namespace_name(order: OrderId) -> String {
    format!("o-{}", order.uuid())
}

/// The order whose namespace bears a name, if [`namespace_name`] makes such names.
pub fn order_of_namespace(name: &str) -> Option<OrderId> {
    let order = OrderId::new(Uuid::try_parse(name.strip_prefix("o-")?).ok()?);
    (namespace_name(order) == name).then_some(order)
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

/// How all labels begin by which an installation marks nodes that lack an image.
pub fn marks_of(installation: &str) -> String {
    format!("{MARK_PREFIX}{}.", shortened(installation))
}

/// The label by which it marks nodes that lack this one.
pub fn mark_of(installation: &str, image: &ImageName) -> String {
    format!("{}{}", marks_of(installation), image.short())
}

/// The namespace in which an installation pulls images.
pub fn images_namespace(installation: &str) -> String {
    format!("homeroom-images-{}", shortened(installation))
}

/// The namespace in which an installation finds out whether policies are enforced.
pub fn probe_namespace(installation: &str) -> String {
    format!("homeroom-probe-{}", shortened(installation))
}

/// What pulls an image there.
pub fn puller_name(image: &ImageName) -> String {
    format!("pull-{}", image.short())
}

fn shortened(installation: &str) -> String {
    if installation.len() > INSTALLATION_CHARS { image::short(installation) } else { installation.to_owned() }
}
