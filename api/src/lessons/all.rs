//! All lessons of a tenant by start, for whoever takes them out page by page.

use jiff::Timestamp;

use super::{
    found::{Found, ready_times},
    list::Window,
    pages::{self, Search, Worked},
    view::LessonView,
};
use crate::{
    auth::{Caller, Permit},
    http::ApiError,
};

/// The lessons after one, by start and id, at most `rows`, and after which the next come. A page may hold none and yet not be the last.
pub(crate) async fn all_after<P: Permit>(
    caller: &Caller<P>,
    after: Option<(Timestamp, String)>,
    rows: usize,
) -> Result<(Vec<LessonView>, Option<(Timestamp, String)>), ApiError> {
    let now = caller.now();
    let window = Window { from: Timestamp::UNIX_EPOCH, to: Timestamp::MAX };
    let search = Search { only: None, room: None, teachers: None, line: None, state: None, now, after, window, rows };
    let Worked { found, reached } = pages::work(caller, search).await?;
    let ready = ready_times(caller, found.iter()).await?;
    let is_full = found.len() >= rows;
    let views: Vec<LessonView> = found.into_iter().map(|found: Found| found.settled(&ready, now)).collect();
    let last = || views.last().map(|view| (view.starts_at, view.id.to_string()));
    // Everything before that moment was found, and nothing from it on.
    let next = reached.map(|at| (at, String::new())).or_else(|| is_full.then(last).flatten());
    Ok((views, next))
}
