//! Whether people are in a room: its own server is asked how many are connected.
//!
//! Where there is none to ask (simulated nodes), or it does not answer in time, whoever was let in since the room opened is taken to be there still: a class
//! that goes on is worse cut off than kept five minutes too long.

use futures::{StreamExt as _, stream};
use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    workload::room_name,
};
use homeroom_outside::{Call, Url};
use http::{HeaderMap, HeaderValue, Method, header};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::store::Room;
use crate::{
    app::{App, AppState},
    classrooms::{media_address, server_token},
    orders::secret::RoomSecret,
};

/// Rooms that are asked at once.
const ASKED_AT_ONCE: usize = 32;

#[derive(Deserialize)]
struct Listed {
    #[serde(default)]
    rooms: Vec<Counted>,
}

#[derive(Deserialize)]
struct Counted {
    #[serde(default, alias = "numParticipants")]
    num_participants: u32,
}

/// Those of the rooms in which somebody is.
pub(super) async fn occupied(app: &AppState, order: OrderId, rooms: Vec<Room>, now: Timestamp) -> Vec<ClassroomId> {
    let asked = stream::iter(rooms).map(|room| {
        let app = app.clone();
        async move {
            let counted = if room.is_silent { None } else { count(&app, order, &room, now).await };
            counted.map_or(room.was_entered, |people| people > 0).then_some(room.id)
        }
    });
    asked.buffer_unordered(ASKED_AT_ONCE).collect::<Vec<_>>().await.into_iter().flatten().collect()
}

/// How many are connected. `None` where that cannot be found out.
async fn count(app: &App, order: OrderId, room: &Room, now: Timestamp) -> Option<u32> {
    let url = address(room, order)?;
    let secret = RoomSecret::open(&app.seal, room.id, &room.secret).ok()?;
    let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    headers.insert(header::AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {}", server_token(&secret, now).ok()?)).ok()?);
    let body = json!({ "names": [room_name(room.id)] }).to_string().into_bytes();
    match app.room_servers.call_configured(&url, Call { method: Method::POST, headers, body }).await {
        Ok(answer) => {
            let listed: Listed = serde_json::from_slice(&answer.body).ok()?;
            Some(listed.rooms.iter().map(|room| room.num_participants).sum())
        }
        Err(error) => {
            tracing::debug!(classroom = %room.id, %error, "a room's server does not say who is inside");
            None
        }
    }
}

/// The server's own interface, on the road that people take to it.
fn address(room: &Room, order: OrderId) -> Option<Url> {
    let people = media_address(room.media_url.as_deref()?, order, room.id, room.address.as_deref())?;
    let server = people.strip_prefix("ws").map(|rest| format!("http{rest}"))?;
    Url::parse(&format!("{}/twirp/livekit.RoomService/ListRooms", server.trim_end_matches('/'))).ok()
}
