//! Which order is looked at when, on one cluster: in memory, in real time, lost with the worker and read anew by the next.
//!
//! An order is in at most one round at a time; what happens to it meanwhile puts it in again. Failures wait longer each time. Orders whose lessons
//! begin at one bell are spread by a hash of their id, no wider than their number needs and never over more than half of the lead.
//!
//! Of those whose time has come, what people did goes first, then bells, then repairs, however many and however old these are; but some rounds are kept
//! for bells, because whoever changes a thousand orders at 08:55 must not keep the rooms of 09:00 shut, and some for repairs, because a room that fell in
//! its lesson is one.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
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

/// Each reason, the most urgent first, and how many rounds at once are for it where there is anything of it.
const KEPT: [(Why, usize); 3] = [(Why::People, 0), (Why::Bell, 3), (Why::Repair, 2)];

/// Why an order is to be looked at, the more urgent first. One for which there are several reasons has the most urgent of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// Somebody changed it.
    People,
    /// Its timetable: rooms are to open, or to close.
    Bell,
    /// Something happened to its objects, or to its cluster.
    Repair,
}

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
    waiting: HashMap<OrderId, (Why, Instant)>,
    /// The same by reason and time.
    by_time: BTreeMap<Why, BTreeSet<(Instant, OrderId)>>,
    running: HashMap<OrderId, Why>,
    /// Asked for while running.
    again: HashMap<OrderId, Why>,
    failures: HashMap<OrderId, u32>,
    /// Since when an order has been due, until it is looked at.
    due: HashMap<OrderId, Instant>,
}

impl Queue {
    /// Something happened to the order: look at `at`, or sooner if that was planned. A back-off ends, unless the order is being looked at: see `done`.
    pub(super) fn hurry(&mut self, order: OrderId, why: Why, at: Instant) {
        if self.running.contains_key(&order) {
            self.again.entry(order).and_modify(|before| *before = why.min(*before)).or_insert(why);
            return;
        }
        self.failures.remove(&order);
        let (why, at) = self.waiting.get(&order).map_or((why, at), |planned| (why.min(planned.0), at.min(planned.1)));
        self.wait(order, why, at);
    }

    /// Something happened to the cluster, and with it to all of its orders: those that cannot wait come first, as they are given, and the others are spread.
    pub(super) fn hurry_all(&mut self, placed: &[Placed], now: Instant) {
        for (place, &Placed { order, is_near }) in (0..).zip(placed) {
            if is_near {
                self.hurry(order, Why::Bell, now + Duration::from_micros(place));
            } else {
                self.hurry(order, Why::Repair, now + place_in_herd(order, placed.len(), 2 * ALL_WITHIN));
            }
        }
    }

    fn wait(&mut self, order: OrderId, why: Why, at: Instant) {
        if let Some((reason, before)) = self.waiting.insert(order, (why, at)) {
            self.by_time.entry(reason).or_default().remove(&(before, order));
        }
        self.by_time.entry(why).or_default().insert((at, order));
    }

    /// Notes since when an order that was just put in has been due.
    pub(super) fn due_since(&mut self, order: OrderId, since: Instant) {
        self.due.entry(order).or_insert(since);
    }

    /// The order is due: look at `at` unless something is planned already.
    pub(super) fn plan(&mut self, order: OrderId, why: Why, at: Instant) {
        if !self.knows(order) {
            self.wait(order, why, at);
        }
    }

    /// Whether the order waits or is being looked at.
    pub(super) fn knows(&self, order: OrderId) -> bool {
        self.running.contains_key(&order) || self.waiting.contains_key(&order)
    }

    /// Takes up to `room` orders whose time has come, the most urgent first and of these those that wait longest, each with since when it has been due.
    pub(super) fn take(&mut self, now: Instant, room: usize) -> Vec<(OrderId, Option<Instant>)> {
        let mut taken = Vec::new();
        while taken.len() < room {
            let Some((why, order)) = self.most_urgent(now, room - taken.len()) else { break };
            self.waiting.remove(&order);
            self.running.insert(order, why);
            taken.push((order, self.due.remove(&order)));
        }
        taken
    }

    /// Takes one out, of those whose time has come, where there is room for so many more. A reason that has fewer rounds than are for it always may go, so that
    /// no round is idle while anything is due.
    fn most_urgent(&mut self, now: Instant, room: usize) -> Option<(Why, OrderId)> {
        let claims = KEPT.map(|(why, kept)| (why, self.claim(why, kept, now)));
        let claimed: usize = claims.iter().map(|(_, claim)| claim).sum();
        let may_go = |(why, claim): &(Why, usize)| *claim > 0 || (room > claimed && self.due_of(*why, 1, now) > 0);
        let (why, _) = claims.into_iter().find(may_go)?;
        let (_, order) = self.by_time.get_mut(&why)?.pop_first()?;
        Some((why, order))
    }

