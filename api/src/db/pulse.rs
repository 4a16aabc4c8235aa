//! Whether the database answers, asked on connections of its own.
//!
//! A pool whose connections are all in use says nothing of the database: a busy replica that called itself not ready would send its load to the next.
//! So nothing here comes from a pool, and no does not follow from one bad look but from none that was good for a while.

use std::time::Duration;

use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use super::{Pools, schema};

/// Longest a look may take.
const LOOK: Duration = Duration::from_secs(2);
/// A look is good for so long, whoever asks.
const FRESH: Duration = Duration::from_secs(1);
/// Looks may fail for so long before the answer is no.
const PATIENCE: Duration = Duration::from_secs(10);
/// Postgres has no connection left for us, and answers.
const TOO_MANY_CONNECTIONS: &str = "53300";

/// See the module.
#[derive(Debug, Default)]
pub struct Pulse(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    connection: Option<PgConnection>,
    heart: Heart,
}

/// What the looks so far come to.
#[derive(Debug, Default, Clone, Copy)]
struct Heart {
    looked: Option<Instant>,
    /// The last look that was good.
    good: Option<Instant>,
    beats: bool,
}

impl Heart {
    fn is_fresh(&self, now: Instant) -> bool {
        self.looked.is_some_and(|at| now.duration_since(at) < FRESH)
    }

    fn look(&mut self, good: bool, now: Instant) {
        self.looked = Some(now);
        if good {
            self.good = Some(now);
        }
        self.beats = self.good.is_some_and(|at| now.duration_since(at) < PATIENCE);
    }
}

impl Pulse {
    /// Whether requests should be sent here, as far as the database goes: it answers, and its schema is new enough.
    pub async fn beats(&self, pools: &Pools) -> bool {
        let mut state = self.0.lock().await;
        if !state.heart.is_fresh(Instant::now()) {
            // Taken out while it is in use: a look that is dropped half-way takes its connection with it.
            let (kept, options) = (state.connection.take(), pools.worker.connect_options());
            let looked = timeout(LOOK, look(kept, &options)).await;
            let (connection, good) = looked.unwrap_or((None, false));
            state.connection = connection;
            state.heart.look(good, Instant::now());
        }
        state.heart.beats
    }
}

async fn look(kept: Option<PgConnection>, options: &PgConnectOptions) -> (Option<PgConnection>, bool) {
    let connected = match kept {
        Some(connection) => Ok(connection),
        None => PgConnection::connect_with(options).await,
    };
    match connected {
        Ok(mut connection) => match schema::fits(&mut connection).await {
            Ok(()) => (Some(connection), true),
            Err(_) => (None, false),
        },
        Err(error) => (None, is_full(&error)),
    }
}

fn is_full(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == TOO_MANY_CONNECTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_follows_from_many_bad_looks_and_yes_from_one_that_is_good() {
        let (mut heart, began) = (Heart::default(), Instant::now());
        let at = |seconds| began + Duration::from_secs(seconds);
        let mut look = |good, seconds| {
            heart.look(good, at(seconds));
            heart.beats
        };
        assert!(!look(false, 0), "nobody has seen it yet");
        assert!(look(true, 1));
        assert!(look(false, 2) && look(false, 10), "one bad look, or two, are not the end");
        assert!(!look(false, 11));
        assert!(look(true, 12), "and it is back at once");
        assert!(heart.is_fresh(at(12)) && !heart.is_fresh(at(13)));
    }
}
