//! Lessons of an archive, which are derived and no rows.

use jiff::Timestamp;
use serde_json::Value;

use crate::{
    auth::{Caller, ExportData},
    http::ApiError,
    lessons,
};

/// After which lesson: its start and id.
pub(super) type Key = (Timestamp, String);

/// Lessons on a page.
const ROWS: usize = 1_000;

/// The lessons after one, by start, and after which the next come.
pub(super) async fn page(caller: &Caller<ExportData>, after: Option<Key>) -> Result<(Vec<Value>, Option<Key>), ApiError> {
    let (lessons, next) = lessons::all_after(caller, after, ROWS).await?;
    let rows = lessons.into_iter().map(serde_json::to_value).collect::<Result<_, _>>()?;
    Ok((rows, next))
}
