//! Whether a tenant may order, and who says so: suspended and resumed by the platform and by its partner, or for what it owes.
//!
//! Above orders, because what runs follows from it: the state is `tenants`', which orders read, and the orders are touched so that the reconciler looks
//! at them. Billing, which knows what is overdue, comes through here too.

mod dispute;
mod history;
mod hold_purge;
mod owing;
mod store;
mod suspend;

pub(crate) use dispute::suspend_for_dispute;
pub(crate) use owing::{follow, renew};
pub(crate) use store::{Stands, changes, lock, purge_waits, record};
pub(crate) use suspend::Reason;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(suspend::suspend_tenant))
        .routes(routes!(suspend::resume_tenant))
        .routes(routes!(history::get_standing))
        .routes(routes!(hold_purge::hold_purge))
        .routes(routes!(hold_purge::release_purge))
}
