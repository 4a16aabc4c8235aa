//! What is asked of leads, and what comes up when of what is booked.

use std::collections::BTreeMap;

use homeroom_domain::{
    calendar::Resource,
    pools::MEASURES,
    slots::{SLOT_SECONDS, Slot, Step},
    what_if::{Rise, Window},
};
use jiff::Timestamp;
use serde::Deserialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    asked::{WhatIf, since},
    store,
};
use crate::http::Checks;

/// Nobody waits longer in a room before the bell.
const LEAD_MAX: i64 = 240;

/// As if rooms came up earlier before their lessons, or later. A kind that is named has its own, others the one that names none; of two of the same the first counts.
/// What grows of all that is booked in a region comes up so too. An upper bound: a room that is up still from the lesson before counts twice where a longer lead
/// reaches back into its drain.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lead {
    /// Default: all that are not named.
    #[schema(max_length = 64)]
    pub(super) kind: Option<String>,
    /// How long before a lesson its room begins to come up, in place of what its order was admitted with.
    #[schema(minimum = 0, maximum = 240)]
    minutes: i64,
    /// Default: the window's beginning.
    from: Option<Timestamp>,
}

/// What comes up in a slot of rooms of a kind.
#[derive(Debug)]
pub(super) struct KindRise {
    pub calendar: Uuid,
    pub resource: Resource,
    pub kind: String,
    pub rise: Rise,
}

/// By calendar, what is added to what is booked, or taken from it.
pub(super) type Earlier = BTreeMap<Uuid, Vec<(Resource, Step)>>;

impl WhatIf {
    pub(super) fn check_leads(&self, checks: &mut Checks) {
        for (place, lead) in self.lead.iter().enumerate() {
            checks.number(&format!("/lead/{place}/minutes"), lead.minutes, 0..=LEAD_MAX);
        }
    }

    /// What clusters with these calendars would have booked beyond what they have.
    pub(super) async fn earlier(&self, conn: &mut PgConnection, calendars: &[Uuid], window: Window) -> sqlx::Result<Earlier> {
        let mut earlier = Earlier::new();
        let Some(first) = self.lead.iter().map(|lead| since(lead.from, window)).min() else { return Ok(earlier) };
        let named: Option<Vec<String>> = self.lead.iter().map(|lead| lead.kind.clone()).collect();
        let until = Slot(window.to.0 + LEAD_MAX * 60 / SLOT_SECONDS);
        for KindRise { calendar, resource, kind, rise } in store::rises(conn, calendars, named.as_deref(), (first, until)).await? {
            let lead = self.lead_of(&kind).filter(|lead| since(lead.from, window) <= rise.at);
            let Some(step) = lead.and_then(|lead| rise.with_lead(lead.minutes)) else { continue };
            match resource {
                // What is recorded begins with the lesson.
                measure if MEASURES.contains(&measure) => {}
                // It is sold as shares are.
                Resource::PackedShare => earlier.entry(calendar).or_default().push((Resource::NodeShare, step)),
                _ => earlier.entry(calendar).or_default().push((resource, step)),
            }
        }
        Ok(earlier)
    }

    fn lead_of(&self, kind: &str) -> Option<&Lead> {
        let named = self.lead.iter().find(|lead| lead.kind.as_deref() == Some(kind));
        named.or_else(|| self.lead.iter().find(|lead| lead.kind.is_none()))
    }
}
