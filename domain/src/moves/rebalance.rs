//! Towards a cluster that has more room: whether it evens things out that an order that has not begun is booked there instead.
//!
//! Admission fills one cluster before the next, because what is packed tightly leaves whole nodes free. A cluster that is new therefore stays empty while another has
//! no room to spare; so an order goes where in its own slots less is sold, and never back by the same rule.

use jiff::{SignedDuration, Timestamp};

use super::Moving;
use crate::{
    calendar::{Amounts, Calendar, Reservation, Resource},
    order::Schedule,
    slots::{Slot, Steps},
};

/// What a cluster's fullness is made of: shares of nodes, with those that are packed.
pub const FILLS: [Resource; 2] = [Resource::NodeShare, Resource::PackedShare];
/// Objects of an order that come sooner than this may be made while it is decided.
const OBJECTS_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// Whether nothing of an order stands yet, and nothing is about to.
pub fn has_no_objects(schedule: &Schedule, now: Timestamp) -> bool {
    schedule.objects_from().is_some_and(|from| from.duration_since(now) > OBJECTS_AFTER)
}

/// Takes off a cluster's calendar what orders that have gone on elsewhere still hold of its nodes: it is about to be free.
pub fn leave_out(calendar: &mut Calendar, leaving: impl IntoIterator<Item = (Resource, Steps)>, now: Timestamp) {
    for (resource, steps) in leaving {
        calendar.add(&Amounts::from([(resource, steps.starting(Slot::holding(now)))]), -1);
    }
}

impl Moving {
    /// Whether the cluster that has it is fuller, in its fullest slot of those that it needs, than the other one would be with it. `held` is what it holds of the one,
    /// and `change` what it would add to the other.
    pub fn evens_out(&self, (source, held): (&Calendar, &Reservation), (target, change): (&Calendar, &Amounts)) -> bool {
        let of = |calendar: &Calendar, amounts: &Amounts, adds: bool| {
            let shares = FILLS.iter().filter_map(|fill| amounts.get(fill)).fold(Steps::default(), |sum, steps| sum.plus(steps));
            calendar.fullest(Resource::NodeShare, &shares.starting(self.demand.since), adds)
        };
        of(source, &held.steps, false) > of(target, change, true)
    }

    /// What it would give back where it is booked now: what is past stays.
    pub fn given_back(&self, held: &Reservation) -> Amounts {
        held.steps.iter().map(|(resource, steps)| (*resource, steps.starting(self.demand.since))).collect()
    }
}
