//! Resellers and marketplaces, who create tenants and act for their own. Kept by the platform.

mod amend;
mod create;
mod get;
mod list;
mod store;
mod view;

use homeroom_domain::ids::PartnerId;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::AppState,
    auth::{Calling, Place},
    events::{self, EventType, NewEvent},
};

pub(crate) use store::is_known;
pub use view::PartnerView;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create_partner, list::list_partners))
        .routes(routes!(get::get_partner, amend::amend_partner))
}

async fn record(conn: &mut PgConnection, caller: &Calling, partner: PartnerId, kind: EventType, data: Value) -> sqlx::Result<()> {
    for feed in [Place::Partner(partner), caller.home()] {
        let event = NewEvent { feed, kind, actor: &caller.actor(), subject: partner.to_string(), data: data.clone(), at: caller.now() };
        events::record(conn, event).await?;
    }
    Ok(())
}
