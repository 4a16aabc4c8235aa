//! `GET /v1/capacity/node-plan`: how many nodes of each cluster have to be on, and by when there have to be more of them than there are.

mod asked;
mod needs;
mod store;
mod view;
mod watch;

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    node_plan::{Habits, NodePlan, Standing},
    what_if::Window,
};
use sqlx::PgConnection;

use self::{asked::NodePlanAsked, view::NodePlanView};
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
    for offer in offers(tx.conn(), found, caller.now()).await? {
        let plan = plan(tx.conn(), &offer, span.window, span.habits).await?;
        view.add(&offer, (&plan, &span), asked.cluster_id.is_some());
    }
    Ok(match wanted {
        Wanted::Json => axum::Json(view).into_response(),
        Wanted::Csv => Table::of(&view.rows()).into_response(),
    })
}

/// One cluster's.
async fn plan(conn: &mut PgConnection, offer: &Offer, window: Window, habits: Habits) -> sqlx::Result<NodePlan> {
    let days = offer.days(conn, window).await?;
    let standing = Standing { nodes: offer.nodes, shape: offer.shape, limits: offer.limits.clone() };
    Ok(NodePlan::new(window, &standing, &booked(window, &days), habits))
}
