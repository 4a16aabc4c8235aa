//! How much of a cluster's answer is taken in: a cluster is somebody else's, and what it sends without end must not fill our memory.
//!
//! A page of a list may be large, everything else is one object, and a watch goes on as long as it likes in lines that are one object each.
//! tower-http bounds what comes to a server, and `http_body_util::Limited` counts a whole body, which for a watch would be an end.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures::{FutureExt, StreamExt, future::BoxFuture};
use http::{Request, Response, Uri};
use http_body_util::{BodyStream, StreamBody};
use kube::client::{Body, DynBody};
use tower::{BoxError, Layer, Service};

/// A page of a list.
pub(super) const LARGEST_PAGE: usize = 64 << 20;
/// An object, an event of a watch, and every other answer. etcd keeps no object larger than 1.5 MiB, and as JSON it is a few times that at most.
pub(super) const LARGEST_OBJECT: usize = 8 << 20;

/// An answer went on past its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the answer is larger than {limit} bytes")]
pub(super) struct TooLarge {
    limit: usize,
}

/// Puts [`Bounded`] around a client's connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds;

impl<S> Layer<S> for Bounds {
    type Service = Bounded<S>;

    fn layer(&self, inner: S) -> Bounded<S> {
        Bounded { inner }
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Bounded<S> {
    inner: S,
}

impl<S> Service<Request<Body>> for Bounded<S>
where
    S: Service<Request<Body>, Response = Response<Box<DynBody>>, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = Response<Box<DynBody>>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let bound = Bound::of(request.uri());
        let answer = self.inner.call(request);
        async move { answer.await.map(|answer| bounded(answer, bound)) }.boxed()
    }
}

fn bounded(answer: Response<Box<DynBody>>, bound: Bound) -> Response<Box<DynBody>> {
    // A refusal is one object, whatever was asked.
    let mut bound = if answer.status().is_success() { bound } else { Bound::whole(LARGEST_OBJECT) };
    answer.map(|body| {
        let frames = BodyStream::new(body).map(move |frame| match frame {
            Ok(frame) if frame.data_ref().is_some_and(|data| !bound.takes(data)) => Err(TooLarge { limit: bound.limit }.into()),
            frame => frame,
        });
        Box::new(StreamBody::new(Pin::new(Box::new(frames)))) as Box<DynBody>
    })
}

/// What may still come.
#[derive(Debug, Clone, Copy)]
struct Bound {
    limit: usize,
    /// Counted anew with each line.
    by_line: bool,
    taken: usize,
}

impl Bound {
    const fn whole(limit: usize) -> Self {
        Self { limit, by_line: false, taken: 0 }
    }

    fn of(asked: &Uri) -> Self {
        let asks =
            |field: &str| asked.query().into_iter().flat_map(|query| query.split('&')).any(|pair| pair.split('=').next() == Some(field));
        match (asks("watch"), asks("limit")) {
            (true, _) => Self { by_line: true, ..Self::whole(LARGEST_OBJECT) },
            (false, true) => Self::whole(LARGEST_PAGE),
            (false, false) => Self::whole(LARGEST_OBJECT),
        }
    }

    /// Whether these bytes are still within it.
    fn takes(&mut self, data: &[u8]) -> bool {
        let mut lines = data.split(|byte| self.by_line && *byte == b'\n');
        let mut within = true;
        if let Some(first) = lines.next() {
            self.taken = self.taken.saturating_add(first.len());
            within = self.taken <= self.limit;
        }
        for line in lines {
            self.taken = line.len();
            within = within && self.taken <= self.limit;
        }
        within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(asked: &str) -> Bound {
        Bound::of(&asked.parse().unwrap())
    }

    #[test]
    fn a_page_may_be_large_an_object_may_not_and_a_watch_may_be_long() {
        let mib = vec![b'a'; 1 << 20];
        let whole_mib = |mut bound: Bound| (1..=100).take_while(|_| bound.takes(&mib)).count();
        assert_eq!(whole_mib(bound("https://c/api/v1/pods?&limit=500")), 64);
        assert_eq!(whole_mib(bound("https://c/api/v1/namespaces/kube-system")), 8);
        assert_eq!(whole_mib(bound("https://c/api/v1/pods?&watch=true&resourceVersion=7")), 8, "a line without an end");
        let mut watch = bound("https://c/api/v1/pods?&watch=true");
        let event = [&mib[..], b"\n{"].concat();
        assert!((0..100).all(|_| watch.takes(&event)), "however many lines");
    }
}
