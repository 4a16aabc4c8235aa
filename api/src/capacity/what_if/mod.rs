//! `POST /v1/capacity/what-if`: what would no longer fit if more were booked, rooms needed more, or nodes came or went. Nothing is changed.
//!
//! What is booked is read from the calendars, day by day; only growth of an institution or a kind has to look at single bookings, and those are summed by the
//! database. So the answer costs what a window has of days and clusters, and not what there are of lessons.

mod asked;
mod pool;
mod store;
mod view;

use std::collections::BTreeMap;

use axum::Json as Answer;
use homeroom_domain::{
    calendar::Resource,
    what_if::{NodeChange, Window},
};
use jiff::Timestamp;
use sqlx::PgConnection;

use self::{asked::WhatIf, pool::Outlook, view::WhatIfView};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    calendars::store as calendars,
    capacity::offer::{Offer, offers},
    clusters::store::{self as clusters, Cluster, Filter},
    http::{ApiError, Json, Problems},
};

/// An installation has some dozens of clusters; a thousand is a bound for the answer.
const CLUSTERS_MAX: i64 = 1_000;

/// Check what would fit
///
/// Growth, losses and additions over a window, for each region: whether all that would be booked still fits, from when it does not, how much is short of what,
/// and the fewest nodes that would mend it. Growths add up. Clusters whose own bookings would no longer fit are named besides. Nothing is stored or changed.
#[utoipa::path(post, path = "/v1/capacity/what-if", tag = "clusters", request_body = WhatIf,
    responses((status = 200, description = "What would fit", body = WhatIfView), Problems))]
pub(crate) async fn check_what_if(caller: PlatformCaller<ReadClusters>, Json(asked): Json<WhatIf>) -> Result<Answer<WhatIfView>, ApiError> {
    let window = asked.check(caller.now())?;
    let mut tx = caller.begin().await?;
    let found = clusters::list(&mut tx, Filter::default(), CLUSTERS_MAX).await?;
    asked.check_names(tx.conn(), &found).await?;
    let regions = regions(tx.conn(), &asked, found, (window, caller.now())).await?;
    let mut view = WhatIfView::new(window);
    for ((region, simulated), Region { offers, new }) in regions {
        let mut outlook = Outlook::new(window);
        let (growths, calendars) = (asked.growths(&region, window), offers.iter().map(|offer| offer.calendar).collect::<Vec<_>>());
        for offer in &offers {
            let days = calendars::days(tx.conn(), &[offer.calendar], window.days()).await?;
            outlook.add(offer, &days, &growths, &asked.changes(offer.id, window));
        }
        for (growth, of) in asked.narrow_growths(&region, window) {
            let booked = store::booked(tx.conn(), &calendars, &of, window).await?;
            let grown = booked.into_iter().filter(|(resource, _)| !of.sizes_alone || *resource != Resource::Pods);
            grown.for_each(|(resource, step)| outlook.grow(resource, step, growth));
        }
        new.iter().for_each(|(like, change)| outlook.add_new(like, *change));
        view.add((region, simulated), outlook);
    }
    Ok(Answer(view))
}

/// The clusters of a region, and those that would be added to it.
#[derive(Debug, Default)]
struct Region {
    offers: Vec<Offer>,
    new: Vec<(Offer, NodeChange)>,
}

/// By name, and whether their clusters are simulated: institutions in test mode are on such alone, and others never.
async fn regions(
    conn: &mut PgConnection,
    asked: &WhatIf,
    found: Vec<Cluster>,
    (window, now): (Window, Timestamp),
) -> sqlx::Result<BTreeMap<(String, bool), Region>> {
    let mut regions: BTreeMap<(String, bool), Region> = BTreeMap::new();
    for offer in offers(conn, found, now).await? {
        for (_, of, change) in asked.new_clusters(window).filter(|(like, ..)| *like == offer.id) {
            regions.entry((of.clone(), offer.simulated)).or_default().new.push((offer.empty(), change));
        }
        regions.entry((offer.region.clone(), offer.simulated)).or_default().offers.push(offer);
    }
    Ok(regions)
}
