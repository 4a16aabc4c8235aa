//! `GET /v1/teachers`: the names under which timetables list who teaches.

use homeroom_domain::text::{Natural, folded};
use http::Uri;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    auth::{Caller, ReadLessons},
    http::{ApiError, Cursor, Limit, Page, Problems, Query, text},
    orders::store::ahead,
};

/// More names than any tenant has people.
const NAMES_MAX: i64 = 50_000;

/// Whom to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TeachersQuery {
    /// Only names that hold this, whatever its case, accents and width. 1 to 100 characters.
    #[serde(default, deserialize_with = "text::read")]
    #[param(min_length = 1, max_length = 100)]
    q: Option<String>,
    /// Names on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Somebody who teaches.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TeacherView {
    /// As timetables have it: what `teacher` narrows a list of lessons to.
    pub name: String,
}

/// List teachers
///
/// Names that the timetables of orders list, those of orders that were cancelled or are over left out. By name, numbers in it by their value.
#[utoipa::path(
    get, path = "/v1/teachers", tag = "lessons", params(TeachersQuery),
    responses((status = 200, description = "A page of names", body = Page<TeacherView>), Problems)
)]
pub(crate) async fn list_teachers(
    caller: Caller<ReadLessons>,
    Query(query): Query<TeachersQuery>,
    uri: Uri,
) -> Result<Page<TeacherView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let q = text::part(query.q)?.map(|q| folded(&q));
    // Documents are read for it, which takes long where there are many.
    let permit = caller.app().work.permit(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    let names = ahead::teachers(&mut tx, NAMES_MAX).await?;
    tx.rollback().await?;
    let after = query.cursor.map(|cursor| (Natural::of(&cursor.id), cursor.id));
    let (rows, page) =
        (limit.rows() + 1, move |names| Page::of(names, limit, &uri, |name: &String| Cursor::new(Timestamp::UNIX_EPOCH, name)));
    let names = permit.run(move || sorted(names, q.as_deref(), after.as_ref(), rows)).await?;
    Ok(page(names).map(|name| TeacherView { name }))
}

fn sorted(names: Vec<String>, q: Option<&str>, after: Option<&(Natural, String)>, rows: usize) -> Vec<String> {
    let asked = names.into_iter().filter(|name| q.is_none_or(|q| folded(name).contains(q)));
    let mut keyed: Vec<(Natural, String)> =
        asked.map(|name| (Natural::of(&name), name)).filter(|key| after.is_none_or(|after| key > after)).collect();
    keyed.sort_unstable();
    keyed.into_iter().take(rows).map(|(_, name)| name).collect()
}
