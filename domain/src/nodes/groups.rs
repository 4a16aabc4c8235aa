//! How many nodes each node group of a cluster has to have, and which of its nodes go when it has too many.
//!
//! A group is any object with a number of replicas whose nodes are known by a label. It grows at once, by as much as its boot time ahead takes. It shrinks
//! late and carefully: only when fewer were enough for a while, and only by nodes that were closed to rooms first, hold nothing, and are named to whatever
//! removes machines. Where the nodes that are seen do not match the number that is asked for, nothing is taken back: nobody could say which would go.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// So long fewer nodes have to be enough before one is given back: what was just cancelled may come back. What was needed a while ago is among what is wanted.
pub const HOLD_DOWN: SignedDuration = SignedDuration::from_mins(5);

/// What an operator said of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupBounds {
    pub min: i64,
    pub max: i64,
    /// From being asked for until a node takes rooms.
    pub boot_minutes: i64,
    /// Whether what removes its nodes keeps to those that are marked. Without it a group only grows.
    pub gives_back: bool,
}

/// A node of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupNode {
    pub name: String,
    /// Rooms, and other people's pods but for those of DaemonSets.
    pub holds: usize,
    pub leaving: Leaving,
}

/// Whether it was closed to rooms in order to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    No,
    /// Something may still be on its way to it.
    Closing,
    Closed,
}

/// A group as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupNow {
    /// How many nodes are asked of it.
    pub asked: i64,
    pub nodes: Vec<GroupNode>,
    /// Since when fewer nodes would be enough.
    pub excess_since: Option<Timestamp>,
}

/// What is to be done about a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupStep {
    /// The number to ask for; `None`: as it is.
    pub ask: Option<i64>,
    /// Nodes to be closed to rooms, and marked.
    pub close: Vec<String>,
    /// Closed ones that are needed after all.
    pub open: Vec<String>,
    pub excess_since: Option<Timestamp>,
}

/// What stands in a group's way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params")]
pub enum GroupTrouble {
    /// Its object is gone.
    GroupNotFound {},
    /// We may not scale it.
    GroupNotAllowed {},
    /// The cluster refuses the number.
    GroupRefuses {},
    /// No answer, or that it is overloaded.
    GroupSilent {},
    /// Nodes that were asked for have not come in twice their boot time.
    NodesNotComing { missing: i64 },
}

/// What was seen of a group last, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSeen {
    /// How many nodes it ought to have.
    pub wanted: i64,
    /// How many are asked of it.
    pub asked: i64,
    /// How many of them take rooms.
    pub ready: i64,
    /// How many are closed, on their way out.
    pub leaving: i64,
    /// When more were asked for last; `None`: they are all there.
    #[serde(default)]
    pub asked_since: Option<Timestamp>,
    #[serde(default)]
    pub trouble: Option<GroupTrouble>,
}

impl GroupBounds {
    /// Nodes beyond those that take rooms now that the group may be counted on for.
    pub fn may_give(&self, seen: Option<&GroupSeen>) -> i64 {
        match seen {
            Some(GroupSeen { trouble: Some(_), .. }) => 0,
            Some(seen) => (self.max - seen.ready).max(0),
            None => 0,
        }
    }

    fn reach(&self, seen: Option<&GroupSeen>) -> i64 {
        match seen {
            Some(GroupSeen { trouble: Some(_), ready, .. }) => *ready,
            _ => self.max,
        }
    }
}

/// How many nodes each group ought to have. `needs` says of each how many nodes the cluster needs at the most until its boot time is over; `fixed` are in no
/// group. Those that boot faster are left what they can still give in time; what a group in trouble does not give falls to the slower ones.
pub fn wanted(groups: &[(GroupBounds, Option<GroupSeen>)], needs: &[i64], fixed: i64) -> Vec<i64> {
    let of = |place: usize| {
        let (bounds, _) = &groups[place];
        let faster = groups.iter().enumerate().filter(|(other, (theirs, _))| (theirs.boot_minutes, *other) < (bounds.boot_minutes, place));
        let given: i64 = faster.map(|(_, (theirs, seen))| theirs.reach(seen.as_ref())).sum();
        let need = needs.get(place).copied().unwrap_or_default();
        need.saturating_sub(fixed).saturating_sub(given).max(bounds.min).min(bounds.max)
    };
    (0..groups.len()).map(of).collect()
}

