//! Whose job is next. One tenant's ten thousand jobs must not delay another's one.
//!
//! The tenant with the fewest running goes first, at most `MOST_RUNNING` of one run at a time over all replicas, and among equals turns go round. A
//! tenant's jobs of different names take turns too. Pure: the rows are read and taken elsewhere.

use std::collections::BTreeMap;

use uuid::Uuid;

/// Jobs of one tenant that run at a time, over all replicas.
pub(super) const MOST_RUNNING: i64 = 4;

/// A tenant's jobs of one name, of which at least one is due. The platform is the nil UUID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lane {
    pub(super) tenant: Uuid,
    pub(super) name: String,
}

/// The lanes of which jobs are taken.
#[derive(Debug)]
pub(super) struct Turns {
    lanes: Vec<Lane>,
    running: BTreeMap<Uuid, i64>,
    /// Who had the last turn.
    last: Uuid,
}

impl Turns {
    pub(super) fn new(lanes: Vec<Lane>, running: BTreeMap<Uuid, i64>, last: Uuid) -> Self {
        Self { lanes, running, last }
    }

    /// Who had the last turn.
    pub(super) fn last(&self) -> Uuid {
        self.last
    }

    fn running(&self, tenant: Uuid) -> i64 {
        self.running.get(&tenant).copied().unwrap_or(0)
    }

    /// The lane whose turn it is. It is out of the list until it is given back by `taken`.
    pub(super) fn next(&mut self) -> Option<Lane> {
        let may = |(_, lane): &(usize, &Lane)| self.running(lane.tenant) < MOST_RUNNING;
        let turn = |(_, lane): &(usize, &Lane)| (self.running(lane.tenant), lane.tenant <= self.last, lane.tenant);
        let (at, _) = self.lanes.iter().enumerate().filter(may).min_by_key(turn)?;
        Some(self.lanes.remove(at))
    }

    /// A job of the lane was taken, and it may have more.
    pub(super) fn taken(&mut self, lane: Lane) {
        *self.running.entry(lane.tenant).or_default() += 1;
        self.last = lane.tenant;
        self.lanes.push(lane);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(tenants: &[(u128, &str)]) -> Vec<Lane> {
        tenants.iter().map(|(tenant, name)| Lane { tenant: Uuid::from_u128(*tenant), name: (*name).to_owned() }).collect()
    }

    /// The next turns when every lane has jobs without end.
    fn turns(mut turns: Turns, count: usize) -> Vec<(u128, String)> {
        let mut had = Vec::new();
        for _ in 0..count {
            let Some(lane) = turns.next() else { break };
            had.push((lane.tenant.as_u128(), lane.name.clone()));
            turns.taken(lane);
        }
        had
    }

    #[test]
    fn who_has_fewer_running_goes_first_and_nobody_has_more_than_the_most() {
        let running = BTreeMap::from([(Uuid::from_u128(1), 3), (Uuid::from_u128(2), 1)]);
        let had = turns(Turns::new(lanes(&[(1, "a"), (2, "a")]), running, Uuid::nil()), 9);
        let tenants: Vec<u128> = had.into_iter().map(|(tenant, _)| tenant).collect();
        assert_eq!(tenants, [2, 2, 1, 2], "then both have {MOST_RUNNING}");
    }

    #[test]
    fn with_one_slot_turns_go_round() {
        let mut last = Uuid::nil();
        let mut had = Vec::new();
        for _ in 0..5 {
            let mut turns = Turns::new(lanes(&[(1, "a"), (2, "a"), (3, "a")]), BTreeMap::new(), last);
            let lane = turns.next().unwrap();
            had.push(lane.tenant.as_u128());
            turns.taken(lane);
            last = turns.last();
        }
        assert_eq!(had, [1, 2, 3, 1, 2]);
    }

    #[test]
    fn a_tenants_jobs_of_different_names_take_turns() {
        let had = turns(Turns::new(lanes(&[(1, "a"), (1, "b")]), BTreeMap::new(), Uuid::nil()), 4);
        let names: Vec<&str> = had.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["a", "b", "a", "b"]);
    }

    #[test]
    fn a_lane_that_turns_out_to_be_empty_is_left_out() {
        let mut turns = Turns::new(lanes(&[(1, "a"), (2, "a")]), BTreeMap::new(), Uuid::nil());
        assert_eq!(turns.next().unwrap().tenant.as_u128(), 1);
        assert_eq!(turns.next().unwrap().tenant.as_u128(), 2);
        assert_eq!(turns.next(), None);
    }
}
