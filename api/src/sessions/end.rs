//! `DELETE /v1/sessions` and `DELETE /v1/sessions/{id}`: end my other sessions, or one of them.

use homeroom_domain::ids::SessionId;
use http::StatusCode;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Seated, seated,
    store::{self, Which},
};
use crate::{
    auth::Myself,
    http::{ApiError, Path, Problems},
};

/// Remove my other sessions
///
/// With a session: of the sessions that the list shows, all but this one end.
#[utoipa::path(delete, path = "/v1/sessions", tag = "access", responses((status = 204, description = "They have ended"), Problems))]
pub(crate) async fn end_other_sessions(me: Myself) -> Result<StatusCode, ApiError> {
    let seated = seated(&me)?;
    let mut tx = me.begin().await?;
    let own = own(tx.conn(), &seated).await?;
    store::delete_other_sessions(tx.conn(), &own, seated.session).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove one of my sessions
///
/// With a session. Whoever is logged in with it is asked to log in again at the next request; streams end within ten seconds.
#[utoipa::path(delete, path = "/v1/sessions/{id}", tag = "access", params(("id" = SessionId, Path)),
    responses((status = 204, description = "It has ended"), Problems))]
pub(crate) async fn end_session(me: Myself, Path(id): Path<SessionId>) -> Result<StatusCode, ApiError> {
    let seated = seated(&me)?;
    let mut tx = me.begin().await?;
    let own = own(tx.conn(), &seated).await?;
    if !store::delete_own(tx.conn(), id.uuid(), &own).await? {
        return Err(ApiError::NotFound);
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The memberships whose sessions are the caller's to end.
async fn own(conn: &mut PgConnection, seated: &Seated) -> sqlx::Result<Vec<Uuid>> {
    let memberships = store::memberships(conn, seated.user, Which::Beside(seated.membership)).await?;
    Ok(memberships.into_iter().map(|membership| membership.id).collect())
}
