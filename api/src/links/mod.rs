//! Links into classrooms: made by whoever may enter, handed on, and used without an account.
//!
//! A link is a secret in the fragment of an address, which browsers send to nobody; the page sends it here once (`redeem`) and has a cookie instead. Only
//! digests are kept of secrets and passcodes. A link opens its own room in its own role, while it lasts and nobody has revoked it, by the same way as a
//! join.

mod create;
mod current;
mod enter;
mod expiry;
mod list;
mod passcode;
mod redeem;
mod remove;
mod revoke;
mod store;
mod sweep;
mod view;

pub(crate) use store::PURGED;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use current::shown_room;
pub(crate) use passcode::SEALED;
pub(crate) use sweep::sweep_links;

/// The feature's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create_link, list::list_links))
        .routes(routes!(revoke::revoke_link))
        .routes(routes!(redeem::redeem_link))
        .routes(routes!(enter::enter_by_link))
        .routes(routes!(current::get_current_link, remove::remove_current_link))
}
