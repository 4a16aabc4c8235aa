//! News as it happens, for everybody who follows: one look at the database a beat serves all of them, so that five thousand cost what one does.
//!
//! While anybody follows, one task of this process reads which events were committed since its last look, numbers those of the feeds that are
//! followed, and hands each to its followers. It looks at once when it is told that events were committed, here or in another replica, but for a breath
//! after its last look; and it looks each beat, so that nothing depends on being told. It reads across tenants and hands a feed to nobody but those who
//! opened it under their own scope.
//! Nobody is waited for: who falls behind is let go, and goes on from the last number that it has.

mod answer;
mod hub;
mod look;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::body::Bytes;
use homeroom_domain::ids::TenantId;
use jiff::Timestamp;
use serde::Serialize;
use sqlx::PgConnection;
use tokio::sync::{Notify, mpsc};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{EventView, kind::EventType, sequence::catch_up, store};
use crate::{
    app::App,
    auth::{Place, Stay},
    config::Follows,
    db::news::News,
    http::{ApiError, Problem},
};

pub(crate) use answer::{Missed, answer, opening};
use hub::Hub;
pub(crate) use look::reset;

/// When somebody with enough answers of their own may try again.
const RETRY_AFTER: u64 = 10;

/// What is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    Feed(Uuid),
    /// Orders and clusters of all tenants.
    Platform,
}

/// Why an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Bye {
    /// The caller may not read this any more.
    SessionEnded,
    /// The news came faster than it was taken.
    Slow,
    /// This replica stops; another answers.
    Stopping,
}

/// One of the news, as it is sent.
type Frame = Bytes;

/// Something that happened to an order or a cluster, whoever's it is: enough to know what to read again.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PlatformNews {
    #[serde(rename = "type")]
    #[schema(value_type = EventType)]
    kind: String,
    /// Null for a cluster.
    tenant_id: Option<TenantId>,
    /// The id of what it is about.
    subject: String,
    at: Timestamp,
}

/// Those who follow. Clones are of the same.
#[derive(Debug, Clone)]
pub struct Following {
    hub: Arc<Mutex<Hub>>,
    bounds: Follows,
    /// What this process commits.
    news: News,
    /// Another replica has committed something since the last look.
    elsewhere: Arc<Notify>,
}

/// A place among those who follow, given up when dropped.
#[derive(Debug)]
pub(crate) struct Follower {
    following: Following,
    subject: Subject,
    number: u64,
    frames: mpsc::Receiver<Frame>,
    bye: Arc<OnceLock<Bye>>,
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.following.lock().leave(self.subject, self.number);
    }
}

impl Following {
    pub(crate) fn new(bounds: Follows, news: News) -> Self {
        Self { hub: Arc::default(), bounds, news, elsewhere: Arc::default() }
    }

    /// Looks as soon as may be: another replica has something.
    pub(super) fn look_soon(&self) {
        self.elsewhere.notify_one();
    }

    /// How many follow now.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().count()
    }

    /// How often the database was looked at for them.
    #[must_use]
    pub fn looks(&self) -> u64 {
        self.lock().looks
    }

    /// Follows a feed, from the number that is returned on. The connection is one of the caller, who may read the feed; commit it.
    ///
    /// # Errors
    /// 429 where the caller follows enough already.
    pub(crate) async fn follow(&self, app: &App, conn: &mut PgConnection, place: Place, stay: Stay) -> Result<(Follower, i64), ApiError> {
        let feed = place.uuid();
        let known = self.lock().last(feed);
        let last = match known {
            Some(last) => last,
            None => {
                catch_up(conn, place).await?;
                store::last(conn, place).await?
            }
        };
        self.enter(app, Subject::Feed(feed), stay, |hub| hub.open(feed, last))
    }

    /// Follows orders and clusters of all tenants, from the snapshot that is returned on.
    ///
    /// # Errors
    /// 429 where the caller follows enough already.
    pub(crate) async fn follow_all(&self, app: &App, conn: &mut PgConnection, stay: Stay) -> Result<(Follower, String), ApiError> {
        let now = store::snapshot(conn).await?;
        self.enter(app, Subject::Platform, stay, |hub| hub.snapshot.get_or_insert(now).clone())
    }

    /// Takes a place, in one go with whatever says where its news begin.
    fn enter<T>(&self, app: &App, subject: Subject, stay: Stay, begin: impl FnOnce(&mut Hub) -> T) -> Result<(Follower, T), ApiError> {
        let (sender, frames) = mpsc::channel(self.bounds.behind);
        let bye = Arc::<OnceLock<Bye>>::default();
        let mut hub = self.lock();
        if hub.of_caller(&stay) >= self.bounds.per_caller {
            return Err(ApiError::RetryAfter { problem: Problem::TooManyRequests, seconds: RETRY_AFTER });
        }
        let begins = begin(&mut hub);
        let number = hub.enter(subject, hub::Outlet { frames: sender, bye: bye.clone(), stay });
        if !std::mem::replace(&mut hub.is_looking, true) {
            // Whatever is committed from here on is looked for at once.
            let hearing = self.news.hear();
            tokio::spawn(look::look(self.clone(), hearing, app.pools.clone(), app.clock.clone()));
        }
        Ok((Follower { following: self.clone(), subject, number, frames, bye }, begins))
    }

    fn lock(&self) -> MutexGuard<'_, Hub> {
        self.hub.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What happened to orders and clusters between two snapshots, as it is sent; `None` where it is too much, or the first is none of this database.
pub(crate) async fn missed_of_all(conn: &mut PgConnection, since: &str, until: &str) -> sqlx::Result<Option<Vec<Frame>>> {
    if !look::is_before(since, until) {
        return Ok(None);
    }
    let rows = store::between(conn, since, until, look::MOST).await?;
    Ok((rows.len() < look::MOST_ROWS).then(|| look::frames_of_all(&rows, until)))
}

/// An event of a feed, as it is sent.
pub(crate) fn frame(event: &EventView) -> Frame {
    sent(Some(&event.sequence.to_string()), "event", event)
}

/// `data` is one line: JSON has no line breaks of its own.
fn sent(id: Option<&str>, event: &str, data: &impl Serialize) -> Frame {
    let data = serde_json::to_string(data).unwrap_or_default();
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    format!("{id}event: {event}\ndata: {data}\n\n").into()
}
