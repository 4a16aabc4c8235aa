//! Exports: an institution takes out all that is its own, in one archive, also when it is suspended or its plan has ended.
//!
//! Above the features, because it reads of each. It is written while it is read: page by page, each page a transaction of its own, so that neither the size of the
//! institution nor the speed of its line costs memory or holds a row. What was changed while it was written is in it as it was when its page was read.

mod archive;
mod files;
mod get;
mod lessons;
mod store;
mod write;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The feature's operations.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get::get_export))
}
