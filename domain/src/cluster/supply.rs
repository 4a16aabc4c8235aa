//! What a cluster may sell over time: its nodes now, more of them once those that come by themselves had time to, and changes that operators plan.
//!
//! The watch tells how many nodes there are, and a planned change is about the same nodes: from an hour before it is due it is noted how many there were, so
//! that a node which came or went for it is not counted twice. What was planned to come and is not there when it is due is not sold.
//!
//! What is kept says nodes by slot, and the time that they take to come; limits follow from it at the moment that is asked, so nothing has to be
//! written while time passes.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::capacity::{ClusterCapacity, PodsBorne};
use crate::{
    calendar::{LimitChanges, Resource},
    slots::Slot,
    what_if::{Nodes, of_a_node},
};

/// So long before a planned change nodes may come or go for it.
pub const AT_HAND: SignedDuration = SignedDuration::from_hours(1);

/// Nodes that come or go by a person's doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedChange {
    /// Above zero they come, below zero they go. Never zero.
    pub nodes: i64,
    pub from: Timestamp,
    /// When it is undone; `None`: never.
    pub until: Option<Timestamp>,
    /// Nodes that counted before it; `None` while it is not at hand.
    pub nodes_before: Option<i64>,
}

impl PlannedChange {
    pub fn is_over(&self, now: Timestamp) -> bool {
        match self.until {
            Some(until) => until <= now,
            None => self.nodes > 0 && self.from <= now,
        }
    }

    fn has_begun(&self, now: Timestamp) -> bool {
        self.from <= now
    }

    fn at_hand_from(&self) -> Timestamp {
        self.from.saturating_sub(AT_HAND).unwrap_or(Timestamp::MIN)
    }

    /// How many nodes there were before it, once it is at hand: of those that go for it the most that counted until it began, of those that come the
    /// fewest. `before` counted until now, `counted` do from now on.
    #[must_use]
    pub fn noted(self, (before, counted): (i64, i64), now: Timestamp) -> Self {
        if now < self.at_hand_from() || (self.nodes_before.is_some() && self.has_begun(now)) {
            return self;
        }
        let seen = [self.nodes_before.unwrap_or(before), counted];
        let nodes_before = if self.nodes < 0 { seen.into_iter().max() } else { seen.into_iter().min() };
        Self { nodes_before, ..self }
    }

    /// The moments at which what it comes to is another.
    fn moments(&self) -> impl Iterator<Item = Timestamp> {
        [Some(self.at_hand_from()), Some(self.from), self.until].into_iter().flatten()
    }
}

/// When limits have to be worked out again, whatever the nodes do.
pub fn due_after(changes: &[PlannedChange], now: Timestamp) -> Option<Timestamp> {
    changes.iter().flat_map(PlannedChange::moments).filter(|at| *at > now).min()
}

/// How a cluster's nodes may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodePolicy {
    pub node_limit: Option<i64>,
    pub headroom_percent: i64,
    /// How long nodes take to come by themselves, up to the node limit. `None`: none do.
    pub lead_minutes: Option<i64>,
    /// How many more than there are node groups give.
    pub group_nodes: i64,
    /// How long those take, the slowest of them.
    pub group_lead_minutes: Option<i64>,
}

/// Nodes that may be used from a slot on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeLevel {
    pub from: Slot,
    /// Before nodes had time to come by themselves.
    pub near: i64,
    /// After that.
    pub far: i64,
}

/// As it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supply {
    /// Nodes that may be used now: what the constant limits are of.
    pub usable: i64,
    pub headroom_percent: i64,
    #[serde(default)]
    pub lead_minutes: Option<i64>,
    /// By slot, the first from the beginning of time.
    pub levels: Vec<NodeLevel>,
    /// What a node adds to each limit.
    pub each: BTreeMap<String, i64>,
    /// See [`ClusterCapacity::owed`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub owed: BTreeMap<String, i64>,
    /// See [`ClusterCapacity::pods`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pods: Option<PodsBorne>,
}

