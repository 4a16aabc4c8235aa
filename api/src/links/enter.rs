//! `POST /v1/links/enter`: into the room of the link that was shown, by the same way as a join.

use axum::Json as Answer;
use serde::Deserialize;
use utoipa::ToSchema;

use super::store;
use crate::{
    auth::guest::Guest,
    classrooms::{LinkRole, Person, WayIn, enter},
    http::{ApiError, Checks, Json, Problem, Problems, text},
};

const BYTES_MAX: usize = 4 * 1024;
const NAME_MAX: usize = 128;

/// Who enters.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnterByLink {
    /// What the others see.
    #[serde(deserialize_with = "text::read")]
    #[schema(min_length = 1, max_length = 128)]
    name: String,
}

/// Join a classroom by link
///
/// With the cookie of a redeemed link. The same browser is the same person in the room, so that a page that is loaded again takes no second seat. 409
/// `room-closed` says in `params.opens_at` when the room opens next, null when that is not known.
#[utoipa::path(post, path = "/v1/links/enter", tag = "classrooms", security(()), request_body = EnterByLink,
    responses((status = 200, description = "The way in", body = WayIn), Problems))]
pub(crate) async fn enter_by_link(guest: Guest, Json(who): Json<EnterByLink, BYTES_MAX>) -> Result<Answer<WayIn>, ApiError> {
    let mut checks = Checks::default();
    checks.text("/name", &who.name, 1..=NAME_MAX);
    checks.done()?;
    let shown = guest.shown()?;
    let mut tx = guest.begin().await?;
    let link = store::by_id(&mut tx, shown.link, guest.now).await?.ok_or(Problem::LinkInvalid)?;
    let role = LinkRole::named(&link.role).ok_or_else(|| anyhow::anyhow!("a link has the unknown role {}", link.role))?;
    let person = Person { role: role.into(), identity: shown.identity(&guest.app().seal), name: &who.name };
    let way_in = enter(&mut tx, &guest.app().seal, link.classroom, person, guest.now).await?;
    store::count_use(&mut tx, link.id).await?;
    tx.commit().await?;
    Ok(Answer(way_in))
}
