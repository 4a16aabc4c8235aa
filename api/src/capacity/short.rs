//! What is short, as it goes out.

use std::collections::BTreeMap;

use homeroom_domain::{calendar::Resource, what_if::Shortfall};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// What is short of one resource.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIfShort)]
pub(super) struct ShortView {
    resource: Resource,
    first_at: Timestamp,
    /// Where most is missing; what follows is of that slot.
    worst_at: Timestamp,
    needed: i64,
    limit: i64,
}

/// Each that is short, and when the first is.
pub(super) fn views(short: &BTreeMap<Resource, Shortfall>) -> (Option<Timestamp>, Vec<ShortView>) {
    let view = |(resource, short): (&Resource, &Shortfall)| ShortView {
        resource: *resource,
        first_at: short.first.start(),
        worst_at: short.worst.start(),
        needed: short.needed,
        limit: short.limit,
    };
    (short.values().map(|short| short.first.start()).min(), short.iter().map(view).collect())
}
