//! One look for everybody who follows: a beat after the last, or a breath after it where something is told to have happened.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_domain::ids::TenantId;
use tokio::time::{Instant, sleep_until, timeout_at};
use uuid::Uuid;

use super::{Bye, Following, Frame, PlatformNews, frame, hub::Wanted, sent};
use crate::{
    auth::{Standing, SystemTx},
    clock::Clock,
    db::{Pools, news::Hearing},
    events::{EventView, sequence, store},
};

/// Most events of all feeds that a look, or whoever comes back, reads at once.
pub(super) const MOST: i64 = 10_000;
pub(super) const MOST_ROWS: usize = MOST.unsigned_abs() as usize;
/// Most events of one feed that a look hands on; the rest comes with the next.
const MOST_OF_FEED: i64 = 200;
/// What the platform follows.
const OF_ALL: [&str; 3] = ["order.", "classrooms.", "cluster."];

/// What a look has seen.
#[derive(Debug)]
struct News {
    snapshot: String,
    of_all: Vec<Frame>,
    of_feeds: BTreeMap<Uuid, Vec<(i64, Frame)>>,
}

/// Looks until nobody follows.
pub(super) async fn look(following: Following, mut hearing: Hearing, pools: Pools, clock: Clock) {
    let mut checked = Instant::now();
    let mut looked = checked;
    loop {
        until_due(&following, &mut hearing, looked).await;
        let Some(wanted) = following.lock().wanted() else { return };
        if let Err(error) = hand_on(&following, &pools, wanted).await {
            tracing::warn!(%error, "nobody looks for those who follow; the next look tells them more");
        }
        if checked.elapsed() >= following.bounds.check && is_checked(&following, &pools, &clock).await {
            checked = Instant::now();
        }
        looked = Instant::now();
    }
}

/// Returns a beat after the last look, and sooner where something happens.
async fn until_due(following: &Following, hearing: &mut Hearing, looked: Instant) {
    let told = async {
        tokio::select! {
            () = hearing.next() => {}
            () = following.elsewhere.notified() => {}
        }
        sleep_until(looked + following.bounds.breath).await;
    };
    let _ = timeout_at(looked + following.bounds.beat, told).await;
}

/// Whether it is known who may still follow; if not, the next look asks again.
async fn is_checked(following: &Following, pools: &Pools, clock: &Clock) -> bool {
    check(following, pools, clock).await.inspect_err(|error| tracing::warn!(%error, "it is not known who may still follow")).is_ok()
}

async fn hand_on(following: &Following, pools: &Pools, wanted: Wanted) -> sqlx::Result<()> {
    let has_read = wanted.since.is_some();
    let news = read(following, pools, wanted).await?;
    let mut hub = following.lock();
    for (feed, news) in &news.of_feeds {
        hub.tell(*feed, news, news.len() >= usize::try_from(MOST_OF_FEED).unwrap_or(usize::MAX));
    }
    hub.tell_all(&news.of_all);
    // Who came while a first look was on follows from the moment it was told, which this look did not read up to.
    if has_read || hub.snapshot.is_none() {
        hub.snapshot = Some(news.snapshot);
    }
    Ok(())
}

