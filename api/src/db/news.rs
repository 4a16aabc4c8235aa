//! That events were committed, for whoever looks for them before the next beat.
//!
//! Whoever writes an event says so while its transaction is open; every transaction, when it has committed, tells of it if any was written since it
//! began. One that wrote none may tell of another's, which costs a look that finds nothing; none that wrote one is silent. Where nobody writes nobody
//! tells. Postgres hears nothing of it in the transaction: those that notify commit one after the other.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

/// Events that this process has written, committed or not.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Says that an event is written, in a transaction that is still open.
pub(crate) fn written() {
    WRITTEN.fetch_add(1, Ordering::AcqRel);
}

/// Where it is told that events were committed by this process. Clones tell the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct News(watch::Sender<()>);

impl News {
    /// What a transaction that begins now has to tell when it has committed.
    pub(crate) fn begin(&self) -> Untold {
        Untold { news: self.clone(), since: WRITTEN.load(Ordering::Acquire) }
    }

    /// Hears of what is committed from now on. Whoever is busy meanwhile hears of all of it at once.
    pub(crate) fn hear(&self) -> Hearing {
        Hearing(self.0.subscribe())
    }
}

/// Told when its transaction has committed; forgotten with it otherwise.
#[derive(Debug)]
pub(crate) struct Untold {
    news: News,
    since: u64,
}

impl Untold {
    pub(crate) fn committed(&self) {
        if WRITTEN.load(Ordering::Acquire) != self.since {
            self.news.0.send_replace(());
        }
    }
}

/// One who hears.
#[derive(Debug)]
pub(crate) struct Hearing(watch::Receiver<()>);

impl Hearing {
    /// Returns when something was committed that was not heard of yet; never where nobody can tell any more.
    pub(crate) async fn next(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[test]
    fn what_was_written_is_told_once_it_is_committed_to_each_who_hears_and_once_for_many() {
        let news = News::default();
        let (mut one, mut other) = (news.hear(), news.hear());
        let (first, second) = (news.begin(), news.begin());
        written();
        assert!(one.next().now_or_never().is_none(), "nothing is committed yet");
        first.committed();
        second.committed();
        for hearing in [&mut one, &mut other] {
            assert!(hearing.next().now_or_never().is_some());
            assert!(hearing.next().now_or_never().is_none(), "both were heard at once");
        }
        news.begin().committed();
        assert!(one.next().now_or_never().is_none(), "nobody wrote");
        let forgotten = news.begin();
        written();
        drop(forgotten);
        assert!(one.next().now_or_never().is_none(), "a transaction that is rolled back tells nobody");
    }
}
