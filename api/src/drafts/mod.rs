//! Drafts: orders and amendments that somebody is still writing. Nothing in one is checked but its size: what it means is said by a quote.
//!
//! A draft is its owner's, and absent for everybody else unless it is shared. Whoever may order may then go on with it; the owner alone throws it away or
//! takes it back. The owner is the membership that a person acts with, or the API key itself. Drafts are no events: they are changed with every pause
//! in typing, and nobody's books depend on them. What a quote said of one and which order came of it is what its writer says: for lists, and for whoever
//! else has it open.

mod body;
mod create;
mod delete;
mod fields;
mod get;
mod list;
mod replace;
mod store;
mod sweep;
mod view;

pub(crate) use store::PURGED;

use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::AppState,
    http::{ApiError, MIB, Problem},
};

pub(crate) use sweep::sweep_drafts;

/// The largest body of a draft, which holds an order of the largest size.
const BODY_BYTES_MAX: usize = 4 * MIB;
/// The largest request: the body and what is said beside it.
const REQUEST_BYTES_MAX: usize = 5 * MIB;
/// Of one owner in one tenant.
const DRAFTS_MAX: i64 = 50;
const OWNER_BYTES_MAX: i64 = 64 << 20;
/// Of a tenant.
const TENANT_DRAFTS_MAX: i64 = 2_000;

/// The feature's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_drafts, create::create_draft)).routes(routes!(
        get::get_draft,
        replace::replace_draft,
        delete::delete_draft
    ))
}

/// Refuses what would be one too many, or too much.
fn bound(counted: store::Counted) -> Result<(), ApiError> {
    let fits = counted.own <= DRAFTS_MAX && counted.own_bytes <= OWNER_BYTES_MAX && counted.all <= TENANT_DRAFTS_MAX;
    let limits = json!({ "limit": DRAFTS_MAX, "limit_mib": OWNER_BYTES_MAX >> 20, "limit_all": TENANT_DRAFTS_MAX });
    if fits { Ok(()) } else { Err(ApiError::With(Problem::TooManyDrafts, limits)) }
}
