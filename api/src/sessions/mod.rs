//! People at the door: logging in and out, who I am, my sessions and my password.
//!
//! A session belongs to a person and to one of their memberships, which the password opened. What a session shows and changes of the person reaches
//! as far as that password and no further: a place that handed out another one learns and ends nothing elsewhere.

mod amend;
mod close;
mod end;
mod list;
mod me;
mod open;
mod password;
mod reset;
mod store;
mod switch;

use homeroom_domain::ids::{MembershipId, UserId};
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    app::AppState,
    auth::{
        Actor, ActorType, Myself, Place,
        identity::{Credential, Who},
    },
    events::{self, EventType, NewEvent},
    http::{ApiError, Needed},
};

pub(crate) use reset::SendPasswordLink;
pub(crate) use store::sweep_sessions;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(open::open_session, list::list_sessions, end::end_other_sessions))
        .routes(routes!(close::close_session, switch::switch_place))
        .routes(routes!(end::end_session))
        .routes(routes!(me::get_me, amend::amend_me))
        .routes(routes!(password::put_password))
        .routes(routes!(reset::request_password))
}

/// A person in a browser, and the membership that they act with there.
struct Seated {
    session: Uuid,
    user: UserId,
    membership: MembershipId,
}

/// # Errors
/// 403 for any other credential.
fn seated(me: &Myself) -> Result<Seated, ApiError> {
    let identity = me.identity();
    match (&identity.credential, identity.who, identity.membership) {
        (Credential::Session(session), Who::User(user), Some(membership)) => Ok(Seated { session: *session, user, membership }),
        _ => Err(ApiError::Unsuitable { needed: Needed::Session }),
    }
}

/// Each place is told of its own member, and nothing of where else the person belongs.
async fn record(conn: &mut PgConnection, kind: EventType, member: Uuid, place: Place, at: Timestamp) -> sqlx::Result<()> {
    let subject = MembershipId::new(member).to_string();
    let actor = Actor { kind: ActorType::User, id: Some(subject.clone()), name: None, of: Some(place.to_string()), on_behalf_of: None };
    let event = NewEvent { feed: place, kind, actor: &actor, subject, data: json!({}), at };
    events::record(conn, event).await.map(drop)
}
