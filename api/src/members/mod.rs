//! People with a role somewhere: on the platform, at a partner, in a tenant. A person is one in the whole system, known by an e-mail address.
//!
//! Adding somebody answers alike whether the person existed, and never changes a password that exists. An address is not proven by adding it, so a
//! membership is opened only by the secret that its own place handed out: a first password, or a link that sets one. Passwords belong to memberships;
//! a person who sets the same one for several opens them all with it. Nobody gives a role beyond their own, and somebody always keeps the highest.

mod add;
mod amend;
mod batch;
mod get;
mod invitation;
mod link;
mod list;
mod listing;
mod of_partner;
mod people;
mod remove;
mod store;
mod view;

pub(crate) use store::PURGED;

use homeroom_domain::{ids::MembershipId, pointer::pointer};
use serde_json::json;
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::AppState,
    auth::{Calling, Place, Role},
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Problem, Shape},
};

pub(crate) use invitation::SendInvitation;
pub use people::create_platform_admin;
pub(crate) use people::{check_password, normal_email};
pub(crate) use store::{OwnWays, set_ways};
pub use view::MemberView;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(add::add_member, list::list_members))
        .routes(routes!(batch::add_members))
        .routes(routes!(get::get_member, amend::amend_member, remove::remove_member))
        .routes(routes!(link::issue_member_link))
        .routes(routes!(of_partner::add_partner_member))
}

/// Names of one teacher in timetables.
const TEACHES_AS_MAX: usize = 20;

/// Notes what is wrong with what a place says of a member; `base` is where it stands in the body.
fn check_said(base: &str, name: Option<&str>, teaches_as: &[String], checks: &mut Checks) {
    if let Some(name) = name {
        checks.name(&format!("{base}/name"), name);
    }
    let list = format!("{base}/teaches_as");
    checks.that(teaches_as.len() <= TEACHES_AS_MAX, &list, Shape::TooLong { max: TEACHES_AS_MAX as u64 });
    for (index, name) in teaches_as.iter().enumerate().take(TEACHES_AS_MAX) {
        checks.name(&pointer(&list, index), name);
    }
}

/// Who reads the feed may not read members: the event names the member and says no more.
async fn record(conn: &mut PgConnection, caller: &Calling, member: MembershipId, kind: EventType) -> sqlx::Result<()> {
    let (actor, subject) = (caller.actor(), member.to_string());
    let event = NewEvent { feed: caller.place(), kind, actor: &actor, subject, data: json!({}), at: caller.now() };
    events::record(conn, event).await.map(drop)
}

/// A role that exists in this place and that the caller may give.
fn givable(caller: &Calling, role: Role) -> Result<(), ApiError> {
    let place = caller.place();
    if !role.fits(place) {
        let allowed = Role::ALL.iter().filter(|role| role.fits(place)).map(|role| role.name().to_owned()).collect();
        return Err(ApiError::field("/role", Shape::UnknownValue { value: role.name().to_owned(), allowed }));
    }
    match caller.permissions().lacks(role.permissions()).next() {
        Some(lacking) => Err(ApiError::field("/role", Shape::NotYours { name: lacking.name().to_owned() })),
        None => Ok(()),
    }
}

/// Whoever holds more than the caller is not the caller's to change.
fn touchable(caller: &Calling, role: Role) -> Result<(), ApiError> {
    match caller.permissions().lacks(role.permissions()).next() {
        Some(lacking) => Err(ApiError::With(Problem::Forbidden, json!({ "permission": lacking }))),
        None => Ok(()),
    }
}

/// Refuses to take the highest role from the last one who has it.
async fn keep_one(conn: &mut PgConnection, place: Place, losing: Role) -> Result<(), ApiError> {
    let top = Role::top_of(place);
    if losing == top && store::lock_with_role(conn, place, top).await? <= 1 {
        return Err(Problem::LastOwner.into());
    }
    Ok(())
}
