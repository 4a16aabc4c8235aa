//! Who follows what, and how far each feed was handed on. No I/O: the looks are `look`'s.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Bye, Frame, Subject};
use crate::auth::{Asked, CountedAs, Standing, Stay};

#[derive(Debug, Default)]
pub(super) struct Hub {
    feeds: HashMap<Uuid, Feed>,
    platform: HashMap<u64, Outlet>,
    callers: HashMap<CountedAs, usize>,
    /// What the last look saw; `None` before the first.
    pub(super) snapshot: Option<String>,
    pub(super) is_looking: bool,
    pub(super) looks: u64,
    next: u64,
}

#[derive(Debug)]
struct Feed {
    /// The number that was handed on last.
    last: i64,
    /// There may be more than the last look has shown.
    is_behind: bool,
    followers: HashMap<u64, Outlet>,
}

/// Where the news of one follower go.
#[derive(Debug)]
pub(super) struct Outlet {
    pub(super) frames: mpsc::Sender<Frame>,
    pub(super) bye: Arc<OnceLock<Bye>>,
    pub(super) stay: Stay,
}

/// What a look is to read.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) since: Option<String>,
    /// How far the feeds that are behind were handed on.
    pub(super) behind: Vec<(Uuid, i64)>,
}

impl Hub {
    pub(super) fn count(&self) -> usize {
        self.platform.len() + self.feeds.values().map(|feed| feed.followers.len()).sum::<usize>()
    }

    pub(super) fn of_caller(&self, stay: &Stay) -> usize {
        self.callers.get(&stay.counted_as).copied().unwrap_or_default()
    }

    pub(super) fn last(&self, feed: Uuid) -> Option<i64> {
        self.feeds.get(&feed).map(|feed| feed.last)
    }

    /// The number after which the feed's news begin; `last` where nobody follows it yet. What came between that reading and now is looked for.
    pub(super) fn open(&mut self, feed: Uuid, last: i64) -> i64 {
        self.feeds.entry(feed).or_insert_with(|| Feed { last, is_behind: true, followers: HashMap::new() }).last
    }

    pub(super) fn enter(&mut self, subject: Subject, outlet: Outlet) -> u64 {
        self.next += 1;
        *self.callers.entry(outlet.stay.counted_as).or_default() += 1;
        match subject {
            Subject::Platform => self.platform.insert(self.next, outlet),
            Subject::Feed(feed) => self.feeds.get_mut(&feed).and_then(|feed| feed.followers.insert(self.next, outlet)),
        };
        self.next
    }

    pub(super) fn leave(&mut self, subject: Subject, number: u64) {
        let left = match subject {
            Subject::Platform => self.platform.remove(&number),
            Subject::Feed(feed) => self.feeds.get_mut(&feed).and_then(|feed| feed.followers.remove(&number)),
        };
        self.forget(left.into_iter().collect());
    }

    /// Takes those who left out of the counts, and feeds that nobody follows any more.
    fn forget(&mut self, left: Vec<Outlet>) {
        for outlet in left {
            let caller = outlet.stay.counted_as;
            let count = self.callers.entry(caller).or_default();
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.callers.remove(&caller);
            }
        }
        self.feeds.retain(|_, feed| !feed.followers.is_empty());
    }

    /// What to read; `None`, and nobody looks any more, where nobody follows.
    pub(super) fn wanted(&mut self) -> Option<Wanted> {
        self.is_looking = self.count() > 0;
        if !self.is_looking {
            self.snapshot = None;
            return None;
        }
        self.looks += 1;
        Some(Wanted {
            since: self.snapshot.clone(),
            behind: self.feeds.iter().filter(|(_, feed)| feed.is_behind).map(|(id, feed)| (*id, feed.last)).collect(),
        })
    }

    /// Of these feeds those that are followed, with how far each was handed on.
    pub(super) fn followed(&self, feeds: impl Iterator<Item = Uuid>) -> Vec<(Uuid, i64)> {
        feeds.filter_map(|feed| self.last(feed).map(|last| (feed, last))).collect()
    }

    /// All that are followed.
    pub(super) fn all(&self) -> Vec<(Uuid, i64)> {
        self.feeds.iter().map(|(id, feed)| (*id, feed.last)).collect()
    }

    /// Hands on what a feed has after the last number; `is_behind` where it has still more.
    pub(super) fn tell(&mut self, feed: Uuid, news: &[(i64, Frame)], is_behind: bool) {
        let Some(feed) = self.feeds.get_mut(&feed) else { return };
        feed.is_behind = is_behind;
        let mut left = Vec::new();
        // A feed that was closed and opened again meanwhile may be further than this look was.
        let known = feed.last;
        for (number, frame) in news.iter().filter(|(number, _)| *number > known) {
            feed.last = feed.last.max(*number);
            left.extend(hand_on(&mut feed.followers, frame));
        }
        self.forget(left);
    }

    pub(super) fn tell_all(&mut self, news: &[Frame]) {
        let left: Vec<_> = news.iter().flat_map(|frame| hand_on(&mut self.platform, frame)).collect();
        self.forget(left);
    }

    fn outlets(&self) -> impl Iterator<Item = &Outlet> {
        self.platform.values().chain(self.feeds.values().flat_map(|feed| feed.followers.values()))
    }

    /// The credentials of all who follow.
    pub(super) fn asked(&self) -> Asked {
        self.outlets().map(|outlet| &outlet.stay).collect()
    }

    /// Lets those go who may not follow any more.
    pub(super) fn keep(&mut self, standing: &Standing) {
        let mut ended = |outlet: &Outlet| !standing.allows(&outlet.stay);
        let mut left = let_go(&mut self.platform, Bye::SessionEnded, &mut ended);
        for feed in self.feeds.values_mut() {
            left.extend(let_go(&mut feed.followers, Bye::SessionEnded, &mut ended));
        }
        self.forget(left);
    }
}

/// Hands a frame to everybody; returns who was too slow for it.
fn hand_on(followers: &mut HashMap<u64, Outlet>, frame: &Frame) -> Vec<Outlet> {
    let_go(followers, Bye::Slow, &mut |outlet| outlet.frames.try_send(frame.clone()).is_err())
}

/// Takes those out of whom this is true. They hear why once they have taken what was sent before.
fn let_go(followers: &mut HashMap<u64, Outlet>, why: Bye, ends: &mut impl FnMut(&Outlet) -> bool) -> Vec<Outlet> {
    let left: Vec<_> = followers.extract_if(|_, outlet| ends(outlet)).map(|(_, outlet)| outlet).collect();
    for outlet in &left {
        let _ = outlet.bye.set(why);
    }
    left
}