/// What was committed since the last look. Where that is more than one look reads, what each feed has is read all the same, by its numbers; who
/// follows the platform is told to read everything again.
async fn read(following: &Following, pools: &Pools, wanted: Wanted) -> sqlx::Result<News> {
    let mut tx = SystemTx::of_worker(pools).await?;
    let since = wanted.since;
    let snapshot = store::snapshot(tx.conn()).await?;
    let rows = match &since {
        Some(since) => store::between(tx.conn(), since, &snapshot, MOST).await?,
        None => Vec::new(),
    };
    let is_much = rows.len() >= MOST_ROWS;
    let touched: BTreeSet<Uuid> = rows.iter().map(|row| row.feed).collect();
    let mut feeds = BTreeMap::from_iter(wanted.behind);
    feeds.extend(if is_much { following.lock().all() } else { following.lock().followed(touched.into_iter()) });
    let mut of_feeds = BTreeMap::new();
    if !feeds.is_empty() {
        let (ids, lasts): (Vec<_>, Vec<_>) = feeds.into_iter().unzip();
        sequence::catch_up_all(tx.conn(), &ids).await?;
        of_feeds.extend(ids.iter().map(|feed| (*feed, Vec::new())));
        for (feed, row) in store::after_each(tx.conn(), &ids, &lasts, MOST_OF_FEED).await? {
            let event = EventView::from(row);
            of_feeds.entry(feed).or_default().push((event.sequence, frame(&event)));
        }
    }
    tx.commit().await?;
    let of_all = if is_much { vec![reset(&snapshot)] } else { frames_of_all(&rows, &snapshot) };
    Ok(News { snapshot, of_all, of_feeds })
}

/// Tells whoever follows the platform to read what it shows anew.
pub(crate) fn reset(snapshot: &str) -> Frame {
    sent(Some(snapshot), "reset", &serde_json::json!({}))
}

/// The last of them carries the snapshot, from which whoever has it goes on.
pub(super) fn frames_of_all(rows: &[store::Committed], snapshot: &str) -> Vec<Frame> {
    let news: Vec<_> = rows.iter().filter(|row| OF_ALL.iter().any(|begin| row.kind.starts_with(begin))).collect();
    let frame = |(number, row): (usize, &&store::Committed)| {
        let id = (number + 1 == news.len()).then_some(snapshot);
        let tenant_id = (!row.kind.starts_with("cluster.")).then(|| TenantId::new(row.feed));
        sent(id, "event", &PlatformNews { kind: row.kind.clone(), tenant_id, subject: row.subject.clone(), at: row.at.to_jiff() })
    };
    news.iter().enumerate().map(frame).collect()
}

/// One query for all who follow: those who may not any more are let go.
async fn check(following: &Following, pools: &Pools, clock: &Clock) -> sqlx::Result<()> {
    let asked = following.lock().asked();
    let mut tx = SystemTx::of_worker(pools).await?;
    let standing = Standing::read(tx.conn(), &asked, clock.now()).await?;
    tx.commit().await?;
    following.lock().keep(&standing);
    Ok(())
}

/// Whether a text is a snapshot of Postgres (`xmin:xmax:xid,xid,...`) that was taken before this one.
pub(super) fn is_before(text: &str, snapshot: &str) -> bool {
    let end = |snapshot: &str| snapshot.split(':').nth(1).and_then(|xmax| xmax.parse::<u64>().ok());
    is_snapshot(text) && end(text) <= end(snapshot)
}

fn is_snapshot(text: &str) -> bool {
    let number = |text: &str| text.parse::<u64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let parts: Vec<_> = text.split(':').collect();
    let [xmin, xmax, running] = parts[..] else { return false };
    let running: Option<Vec<u64>> = if running.is_empty() { Some(Vec::new()) } else { running.split(',').map(number).collect() };
    match (number(xmin), number(xmax), running) {
        (Some(xmin), Some(xmax), Some(running)) => {
            0 < xmin
                && xmin <= xmax
                && running.iter().all(|xid| (xmin..xmax).contains(xid))
                && running.windows(2).all(|pair| pair[0] < pair[1])
        }
        _ => false,
    }
}

impl Bye {
    /// The last thing that is said.
    pub(super) fn frame(self) -> Frame {
        sent(None, "bye", &serde_json::json!({ "reason": self }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_recognised_and_anything_else_is_not() {
        assert!(is_before("10:20:", "10:20:"));
        assert!(is_before("10:20:10,15", "16:30:16"));
        for wrong in
            ["", "10", "10:20", "10:20:x", "20:10:", "0:10:", "10:20:15,15", "10:20:25", "+10:20:", "10:20::", "10:31:", "１０:20:"]
        {
            assert!(!is_before(wrong, "16:30:"), "{wrong}");
        }
    }
}
