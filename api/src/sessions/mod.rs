//! People at the door: logging in and out, who I am, and my password.
//!
//! A session belongs to a person and to one of their memberships, which the password opened.

mod close;
mod me;
mod open;
mod password;
mod store;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use store::sweep_sessions;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(open::open_session))
        .routes(routes!(close::close_session))
        .routes(routes!(me::get_me))
        .routes(routes!(password::put_password))
}