/// What is to be done so that a group has as many nodes as it ought to.
pub fn step(bounds: &GroupBounds, group: &GroupNow, wanted: i64, now: Timestamp) -> GroupStep {
    let there = i64::try_from(group.nodes.len()).unwrap_or(i64::MAX);
    let held = i64::try_from(group.nodes.iter().filter(|node| node.holds > 0).count()).unwrap_or(i64::MAX);
    let wanted = wanted.clamp(bounds.min, bounds.max).max(held.min(group.asked));
    // Some were given back and are about to go: which, only the cluster knows.
    let going = (there - group.asked).max(0);
    let leaving: Vec<&GroupNode> = group.nodes.iter().filter(|node| node.leaving != Leaving::No).collect();
    let names = |nodes: Vec<&GroupNode>, many: i64| -> Vec<String> {
        nodes.into_iter().take(usize::try_from(many).unwrap_or_default()).map(|node| node.name.clone()).collect()
    };
    if wanted > group.asked {
        let open = if going == 0 { names(leaving, i64::MAX) } else { Vec::new() };
        return GroupStep { ask: Some(wanted), open, ..GroupStep::default() };
    }
    let excess = group.asked - wanted;
    if going > 0 {
        return GroupStep { excess_since: group.excess_since.filter(|_| excess > 0), ..GroupStep::default() };
    }
    let closed = i64::try_from(leaving.len()).unwrap_or(i64::MAX);
    if closed > excess {
        // Those that hold something first: they would keep the others waiting.
        let mut back = leaving;
        back.sort_by_key(|node| std::cmp::Reverse(node.holds));
        return GroupStep {
            open: names(back, closed - excess),
            excess_since: group.excess_since.filter(|_| excess > 0),
            ..GroupStep::default()
        };
    }
    if excess == 0 || !bounds.gives_back {
        return GroupStep::default();
    }
    let since = group.excess_since.unwrap_or(now);
    // A clock that was set back begins anew.
    let since = if since > now { now } else { since };
    let rests = GroupStep { excess_since: Some(since), ..GroupStep::default() };
    if now.duration_since(since) < HOLD_DOWN || there != group.asked {
        return rests;
    }
    let gone = i64::try_from(leaving.iter().filter(|node| node.leaving == Leaving::Closed && node.holds == 0).count()).unwrap_or_default();
    let may_close = group.nodes.iter().filter(|node| node.leaving == Leaving::No && node.holds == 0).collect();
    GroupStep { ask: (gone > 0 && gone == closed).then_some(group.asked - gone), close: names(may_close, excess - closed), ..rests }
}

