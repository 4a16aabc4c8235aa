//! `PUT /v1/sessions/current`: act at another place that the same password opens.

use homeroom_domain::ids::MembershipId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    open::OpenedSession,
    record, seated,
    store::{self, Which},
};
use crate::{
    auth::Myself,
    events::EventType,
    http::{ApiError, Json, Problem, Problems},
};

/// Where to go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceSwitch {
    /// One of those that `GET /v1/me` lists.
    membership: MembershipId,
}

/// Set the role that my session acts with
///
/// With a session: it goes on with another role that its password opens, under the same cookie. What another password opens needs a log-in of its
/// own.
#[utoipa::path(put, path = "/v1/sessions/current", tag = "access",
    responses((status = 200, description = "The session acts there from now on", body = OpenedSession), Problems))]
pub(crate) async fn switch_place(me: Myself, Json(to): Json<PlaceSwitch>) -> Result<axum::Json<OpenedSession>, ApiError> {
    let seated = seated(&me)?;
    let mut tx = me.begin().await?;
    let opened = store::memberships(tx.conn(), seated.user, Which::Beside(seated.membership)).await?;
    // One that is nobody's is answered as one that another password opens: both tell nothing.
    let chosen = opened.into_iter().find(|row| row.id == to.membership.uuid()).ok_or(Problem::MembershipLocked)?;
    let person = store::person(tx.conn(), seated.user).await?.ok_or(Problem::Unauthenticated)?;
    let expires_at = store::expires_at(tx.conn(), seated.session).await?.ok_or(Problem::Unauthenticated)?;
    if to.membership != seated.membership {
        if !store::move_session(tx.conn(), seated.session, chosen.id).await? {
            return Err(Problem::Unauthenticated.into());
        }
        record(tx.conn(), EventType::SessionOpened, chosen.id, chosen.place(), me.now()).await?;
    }
    tx.commit().await?;
    Ok(axum::Json(OpenedSession { user: seated.user, email: person.email, membership: chosen.try_into()?, expires_at }))
}
