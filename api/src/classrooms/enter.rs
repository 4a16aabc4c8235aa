//! The way into a room, for whoever was recognised: a caller who joins, or a guest with a link.
//!
//! Open means from lead before to drain after its lessons, and Available. Both stand in the room's row, where the reconciler keeps them, so that a bell
//! costs a look at one row a person. The token is the room's own; how many may enter, its server decides.

use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    order,
    workload::{namespace_name, room_name},
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    store::{self, Door, Joined},
    token::{self, Entry, JoinRole},
};
use crate::{
    auth::TenantTx,
    http::{ApiError, Problem},
    orders::secret::RoomSecret,
    seal::Seal,
};

/// How long a token may be used to enter; who is inside stays.
const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(10);

/// Who enters.
#[derive(Debug)]
pub(crate) struct Person<'a> {
    pub(crate) role: JoinRole,
    pub(crate) identity: String,
    /// What the others see.
    pub(crate) name: &'a str,
}

/// The way in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WayIn {
    /// Where the room's server listens.
    url: String,
    /// A token of the LiveKit protocol.
    token: String,
    /// Until when the token may be used to enter.
    expires_at: Timestamp,
}

/// Lets somebody into an open room, and notes it.
///
/// # Errors
/// 404 for a room that the tenant does not have; 409 for one that is closed.
pub(crate) async fn enter(tx: &mut TenantTx, seal: &Seal, id: ClassroomId, who: Person<'_>, now: Timestamp) -> Result<WayIn, ApiError> {
    let door = store::door(tx, id).await?.ok_or(ApiError::NotFound)?;
    let (url, until) = way_in(&door, id, now)?;
    let secret = RoomSecret::open(seal, id, &door.secret)?;
    let expires_at = until.min(now.saturating_add(TOKEN_LIFE).unwrap_or(until));
    let entry = Entry { classroom: id, role: who.role, identity: &who.identity, name: who.name, now, expires_at };
    let token = token::sign(&secret, &entry).map_err(anyhow::Error::from)?;
    store::note_join(tx, Joined { classroom: id, identity: &who.identity, role: who.role.name(), at: now }).await?;
    Ok(WayIn { url, token, expires_at })
}

/// Where the room's server is or will be, as far as that is known. `None` for a room that the tenant does not have, too.
pub(crate) async fn media_url(tx: &mut TenantTx, id: ClassroomId) -> sqlx::Result<Option<String>> {
    let door = store::door(tx, id).await?;
    Ok(door.and_then(|door| address(door.media_url.as_deref()?, door.order_id, id, door.address.as_deref())))
}

/// Where the room is and until when it is open, if the timetable has it open and it was up when it was last seen. Whether its cluster can be looked at
/// now is not asked: media goes another way than what watches over it.
fn way_in(door: &Door, room: ClassroomId, now: Timestamp) -> Result<(String, Timestamp), ApiError> {
    // An order without a live place is on its way out: nobody can say when the room opens.
    let template = door.media_url.as_deref().ok_or_else(|| closed(None))?;
    match door.opening.at(now) {
        order::Door::Closed { opens_at } => Err(closed(opens_at)),
        order::Door::Open { until } => {
            let url = address(template, door.order_id, room, door.address.as_deref()).filter(|_| door.available);
            // It should be open and is coming up: now, then.
            url.map(|url| (url, until)).ok_or_else(|| closed(Some(now)))
        }
    }
}

fn closed(opens_at: Option<Timestamp>) -> ApiError {
    ApiError::With(Problem::RoomClosed, json!({ "opens_at": opens_at }))
}

/// Where a room's server is reached. `None` when the template asks for the pod's address and there is none.
pub(crate) fn address(template: &str, order: OrderId, room: ClassroomId, pod_ip: Option<&str>) -> Option<String> {
    let named = template.replace("{classroom}", &room_name(room)).replace("{order}", &namespace_name(order));
    if named.contains("{pod_ip}") { Some(named.replace("{pod_ip}", pod_ip?)) } else { Some(named) }
}
