//! `GET /v1/capacity/node-plan`: how many nodes of each cluster have to be on, and by when there have to be more of them than there are.

mod asked;
mod cover;
mod needs;
mod store;
mod survival;
mod view;
mod watch;

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    calendar::Resource,
    node_plan::{Habits, NodePlan, Standing},
    what_if::{Curve, Window},
};
use sqlx::PgConnection;

use self::{
    asked::NodePlanAsked,
    survival::{RegionSurvivalView, region},
    view::NodePlanView,
};
use super::offer::{Offer, booked, offers};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    clusters::store::{self as clusters, Filter},
    http::{
        ApiError, Problems, Query,
        csv::{Table, Wanted},
    },
};

pub(crate) use needs::{needs, planned_in};
pub(crate) use watch::watch;

/// An installation has some dozens of clusters; a thousand is a bound for the answer.
const CLUSTERS_MAX: i64 = 1_000;

/// Get the node plan
///
/// From what is booked: how many nodes of each cluster have to be on, day by day, with what it keeps free and `spare` ones, on `boot_minutes` before they are needed
/// and off when nothing needs them for `linger_minutes`. `short` says by when a cluster needs more nodes than it has, `regions` whether what is booked would have a
/// place if the largest cluster of a region were lost, and how many nodes more make it so. Asked for one cluster, it has `levels`: when how many are on.
/// `Accept: text/csv` gives a table of `cluster_id`, `name`, `region`, `day`, `nodes`, `on_by`, `nodes_usable`, `missing`, `node_minutes`: a row a cluster and
/// day.
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
    let with_regions = asked.cluster_id.is_none() && matches!(wanted, Wanted::Json);
    let mut offers = offers(tx.conn(), found, caller.now()).await?;
    offers.sort_by(|a, b| region(a).cmp(&region(b)));
    // A cluster of two months is megabytes: those of one region are held at a time.
    for offers in offers.chunk_by(is_beside) {
        let mut members = Vec::new();
        for offer in offers {
            let needed = needed(tx.conn(), offer, span.window).await?;
            view.add(offer, (&of(offer, &needed, (span.window, span.habits)), &span), asked.cluster_id.is_some());
            if with_regions {
                members.push(offer.member(span.window, needed));
            }
        }
        view.regions.extend(RegionSurvivalView::of(offers, &members));
    }
    view.sort();
    Ok(match wanted {
        Wanted::Json => axum::Json(view).into_response(),
        Wanted::Csv => Table::of(&view.rows()).into_response(),
    })
}

fn is_beside(a: &Offer, b: &Offer) -> bool {
    region(a) == region(b)
}

/// One cluster's.
async fn plan(conn: &mut PgConnection, offer: &Offer, window: Window, habits: Habits) -> sqlx::Result<NodePlan> {
    Ok(of(offer, &needed(conn, offer, window).await?, (window, habits)))
}

/// What is booked of it, slot by slot.
async fn needed(conn: &mut PgConnection, offer: &Offer, window: Window) -> sqlx::Result<BTreeMap<Resource, Curve>> {
    Ok(booked(window, &offer.days(conn, window).await?))
}

fn of(offer: &Offer, needed: &BTreeMap<Resource, Curve>, (window, habits): (Window, Habits)) -> NodePlan {
    let standing = Standing { nodes: offer.nodes, shape: offer.shape, limits: offer.limits.clone() };
    NodePlan::new(window, &standing, needed, habits)
}
