//! `GET /v1/capacity/node-plan`: how many nodes of each cluster have to be on, and by when there have to be more of them than there are.

mod asked;
mod store;
mod view;
mod watch;

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    calendar::Resource,
    node_plan::{Habits, NodePlan, Standing},
    slots::Slot,
    what_if::{Curve, Window},
};
use sqlx::PgConnection;

use self::{asked::NodePlanAsked, view::NodePlanView};
use super::offer::Offer;
use crate::{
    auth::{PlatformCaller, ReadClusters},
    calendars::store as calendars,
    clusters::store::{self as clusters, Cluster, Filter},
    http::{
        ApiError, Problems, Query,
        csv::{Table, Wanted},
    },
};

pub(crate) use watch::watch;

/// An installation has some dozens of clusters; a thousand is a bound for the answer.
const CLUSTERS_MAX: i64 = 1_000;

/// Get the node plan
///
/// From what is booked: how many nodes of each cluster have to be on, day by day, with what it keeps free and `spare` ones, on `boot_minutes` before they are needed
/// and off when nothing needs them for `linger_minutes`. `short` says by when a cluster needs more nodes than it has. Asked for one cluster, it has `levels`: when how
/// many are on. `Accept: text/csv` gives a table of `cluster_id`, `name`, `region`, `day`, `nodes`, `on_by`, `nodes_usable`, `missing`, `node_minutes`: a row a
/// cluster and day.
#[utoipa::path(get, path = "/v1/capacity/node-plan", tag = "clusters", params(NodePlanAsked),
    responses((status = 200, description = "The plan", content((NodePlanView = "application/json"), (String = "text/csv"))), Problems))]
pub(crate) async fn get_node_plan(
    caller: PlatformCaller<ReadClusters>,
    Query(asked): Query<NodePlanAsked>,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let span = asked.span(caller.now())?;
    let mut tx = caller.begin().await?;
    let mut found = clusters::list(&mut tx, Filter::default(), CLUSTERS_MAX).await?;
    if let Some(one) = asked.cluster_id {
        found.retain(|cluster| cluster.id == one);
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    let mut view = NodePlanView::new(&span);
    for (cluster, offer) in offers(tx.conn(), found).await? {
        let plan = plan(tx.conn(), &offer, span.window, span.habits).await?;
        view.add(&cluster, &offer, (&plan, &span), asked.cluster_id.is_some());
    }
    Ok(match wanted {
        Wanted::Json => axum::Json(view).into_response(),
        Wanted::Csv => Table::of(&view.rows()).into_response(),
    })
}

/// What names a cluster.
#[derive(Debug)]
pub(super) struct Named {
    pub name: String,
    pub region: String,
    pub simulated: bool,
}

async fn offers(conn: &mut PgConnection, found: Vec<Cluster>) -> sqlx::Result<Vec<(Named, Offer)>> {
    let ids: Vec<_> = found.iter().map(|cluster| cluster.calendar_id).collect();
    let headers = calendars::headers(conn, &ids).await?;
    let mut limits: BTreeMap<_, _> = headers.into_iter().map(|header| (header.id, header.limits)).collect();
    let offer = |cluster: Cluster| {
        let limits = limits.remove(&cluster.calendar_id).unwrap_or_default();
        let named = Named { name: cluster.name.clone(), region: cluster.region.clone(), simulated: cluster.simulated };
        (named, Offer::new(cluster, limits))
    };
    Ok(found.into_iter().map(offer).collect())
}

/// One cluster's.
async fn plan(conn: &mut PgConnection, offer: &Offer, window: Window, habits: Habits) -> sqlx::Result<NodePlan> {
    let days = calendars::days(conn, &[offer.calendar], (window.from.day(), Slot(window.to.0 - 1).day())).await?;
    let mut booked: BTreeMap<Resource, Curve> = BTreeMap::new();
    for row in days {
        booked.entry(row.resource).or_insert_with(|| Curve::new(window)).add_day(row.day, &row.used, &[]);
    }
    let standing = Standing { nodes: offer.nodes, shape: offer.shape, limits: offer.limits.clone() };
    Ok(NodePlan::new(window, &standing, &booked, habits))
}
