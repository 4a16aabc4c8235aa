//! Background work and wake-ups. Knows no feature: `cli/serve` hands it the handlers.
//!
//! A wake-up carries no data: it only says that somebody should look sooner than the next poll.

use sqlx::PgConnection;

/// What should be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wake {
    /// An order was touched.
    Orders,
    /// A cluster was registered, changed or removed.
    Clusters,
}

impl Wake {
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
    sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(what.name()).execute(conn).await?;
    Ok(())
}
