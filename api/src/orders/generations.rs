//! `GET /v1/orders/{id}/generations` and one of them: what an order was, since when, and who changed it.
//!
//! Generations that nothing followed are taken out when twenty newer ones are there, and so are those of long ago for which a later one stands: the numbers
//! have gaps.

use homeroom_domain::{ids::OrderId, order::NewOrder};
use http::Uri;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::store::{self, GenerationRow};
use crate::{
    auth::{Actor, Caller, ReadOrders, TenantTx},
    events::names,
    http::{ApiError, Cursor, IfNoneMatch, Limit, Page, Path, PathPair, Problems, Query, Version, Versioned},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct GenerationsQuery {
    /// Generations on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// A version of an order's document, without the document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GenerationSummary {
    generation: i64,
    created_at: Timestamp,
    /// Since when its document says what is held. One that stands for others that are long over counts from where the first of them did, which is before it
    /// was made.
    effective_from: Timestamp,
    /// Lessons that are not cancelled; 0 where rooms are always wanted.
    lessons_total: i32,
    /// Who made it; null where its event is not known any more.
    #[schema(value_type = Option<Actor>)]
    actor: Option<Value>,
    /// Whether it is the one in force now.
    current: bool,
}

/// A version of an order's document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GenerationView {
    #[serde(flatten)]
    summary: GenerationSummary,
    /// The order as it was asked for.
    document: NewOrder,
}

impl GenerationSummary {
    fn new(row: GenerationRow, in_force: i64) -> Self {
        Self {
            generation: row.number,
            created_at: row.created_at.to_jiff(),
            effective_from: row.effective_from.to_jiff(),
            lessons_total: row.lessons_total,
            actor: row.actor,
            current: row.number == in_force,
        }
    }
}

/// List an order's generations
///
/// The newest first. A change of names alone makes none. Those in which lessons were held are kept, and the newest twenty. Of those that were over more than
/// fifteen days ago one stands for all that it says the same of: they are gone, and it counts from where the first of them did.
#[utoipa::path(
    get, path = "/v1/orders/{id}/generations", tag = "orders", params(GenerationsQuery, ("id" = OrderId, Path)),
    responses((status = 200, description = "A page of generations", body = Page<GenerationSummary>), Problems)
)]
pub(crate) async fn list_generations(
    caller: Caller<ReadOrders>,
    Path(id): Path<OrderId>,
    Query(query): Query<GenerationsQuery>,
    uri: Uri,
) -> Result<Page<GenerationSummary>, ApiError> {
    let limit = Limit::of(query.limit)?;
    // A cursor that somebody made up goes on after nothing.
    let before = query.cursor.map(|cursor| cursor.id.parse().unwrap_or(0));
    let mut tx = caller.begin().await?;
    let (_, in_force) = in_force(&mut tx, id, caller.now()).await?;
    let mut rows = store::generations(&mut tx, id, before, limit.probe()).await?;
    names::add(tx.conn(), &caller, rows.iter_mut().filter_map(|row| row.actor.as_mut()).collect()).await?;
    let page = Page::of(rows, limit, &uri, |row: &GenerationRow| Cursor::new(row.created_at.to_jiff(), row.number));
    Ok(page.map(|row| GenerationSummary::new(row, in_force)))
}

/// Get an order's generation
///
/// Its version is the order's edit and the generation that is in force. The document of one that was over more than fifteen days ago may stand for others
/// too: then it has a line once for each way in which it was held, each on its dates, under one key.
#[utoipa::path(
    get, path = "/v1/orders/{id}/generations/{number}", tag = "orders", params(("id" = OrderId, Path), ("number" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The generation", body = GenerationView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_generation(
    caller: Caller<ReadOrders>,
    PathPair(id, number): PathPair<OrderId, i64>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<GenerationView>, ApiError> {
    let mut tx = caller.begin().await?;
    let (edit, in_force) = in_force(&mut tx, id, caller.now()).await?;
    let row = store::generations(&mut tx, id, Some(number.saturating_add(1)), 1).await?.pop();
    let mut row = row.filter(|row| row.number == number).ok_or(ApiError::NotFound)?;
    names::add(tx.conn(), &caller, row.actor.iter_mut().collect()).await?;
    let document = store::document(&mut tx, id, number).await?.ok_or(ApiError::NotFound)?;
    let view = GenerationView { summary: GenerationSummary::new(row, in_force), document };
    Ok(Versioned::new(Version { edit, revision: in_force }, view).unless(if_none_match))
}

async fn in_force(tx: &mut TenantTx, id: OrderId, now: Timestamp) -> Result<(i64, i64), ApiError> {
    store::in_force(tx, id, now.to_sqlx()).await?.ok_or(ApiError::NotFound)
}
