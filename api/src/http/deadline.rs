//! An end to the service's own work on a request: past it, 503 `unavailable`, and a transaction that was open is rolled back.
//!
//! It is for what has no end of its own, above all a database host that is gone without a word. What has one (a body on its way, a client that wants to
//! wait, a cluster that is asked, work on another thread) runs `beside` the deadline and is not counted.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio::time::{Instant, sleep_until};

use super::{problem::ApiError, problems::Problem};
use crate::{config::Bounds, db::trouble};

const RETRY_AFTER: u64 = 2;

tokio::task_local! {
    static TIME_BESIDE: Arc<TimeBeside>;
}

/// The time of a request that is not counted.
#[derive(Debug, Default)]
struct TimeBeside(Mutex<Uncounted>);

#[derive(Debug, Default)]
struct Uncounted {
    /// Futures that run beside the deadline now, and since when the first of them does.
    running: usize,
    since: Option<Instant>,
    before: Duration,
}

impl TimeBeside {
    fn change<T>(&self, change: impl FnOnce(&mut Uncounted) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// When what began then has to be done; `None` while nothing is counted.
    fn end(&self, began: Instant, allowed: Duration) -> Option<Instant> {
        self.change(|uncounted| (uncounted.running == 0).then(|| began + allowed + uncounted.before))
    }
}

/// While it lives, nothing is counted.
struct Beside(Arc<TimeBeside>);

impl Beside {
    fn begin(time: Arc<TimeBeside>) -> Self {
        time.change(|uncounted| {
            uncounted.running += 1;
            uncounted.since.get_or_insert_with(Instant::now);
        });
        Self(time)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.0.change(|uncounted| {
            uncounted.running -= 1;
            if uncounted.running == 0 {
                uncounted.before += uncounted.since.take().map_or(Duration::ZERO, |since| since.elapsed());
            }
        });
    }
}

/// Runs what has an end of its own: its time is not the request's.
pub(crate) async fn beside<F: Future>(future: F) -> F::Output {
    let _beside = TIME_BESIDE.try_with(Arc::clone).ok().map(Beside::begin);
    future.await
}

/// Answers for the handler when its time is over.
pub(super) async fn deadline(request: Request, next: Next) -> Response {
    let allowed = request.extensions().get::<Bounds>().copied().unwrap_or_default().work;
    let (time, began) = (Arc::<TimeBeside>::default(), Instant::now());
    let mut answer = pin!(TIME_BESIDE.scope(time.clone(), next.run(request)));
    let mut until = began + allowed;
    loop {
        tokio::select! {
            biased;
            response = &mut answer => return response,
            () = sleep_until(until) => {}
        }
        match time.end(began, allowed) {
            Some(end) if end <= Instant::now() => break,
            Some(end) => until = end,
            None => until = Instant::now() + allowed,
        }
    }
    // Before its connection is given back, which it is when this function ends.
    trouble::note();
    tracing::warn!(seconds = allowed.as_secs(), "a request was not done in time and is given up");
    ApiError::RetryAfter { problem: Problem::Unavailable, seconds: RETRY_AFTER }.into_response()
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, middleware, routing::get};
    use http::StatusCode;
    use tokio::time::sleep;
    use tower::ServiceExt;

    use super::*;

    const ALLOWED: Duration = Duration::from_millis(50);

    async fn status(path: &str) -> StatusCode {
        let long = || sleep(4 * ALLOWED);
        let routes = Router::new()
            .route("/own", get(async move || long().await))
            .route("/beside", get(async move || beside(long()).await))
            .route(
                "/after",
                get(async move || {
                    beside(long()).await;
                    std::future::pending::<()>().await;
                }),
            )
            .layer(middleware::from_fn(deadline));
        let mut request = Request::builder().uri(path).body(Body::empty()).unwrap();
        request.extensions_mut().insert(Bounds { work: ALLOWED, ..Bounds::default() });
        routes.oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn work_without_an_end_of_its_own_is_given_up_and_what_has_one_is_not_counted() {
        assert_eq!(status("/own").await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status("/beside").await, StatusCode::OK);
        assert_eq!(status("/after").await, StatusCode::SERVICE_UNAVAILABLE);
    }
}