impl Supply {
    /// What changes over time of a cluster's capacity. `None` where nothing does, or no node ever said what one is.
    pub fn of(capacity: &ClusterCapacity, policy: NodePolicy, changes: &[PlannedChange], now: Timestamp) -> Option<Self> {
        let shape = capacity.shape.or(capacity.last_shape)?;
        let counted = i64::try_from(capacity.counted.len()).unwrap_or(i64::MAX);
        let levels = levels(counted, policy, changes, now);
        let usable = policy.at_most(counted);
        let named =
            |amounts: &BTreeMap<Resource, i64>| amounts.iter().map(|(resource, amount)| (resource.as_str().to_owned(), *amount)).collect();
        let each = capacity.limits.keys().filter_map(|resource| Some((*resource, of_a_node(*resource, shape)?))).collect();
        let supply = Self {
            usable,
            headroom_percent: policy.headroom_percent,
            lead_minutes: policy.lead(),
            levels,
            each: named(&each),
            owed: named(&capacity.owed),
            pods: capacity.pods,
        };
        supply.levels.iter().any(|level| level.near != usable || level.far != usable).then_some(supply)
    }

    /// How many nodes may be used from which slot on, seen from a moment.
    pub fn nodes(&self, now: Timestamp) -> Vec<(Slot, i64)> {
        let far_from = self.lead_minutes.map(|minutes| {
            let lead = SignedDuration::from_mins(minutes);
            Slot::at_or_after(now.saturating_add(lead).unwrap_or(Timestamp::MAX))
        });
        let mut nodes: Vec<(Slot, i64)> = Vec::new();
        let mut push = |from: Slot, usable: i64| match nodes.last() {
            Some((_, before)) if *before == usable => {}
            _ => nodes.push((from, usable)),
        };
        for (place, level) in self.levels.iter().enumerate() {
            let end = self.levels.get(place + 1).map(|next| next.from);
            let Some(far_from) = far_from.filter(|far_from| end.is_none_or(|end| *far_from < end)) else {
                push(level.from, level.near);
                continue;
            };
            if level.from < far_from {
                push(level.from, level.near);
            }
            push(level.from.max(far_from), level.far);
        }
        nodes
    }

    /// What the limits are from which slot on, seen from a moment. `limits` are those of the nodes that may be used now.
    pub fn changes(&self, limits: &BTreeMap<Resource, i64>, now: Timestamp) -> LimitChanges {
        let sold = |usable: i64| Nodes { usable, headroom_percent: self.headroom_percent }.sold();
        let (nodes, base) = (self.nodes(now), sold(self.usable));
        let mut changes = LimitChanges::default();
        for (resource, limit) in limits {
            let of = |amounts: &BTreeMap<String, i64>| amounts.get(resource.as_str()).copied().unwrap_or_default();
            let (each, owed) = (of(&self.each), of(&self.owed));
            let borne = self.pods.filter(|_| *resource == Resource::Pods);
            let (most, cut) = borne.map_or((i64::MAX, 0), |pods| (pods.most, pods.cut));
            let left = limit.saturating_add(cut).saturating_sub(owed);
            let mut steady = true;
            for (from, usable) in &nodes {
                let level = left.saturating_add(each.saturating_mul(sold(*usable) - base)).clamp(0, most);
                // Before the first change the constant limit holds.
                steady &= level == *limit;
                if !steady {
                    changes.push(*resource, *from, level);
                }
            }
        }
        changes
    }
}

impl NodePolicy {
    fn at_most(self, nodes: i64) -> i64 {
        nodes.max(0).min(self.node_limit.unwrap_or(i64::MAX))
    }

    /// Nodes that may be used when some had time to come by themselves; those that go for a planned change are not replaced.
    fn far(self, near: i64, out: i64) -> i64 {
        let by_themselves = match (self.lead_minutes, self.node_limit) {
            (Some(_), Some(limit)) => near.max((limit - out).max(0)),
            _ => near,
        };
        by_themselves.max(self.at_most(near.saturating_add(self.group_nodes)))
    }

    /// After which all that come are there.
    fn lead(self) -> Option<i64> {
        self.lead_minutes.max(self.group_lead_minutes.filter(|_| self.group_nodes > 0))
    }
}

