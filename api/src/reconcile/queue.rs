//! Which order is looked at when, on one cluster: in memory, in real time, lost with the worker and read anew by the next.
//!
//! An order is in at most one round at a time; what happens to it meanwhile puts it in again. Failures wait longer each time. Orders whose lessons
//! begin at one bell are spread by a hash of their id, no wider than their number needs and never over more than half of the lead.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    time::{Duration, Instant},
};

use homeroom_domain::ids::OrderId;

use super::store::Placed;

/// A herd needs this much time an order; a cluster takes a few hundred writes a second.
const PACE: Duration = Duration::from_millis(50);
/// All orders of a cluster are looked at within this.
const ALL_WITHIN: Duration = Duration::from_secs(60);
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(60);

/// How a round ended, for the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Until something happens.
    Rest,
    /// Look again after a while, although nothing failed.
    After(Duration),
    /// It failed.
    Retry,
}

#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: HashMap<OrderId, Instant>,
    /// The same by time.
    by_time: BTreeSet<(Instant, OrderId)>,
    running: HashSet<OrderId>,
    /// Asked for while running.
    again: HashSet<OrderId>,
    failures: HashMap<OrderId, u32>,
    /// Since when an order has been due, until it is looked at.
    due: HashMap<OrderId, Instant>,
}

impl Queue {
    /// Something happened to the order: look at `at`, or sooner if that was planned. A back-off ends.
    pub(super) fn hurry(&mut self, order: OrderId, at: Instant) {
        self.failures.remove(&order);
        if self.running.contains(&order) {
            self.again.insert(order);
            return;
        }
        let at = self.waiting.get(&order).map_or(at, |planned| at.min(*planned));
        self.wait(order, at);
    }

    /// Something happened to the cluster, and with it to all of its orders: those that cannot wait come first, and the others are spread, so that a bell
    /// that is due meanwhile does not stand behind them.
    pub(super) fn hurry_all(&mut self, placed: &[Placed], now: Instant) {
        for &Placed { order, is_near } in placed {
            let pause = if is_near { Duration::ZERO } else { place_in_herd(order, placed.len(), 2 * ALL_WITHIN) };
            self.hurry(order, now + pause);
        }
    }

    fn wait(&mut self, order: OrderId, at: Instant) {
        if let Some(before) = self.waiting.insert(order, at) {
            self.by_time.remove(&(before, order));
        }
        self.by_time.insert((at, order));
    }

    /// Notes since when an order that was just put in has been due.
    pub(super) fn due_since(&mut self, order: OrderId, since: Instant) {
        self.due.entry(order).or_insert(since);
    }

    /// The order is due: look at `at` unless something is planned already.
    pub(super) fn plan(&mut self, order: OrderId, at: Instant) {
        if !self.knows(order) {
            self.wait(order, at);
        }
    }

    /// Whether the order waits or is being looked at.
    pub(super) fn knows(&self, order: OrderId) -> bool {
        self.running.contains(&order) || self.waiting.contains_key(&order)
    }

    /// Takes up to `room` orders whose time has come, those that wait longest first, each with since when it has been due.
    pub(super) fn take(&mut self, now: Instant, room: usize) -> Vec<(OrderId, Option<Instant>)> {
        let mut taken = Vec::new();
        while let Some((at, order)) = self.by_time.first().copied().filter(|(at, _)| *at <= now && taken.len() < room) {
            self.by_time.remove(&(at, order));
            self.waiting.remove(&order);
            self.running.insert(order);
            taken.push((order, self.due.remove(&order)));
        }
        taken
    }

    /// A round ended.
    pub(super) fn done(&mut self, order: OrderId, next: Next, now: Instant) {
        self.running.remove(&order);
        let asked_again = self.again.remove(&order);
        match next {
            Next::Retry => {
                let failures = self.failures.entry(order).or_default();
                let pause = FIRST_RETRY.saturating_mul(1 << (*failures).min(10)).min(LAST_RETRY);
                *failures += 1;
                self.wait(order, now + pause);
                return;
            }
            Next::After(pause) => self.wait(order, now + pause),
            Next::Rest => {}
        }
        self.failures.remove(&order);
        if asked_again {
            self.hurry(order, now);
        }
    }

    /// How long the order that waits longest beyond its time has waited.
    pub(super) fn age(&self, now: Instant) -> Duration {
        self.next_at().map_or(Duration::ZERO, |at| now.saturating_duration_since(at))
    }

    /// When the next order's time comes.
    pub(super) fn next_at(&self) -> Option<Instant> {
        self.by_time.first().map(|(at, _)| *at)
    }
}

