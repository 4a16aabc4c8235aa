//! `GET /v1/notices`.

use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, NoticeRow},
    view::NoticeView,
};
use crate::{
    auth::{Caller, ReadBilling},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NoticesQuery {
    /// Notices on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List notices
///
/// What the institution was told of its money, the newest first, and to whom it was written: an invoice that was issued, a payment that came in, that
/// something is overdue (at once, and after 3, 7, 12 and 13 days), that it is suspended, and that its trial or its plan ends. Each is given once. They are written to the `email` of the
/// billing profile, or else to the owners, in the language that the reader chose.
#[utoipa::path(
    get, path = "/v1/notices", tag = "billing", params(NoticesQuery),
    responses((status = 200, description = "A page of notices", body = Page<NoticeView>), Problems)
)]
pub(crate) async fn list_notices(
    caller: Caller<ReadBilling>,
    Query(query): Query<NoticesQuery>,
    uri: Uri,
) -> Result<Page<NoticeView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let before = query.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let rows = store::list(tx.conn(), caller.tenant(), before, limit.probe()).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut letters = store::letters(tx.conn(), &ids).await?;
    let page = Page::of(rows, limit, &uri, |row: &NoticeRow| Cursor::new(row.created_at.to_jiff(), row.id));
    Ok(page.map(|row| {
        let own = letters.extract_if(.., |letter| letter.notice_id == row.id).collect();
        NoticeView::new(row, own)
    }))
}
