//! Background work: wake-ups, leases, what is done every so often, and the durable queue. Knows no feature: `workers` hands it the handlers.
//!
//! A wake-up carries no data: it only says that somebody should look sooner than the next poll. Work on a cluster is claimed by a lease, because
//! several replicas of the service run; see [`Lease`].

mod lease;
mod listen;
mod periodic;
mod queue;
mod soon;
mod store;

use sqlx::PgConnection;

pub(crate) use lease::{Lease, LeaseLost, LeasedError, Leases, end_work};
pub use listen::Wakes;
pub(crate) use periodic::{every, every_in_one_replica, every_or_woken, show_successes};
pub use queue::{Attempt, Enqueued, Failure, Handlers, Job, MAX_WAITING, NewJob, Worker, enqueue};
pub(crate) use queue::{Filter, JobRow, JobState, enqueue_with_row, gauge, get, list, run_now, sweep_dead};
pub use soon::SoonWakes;

/// What should be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wake {
    /// An order was touched.
    Orders,
    /// A cluster was registered, changed or removed, or its lease was given up.
    Clusters,
    /// A job was queued.
    Jobs,
    /// A cluster sells more or less than before.
    Limits,
    /// Events were written.
    Events,
}

impl Wake {
    const ALL: [Self; 5] = [Self::Orders, Self::Clusters, Self::Jobs, Self::Limits, Self::Events];

    /// The channel's payload.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Clusters => "clusters",
            Self::Jobs => "jobs",
            Self::Limits => "limits",
            Self::Events => "events",
        }
    }
}

/// The channel on which every replica listens.
pub const CHANNEL: &str = "homeroom_wake";

/// Wakes the workers of every replica when this transaction commits. Equal wake-ups of one transaction are sent once.
pub async fn wake(conn: &mut PgConnection, what: Wake) -> sqlx::Result<()> {
    store::notify(conn, CHANNEL, what.name()).await
}
