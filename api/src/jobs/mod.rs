//! Background work and wake-ups. Knows no feature: `cli/serve` hands it the handlers.
//!
//! A wake-up carries no data: it only says that somebody should look sooner than the next poll. Work on a cluster is claimed by a lease, because
//! several replicas of the service run; see [`Lease`].

mod lease;
mod listen;
mod periodic;
mod store;

use sqlx::PgConnection;

pub(crate) use lease::{Lease, LeaseLost, LeasedError, Leases, end_work};
pub use listen::Wakes;
pub use periodic::every;

/// What should be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wake {
    /// An order was touched.
    Orders,
    /// A cluster was registered, changed or removed, or its lease was given up.
    Clusters,
}

impl Wake {
    const ALL: [Self; 2] = [Self::Orders, Self::Clusters];

    /// The channel's payload.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Clusters => "clusters",
        }
    }
}

/// The channel on which every replica listens.
pub const CHANNEL: &str = "homeroom_wake";

/// Wakes the workers of every replica when this transaction commits. Equal wake-ups of one transaction are sent once.
pub async fn wake(conn: &mut PgConnection, what: Wake) -> sqlx::Result<()> {
    store::notify(conn, CHANNEL, what.name()).await
}
