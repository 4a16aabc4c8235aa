//! Going through the orders of a tenant that may have lessons in a stretch of time, a batch of documents at once.
//!
//! No connection is held while a batch is worked through, and each batch waits for a permit of its own: whoever asks about many orders lets others in
//! between. What is kept of timetables is used, and nothing is added to it: one walk would sweep out what everybody else asks for.

use std::{borrow::Cow, collections::BTreeSet, ops::Range, sync::Arc};

use homeroom_domain::{
    ids::OrderId,
    order::{HeldLesson, Order},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    shared::Timetabled,
    store::ahead::{self, Ahead, Due},
};
use crate::{
    auth::{Caller, Permit, TenantTx},
    http::ApiError,
};

/// Orders that are read at once, and what their documents may take as they are stored.
const BATCH: i64 = 50;
const BATCH_BYTES: i64 = 1 << 20;

/// Which orders are gone through.
#[derive(Debug, Clone)]
pub(crate) enum Which {
    /// Those that may have a lesson in the stretch.
    Ahead(Ahead),
    These(BTreeSet<OrderId>),
}

impl Which {
    /// All that may have a lesson that begins between two moments.
    pub(crate) fn between(from: Timestamp, to: Timestamp) -> Self {
        Self::Ahead(Ahead { only: None, since: from.max(Timestamp::UNIX_EPOCH), last: day(to) })
    }
}

/// An order of a batch.
pub(crate) enum Source {
    Kept(Arc<Timetabled>),
    Read(Box<Order>),
}

impl Source {
    pub(crate) fn order(&self) -> &Order {
        match self {
            Self::Kept(kept) => &kept.order,
            Self::Read(order) => order,
        }
    }

    /// Its lessons that begin in a stretch, by start, cancelled ones included.
    pub(crate) fn lessons(&self, stretch: &Range<Timestamp>) -> Cow<'_, [HeldLesson]> {
        let within = |lessons: &[HeldLesson]| {
            let begins = |at: Timestamp| lessons.partition_point(|held| held.lesson.starts_at < at);
            begins(stretch.start)..begins(stretch.end)
        };
        match self {
            Self::Kept(kept) => {
                let lessons = kept.schedule.lessons();
                Cow::Borrowed(&lessons[within(lessons)])
            }
            Self::Read(order) => {
                let mut lessons = order.lessons_between(stretch.start, stretch.end);
                let within = within(&lessons);
                lessons.truncate(within.end);
                lessons.drain(..within.start);
                Cow::Owned(lessons)
            }
        }
    }
}

/// A walk on its way.
#[derive(Debug)]
pub(crate) struct Walk<'a, P> {
    caller: &'a Caller<P>,
    which: Which,
    stretch: Range<Timestamp>,
    after: Option<OrderId>,
}

impl<'a, P: Permit> Walk<'a, P> {
    pub(crate) fn new(caller: &'a Caller<P>, which: Which, stretch: Range<Timestamp>) -> Self {
        Self { caller, which, stretch, after: None }
    }

    /// Works the next batch of orders into what was found so far, and says whether there may be more.
    ///
    /// # Errors
    /// 503 `busy` when the tenant's turn does not come in time.
    pub(crate) async fn next<S: Send + 'static>(
        &mut self,
        mut found: S,
        add: impl Fn(&mut S, &Source, &Range<Timestamp>) + Send + 'static,
    ) -> Result<(S, bool), ApiError> {
        let permit = self.caller.app().work.permit(self.caller.tenant()).await?;
        let mut tx = self.caller.begin().await?;
        let due = self.due(&mut tx).await?;
        let batch = batch(&due);
        let Some(last) = batch.last() else { return Ok((found, false)) };
        self.after = Some(last.id);
        let sources = self.read(&mut tx, batch).await?;
        tx.rollback().await?;
        let stretch = self.stretch.clone();
        let work = move || {
            sources.iter().for_each(|source| add(&mut found, source, &stretch));
            found
        };
        Ok((permit.run(work).await?, true))
    }

    /// Works all orders into what was found.
    ///
    /// # Errors
    /// 503 `busy` when the tenant's turn does not come in time.
    pub(crate) async fn all<S: Send + 'static>(
        mut self,
        mut found: S,
        add: impl Fn(&mut S, &Source, &Range<Timestamp>) + Clone + Send + 'static,
    ) -> Result<S, ApiError> {
        loop {
            let (next, more) = self.next(found, add.clone()).await?;
            if !more {
                return Ok(next);
            }
            found = next;
        }
    }

    async fn due(&self, tx: &mut TenantTx) -> sqlx::Result<Vec<Due>> {
        match &self.which {
            Which::Ahead(ahead) => ahead::due(tx, *ahead, (day(self.stretch.start), day(self.stretch.end)), self.after, BATCH).await,
            Which::These(orders) => {
                let left = orders.iter().copied().filter(|order| self.after.is_none_or(|after| *order > after));
                ahead::due_of(tx, &left.take(BATCH.unsigned_abs() as usize).collect::<Vec<_>>()).await
            }
        }
    }

    async fn read(&self, tx: &mut TenantTx, due: &[Due]) -> Result<Vec<Source>, ApiError> {
        let (mut sources, mut missing) = (Vec::with_capacity(due.len()), Vec::new());
        for due in due {
            match self.caller.app().timetables.kept(due.id, &due.stamp) {
                Some(kept) => sources.push(Source::Kept(kept)),
                None => missing.push(due.id),
            }
        }
        let read = ahead::read(tx, &missing).await?;
        sources.extend(read.into_iter().map(|order| Source::Read(Box::new(order))));
        Ok(sources)
    }
}

/// As many as may be read at once: one at least.
fn batch(due: &[Due]) -> &[Due] {
    let mut bytes = 0;
    let fit = due.iter().take_while(|due| {
        bytes += due.bytes;
        bytes <= BATCH_BYTES
    });
    &due[..fit.count().max(1).min(due.len())]
}

pub(crate) fn day(at: Timestamp) -> Date {
    // The database knows no dates as old as a timestamp can be.
    at.max(Timestamp::UNIX_EPOCH).to_zoned(TimeZone::UTC).date()
}