/// The fewest nodes that there are in any slot between two moments, whatever may be sold of them.
pub fn fewest(counted: i64, changes: &[PlannedChange], now: Timestamp, (from, until): (Timestamp, Option<Timestamp>)) -> i64 {
    let plain = NodePolicy { node_limit: None, headroom_percent: 0, lead_minutes: None, group_nodes: 0, group_lead_minutes: None };
    let (first, end) = (Slot::holding(from), until.map(Slot::at_or_after));
    let levels = levels(counted, plain, changes, now);
    let begun = levels.partition_point(|level| level.from <= first).saturating_sub(1);
    let within = levels[begun..].iter().take_while(|level| level.from <= first || end.is_none_or(|end| level.from < end));
    within.map(|level| level.near).min().unwrap_or(counted)
}

/// What a change adds to the nodes that count now, in some slots.
#[derive(Debug, Clone, Copy)]
struct Effect {
    from: Slot,
    /// `None`: for good.
    to: Option<Slot>,
    counted: i64,
    /// Nodes that are away for a planned change.
    out: i64,
}

impl Effect {
    fn holds(&self, slot: Slot) -> bool {
        self.from <= slot && self.to.is_none_or(|to| slot < to)
    }
}

fn levels(counted: i64, policy: NodePolicy, changes: &[PlannedChange], now: Timestamp) -> Vec<NodeLevel> {
    let effects = effects(counted, changes, now);
    let mut edges: Vec<Slot> = effects.iter().flat_map(|effect| [Some(effect.from), effect.to]).flatten().chain([Slot(0)]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut levels: Vec<NodeLevel> = Vec::new();
    for from in edges {
        let (mut there, mut out) = (counted, 0_i64);
        for effect in effects.iter().filter(|effect| effect.holds(from)) {
            there = there.saturating_add(effect.counted);
            out = out.saturating_add(effect.out);
        }
        let near = policy.at_most(there);
        let far = policy.far(near, out);
        if levels.last().is_none_or(|last| (last.near, last.far) != (near, far)) {
            levels.push(NodeLevel { from, near, far });
        }
    }
    levels
}

fn effects(counted: i64, changes: &[PlannedChange], now: Timestamp) -> Vec<Effect> {
    let mut ahead: Vec<&PlannedChange> = changes.iter().filter(|change| !change.is_over(now)).collect();
    ahead.sort_by_key(|change| (change.from, change.until));
    let before = |come: bool| ahead.iter().filter(move |change| (change.nodes > 0) == come).filter_map(|change| change.nodes_before);
    // Nodes that are gone already, or there already: of whichever change is first.
    let mut gone = before(false).max().map_or(0, |most| (most - counted).max(0));
    let mut came = before(true).min().map_or(0, |fewest| (counted - fewest).max(0));
    let mut effects = Vec::new();
    for change in ahead {
        let seen = if change.nodes < 0 { &mut gone } else { &mut came };
        let done = if change.nodes_before.is_some() { change.nodes.abs().min(*seen) } else { 0 };
        *seen -= done;
        let found = if change.nodes < 0 { goes(change, done) } else { comes(change, done, now) };
        effects.extend(found.into_iter().flatten());
    }
    effects
}

/// In the whole of every slot that it touches.
fn goes(change: &PlannedChange, gone: i64) -> [Option<Effect>; 2] {
    let (from, to) = (Slot(Slot::holding(change.from).0.max(0)), change.until.map(Slot::at_or_after));
    let back = to.map(|to| Effect { from: to, to: None, counted: gone, out: 0 });
    [Some(Effect { from, to, counted: change.nodes + gone, out: -change.nodes }), back]
}

/// In no slot that it does not fill. Once it is due the nodes that there are count, and those that are to leave again do so in full.
fn comes(change: &PlannedChange, came: i64, now: Timestamp) -> [Option<Effect>; 2] {
    let (from, to) = (Slot(Slot::at_or_after(change.from).0.max(0)), change.until.map(Slot::holding));
    let has_begun = change.has_begun(now);
    let leaves = if has_begun { change.nodes } else { came };
    let left = to.map(|to| Effect { from: to.max(from), to: None, counted: -leaves, out: 0 });
    let is_filled = to.is_none_or(|to| from < to) && !has_begun;
    [is_filled.then_some(Effect { from, to, counted: change.nodes - came, out: 0 }), left]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        calendar::{Calendar, Reservation},
        cluster::capacity::{NodeOffer, limits},
        sizing::NodeShape,
        slots::{Step, Steps},
    };

    const SHAPE: NodeShape = NodeShape { cpu_milli: 8_000, memory_mib: 16_000, network_mbit: None, pods: 100, interfaces: None };
    const PLAIN: NodePolicy =
        NodePolicy { node_limit: None, headroom_percent: 0, lead_minutes: None, group_nodes: 0, group_lead_minutes: None };
    const NOON: i64 = 12 * 3600;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(NOON + minutes * 60).unwrap()
    }

    fn slot(minutes: i64) -> Slot {
        Slot::holding(at(minutes))
    }

    fn capacity(count: i64, policy: NodePolicy) -> ClusterCapacity {
        let node = |number: i64| NodeOffer {
            name: format!("n{number}"),
            schedulable: true,
            allocatable: SHAPE,
            used_by_others: NodeShape::default(),
        };
        let nodes: Vec<NodeOffer> = (0..count).map(node).collect();
        let narrow = |number: i64| u32::try_from(number).unwrap();
        limits(&nodes, policy.node_limit.map(narrow), narrow(policy.headroom_percent))
    }

    fn change(nodes: i64, from: i64, until: Option<i64>) -> PlannedChange {
        PlannedChange { nodes, from: at(from), until: until.map(at), nodes_before: None }
    }

    /// Nodes that may be used at some minutes after noon, seen from `now`.
    fn nodes(count: i64, policy: NodePolicy, changes: &[PlannedChange], (now, seen): (i64, &[i64])) -> Vec<i64> {
        let supply = Supply::of(&capacity(count, policy), policy, changes, at(now));
        let levels = supply.map_or_else(|| vec![(Slot(0), policy.at_most(count))], |supply| supply.nodes(at(now)));
        let level = |minutes: &i64| levels.iter().rev().find(|(from, _)| *from <= slot(*minutes)).map_or(0, |(_, nodes)| *nodes);
        seen.iter().map(level).collect()
    }

    #[test]
    fn nodes_come_by_themselves_after_their_lead_and_up_to_the_limit() {
        let policy = NodePolicy { node_limit: Some(20), lead_minutes: Some(30), ..PLAIN };
        assert_eq!(nodes(4, policy, &[], (0, &[0, 29, 30, 900])), [4, 4, 20, 20]);
        assert_eq!(nodes(4, policy, &[], (2, &[30, 31, 35])), [4, 4, 20], "a slot that they do not fill is not theirs");
        assert_eq!(nodes(25, policy, &[], (0, &[0, 900])), [20, 20]);
        assert_eq!(nodes(4, NodePolicy { lead_minutes: None, ..policy }, &[], (0, &[0, 900])), [4, 4]);
        assert_eq!(nodes(4, policy, &[change(-2, 60, Some(90))], (0, &[0, 30, 60, 90])), [4, 20, 18, 20], "who is away is not replaced");
    }

    #[test]
    fn node_groups_give_what_they_can_after_their_boot_time() {
        let policy = NodePolicy { group_nodes: 3, group_lead_minutes: Some(15), ..PLAIN };
        assert_eq!(nodes(4, policy, &[], (0, &[0, 14, 15, 900])), [4, 4, 7, 7]);
        assert_eq!(nodes(4, NodePolicy { node_limit: Some(5), ..policy }, &[], (0, &[0, 15])), [4, 5]);
        assert_eq!(nodes(4, policy, &[change(-2, 60, Some(90))], (0, &[15, 60, 90])), [7, 5, 7], "they give no more for who is away");
    }

    #[test]
    fn planned_nodes_count_from_their_moment_on_and_outages_in_every_slot_that_they_touch() {
        let changes = [change(3, 62, Some(118)), change(-2, 92, Some(98))];
        assert_eq!(nodes(4, PLAIN, &changes, (-60, &[60, 65, 90, 95, 100, 110, 115])), [4, 7, 5, 5, 7, 7, 4]);
        assert_eq!(nodes(4, NodePolicy { node_limit: Some(5), ..PLAIN }, &changes, (-60, &[60, 65, 90])), [4, 5, 5]);
        assert_eq!(nodes(1, PLAIN, &[change(-2, 60, None)], (-60, &[0, 60, 999])), [1, 0, 0]);
    }

    #[test]
    fn nodes_that_went_or_came_for_a_planned_change_are_not_counted_twice() {
        let outage = change(-2, 60, Some(120)).noted((10, 8), at(50));
        assert_eq!(outage.nodes_before, Some(10), "two went early");
        assert_eq!(nodes(8, PLAIN, &[outage], (50, &[55, 60, 120])), [8, 8, 10]);
        assert_eq!(nodes(8, PLAIN, &[outage.noted((8, 8), at(61))], (61, &[60, 115, 120])), [8, 8, 10]);
        assert_eq!(nodes(10, PLAIN, &[outage], (61, &[60, 115, 120])), [8, 8, 10], "two that have not gone are not sold all the same");
        let addition = change(2, 60, None).noted((10, 11), at(50));
        assert_eq!(nodes(11, PLAIN, &[addition], (50, &[55, 60])), [11, 12], "one came early");
        assert_eq!(nodes(11, PLAIN, &[addition], (60, &[60, 900])), [11, 11], "one did not come");
        let lent = change(2, 60, Some(120)).noted((10, 10), at(30));
        assert_eq!(nodes(12, PLAIN, &[lent], (70, &[70, 115, 120])), [12, 12, 10]);
        assert_eq!(change(-2, 90, None).noted((10, 8), at(10)).nodes_before, None, "what goes long before goes for another reason");
    }

    #[test]
    fn limits_follow_nodes_less_headroom_and_what_others_take() {
        let policy = NodePolicy { headroom_percent: 10, ..PLAIN };
        let mut seen = capacity(10, policy);
        seen.limits.insert(Resource::Pods, 850);
        let supply = Supply::of(&seen, policy, &[change(-2, 60, Some(120))], at(0)).unwrap();
        let changes = supply.changes(&seen.limits, at(0));
        // Nine of ten are sold, and seven of eight.
        assert_eq!(changes.of(Resource::Pods), [(slot(60), 650), (slot(120), 850)]);
        assert_eq!(changes.of(Resource::CpuMilli), [(slot(60), 7 * 8_000), (slot(120), 9 * 8_000)]);
        let read: Supply = serde_json::from_value(serde_json::to_value(&supply).unwrap()).unwrap();
        assert_eq!(read, supply);
        assert_eq!(Supply::of(&seen, policy, &[], at(0)), None, "what never changes is not kept");
        // A cluster whose nodes have all gone for the night has them again in the morning.
        let policy = NodePolicy { node_limit: Some(3), lead_minutes: Some(30), ..PLAIN };
        let none = limits(&[], Some(3), 0).remembering(Some(&capacity(2, policy)));
        let changes = Supply::of(&none, policy, &[], at(0)).unwrap().changes(&none.limits, at(0));
        assert_eq!(changes.of(Resource::Pods), [(slot(30), 300)]);
    }

    #[test]
    fn nodes_that_come_sell_no_more_pods_than_the_cluster_bears() {
        let policy = NodePolicy { node_limit: Some(9), lead_minutes: Some(30), ..PLAIN };
        for (nodes, borne, now, then) in [(2, 500, 200, 500), (2, 150, 150, 150), (2, 2_000, 200, 900)] {
            let seen = capacity(nodes, policy).bearing(borne, 0);
            let changes = Supply::of(&seen, policy, &[change(-1, 10, Some(20))], at(0)).unwrap().changes(&seen.limits, at(0));
            let calendar = Calendar::new(Uuid::nil(), seen.limits).changing(changes);
            let limits = [0, 10, 20, 30].map(|minutes| calendar.limit_at(Resource::Pods, slot(minutes)));
            assert_eq!(limits, [now, 100, now, then], "{borne}");
        }
    }

    #[test]
    fn limits_are_worked_out_again_when_something_planned_is_at_hand_begins_or_ends() {
        let changes = [change(-2, 120, Some(180)), change(1, 400, None)];
        assert_eq!([0, 60, 120, 180, 340].map(|now| due_after(&changes, at(now))), [60, 120, 180, 340, 400].map(|due| Some(at(due))));
        assert_eq!(due_after(&changes, at(400)), None);
    }

    proptest! {
        #[test]
        fn nothing_is_ever_sold_above_what_there_is_and_giving_back_always_works(
            count in 0_i64..12, limit in prop::option::of(1_i64..15), lead in prop::option::of(1_i64..300), headroom in 0_i64..40,
            planned in prop::collection::vec((prop::sample::select(vec![-3_i64, -2, -1, 1, 2, 3]), -30_i64..600, prop::option::of(1_i64..300)), 0..5),
            wishes in prop::collection::vec((0_i64..700, 1_i64..200, 1_i64..400), 0..20)
        ) {
            let policy = NodePolicy { node_limit: limit, headroom_percent: headroom, lead_minutes: lead.filter(|_| limit.is_some()), ..PLAIN };
            let changes: Vec<PlannedChange> = planned.iter().map(|(nodes, from, length)| change(*nodes, *from, length.map(|length| from + length))).collect();
            let seen = capacity(count, policy);
            let supply = Supply::of(&seen, policy, &changes, at(0));
            let mut calendar = Calendar::new(Uuid::nil(), seen.limits.clone());
            if let Some(supply) = &supply {
                calendar = calendar.changing(supply.changes(&seen.limits, at(0)));
            }
            let mut booked = Vec::new();
            for (from, minutes, pods) in wishes {
                let step = Step { from: slot(from), to: Slot::at_or_after(at(from + minutes)), amount: pods };
                let wish = Reservation::new(calendar.id, BTreeMap::from([(Resource::Pods, Steps::sum([step]))]));
                if calendar.book(&wish).is_ok() {
                    booked.push(wish);
                }
            }
            prop_assert!(calendar.over(Slot(0)).is_empty());
            for minutes in (0..900).step_by(5) {
                let (mut there, mut out) = (count, 0);
                for one in changes.iter().filter(|one| !one.is_over(at(0))) {
                    let holds = if one.nodes < 0 {
                        Slot::holding(one.from) <= slot(minutes) && one.until.is_none_or(|until| slot(minutes) < Slot::at_or_after(until))
                    } else {
                        one.from > at(0) && Slot::at_or_after(one.from) <= slot(minutes) && one.until.is_none_or(|until| slot(minutes) < Slot::holding(until))
                    };
                    // Nodes that are there for a change which has begun leave when it ends.
                    let leaves = one.nodes > 0 && one.from <= at(0) && one.until.is_some_and(|until| Slot::holding(until) <= slot(minutes));
                    there += if holds { one.nodes } else if leaves { -one.nodes } else { 0 };
                    out += if holds && one.nodes < 0 { -one.nodes } else { 0 };
                }
                let near = there.max(0).min(limit.unwrap_or(i64::MAX));
                let is_far = policy.lead_minutes.is_some_and(|lead| slot(minutes) >= Slot::at_or_after(at(lead)));
                let usable = limit.filter(|_| is_far).map_or(near, |limit| near.max((limit - out).max(0)));
                let sold = if count == 0 { 0 } else { Nodes { usable, headroom_percent: headroom }.sold() };
                prop_assert_eq!(calendar.limit_at(Resource::Pods, slot(minutes)), sold * 100, "{}", minutes);
                prop_assert!(calendar.used(Resource::Pods, slot(minutes)) <= sold * 100);
            }
            for wish in booked.iter().rev() {
                calendar.release(wish);
            }
            prop_assert_eq!(calendar.days().count(), 0);
        }
    }
}
