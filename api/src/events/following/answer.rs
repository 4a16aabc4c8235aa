//! The answer to somebody who follows: where the news begin, what was missed, then what happens, and at the end why it ends.

use std::{io, time::Duration};

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use futures::{
    StreamExt as _,
    stream::{self, BoxStream},
};
use http::{HeaderName, HeaderValue, header};
use tokio_util::sync::CancellationToken;

use super::{Bye, Follower, Frame};
use crate::{app::App, http::LongLived};

const COMMENT: Bytes = Bytes::from_static(b":\n\n");
/// How long a browser waits before it comes back.
const RETRY_MS: u32 = 2_000;

/// What happened before the news begin and was not yet sent to this caller. An error ends the answer, and whoever follows asks again.
pub(crate) type Missed = BoxStream<'static, io::Result<Frame>>;

/// A response that goes on until its follower is let go, the process stops, or nobody takes it.
pub(crate) fn answer(app: &App, opening: Frame, missed: Missed, (follower, counted): (Follower, LongLived)) -> Response {
    let live = Live { follower, _counted: counted, stopping: app.stopping.clone(), ping: app.config.follows.ping };
    let news = stream::unfold(Some(live), |live| async {
        let mut live = live?;
        let (frame, goes_on) = live.next().await;
        Some((Ok(frame), goes_on.then_some(live)))
    });
    let frames = stream::once(async { Ok(opening) }).chain(missed).chain(news);
    let mut response = Response::new(Body::from_stream(frames));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // Proxies that gather what they pass on would make news old.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// Where the news begin, so that whoever is cut off before the first of them can go on.
pub(crate) fn opening(id: &str) -> Frame {
    format!("retry: {RETRY_MS}\nid: {id}\n\n").into()
}

struct Live {
    follower: Follower,
    /// Its connection is counted among those that last.
    _counted: LongLived,
    stopping: CancellationToken,
    ping: Duration,
}

impl Live {
    /// What to send next, and whether that is not the last.
    async fn next(&mut self) -> (Frame, bool) {
        tokio::select! {
            biased;
            () = self.stopping.cancelled() => (Bye::Stopping.frame(), false),
            frame = self.follower.frames.recv() => match frame {
                Some(frame) => (frame, true),
                None => (self.follower.bye.get().copied().unwrap_or(Bye::Stopping).frame(), false),
            },
            () = tokio::time::sleep(self.ping) => (COMMENT, true),
        }
    }
}
