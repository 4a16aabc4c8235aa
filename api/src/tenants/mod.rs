//! Tenants: created, read and changed by the platform and by the partner that they belong to. They are suspended and resumed in `standing`.
//!
//! A tenant is born with its quota calendar. Its own people never come here: they see their tenant through `me` and their quota through `usage`.

mod amend;
mod create;
mod get;
mod list;
mod quota;
pub(crate) mod store;
mod view;

use homeroom_domain::ids::TenantId;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::AppState,
    auth::{Calling, Place},
    events::{self, EventType, NewEvent},
};

pub(crate) use create::check_zone;
pub(crate) use store::standing;
pub(crate) use view::TenantStanding;
pub use view::{Quota, TenantView};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create_tenant, list::list_tenants))
        .routes(routes!(get::get_tenant, amend::amend_tenant))
        .routes(routes!(quota::get_quota, quota::put_quota))
}

/// What happens to a tenant is told to the tenant, to the partner that it belongs to, and to whoever did it.
pub(crate) async fn record(conn: &mut PgConnection, caller: &Calling, tenant: TenantId, kind: EventType, data: Value) -> sqlx::Result<()> {
    let partner = store::partner_of(conn, tenant).await?.map(Place::Partner).filter(|partner| *partner != caller.home());
    for feed in [Place::Tenant(tenant), caller.home()].into_iter().chain(partner) {
        let event = NewEvent { feed, kind, actor: &caller.actor(), subject: tenant.to_string(), data: data.clone(), at: caller.now() };
        events::record(conn, event).await?;
    }
    Ok(())
}
