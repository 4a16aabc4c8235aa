//! Plans: made by the platform, read by whoever may choose among them. A plan gets new versions; a version never changes.

mod add_version;
mod create;
mod get;
mod list;
mod usage;

pub(super) use add_version::{__path_create_plan_version, create_plan_version};
pub(super) use create::{__path_create_plan, create_plan};
pub(super) use get::{__path_get_plan, get_plan};
pub(super) use list::{__path_list_plans, list_plans};
pub(super) use usage::{__path_get_plan_use, get_plan_use};

use super::store::plans::Seen;
use crate::auth::Place;

/// Plans that there may be, and versions of one.
const PLANS_MAX: i64 = 200;
const VERSIONS_MAX: usize = 100;

/// What is seen from a place: the platform sees all, partners what is listed, and an institution what it is on too.
pub(super) const fn seen(place: Place) -> Seen {
    match place {
        Place::Platform => Seen::All,
        Place::Partner(_) => Seen::Listed,
        Place::Tenant(tenant) => Seen::By(tenant),
    }
}
