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

    /// The same without nodes that somebody has to order: those that there are and that are planned, and what node groups give.
    #[must_use]
    pub fn unordered(&self, policy: NodePolicy) -> Self {
        let given = |level: &NodeLevel| policy.at_most(level.near.saturating_add(policy.group_nodes));
        let levels = self.levels.iter().map(|level| NodeLevel { far: given(level), ..*level }).collect();
        Self { lead_minutes: policy.lead_of_groups(), levels, ..self.clone() }
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
        self.lead_minutes.max(self.lead_of_groups())
    }

    fn lead_of_groups(self) -> Option<i64> {
        self.group_lead_minutes.filter(|_| self.group_nodes > 0)
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
mod tests;