    /// How many more rounds are for a reason of which so many are kept: not more than there is to do.
    fn claim(&self, why: Why, kept: usize, now: Instant) -> usize {
        let running = self.running.values().filter(|running| **running == why).take(kept).count();
        self.due_of(why, kept - running, now)
    }

    /// How many orders of a reason are due, counted up to so many.
    fn due_of(&self, why: Why, most: usize, now: Instant) -> usize {
        let waiting = self.by_time.get(&why).into_iter().flatten();
        waiting.take(most).take_while(|(at, _)| *at <= now).count()
    }

    /// A round ended.
    pub(super) fn done(&mut self, order: OrderId, next: Next, now: Instant) {
        let why = self.running.remove(&order).unwrap_or(Why::Repair);
        let asked_again = self.again.remove(&order);
        match next {
            Next::Retry => {
                // What a person did meanwhile is news; what happened to its objects may be the round's own doing, and ends no back-off.
                if asked_again == Some(Why::People) {
                    self.failures.remove(&order);
                }
                let failures = self.failures.entry(order).or_default();
                let pause = FIRST_RETRY.saturating_mul(1 << (*failures).min(10)).min(LAST_RETRY);
                *failures += 1;
                self.wait(order, asked_again.map_or(why, |asked| asked.min(why)), now + pause);
                return;
            }
            Next::After(pause) => self.wait(order, why, now + pause),
            Next::Rest => {}
        }
        self.failures.remove(&order);
        if let Some(why) = asked_again {
            self.hurry(order, why, now);
        }
    }

    /// How long the order that waits longest beyond its time has waited.
    pub(super) fn age(&self, now: Instant) -> Duration {
        self.next_at().map_or(Duration::ZERO, |at| now.saturating_duration_since(at))
    }

