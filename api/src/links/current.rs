//! `GET /v1/links/current`: what somebody sees who waits in front of a room. Asked again and again by a whole class, so it is one look at one row.

use homeroom_domain::{ids::ClassroomId, order::Door};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{redeem::LinkedClassroom, store};
use crate::{
    auth::{TenantTx, guest::Guest},
    classrooms::store as classrooms,
    http::{ApiError, Problem, Problems},
};

/// The room of a redeemed link.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CurrentLink {
    classroom: LinkedClassroom,
    tenant_name: String,
    /// `teacher` or `pupil`.
    role: String,
    state: LinkState,
    /// When the room opens; absent while it is open, and when that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    opens_at: Option<Timestamp>,
    expires_at: Timestamp,
    /// When to ask again: for everybody a little different, so that a class does not ask at once.
    retry_after_ms: u64,
}

/// Whether the room can be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LinkState {
    Waiting,
    Open,
    /// It opens no more while the link lasts, as far as is known.
    Closed,
}

/// Get the redeemed link
///
/// With the cookie of one: its room, and whether to wait for it.
#[utoipa::path(get, path = "/v1/links/current", tag = "classrooms", security(()),
    responses((status = 200, description = "The room", body = CurrentLink), Problems))]
pub(crate) async fn get_current_link(guest: Guest) -> Result<axum::Json<CurrentLink>, ApiError> {
    let shown = guest.shown()?;
    let mut tx = guest.begin().await?;
    let link = store::by_id(&mut tx, shown.link, guest.now).await?.ok_or(Problem::LinkInvalid)?;
    let door = classrooms::door(&mut tx, link.classroom).await?.ok_or(Problem::LinkInvalid)?;
    let (state, opens_at) = state(&door, link.expires_at, guest.now);
    Ok(axum::Json(CurrentLink {
        classroom: LinkedClassroom { id: link.classroom, name: link.classroom_name },
        tenant_name: link.tenant_name,
        role: link.role,
        state,
        opens_at,
        expires_at: link.expires_at,
        retry_after_ms: retry_after_ms(state, opens_at, guest.now, rand::random()),
    }))
}

/// The room of the link that was shown in this browser, with a transaction of its tenant.
///
/// # Errors
/// 422 where none was, or where it opens nothing any more.
pub(crate) async fn shown_room(guest: &Guest) -> Result<(TenantTx, ClassroomId), ApiError> {
    let shown = guest.shown()?;
    let mut tx = guest.begin().await?;
    let link = store::by_id(&mut tx, shown.link, guest.now).await?.ok_or(Problem::LinkInvalid)?;
    Ok((tx, link.classroom))
}

fn state(door: &classrooms::Door, expires_at: Timestamp, now: Timestamp) -> (LinkState, Option<Timestamp>) {
    match door.opening.at(now) {
        Door::Open { .. } if door.available && door.media_url.is_some() => (LinkState::Open, None),
        // It should be open and is coming up.
        Door::Open { .. } if door.media_url.is_some() => (LinkState::Waiting, Some(now)),
        Door::Closed { opens_at: Some(at) } if at < expires_at && door.media_url.is_some() => (LinkState::Waiting, Some(at)),
        Door::Closed { opens_at } => (LinkState::Closed, opens_at),
        Door::Open { .. } => (LinkState::Closed, None),
    }
}

/// `chance` spreads those who wait for the same moment.
fn retry_after_ms(state: LinkState, opens_at: Option<Timestamp>, now: Timestamp, chance: u16) -> u64 {
    let spread = |least: u64, most: u64| least + (most - least) * u64::from(chance) / u64::from(u16::MAX);
    let left = opens_at.map_or(0, |at| u64::try_from(at.duration_since(now).as_millis()).unwrap_or(0));
    match state {
        LinkState::Open => spread(20_000, 40_000),
        LinkState::Closed => spread(60_000, 120_000),
        // Timetables change: nobody sleeps for longer than two minutes.
        LinkState::Waiting if left > 120_000 => spread(60_000, 120_000),
        LinkState::Waiting if left > 0 => left + spread(0, 3_000),
        LinkState::Waiting => spread(2_000, 5_000),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_class_that_waits_for_one_bell_asks_again_spread_over_three_seconds() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let wait = |state, seconds, chance| retry_after_ms(state, Some(now + SignedDuration::from_secs(seconds)), now, chance);
        assert_eq!((wait(LinkState::Waiting, 30, 0), wait(LinkState::Waiting, 30, u16::MAX)), (30_000, 33_000));
        assert_eq!((wait(LinkState::Waiting, 3_600, 0), wait(LinkState::Waiting, 3_600, u16::MAX)), (60_000, 120_000));
        assert_eq!((wait(LinkState::Waiting, 0, 0), wait(LinkState::Waiting, 0, u16::MAX)), (2_000, 5_000));
        assert_eq!(retry_after_ms(LinkState::Closed, None, now, 0), 60_000);
    }
}
