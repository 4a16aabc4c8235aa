//! `PATCH /v1/orders/{id}`: a new generation of an order, admitted as a whole, or other names for it.

use homeroom_domain::ids::OrderId;
use serde_json::Map;

use super::{
    ORDER_BYTES_MAX,
    amending::{self, AmendOrder, Carried, CarryOut, TRIES},
    placing::{receive, view},
    view::OrderView,
};
use crate::{
    auth::{AmendOrders, Caller},
    http::{ApiError, IfMatch, Path, Problem, Problems, Unread, Versioned},
};

/// Amend an order
///
/// Each top-level field that is present replaces the whole field. The new timetable takes over at `effective_from`, default now; lessons that run then go on
/// to their end as they are. It is admitted as a whole: refused (409), nothing has changed. Names, `external_id` and `metadata` alone make no new generation.
/// An order keeps its first generation, its newest twenty, and of the others those that a lesson or a room followed: at most 500, and 64 MiB of documents
/// (409 `too-many-generations`). Of those that were over more than fifteen days ago the last stands for others that had the same rooms and seats; where lines
/// were others its document then says how each was held.
#[utoipa::path(
    patch, path = "/v1/orders/{id}", tag = "orders", request_body = AmendOrder,
    params(("id" = OrderId, Path), ("If-Match" = String, Header, description = "The ETag that you read.")),
    responses((status = 200, description = "The amended order", body = OrderView), Problems)
)]
pub(crate) async fn amend_order(
    caller: Caller<AmendOrders>,
    Path(id): Path<OrderId>,
    if_match: IfMatch,
    body: Unread<AmendOrder, ORDER_BYTES_MAX>,
) -> Result<Versioned<OrderView>, ApiError> {
    let (ticket, patch) = receive(&caller, body).await?;
    let expected = if_match.required()?;
    let price = patch.expected_price;
    // A lesson that goes on is nobody's edit, but what was worked out before it is not what there is: again, then, unless somebody edited it meanwhile.
    for _ in 0..TRIES {
        let draft = amending::draft(&caller, &ticket, id, amending::Purpose::Amend(&expected), patch.clone()).await?;
        let draft = draft.ok_or_else(|| anyhow::anyhow!("a patch of nothing"))?;
        let carrying = CarryOut { caller: &caller, ticket: &ticket, draft: &draft, idempotent: None, told: Map::new(), expected: price };
        if let Carried::Out((version, view)) = carrying.run(async |tx| view(tx, id, &caller).await).await? {
            return Ok(Versioned::new(version, view));
        }
    }
    Err(Problem::PreconditionFailed.into())
}
