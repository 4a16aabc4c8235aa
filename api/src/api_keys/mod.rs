//! Credentials of programs. A key belongs to its place, not to who made it, so it stays when its maker goes. When it is made it never holds what its
//! maker lacks, and lasts no longer than the key that makes it.

mod create;
mod list;
mod revoke;
mod store;
mod view;

pub(crate) use store::PURGED;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use store::maker;
pub use view::ApiKeyView;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(create::create_api_key, list::list_api_keys)).routes(routes!(revoke::revoke_api_key))
}
