//! `POST /v1/members`: give somebody a role here.

use axum::response::{IntoResponse, Response};
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    check_password, givable, normal_email,
    people::{self, FirstPassword, Newcomer},
    record, store,
    view::{AddedMember, MemberView},
};
use crate::{
    auth::{
        ManageMembers, PlaceCaller, Role, Secret,
        attempts::{self, Bucket},
    },
    events::EventType,
    http::{ApiError, Begun, Checks, Created, Idempotent, Json, Problems, Version},
};

/// Somebody to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMember {
    #[schema(format = Email)]
    email: String,
    role: Role,
    /// A first password for this role here, 10 to 256 characters. Left out: the answer holds a one-time link instead. Never changes a password that
    /// exists.
    #[schema(value_type = Option<String>, format = Password, min_length = 10, max_length = 256)]
    password: Option<Secret>,
}

/// Add a member
///
/// In the tenant acted for, or on the platform or at the partner itself. The answer is the same whether the person was known or not. The role is
/// taken up with the password or the link that was handed out for it, and with nothing that another place handed out; a person who then sets the
/// same password here as elsewhere has one for both. There may be 5,000 members in one place.
#[utoipa::path(post, path = "/v1/members", tag = "access",
    params(("Idempotency-Key" = String, Header, description = "At most 255 characters; the same key does the work once")),
    responses((status = 201, description = "Added", body = AddedMember), Problems))]
pub(crate) async fn add_member(
    caller: PlaceCaller<ManageMembers>,
    idempotent: Idempotent,
    Json(new): Json<NewMember>,
) -> Result<Response, ApiError> {
    let mut checks = Checks::default();
    let email = normal_email(&new.email, &mut checks);
    if let Some(text) = &new.password {
        check_password("/password", text, &mut checks);
    }
    checks.done()?;
    givable(&caller, new.role)?;
    count(&caller, &email, new.password.is_some()).await?;
    let password = match new.password {
        Some(secret) => Some(FirstPassword::new(caller.app(), &email, secret).await?),
        None => None,
    };
    let newcomer = Newcomer { email, role: new.role, password };
    let mut tx = caller.begin_system().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), caller.place()).await? {
        return Ok(*answer);
    }
    let (id, link) = people::join(tx.conn(), caller.place(), &newcomer, caller.now()).await?;
    record(tx.conn(), &caller, id, EventType::MemberAdded).await?;
    let row = store::MemberRow {
        id: id.uuid(),
        email: newcomer.email,
        role: newcomer.role.name().to_owned(),
        edit: 1,
        created_at: caller.now().to_sqlx(),
    };
    let body = AddedMember { member: MemberView::try_from(row)?, link };
    let created = Created::new(format!("/v1/members/{id}"), Version { edit: 1, revision: 0 }, body);
    idempotent.keep_without(tx.conn(), caller.place(), &created, &["link"]).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

/// What is handed out to somebody who is known might turn out to open another of their memberships; and hashing costs.
async fn count(caller: &PlaceCaller<ManageMembers>, email: &str, hashes: bool) -> Result<(), ApiError> {
    let mut buckets = vec![Bucket::handed_out(caller.place(), email), Bucket::handed_out_everywhere(email)];
    if hashes {
        buckets.push(Bucket::giver(&caller.actor()));
    }
    attempts::count(caller.begin_system().await?, &buckets.iter().collect::<Vec<_>>(), caller.now()).await
}
