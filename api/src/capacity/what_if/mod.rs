//! `POST /v1/capacity/what-if`: what would no longer fit if more were booked, rooms needed more or came up earlier, or nodes or storage pools came, went or
//! changed. Nothing is changed.
//!
//! What is booked is read from the calendars, day by day; only growth of an institution or a kind and another lead have to look at single bookings, and those are
//! summed by the database. So the answer costs what a window has of days and clusters, and not what there are of lessons.

mod asked;
mod lead;
mod objects;
mod pool;
mod storage;
mod store;
mod view;

use std::collections::BTreeMap;

use axum::Json as Answer;
use homeroom_domain::{
    calendar::Resource,
    cluster::thresholds::Objects,
    ids::ClusterId,
    pools::MEASURES,
    what_if::{NodeChange, Window},
};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use self::{asked::WhatIf, pool::Outlook, view::WhatIfView};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    calendars::store as calendars,
    capacity::offer::{Offer, offers},
    clusters::store::{self as clusters, Cluster, Filter, Pool},
    http::{ApiError, Json, Problems},
};

/// An installation has some dozens of clusters; a thousand is a bound for the answer.
const CLUSTERS_MAX: i64 = 1_000;

/// Check what would fit
///
/// Growth, losses and additions over a window, for each region: whether all that would be booked still fits, from when it does not, how much is short of what,
/// and the fewest nodes and the smallest storage pool that would mend it, or clusters, where those that there are bear no more orders. Growths add up. Clusters
/// and storage pools whose own bookings would no longer fit are named besides. A pool that is lost, or whose cluster is, stays so whatever is said of it for
/// later. Nothing is stored or changed.
#[utoipa::path(post, path = "/v1/capacity/what-if", tag = "clusters", request_body = WhatIf,
    responses((status = 200, description = "What would fit", body = WhatIfView), Problems))]
pub(crate) async fn check_what_if(caller: PlatformCaller<ReadClusters>, Json(asked): Json<WhatIf>) -> Result<Answer<WhatIfView>, ApiError> {
    let window = asked.check(caller.now())?;
    let mut tx = caller.begin().await?;
    let found = clusters::list(&mut tx, Filter::default(), CLUSTERS_MAX).await?;
    let pools = clusters::pools(tx.conn(), None).await?;
    asked.check_names(tx.conn(), (&found, &pools)).await?;
    let objects = clusters::objects_of(tx.conn(), &found).await?;
    let regions = regions(tx.conn(), &asked, (found, pools), (window, caller.now())).await?;
    let mut view = WhatIfView::new(window);
    for ((name, simulated), region) in regions {
        let outlook = region.outlook(tx.conn(), (&asked, &objects), (&name, window)).await?;
        view.add((name, simulated), outlook, &objects);
    }
    Ok(Answer(view))
}

impl Region {
    async fn outlook(
        self,
        conn: &mut PgConnection,
        (asked, objects): (&WhatIf, &BTreeMap<ClusterId, Objects>),
        (name, window): (&str, Window),
    ) -> sqlx::Result<Outlook> {
        let (mut outlook, growths) = (Outlook::new(window), asked.growths(name, window));
        let of_clusters: Vec<Uuid> = self.offers.iter().map(|offer| offer.calendar).collect();
        let mut earlier = asked.earlier(&mut *conn, &of_clusters, window).await?;
        for offer in &self.offers {
            let (days, earlier) = (offer.days(&mut *conn, window).await?, earlier.remove(&offer.calendar).unwrap_or_default());
            outlook.add(offer, (&days, &earlier), &growths, &asked.changes(offer.id, window));
            asked.sold_of_new_pools(offer.id, window).for_each(|sold| outlook.sell(sold));
            let lost = asked.lost_clusters(window).filter(|(id, _)| *id == offer.id).map(|(_, from)| from).min();
            outlook.counts.add(&objects.get(&offer.id).copied().unwrap_or_default(), &growths, lost);
        }
        for pool in &self.pools {
            let days = calendars::days(&mut *conn, &[pool.calendar_id], window.days()).await?;
            outlook.add_pool(pool, &days, &growths, asked.sold_of_pool(pool, window));
        }
        let calendars: Vec<Uuid> = of_clusters.into_iter().chain(self.pools.iter().map(|pool| pool.calendar_id)).collect();
        let ids: Vec<Uuid> = self.offers.iter().map(|offer| offer.id.uuid()).collect();
        for (growth, of) in asked.narrow_growths(name, window) {
            let booked = store::booked(&mut *conn, &calendars, &of, window).await?;
            let grown = booked.into_iter().filter(|(resource, _)| !of.sizes_alone || is_of_size(*resource));
            grown.for_each(|(resource, step)| outlook.grow(resource, step, growth));
            if !of.sizes_alone {
                outlook.counts.grow(store::orders(&mut *conn, &ids, &of).await?, growth);
            }
        }
        for (like, change) in &self.new {
            outlook.add_new(like, *change);
            outlook.counts.add_new(objects.get(&like.id).copied().unwrap_or_default().thresholds, change.from);
        }
        Ok(outlook)
    }
}

/// What a room needs more of when it is larger. It has one interface at the most, and what it records is no matter of its size.
fn is_of_size(resource: Resource) -> bool {
    ![Resource::Pods, Resource::Interfaces].contains(&resource) && !MEASURES.contains(&resource)
}

/// The clusters of a region, and those that would be added to it.
#[derive(Debug, Default)]
struct Region {
    offers: Vec<Offer>,
    /// Of these clusters.
    pools: Vec<Pool>,
    new: Vec<(Offer, NodeChange)>,
}

/// By name, and whether their clusters are simulated: institutions in test mode are on such alone, and others never.
async fn regions(
    conn: &mut PgConnection,
    asked: &WhatIf,
    (found, mut pools): (Vec<Cluster>, Vec<Pool>),
    (window, now): (Window, Timestamp),
) -> sqlx::Result<BTreeMap<(String, bool), Region>> {
    let mut regions: BTreeMap<(String, bool), Region> = BTreeMap::new();
    for offer in offers(conn, found, now).await? {
        for (_, of, change) in asked.new_clusters(window).filter(|(like, ..)| *like == offer.id) {
            regions.entry((of.clone(), offer.simulated)).or_default().new.push((offer.empty(), change));
        }
        let region = regions.entry((offer.region.clone(), offer.simulated)).or_default();
        region.pools.extend(pools.extract_if(.., |pool| pool.cluster_id == offer.id));
        region.offers.push(offer);
    }
    Ok(regions)
}