/// An order's place in a herd of `herd` orders with the same bell.
pub(super) fn place_in_herd(order: OrderId, herd: usize, lead: Duration) -> Duration {
    let width = PACE.saturating_mul(u32::try_from(herd.saturating_sub(1)).unwrap_or(u32::MAX)).min(lead / 2);
    // The last bytes of a version 7 id are random, but a multiplication costs nothing and serves made-up ids too.
    let hash = order.uuid().as_u128().wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) >> 96;
    width.mul_f64(f64::from(u32::try_from(hash).unwrap_or_default()) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use homeroom_domain::ids::OrderId;
    use uuid::Uuid;

    use super::*;

    fn order(n: u128) -> OrderId {
        OrderId::new(Uuid::from_u128(n))
    }

    #[test]
    fn an_order_runs_once_and_again_for_what_happened_meanwhile() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        queue.hurry(order(1), now);
        assert_eq!(queue.take(now, 9).len(), 1);
        queue.hurry(order(1), now);
        queue.hurry(order(1), now);
        assert!(queue.take(now, 9).is_empty());
        queue.done(order(1), Next::Rest, now);
        assert_eq!(queue.take(now, 9).len(), 1);
        queue.done(order(1), Next::Rest, now);
        assert!(queue.take(now, 9).is_empty());
    }

    #[test]
    fn those_that_wait_longest_are_taken_first_and_say_since_when_they_have_been_due() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        let at = |seconds| now + Duration::from_secs(seconds);
        for (number, seconds) in [(1, 3), (2, 1), (3, 2), (4, 9)] {
            queue.plan(order(number), at(seconds));
        }
        queue.due_since(order(2), now);
        queue.hurry(order(1), at(0));
        assert_eq!((queue.next_at(), queue.age(at(5))), (Some(at(0)), Duration::from_secs(5)));
        assert_eq!(queue.take(at(5), 2), [(order(1), None), (order(2), Some(now))]);
        assert_eq!(queue.take(at(5), 2), [(order(3), None)], "the fourth has time");
        assert_eq!(queue.next_at(), Some(at(9)));
        queue.done(order(2), Next::After(Duration::ZERO), at(5));
        assert_eq!(queue.take(at(5), 2), [(order(2), None)], "it was looked at since");
    }

    #[test]
    fn failures_wait_longer_each_time_until_something_happens() {
        let (mut queue, mut now) = (Queue::default(), Instant::now());
        queue.hurry(order(1), now);
        for pause in [1, 2, 4, 8] {
            assert_eq!(queue.take(now, 1).len(), 1);
            queue.done(order(1), Next::Retry, now);
            // Being due is no news.
            queue.plan(order(1), now);
            assert_eq!(queue.next_at(), Some(now + Duration::from_secs(pause)));
            now += Duration::from_secs(pause);
        }
        queue.hurry(order(1), now);
        assert_eq!(queue.next_at(), Some(now));
    }

    #[test]
    fn a_whole_cluster_does_not_stand_before_a_bell() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        let at = |seconds| now + Duration::from_secs(seconds);
        let placed: Vec<_> = (1..=10_000).map(|number| Placed { order: order(number), is_near: number % 5_000 == 0 }).collect();
        queue.hurry_all(&placed, now);
        let first: Vec<_> = queue.take(now, 16).into_iter().map(|(order, _)| order).collect();
        assert_eq!(first, [order(5_000), order(10_000)], "those that cannot wait");
        queue.plan(order(20_000), at(30));
        let half = queue.take(at(30), usize::MAX);
        assert!((4_000..6_000).contains(&half.len()), "evenly: {}", half.len());
        assert_eq!(half.last().unwrap().0, order(20_000), "a bell waits for what came before it alone");
        queue.take(at(60), usize::MAX);
        assert_eq!(queue.next_at(), None, "all within a minute");
        queue.hurry_all(&placed[..1], now);
        assert_eq!(queue.next_at(), None, "it is being looked at");
        queue.done(order(1), Next::Rest, at(60));
        assert_eq!(queue.next_at(), Some(at(60)));
    }

    #[test]
    fn a_herd_is_spread_evenly_and_a_single_order_not_at_all() {
        let lead = Duration::from_secs(600);
        assert_eq!(place_in_herd(order(7), 1, lead), Duration::ZERO);
        let places: Vec<_> = (0..1000).map(|n| place_in_herd(order(n), 10_000, lead)).collect();
        assert!(places.iter().all(|place| *place <= lead / 2));
        let early = places.iter().filter(|place| **place < lead / 4).count();
        assert!((400..600).contains(&early), "{early}");
    }
}
