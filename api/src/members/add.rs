//! `POST /v1/members`: give somebody a role here.

use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::{
    check_password, check_said, givable,
    link::invite,
    normal_email,
    people::{self, FirstPassword, Newcomer},
    record,
    view::{AddedMember, Invitation},
};
use crate::{
    auth::{
        Calling, ManageMembers, PlaceCaller, Role, Secret, SystemTx,
        attempts::{self, Bucket},
    },
    events::EventType,
    http::{ApiError, Begun, Checks, Created, Idempotent, Json, Problems, Version, text},
    words::Language,
};

/// Somebody to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMember {
    #[schema(format = Email)]
    pub(super) email: String,
    pub(super) role: Role,
    /// A first password for this role here, 10 to 256 characters. Left out: the answer holds a one-time link instead. Never changes a password that
    /// exists.
    #[schema(value_type = Option<String>, format = Password, min_length = 10, max_length = 256)]
    pub(super) password: Option<Secret>,
    /// How others are shown the member, 1 to 200 characters.
    #[serde(default, deserialize_with = "text::read")]
    #[schema(min_length = 1, max_length = 200)]
    pub(super) name: Option<String>,
    /// In which the invitation is written and pages are shown first; absent: that of this request.
    pub(super) language: Option<Language>,
    /// The names under which timetables list this teacher, at most 20 of 1 to 200 characters.
    #[serde(default, deserialize_with = "text::read")]
    #[schema(max_items = 20)]
    pub(super) teaches_as: Vec<String>,
}

/// Add a member
///
/// In the tenant acted for, or on the platform or at the partner itself. The answer is the same whether the person was known or not. The role is
/// taken up with the password or the link that was handed out for it, and with nothing that another place handed out; a person who then sets the
/// same password here as elsewhere has one for both. There may be 5,000 members in one place, and 1,000 invitations by mail an hour.
#[utoipa::path(post, path = "/v1/members", tag = "access",
    params(("Idempotency-Key" = String, Header, description = "At most 255 characters; the same key does the work once")),
    responses((status = 201, description = "Added", body = AddedMember), Problems))]
pub(crate) async fn add_member(
    caller: PlaceCaller<ManageMembers>,
    idempotent: Idempotent,
    Json(new): Json<NewMember>,
) -> Result<Response, ApiError> {
    let email = new.checked_email()?;
    givable(&caller, new.role)?;
    let newcomer = new.counted(&caller, email, caller.begin_system().await?).await?;
    let mut tx = caller.begin_system().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), caller.place()).await? {
        return Ok(*answer);
    }
    let body = welcome(tx.conn(), &caller, newcomer).await?;
    let created = Created::new(format!("/v1/members/{}", body.member.id), Version { edit: 1, revision: 0 }, body);
    idempotent.keep_without(tx.conn(), caller.place(), &created, &["link"]).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

impl NewMember {
    /// The address, when all of it is well formed.
    pub(super) fn checked_email(&self) -> Result<String, ApiError> {
        let mut checks = Checks::default();
        let email = normal_email(&self.email, &mut checks);
        if let Some(text) = &self.password {
            check_password("/password", text, &mut checks);
        }
        check_said("", self.name.as_deref(), &self.teaches_as, &mut checks);
        checks.done().map(|()| email)
    }

    /// The newcomer, with a password that is hashed when it has been counted.
    pub(super) async fn counted(self, caller: &Calling, email: String, counting: SystemTx) -> Result<Newcomer, ApiError> {
        count(caller, counting, &email, self.password.is_some()).await?;
        let Self { email: _, password, role, name, language, teaches_as } = self;
        let password = match password {
            Some(secret) => Some(FirstPassword::new(caller.app(), &email, secret).await?),
            None => None,
        };
        Ok(Newcomer { email, role, name, language, teaches_as, password })
    }
}

/// Makes the member, invites them where they come without a password, and tells the place.
pub(super) async fn welcome(conn: &mut PgConnection, caller: &Calling, newcomer: Newcomer) -> Result<AddedMember, ApiError> {
    let joined = people::join(conn, caller.place(), &newcomer, caller.now()).await?;
    let invitation = match newcomer.password {
        Some(_) => Invitation::default(),
        None => invite(conn, caller, joined, &newcomer.email).await?,
    };
    record(conn, caller, joined.id, EventType::MemberAdded).await?;
    Ok(AddedMember { member: newcomer.view(joined.id, caller.now()), invitation })
}

/// What is handed out to somebody who is known might turn out to open another of their memberships; and hashing costs.
pub(super) async fn count(caller: &Calling, counting: SystemTx, email: &str, hashes: bool) -> Result<(), ApiError> {
    let mut buckets = vec![Bucket::handed_out(caller.place(), email), Bucket::handed_out_everywhere(email)];
    if hashes {
        buckets.push(Bucket::giver(&caller.actor()));
    } else if caller.app().config.mailer.is_some() {
        buckets.push(Bucket::letters(caller.place()));
    }
    attempts::count(counting, &buckets.iter().collect::<Vec<_>>(), caller.now()).await
}
