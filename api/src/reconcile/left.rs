//! Orders of which rooms were left behind on a cluster and are as they should be there: in memory, lost with the worker and found out anew by the next.
//!
//! Nothing of such an order changes by itself: its rooms open and close by its timetable, somebody changes it or finds a place for one of them, or something happens to
//! its objects or its cluster. Until then nobody looks at it, so that however many there are, they keep nobody waiting.

use std::collections::{HashMap, HashSet};

use homeroom_domain::ids::OrderId;
use jiff::Timestamp;

/// What of an order's rows tells that something became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Raised by whoever changes what should run.
    pub(super) touched: i64,
    /// How many of its rooms are left here.
    pub(super) rooms: i64,
}

/// An order that was looked at and is as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rest {
    pub(super) mark: Mark,
    /// The next boundary of its timetable; `None` where none comes.
    pub(super) until: Option<Timestamp>,
}

/// Whether an order is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Not,
    /// Its timetable has passed that.
    Bell(Timestamp),
    /// It is not the one that was looked at.
    Changed,
    /// It was not as it should be, or nobody has looked at it.
    Again,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Left(HashMap<OrderId, Rest>);

impl Left {
    /// What a round found; `None` where something is still to be done.
    pub(super) fn note(&mut self, order: OrderId, rest: Option<Rest>) {
        if let Some(rest) = rest {
            self.0.insert(order, rest);
        } else {
            self.0.remove(&order);
        }
    }

    /// Something happened to the cluster, and with it to all of them.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Forgets all but these.
    pub(super) fn keep(&mut self, orders: &HashSet<OrderId>) {
        self.0.retain(|order, _| orders.contains(order));
    }

    pub(super) fn look(&self, order: OrderId, mark: Mark, now: Timestamp) -> Look {
        match self.0.get(&order) {
            None => Look::Again,
            Some(rest) if rest.mark != mark => Look::Changed,
            Some(rest) => rest.until.filter(|until| *until <= now).map_or(Look::Not, Look::Bell),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const MARK: Mark = Mark { touched: 7, rooms: 5 };

    fn order(n: u128) -> OrderId {
        OrderId::new(Uuid::from_u128(n))
    }

    fn at(at: &str) -> Timestamp {
        at.parse().unwrap()
    }

    fn resting(orders: u128) -> Left {
        let mut left = Left::default();
        (0..orders).for_each(|n| left.note(order(n), Some(Rest { mark: MARK, until: Some(at("2026-09-07T00:50:00Z")) })));
        left
    }

    #[test]
    fn what_is_as_it_should_be_is_looked_at_by_its_bell() {
        let left = resting(1);
        assert_eq!(left.look(order(0), MARK, at("2026-09-07T00:49:59Z")), Look::Not);
        assert_eq!(left.look(order(0), MARK, at("2026-09-07T00:50:01Z")), Look::Bell(at("2026-09-07T00:50:00Z")));
        assert_eq!(left.look(order(1), MARK, at("2026-09-07T00:00:00Z")), Look::Again, "nobody has looked at it");
    }

    #[test]
    fn what_is_changed_or_has_found_a_place_is_looked_at_before_that() {
        let (mut left, now) = (resting(1), at("2026-09-07T00:00:00Z"));
        assert_eq!(left.look(order(0), Mark { touched: 8, ..MARK }, now), Look::Changed);
        assert_eq!(left.look(order(0), Mark { rooms: 4, ..MARK }, now), Look::Changed);
        left.note(order(0), None);
        assert_eq!(left.look(order(0), MARK, now), Look::Again, "something of it is still to be done");
        left.note(order(0), Some(Rest { mark: MARK, until: None }));
        assert_eq!(left.look(order(0), MARK, now), Look::Not);
        left.clear();
        assert_eq!(left.look(order(0), MARK, now), Look::Again, "its cluster is seen otherwise");
    }

    #[test]
    fn thousands_that_rest_are_no_work_and_what_is_gone_is_forgotten() {
        let (mut left, now) = (resting(3_000), at("2026-09-07T00:00:00Z"));
        assert!((0..3_000).all(|n| left.look(order(n), MARK, now) == Look::Not));
        left.keep(&[order(1)].into());
        assert_eq!((left.look(order(1), MARK, now), left.look(order(2), MARK, now)), (Look::Not, Look::Again));
    }
}
