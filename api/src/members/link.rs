//! `POST /v1/members/{id}/link`: invite a member anew; and what every invitation is made by.

use homeroom_domain::ids::MembershipId;
use sqlx::PgConnection;

use super::{
    add::count,
    invitation::SendInvitation,
    people::{self, Joined},
    store, touchable,
    view::{Invitation, MemberStatus, MemberView},
};
use crate::{
    auth::{Calling, ManageMembers, PlaceCaller},
    http::{ApiError, Path, Problem, Problems},
    jobs::{self, Enqueued, NewJob},
};

/// Issue a new link for a member
///
/// For a member who has not come yet: earlier links end. Where mail is set up the link goes to the member's address, otherwise it is in the answer.
#[utoipa::path(post, path = "/v1/members/{id}/link", tag = "access", params(("id" = MembershipId, Path)),
    responses((status = 200, description = "Invited anew", body = Invitation), Problems))]
pub(crate) async fn issue_member_link(
    caller: PlaceCaller<ManageMembers>,
    Path(id): Path<MembershipId>,
) -> Result<axum::Json<Invitation>, ApiError> {
    let mut tx = caller.begin_system().await?;
    let member = MemberView::try_from(store::find(tx.conn(), caller.place(), id).await?.ok_or(ApiError::NotFound)?)?;
    let user = store::person_of(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    tx.rollback().await?;
    touchable(&caller, member.role)?;
    if member.status == MemberStatus::Active {
        return Err(Problem::MemberActive.into());
    }
    count(&caller, caller.begin_system().await?, &member.email, false).await?;
    let mut tx = caller.begin_system().await?;
    let invitation = invite(tx.conn(), &caller, Joined { id, user }, &member.email).await?;
    tx.commit().await?;
    Ok(axum::Json(invitation))
}

/// Invites a member in the caller's transaction: by mail where that is set up.
///
/// # Errors
/// 503 when as many letters of the place wait as may.
pub(super) async fn invite(conn: &mut PgConnection, caller: &Calling, joined: Joined, email: &str) -> Result<Invitation, ApiError> {
    if caller.app().config.mailer.is_none() {
        return Ok(Invitation { link: Some(people::make_link(conn, joined, caller.now()).await?), link_sent_to: None });
    }
    let letter = SendInvitation { membership: joined.id, language: caller.language().tag().to_owned() };
    let key = joined.id.to_string();
    let wish = NewJob::new(&letter, caller.place().tenant(), caller.now()).once(&key);
    match jobs::enqueue(conn, wish).await? {
        Enqueued::Queued(_) | Enqueued::Known => Ok(Invitation { link: None, link_sent_to: Some(email.to_owned()) }),
        Enqueued::Full => Err(ApiError::RetryAfter { problem: Problem::Busy, seconds: 60 }),
    }
}