    /// When the next order's time comes.
    pub(super) fn next_at(&self) -> Option<Instant> {
        self.by_time.values().filter_map(|queue| queue.first()).map(|(at, _)| *at).min()
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

    fn numbers(taken: &[(OrderId, Option<Instant>)]) -> Vec<u128> {
        taken.iter().map(|(order, _)| order.uuid().as_u128()).collect()
    }

    #[test]
    fn an_order_runs_once_and_again_for_what_happened_meanwhile() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        queue.hurry(order(1), Why::People, now);
        assert_eq!(queue.take(now, 9).len(), 1);
        queue.hurry(order(1), Why::Repair, now);
        queue.hurry(order(1), Why::People, now);
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
            queue.plan(order(number), Why::Bell, at(seconds));
        }
        queue.due_since(order(2), now);
        queue.hurry(order(1), Why::Bell, at(0));
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
        queue.hurry(order(1), Why::Repair, now);
        for pause in [1, 2, 4, 8] {
            assert_eq!(queue.take(now, 1).len(), 1);
            queue.done(order(1), Next::Retry, now);
            // Being due is no news.
            queue.plan(order(1), Why::Bell, now);
            assert_eq!(queue.next_at(), Some(now + Duration::from_secs(pause)));
            now += Duration::from_secs(pause);
        }
        queue.hurry(order(1), Why::Repair, now);
        assert_eq!(queue.next_at(), Some(now));
    }

    #[test]
    fn what_a_person_did_while_a_round_failed_ends_its_back_off_and_goes_first() {
        let (mut queue, mut now) = (Queue::default(), Instant::now());
        queue.hurry(order(1), Why::Repair, now);
        for pause in [1, 2, 4] {
            assert_eq!(queue.take(now, 1).len(), 1);
            queue.hurry(order(1), Why::Repair, now);
            queue.done(order(1), Next::Retry, now);
            assert_eq!(queue.next_at(), Some(now + Duration::from_secs(pause)), "its objects changed by the round itself");
            now += Duration::from_secs(pause);
        }
        assert_eq!(queue.take(now, 1).len(), 1);
        queue.hurry(order(1), Why::People, now);
        queue.done(order(1), Next::Retry, now);
        assert_eq!(queue.next_at(), Some(now + FIRST_RETRY));
        queue.hurry(order(2), Why::Bell, now);
        assert_eq!(numbers(&queue.take(now + FIRST_RETRY, 2)), [1, 2]);
    }

    #[test]
    fn what_people_do_goes_before_bells_and_both_before_repairs_which_have_rounds_of_their_own() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        let later = now + Duration::from_secs(5);
        (1..=5_000).for_each(|number| queue.hurry(order(number), Why::Repair, now));
        queue.plan(order(9_001), Why::Bell, later);
        queue.hurry(order(9_002), Why::People, later);
        assert_eq!(numbers(&queue.take(later, 4)), [9_002, 9_001, 1, 2], "two are kept for repairs");
        (6_000..6_100).for_each(|number| queue.hurry(order(number), Why::Bell, later));
        let taken = numbers(&queue.take(later, 20));
        assert!(taken.iter().all(|number| *number >= 6_000), "repairs have theirs: {taken:?}");
        (1..=2).for_each(|number| queue.done(order(number), Next::Rest, later));
        assert_eq!(numbers(&queue.take(later, 3)), [6_020, 3, 4]);
    }

    #[test]
    fn neither_what_people_do_nor_repairs_starve_a_bell() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        let later = now + Duration::from_secs(5);
        (1..=1_000).for_each(|number| queue.hurry(order(number), Why::People, now));
        (2_001..=3_000).for_each(|number| queue.hurry(order(number), Why::Repair, now));
        (9_001..=9_005).for_each(|number| queue.plan(order(number), Why::Bell, later));
        let taken = numbers(&queue.take(later, 16));
        assert_eq!(taken[..11], (1..=11).collect::<Vec<_>>());
        assert_eq!(taken[11..], [9_001, 9_002, 9_003, 2_001, 2_002], "three are kept for bells, two for repairs");
        let mut next = |ended: u128| {
            queue.done(order(ended), Next::Rest, later);
            numbers(&queue.take(later, 1))
        };
        assert_eq!((next(1), next(9_001), next(2), next(9_002)), (vec![12], vec![9_004], vec![13], vec![9_005]));
        assert_eq!((next(2_001), next(9_003)), (vec![2_003], vec![14]), "where no bell is due its rounds are anybody's");
    }

    #[test]
    fn no_round_is_idle_while_anything_is_due() {
        let now = Instant::now();
        for (people, bells, repairs) in [(40, 0, 0), (0, 40, 0), (0, 0, 40), (40, 1, 0), (40, 0, 1), (1, 1, 40), (40, 40, 40), (2, 2, 1)] {
            for room in 1..=16 {
                let mut queue = Queue::default();
                for (first, many, why) in [(100, people, Why::People), (200, bells, Why::Bell), (300, repairs, Why::Repair)] {
                    (first..first + many).for_each(|number| queue.hurry(order(number), why, now));
                }
                let all = usize::try_from(people + bells + repairs).unwrap();
                assert_eq!(queue.take(now, room).len(), room.min(all), "{people} {bells} {repairs}");
            }
        }
    }

    #[test]
    fn an_order_has_the_most_urgent_of_its_reasons() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        let at = |seconds| now + Duration::from_secs(seconds);
        queue.hurry(order(1), Why::Repair, at(1));
        queue.hurry(order(1), Why::People, at(3));
        queue.hurry(order(2), Why::Bell, at(0));
        assert_eq!(numbers(&queue.take(at(1), 2)), [1, 2], "a person waits, and it was to be looked at by now");
        queue.hurry(order(1), Why::Repair, at(1));
        queue.hurry(order(1), Why::People, at(1));
        queue.done(order(1), Next::Rest, at(1));
        (3..=5).for_each(|number| queue.hurry(order(number), Why::Bell, at(0)));
        assert_eq!(numbers(&queue.take(at(1), 4)), [1, 3, 4, 5], "what happened meanwhile has its reason too");
    }

    #[test]
    fn a_whole_cluster_does_not_stand_before_a_bell() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        let at = |seconds| now + Duration::from_secs(seconds);
        let mut placed: Vec<_> = (1..=10_000).map(|number| Placed { order: order(number), is_near: number % 5_000 == 0 }).collect();
        placed.reverse();
        queue.hurry_all(&placed, now);
        let first: Vec<_> = queue.take(now + Duration::from_millis(10), 16).into_iter().map(|(order, _)| order).collect();
        assert_eq!(first[..2], [order(10_000), order(5_000)], "those that cannot wait, as they are given");
        queue.plan(order(20_000), Why::Bell, at(30));
        let half = queue.take(at(30), usize::MAX);
        assert!((4_000..6_000).contains(&half.len()), "evenly: {}", half.len());
        assert_eq!(half.first().unwrap().0, order(20_000), "a bell waits for no repair");
        queue.take(at(60), usize::MAX);
        assert_eq!(queue.next_at(), None, "all within a minute");
        queue.hurry_all(&placed[9_999..], now);
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
