//! `POST /v1/moves/{id}/cancel`: the order stays where it is.

use homeroom_domain::{
    ids::{ClusterId, MoveId, OrderId, TenantId},
    moves::{MoveState, Withdrawn},
};

use super::{begin::give_up, store, tell::Told, view::MoveView};
use crate::{
    auth::{ManageClusters, PlatformCaller},
    http::{ApiError, Path, Problem, Problems, Versioned},
};

/// Cancel a move
///
/// While it is prepared; what was made on the new cluster goes, and its capacity there is given back. Doing it again changes nothing. Once the order runs there it
/// is 409 `conflicting-transition`: move it back instead.
#[utoipa::path(post, path = "/v1/moves/{id}/cancel", tag = "clusters", params(("id" = MoveId, Path)), responses((status = 200, description = "The move", body = MoveView), Problems))]
pub(crate) async fn cancel_move(caller: PlatformCaller<ManageClusters>, Path(id): Path<MoveId>) -> Result<Versioned<MoveView>, ApiError> {
    let mut tx = caller.begin().await?;
    let row = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let order = OrderId::new(row.order_id);
    // The order first, as everywhere: the reconciler may be about to switch.
    store::lock(tx.conn(), order).await?.ok_or(ApiError::NotFound)?;
    let actor = caller.actor();
    let (from, to) = (ClusterId::new(row.from_cluster), ClusterId::new(row.to_cluster));
    let told = Told { tenant: TenantId::new(row.tenant_id), order, id, from, to, actor: &actor, at: caller.now() };
    give_up(&mut tx, &told, Withdrawn::ByHand {}).await?;
    let row = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if MoveState::named(&row.state) != Some(MoveState::Cancelled) {
        return Err(Problem::ConflictingTransition.into());
    }
    tx.commit().await?;
    Ok(MoveView::versioned(row, caller.language()))
}
