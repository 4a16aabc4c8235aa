//! A connection that gives up on whoever sends a head byte by byte, or does not take an answer.
//!
//! hyper's own timeout of heads also ends connections that are idle between two requests, which proxies keep for a minute and more, so it cannot be as
//! short as a head deserves. Here the head's time begins with its first byte.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use crate::config::Bounds;

const IDLE: u8 = 0;
const HEAD: u8 = 1;
const ANSWERING: u8 = 2;

/// Where a connection stands, shared by its stream and its service.
#[derive(Debug, Clone, Default)]
pub(super) struct Phase(Arc<AtomicU8>);

/// The connection is idle when this is dropped.
#[derive(Debug)]
pub(super) struct Answering(Phase);

impl Phase {
    /// A head was read.
    pub(super) fn answering(&self) -> Answering {
        self.0.store(ANSWERING, Relaxed);
        Answering(self.clone())
    }

    fn is(&self, phase: u8) -> bool {
        self.0.load(Relaxed) == phase
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.0.store(IDLE, Relaxed);
    }
}

/// See the module.
#[derive(Debug)]
pub(super) struct Timed<T> {
    inner: T,
    phase: Phase,
    head: Duration,
    stall: Duration,
    head_ends: Option<Pin<Box<Sleep>>>,
    write_ends: Option<Pin<Box<Sleep>>>,
}

impl<T> Timed<T> {
    pub(super) fn new(inner: T, phase: Phase, bounds: &Bounds) -> Self {
        Self { inner, phase, head: bounds.head, stall: bounds.stall, head_ends: None, write_ends: None }
    }

    fn head_is_late(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        match &mut self.head_ends {
            Some(end) if self.phase.is(HEAD) => {
                ready!(end.as_mut().poll(cx));
                Poll::Ready(io::Error::new(io::ErrorKind::TimedOut, "the head of a request did not come in time"))
            }
            _ => Poll::Pending,
        }
    }

    /// What a write came to, with an end to waiting for its next byte.
    fn written<R>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if written.is_ready() {
            self.write_ends = None;
            return written;
        }
        let stall = self.stall;
        ready!(self.write_ends.get_or_insert_with(|| Box::pin(sleep(stall))).as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the answer was not taken in time")))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Timed<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, buf);
        if read.is_pending() {
            return self.head_is_late(cx).map(Err);
        }
        if buf.filled().len() > before && self.phase.is(IDLE) {
            self.phase.0.store(HEAD, Relaxed);
            self.head_ends = Some(Box::pin(sleep(self.head)));
        }
        read
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Timed<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.written(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(cx);
        self.written(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.written(cx, shut)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.written(cx, written)
    }
}
