//! `GET /v1/events/stream`: the feed as it happens, as server-sent events.

use std::{collections::VecDeque, io};

use axum::{body::Bytes, response::Response};
use futures::{StreamExt as _, stream};
use http::{HeaderMap, HeaderName};

use super::{
    feed::{self, Narrow},
    following::{Missed, answer, frame, opening},
};
use crate::{
    auth::{Permission, PlaceCaller, ReadEvents},
    http::{ApiError, Limit, MayBeLong, Problem, Problems},
};

pub(crate) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Events that were missed are read in pages of so many.
const PAGE: i64 = 200;

/// Follow events
///
/// Server-sent events of the same feed as `GET /v1/events`, each within a fraction of a second: `id` is its sequence, `event` is `event`, `data` an `EventView`
/// without `actor.name`.
/// With `Last-Event-ID` it begins after that one, else now; the first `id` says where. A comment comes after 15 s of silence. The last event is `bye`
/// with `{"reason": "session-ended" | "stopping" | "slow"}`; after the last two come back with `Last-Event-ID`. A caller follows at most 20 at once (429), a
/// replica answers at most 8,192 (503), and who is 256 events behind is let go. Whoever may read no more hears nothing after 10 s.
#[utoipa::path(
    get, path = "/v1/events/stream", tag = "events",
    params(("Last-Event-ID" = Option<String>, Header, nullable = false, pattern = "^[0-9]{1,18}$", description = "The sequence of the last event that you have.")),
    responses((status = 200, description = "Events, for as long as you listen", body = String, content_type = "text/event-stream"), Problems)
)]
pub(crate) async fn follow_events(caller: PlaceCaller<ReadEvents>, headers: HeaderMap, long: MayBeLong) -> Result<Response, ApiError> {
    let seen = last_event_id(&headers)?;
    let counted = long.begin().ok_or(ApiError::RetryAfter { problem: Problem::Busy, seconds: 2 })?;
    let app = caller.app();
    let mut tx = caller.begin().await?;
    let (follower, begins) = app.following.follow(app, tx.conn(), caller.place(), caller.stay(Permission::ReadEvents)).await?;
    tx.commit().await?;
    let after = seen.unwrap_or(begins).min(begins);
    Ok(answer(app, opening(&after.to_string()), missed(caller.clone(), after, begins), (follower, counted)))
}

fn last_event_id(headers: &HeaderMap) -> Result<Option<i64>, ApiError> {
    let Some(value) = headers.get(LAST_EVENT_ID) else { return Ok(None) };
    let number = value.to_str().ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit())).and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| ApiError::header(Problem::HeaderInvalid, &LAST_EVENT_ID))
}

/// The events after one number and up to another, read as they are taken.
fn missed(caller: PlaceCaller<ReadEvents>, after: i64, until: i64) -> Missed {
    let pages = stream::unfold((after, caller), move |(after, caller)| async move {
        if after >= until {
            return None;
        }
        match page(&caller, after, until).await {
            Ok(events) if events.is_empty() => None,
            Ok(events) => {
                let last = events.back().map_or(until, |(sequence, _)| *sequence);
                Some((Ok(events), (last, caller)))
            }
            Err(error) => {
                tracing::warn!(%error, "events that somebody missed are not read");
                Some((Err(io::Error::other("not read")), (until, caller)))
            }
        }
    });
    let frames = pages.flat_map(|page| match page {
        Ok(events) => stream::iter(events.into_iter().map(|(_, frame)| Ok(frame)).collect::<Vec<_>>()),
        Err(error) => stream::iter(vec![Err(error)]),
    });
    frames.boxed()
}

async fn page(caller: &PlaceCaller<ReadEvents>, after: i64, until: i64) -> Result<VecDeque<(i64, Bytes)>, ApiError> {
    let mut tx = caller.begin().await?;
    let (events, _) = feed::after(tx.conn(), caller.place(), &Narrow::default(), after, Limit::of(Some(PAGE))?).await?;
    tx.commit().await?;
    Ok(events.iter().filter(|event| event.sequence <= until).map(|event| (event.sequence, frame(event))).collect())
}
