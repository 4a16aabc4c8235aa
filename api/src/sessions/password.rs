//! `PUT /v1/me/password`: with a session and the current password, or with a one-time link for a first one. A new password ends the other sessions.

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    attempts,
    open::ClientAddress,
    store::{self, MembershipRow, UserRow},
};
use crate::{
    auth::{
        Myself, Place, Secret, SystemTx,
        identity::{Credential, Who},
        password,
    },
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Json, Needed, Problem, Problems, Shape},
    members::check_password,
};

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    /// 10 to 256 characters.
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 256)]
    password: Secret,
    /// Needed with a session; without meaning for a first password.
    #[schema(value_type = Option<String>, format = Password)]
    current_password: Option<Secret>,
}

/// Set my password
///
/// With a session, or with a one-time link as `Authorization: Bearer hr_link_...`. Every other session of the person ends.
#[utoipa::path(put, path = "/v1/me/password", tag = "access", responses((status = 204, description = "Set"), Problems))]
pub(crate) async fn put_password(
    me: Myself,
    ClientAddress(address): ClientAddress,
    Json(new): Json<NewPassword>,
) -> Result<StatusCode, ApiError> {
    let mut checks = Checks::default();
    check_password("/password", &new.password, &mut checks);
    checks.done()?;
    let Who::User(id) = me.identity().who else { return Err(unsuitable()) };
    let user = store::user(&mut *me.app().pools.worker.acquire().await?, id).await?.ok_or(Problem::Unauthenticated)?;
    match &me.identity().credential {
        Credential::Session(session) => {
            let current =
                new.current_password.ok_or_else(|| ApiError::field("", Shape::MissingField { name: "current_password".to_owned() }))?;
            let account = attempts::account_bucket(&user.email);
            attempts::count(me.app(), &account, address).await?;
            if !password::verify(current, user.password_hash.clone()).await? {
                return Err(Problem::PasswordWrong.into());
            }
            let hash = password::hash(new.password).await?;
            let mut tx = me.begin().await?;
            store::forget_attempts(tx.conn(), &account).await?;
            replace(&me, tx, &user, (&hash, Some(*session))).await
        }
        Credential::Link(link) => {
            let hash = password::hash(new.password).await?;
            let mut tx = me.begin().await?;
            if user.password_hash.is_some() || !store::use_link(tx.conn(), link, me.now()).await? {
                return Err(Problem::LinkInvalid.into());
            }
            replace(&me, tx, &user, (&hash, None)).await
        }
        Credential::Key | Credential::Token => Err(unsuitable()),
    }
}

fn unsuitable() -> ApiError {
    ApiError::Unsuitable { needed: Needed::SessionOrLink }
}

async fn replace(me: &Myself, mut tx: SystemTx, user: &UserRow, (hash, session): (&str, Option<Uuid>)) -> Result<StatusCode, ApiError> {
    if !store::change_password(tx.conn(), user.id.into(), user.password_hash.as_deref(), hash).await? {
        return Err(Problem::PasswordWrong.into());
    }
    store::delete_other_sessions(tx.conn(), user.id.into(), session).await?;
    for MembershipRow { tenant_id, partner_id, .. } in store::memberships(tx.conn(), user.id.into()).await? {
        let feed = Place::from_columns(tenant_id, partner_id);
        let actor = me.identity().actor(None);
        let subject = actor.id.clone().unwrap_or_default();
        let event = NewEvent { feed, kind: EventType::PasswordChanged, actor: &actor, subject, data: json!({}), at: me.now() };
        events::record(tx.conn(), event).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
