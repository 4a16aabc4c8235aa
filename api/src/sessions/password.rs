//! `PUT /v1/me/password`: with a session and the current password, or with a one-time link for a first one.
//!
//! A password belongs to memberships. The new one takes the place of the current one wherever that opened something, and ends the other sessions
//! there; a link sets the password of the membership that it was handed out for. What another password opens stays as it is.

use http::StatusCode;
use serde::Deserialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::{self, PersonRow};
use crate::{
    auth::{
        Myself, Place, Secret,
        attempts::{self, Bucket},
        identity::{Credential, Who},
        password::{self, Purpose, Recipe},
        passwords::{self, SetRow},
    },
    events::EventType,
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
/// With a session, or with a one-time link as `Authorization: Bearer hr_link_...`, which sets the password of the role that it was handed out for.
/// With a session, the new password takes the place of the current one wherever that opened something, and every other session there ends.
#[utoipa::path(put, path = "/v1/me/password", tag = "access", responses((status = 204, description = "Set"), Problems))]
pub(crate) async fn put_password(me: Myself, Json(new): Json<NewPassword>) -> Result<StatusCode, ApiError> {
    let mut checks = Checks::default();
    check_password("/password", &new.password, &mut checks);
    checks.done()?;
    let Who::User(id) = me.identity().who else { return Err(unsuitable()) };
    let person = store::person(me.begin().await?.conn(), id).await?.ok_or(Problem::Unauthenticated)?;
    match &me.identity().credential {
        Credential::Session(session) => replace(&me, *session, person, new).await?,
        Credential::Link(link) => set_first(&me, link, person, new.password).await?,
        Credential::Key | Credential::Token | Credential::Subscription => return Err(unsuitable()),
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn replace(me: &Myself, session: Uuid, person: PersonRow, new: NewPassword) -> Result<(), ApiError> {
    let current = new.current_password.ok_or_else(|| ApiError::field("", Shape::MissingField { name: "current_password".to_owned() }))?;
    let membership = me.identity().membership.ok_or_else(unsuitable)?;
    let (account, address) = (Bucket::account(&person.email, me.address()), Bucket::address(me.address()));
    attempts::count(me.begin().await?, &[&account, &address, &Bucket::setting(&person.email)], me.now()).await?;
    let recipe = Recipe::stored(person.password_recipe);
    let before = password::candidates(&current, recipe.clone(), Purpose::Setting).await?;
    let after = password::hash(&new.password, recipe).await?;
    let mut tx = me.begin().await?;
    let set = passwords::replace_password(tx.conn(), membership, &before, &after).await?;
    if set.is_empty() {
        return Err(Problem::PasswordWrong.into());
    }
    let ids: Vec<_> = set.iter().map(|row| row.id).collect();
    store::delete_other_sessions(tx.conn(), &ids, session).await?;
    // Whoever asked for a letter before must ask again.
    passwords::end_own_links(tx.conn(), person.id).await?;
    attempts::pardon(tx.conn(), &[&account, &address]).await?;
    record(tx.conn(), me, &set).await?;
    Ok(tx.commit().await?)
}

async fn set_first(me: &Myself, link: &[u8], person: PersonRow, password: Secret) -> Result<(), ApiError> {
    // Nothing is counted: a link cannot be guessed, and whoever handed it out was counted for that.
    let hash = password::hash(&password, Recipe::stored(person.password_recipe)).await?;
    let mut tx = me.begin().await?;
    let set = passwords::use_link(tx.conn(), link, &hash, me.now()).await?;
    if set.is_empty() {
        return Err(Problem::LinkInvalid.into());
    }
    // Whoever was logged in with the password that is no more has to log in again.
    store::delete_sessions(tx.conn(), &set.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    record(tx.conn(), me, &set).await?;
    Ok(tx.commit().await?)
}

fn unsuitable() -> ApiError {
    ApiError::Unsuitable { needed: Needed::SessionOrLink }
}

async fn record(conn: &mut PgConnection, me: &Myself, set: &[SetRow]) -> sqlx::Result<()> {
    for SetRow { id, tenant_id, partner_id } in set {
        super::record(conn, EventType::PasswordChanged, *id, Place::from_columns(*tenant_id, *partner_id), me.now()).await?;
    }
    Ok(())
}
