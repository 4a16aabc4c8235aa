//! Promises at risk: orders that were admitted and no longer fit on their cluster, named as soon as that is known, and until they fit
//! again; those of a cluster that is lost, until it is back or they run elsewhere; and those that its failover finds no place for, or none in time, named by it
//! until their rooms are up.
//!
//! It is about what is to come. Whether a promise was kept, and what is credited where it was not, is `billing`'s.

mod borne;
mod lessons;
mod list;
mod look;
mod lost;
mod name;
mod pools;
mod store;
mod tell;
mod view;
mod words;

pub(crate) use store::PURGED;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use look::watch;
pub(crate) use name::{Unkept, has_place, name};
pub(crate) use store::of_orders;
pub(crate) use view::{RiskCauseView, condition};

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_promises))
}