/// What is told of a group after a look: since when nodes are waited for, and whether for too long.
pub fn seen(
    bounds: &GroupBounds,
    (asked, wanted): (i64, i64),
    (ready, leaving): (i64, i64),
    before: Option<&GroupSeen>,
    now: Timestamp,
) -> GroupSeen {
    let waits = asked > ready + leaving;
    // Whoever asks for more of a group that does not give what it was asked for is not promised it anew.
    let goes_on = |before: &&GroupSeen| asked <= before.asked || matches!(before.trouble, Some(GroupTrouble::NodesNotComing { .. }));
    let since = before.filter(goes_on).and_then(|before| before.asked_since).filter(|since| *since <= now);
    let asked_since = waits.then(|| since.unwrap_or(now));
    let patience = SignedDuration::from_mins(2 * bounds.boot_minutes);
    let is_late = asked_since.is_some_and(|since| now.duration_since(since) >= patience);
    let trouble = is_late.then_some(GroupTrouble::NodesNotComing { missing: asked - ready - leaving });
    GroupSeen { wanted, asked, ready, leaving, asked_since, trouble }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BOUNDS: GroupBounds = GroupBounds { min: 0, max: 10, boot_minutes: 10, gives_back: true };

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(minutes * 60).unwrap()
    }

    fn node(number: usize, holds: usize, leaving: Leaving) -> GroupNode {
        GroupNode { name: format!("n{number}"), holds, leaving }
    }

    fn group(asked: i64, holds: &[usize]) -> GroupNow {
        let nodes = holds.iter().enumerate().map(|(number, holds)| node(number, *holds, Leaving::No)).collect();
        GroupNow { asked, nodes, excess_since: None }
    }

    fn ready(ready: i64, trouble: Option<GroupTrouble>) -> Option<GroupSeen> {
        Some(GroupSeen { wanted: 0, asked: ready, ready, leaving: 0, asked_since: None, trouble })
    }

    #[test]
    fn a_group_grows_at_once_and_never_above_its_most() {
        assert_eq!(step(&BOUNDS, &group(2, &[1, 1]), 5, at(0)).ask, Some(5));
        assert_eq!(step(&BOUNDS, &group(2, &[1, 1]), 50, at(0)).ask, Some(10));
        assert_eq!(step(&BOUNDS, &group(10, &[1; 10]), 50, at(0)), GroupStep::default());
    }

    #[test]
    fn nodes_are_closed_after_a_while_then_given_back_when_they_are_empty() {
        let mut now = group(3, &[1, 0, 0]);
        let found = step(&BOUNDS, &now, 1, at(0));
        assert_eq!(found, GroupStep { excess_since: Some(at(0)), ..GroupStep::default() });
        now.excess_since = found.excess_since;
        let found = step(&BOUNDS, &now, 1, at(20));
        assert_eq!((found.ask, found.close), (None, vec!["n1".to_owned(), "n2".to_owned()]));
        now.nodes[1].leaving = Leaving::Closed;
        now.nodes[2].leaving = Leaving::Closing;
        assert_eq!(step(&BOUNDS, &now, 1, at(21)).ask, None, "something may be on its way to it");
        now.nodes[2].leaving = Leaving::Closed;
        assert_eq!(step(&BOUNDS, &now, 1, at(21)).ask, Some(1));
        now.asked = 1;
        assert_eq!(step(&BOUNDS, &now, 1, at(22)), GroupStep::default(), "they are on their way out");
    }

    #[test]
    fn closed_nodes_are_opened_before_new_ones_are_asked_for() {
        let mut now = group(3, &[1, 0, 0]);
        now.nodes[1].leaving = Leaving::Closed;
        now.nodes[2].leaving = Leaving::Closed;
        let found = step(&BOUNDS, &now, 2, at(30));
        assert_eq!((found.ask, found.open), (None, vec!["n1".to_owned()]));
        let found = step(&BOUNDS, &now, 4, at(30));
        assert_eq!((found.ask, found.open.len()), (Some(4), 2));
    }

    #[test]
    fn a_group_whose_nodes_are_not_those_that_were_asked_for_gives_nothing_back() {
        let held = |now: GroupNow| GroupNow { excess_since: Some(at(0)), ..now };
        assert_eq!(step(&BOUNDS, &held(group(4, &[0, 0])), 1, at(60)).close, Vec::<String>::new(), "two still boot");
        let grows_only = GroupBounds { gives_back: false, ..BOUNDS };
        assert_eq!(step(&grows_only, &held(group(3, &[0; 3])), 1, at(60)), GroupStep::default());
    }

    #[test]
    fn faster_groups_are_left_what_they_give_in_time_unless_they_are_in_trouble() {
        let fast = GroupBounds { max: 4, boot_minutes: 5, ..BOUNDS };
        let slow = GroupBounds { max: 8, boot_minutes: 60, ..BOUNDS };
        assert_eq!(wanted(&[(slow, ready(0, None)), (fast, ready(0, None))], &[9, 3], 2), [3, 1]);
        assert_eq!(wanted(&[(slow, ready(0, None)), (fast, ready(1, Some(GroupTrouble::GroupRefuses {})))], &[9, 3], 2), [6, 1]);
        assert_eq!(wanted(&[(GroupBounds { min: 2, ..slow }, None)], &[0], 2), [2]);
    }

    #[test]
    fn nodes_that_do_not_come_in_twice_their_time_are_told_and_no_longer_counted_on() {
        let first = seen(&BOUNDS, (4, 4), (1, 0), None, at(0));
        assert_eq!((first.asked_since, &first.trouble), (Some(at(0)), &None));
        let half = seen(&BOUNDS, (4, 4), (2, 0), Some(&first), at(19));
        assert_eq!((half.asked_since, BOUNDS.may_give(Some(&half))), (Some(at(0)), 8));
        let late = seen(&BOUNDS, (4, 4), (2, 0), Some(&half), at(20));
        assert_eq!((&late.trouble, BOUNDS.may_give(Some(&late))), (&Some(GroupTrouble::NodesNotComing { missing: 2 }), 0));
        let there = seen(&BOUNDS, (4, 4), (4, 0), Some(&late), at(30));
        assert_eq!((there.asked_since, there.trouble), (None, None));
        let more = seen(&BOUNDS, (6, 6), (2, 0), Some(&half), at(19));
        assert_eq!(more.asked_since, Some(at(19)), "more were asked for");
    }

    proptest! {
        #[test]
        fn no_step_asks_for_more_than_the_most_or_for_fewer_than_hold_something(
            asked in 0_i64..12, nodes in prop::collection::vec((0_usize..3, 0_u8..3), 0..12), want in -5_i64..20, min in 0_i64..5, late in any::<bool>(),
        ) {
            let leaving = |kind| match kind { 0 => Leaving::No, 1 => Leaving::Closing, _ => Leaving::Closed };
            let nodes: Vec<_> = nodes.into_iter().enumerate().map(|(number, (holds, kind))| node(number, holds, leaving(kind))).collect();
            let held = i64::try_from(nodes.iter().filter(|node| node.holds > 0).count()).unwrap();
            let now = GroupNow { asked, excess_since: late.then(|| at(0)), nodes };
            let found = step(&GroupBounds { min, ..BOUNDS }, &now, want, at(60));
            if let Some(ask) = found.ask {
                prop_assert!(ask <= 10 && (ask > asked || ask >= held));
                // Whoever goes is closed, holds nothing, and all that are closed go together.
                if ask < asked {
                    let closed = now.nodes.iter().filter(|node| node.leaving != Leaving::No);
                    prop_assert_eq!(i64::try_from(closed.clone().count()).unwrap(), asked - ask);
                    prop_assert!(closed.into_iter().all(|node| node.leaving == Leaving::Closed && node.holds == 0) && ask >= min);
                }
            }
            let holds = |name: &String| now.nodes.iter().any(|node| node.name == *name && node.holds > 0);
            prop_assert!(!found.close.iter().any(holds), "nothing that holds rooms is closed");
        }

        #[test]
        fn a_need_that_goes_up_and_down_within_the_hold_down_writes_nothing(needs in prop::collection::vec(3_i64..=6, 1..30)) {
            let mut now = group(6, &[1, 1, 1, 0, 0, 0]);
            for (minute, need) in (0..).zip(needs) {
                // It comes back to all that there are before the hold-down is over.
                let need = if minute % 5 == 0 { 6 } else { need };
                let found = step(&BOUNDS, &now, need, at(minute));
                prop_assert_eq!((&found.ask, found.close.len(), found.open.len()), (&None, 0, 0));
                now.excess_since = found.excess_since;
            }
        }
    }
}
