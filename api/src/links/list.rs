//! `GET /v1/classrooms/{id}/links`.

use homeroom_domain::ids::ClassroomId;
use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, LinkRow},
    view::LinkView,
};
use crate::{
    auth::{Caller, JoinClassrooms},
    http::{ApiError, Cursor, Limit, Page, Path, Problems, Query},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LinksQuery {
    /// Links on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List a classroom's links
///
/// The oldest first. Those that are over or revoked are shown for 30 days more.
#[utoipa::path(
    get, path = "/v1/classrooms/{id}/links", tag = "classrooms", params(LinksQuery, ("id" = ClassroomId, Path)),
    responses((status = 200, description = "A page of links", body = Page<LinkView>), Problems)
)]
pub(crate) async fn list_links(
    caller: Caller<JoinClassrooms>,
    Path(room): Path<ClassroomId>,
    Query(query): Query<LinksQuery>,
    uri: Uri,
) -> Result<Page<LinkView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let after = query.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    store::room(&mut tx, room).await?.ok_or(ApiError::NotFound)?;
    let rows = store::list(&mut tx, room, after, limit.probe()).await?;
    let page = Page::of(rows, limit, &uri, |row: &LinkRow| Cursor::new(row.created_at.to_jiff(), row.id));
    Ok(page.map(|row| LinkView::new(row, room)))
}
