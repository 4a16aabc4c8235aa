//! Node groups of a cluster, scaled ahead of what is booked: how many nodes each ought to have, which are closed to rooms and given back, and what stands in the
//! way.
//!
//! What is decided is the domain's (`nodes::groups`); here is what was seen and what is written: one number a group, a cordon and a label on nodes that go, and
//! one row a group where something is news. At rest it reads bookings at the pace of the looks at the cluster and the number of a group every few minutes;
//! a cluster without groups costs one query at that pace.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};

use homeroom_domain::{
    cluster::lane::WorkLane,
    ids::NodeGroupId,
    nodes::groups::{GroupNode, GroupNow, GroupSeen, GroupTrouble, Leaving, seen, step, wanted},
};
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::lane::{Lane, follow};
use crate::{
    calendars, capacity,
    clusters::store::{self as clusters, NodeGroup},
    kube::{KubeError, LEAVING_LABEL, NodeStock, Scale},
    reconcile::{
        error::ReconcileError,
        held::{HeldCluster, Sight},
    },
};

/// A number that nobody is known to have changed is read again.
const SELDOM: Duration = Duration::from_secs(300);
/// A node that was just closed may still be given a pod that was on its way.
const SETTLE: Duration = Duration::from_secs(5);
/// Nodes that one look closes or opens; the next one goes on.
const NODES_AT_ONCE: usize = 50;

/// Nodes by name: whether rooms may be put there, and what it bears.
type Nodes = BTreeMap<String, (bool, NodeStock)>;

/// See the module.
struct NodeGroups {
    held: Arc<HeldCluster>,
    excess_since: HashMap<NodeGroupId, Timestamp>,
    closed_since: HashMap<String, Instant>,
    /// As it was read last.
    scales: HashMap<NodeGroupId, (Scale, Instant)>,
    /// After a write or a read that failed.
    not_before: HashMap<NodeGroupId, Instant>,
    troubles: HashMap<NodeGroupId, GroupTrouble>,
    /// Of the mirror's stock, at the last look.
    revision: Option<u64>,
    look_at: Instant,
    has_groups: bool,
}

/// Goes on until stopped.
pub(in crate::reconcile) async fn node_groups(held: Arc<HeldCluster>, stop: &CancellationToken) -> Result<(), ReconcileError> {
    follow(held.clone(), NodeGroups::new(held), stop).await
}

impl Lane for NodeGroups {
    const EVERY: Duration = Duration::from_secs(1);

    async fn step(&mut self) -> Result<(), ReconcileError> {
        let now = Instant::now();
        let moved = self.has_groups && self.revision != Some(self.held.mirror.stock_revision());
        let waits = self.held.sight() != Sight::Clear || self.held.is_paused(WorkLane::NodeGroups);
        if waits || (now < self.look_at && !moved) {
            return Ok(());
        }
        self.look_at = now + self.held.app.config.looks.every;
        Box::pin(self.round(now)).await
    }
}

impl NodeGroups {
    fn new(held: Arc<HeldCluster>) -> Self {
        Self {
            held,
            excess_since: HashMap::new(),
            closed_since: HashMap::new(),
            scales: HashMap::new(),
            not_before: HashMap::new(),
            troubles: HashMap::new(),
            revision: None,
            look_at: Instant::now(),
            has_groups: false,
        }
    }

    async fn round(&mut self, now: Instant) -> Result<(), ReconcileError> {
        let business = self.held.app.clock.now();
        self.revision = Some(self.held.mirror.stock_revision());
        let mut tx = self.held.read().await?;
        let groups = clusters::node_groups(tx.conn(), self.held.cluster()).await?;
        self.has_groups = !groups.is_empty();
        if groups.is_empty() {
            self.held.set_groups(Vec::new());
            return Ok(());
        }
        let Some(cluster) = clusters::get(tx.conn(), self.held.cluster()).await? else { return Ok(()) };
        let calendar = cluster.calendar_id;
        let boots: Vec<i64> = groups.iter().map(|group| group.bounds.boot_minutes).collect();
        let needs = capacity::needs(tx.conn(), cluster, &boots, business).await?;
        drop(tx);
        let (nodes, _) = self.held.mirror.stock();
        let in_none = nodes.values().filter(|(schedulable, stock)| *schedulable && !groups.iter().any(|group| bears(stock, group)));
        let fixed = i64::try_from(in_none.count()).unwrap_or(i64::MAX);
        let known: Vec<_> = groups.iter().map(|group| (group.bounds, group.seen.clone())).collect();
        let mut found = Vec::new();
        for (group, wanted) in groups.iter().zip(wanted(&known, &needs, fixed)) {
            found.push(self.group(group, wanted, &nodes, (now, business)).await?);
        }
        self.record(&groups, found, calendar).await
    }

    /// Does what is to be done about one group, and gives how it stands.
    async fn group(
        &mut self,
        group: &NodeGroup,
        wanted: i64,
        nodes: &Nodes,
        (now, business): (Instant, Timestamp),
    ) -> Result<Option<GroupSeen>, ReconcileError> {
        if self.not_before.get(&group.id).is_none_or(|at| *at <= now) {
            match self.scaled(group, wanted, nodes, (now, business)).await {
                Ok(()) => {
                    self.troubles.remove(&group.id);
                    self.not_before.remove(&group.id);
                }
                Err(ReconcileError::Kube(error)) => self.failed(group, &error, now),
                Err(error) => return Err(error),
            }
        }
        let Some((scale, _)) = self.scales.get(&group.id) else {
            // Never read: nothing is known but what stands in the way.
            let nothing = GroupSeen { wanted, asked: 0, ready: 0, leaving: 0, asked_since: None, trouble: None };
            let before = group.seen.clone().unwrap_or(nothing);
            return Ok(self.troubles.get(&group.id).map(|trouble| GroupSeen { wanted, trouble: Some(trouble.clone()), ..before }));
        };
        let of_group = || nodes.values().filter(|(_, stock)| bears(stock, group));
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let ready = count(of_group().filter(|(schedulable, _)| *schedulable).count());
        let leaving = count(of_group().filter(|(_, stock)| self.is_leaving(stock)).count());
        let found = seen(&group.bounds, (scale.replicas, wanted), (ready, leaving), group.seen.as_ref(), business);
        let trouble = self.troubles.get(&group.id).cloned().or(found.trouble);
        Ok(Some(GroupSeen { trouble, ..found }))
    }

    async fn scaled(
        &mut self,
        group: &NodeGroup,
        wanted: i64,
        nodes: &Nodes,
        (now, business): (Instant, Timestamp),
    ) -> Result<(), ReconcileError> {
        let mut scale = self.scale(group, now).await?;
        let mut decided = step(&group.bounds, &self.now(group, scale.replicas, nodes, now), wanted, business);
        if decided.ask.is_some() {
            // What is written is decided on the number that stands.
            self.scales.remove(&group.id);
            scale = self.scale(group, now).await?;
            decided = step(&group.bounds, &self.now(group, scale.replicas, nodes, now), wanted, business);
        }
        match decided.excess_since {
            Some(since) => drop(self.excess_since.insert(group.id, since)),
            None => drop(self.excess_since.remove(&group.id)),
        }
        self.close(group, &decided.open, false, nodes).await?;
        self.close(group, &decided.close, true, nodes).await?;
        if let Some(ask) = decided.ask {
            self.held.lease_holds()?;
            self.held.kube.set_scale(&group.object, &scale, ask).await?;
            tracing::info!(cluster = %self.held.cluster(), group = group.object.name, from = scale.replicas, to = ask, "a node group is scaled");
            self.scales.remove(&group.id);
            self.scale(group, now).await?;
        }
        Ok(())
    }

    async fn scale(&mut self, group: &NodeGroup, now: Instant) -> Result<Scale, ReconcileError> {
        if let Some((scale, read_at)) = self.scales.get(&group.id)
            && now.saturating_duration_since(*read_at) < SELDOM
        {
            return Ok(scale.clone());
        }
        let scale = self.held.kube.scale(&group.object).await?;
        self.scales.insert(group.id, (scale.clone(), now));
        Ok(scale)
    }

    fn now(&mut self, group: &NodeGroup, asked: i64, nodes: &Nodes, now: Instant) -> GroupNow {
        let held = self.held.mirror.held();
        let mut found = Vec::new();
        for (name, (_, stock)) in nodes.iter().filter(|(_, (_, stock))| bears(stock, group)) {
            let leaving = if self.is_leaving(stock) {
                let since = *self.closed_since.entry(name.clone()).or_insert(now);
                if now.saturating_duration_since(since) < SETTLE { Leaving::Closing } else { Leaving::Closed }
            } else {
                self.closed_since.remove(name);
                Leaving::No
            };
            found.push(GroupNode { name: name.clone(), holds: held.get(name).copied().unwrap_or_default(), leaving });
        }
        self.closed_since.retain(|name, _| nodes.contains_key(name));
        GroupNow { asked, nodes: found, excess_since: self.excess_since.get(&group.id).copied() }
    }

    fn is_leaving(&self, stock: &NodeStock) -> bool {
        stock.labels.get(LEAVING_LABEL) == Some(&self.held.app.config.installation)
    }

    /// Closes nodes and names them to whatever removes machines, or takes both back. What was not begun is begun at the next look.
    async fn close(&self, group: &NodeGroup, names: &[String], closed: bool, nodes: &Nodes) -> Result<(), ReconcileError> {
        for name in names.iter().take(NODES_AT_ONCE) {
            self.held.lease_holds()?;
            let machine = nodes.get(name).and_then(|(_, stock)| stock.machine.as_ref());
            let of_cluster_api = group.object.api_version.starts_with("cluster.x-k8s.io/");
            match machine.filter(|_| of_cluster_api) {
                Some(machine) => self.held.kube.mark_machine(&group.object.api_version, machine, closed).await?,
                // Whatever removes machines would take any of them.
                None if of_cluster_api && closed => continue,
                None => {}
            }
            self.held.kube.close_node(name, &self.held.app.config.installation, closed).await?;
        }
        Ok(())
    }

    fn failed(&mut self, group: &NodeGroup, error: &KubeError, now: Instant) {
        tracing::info!(cluster = %self.held.cluster(), group = group.object.name, %error, "a node group cannot be scaled for now");
        let trouble = match error {
            // Somebody else set it: it is read again.
            KubeError::Conflict => {
                self.scales.remove(&group.id);
                return;
            }
            KubeError::NotFound => GroupTrouble::GroupNotFound {},
            KubeError::Forbidden { .. } | KubeError::Unauthorized => GroupTrouble::GroupNotAllowed {},
            KubeError::Refused { .. } => GroupTrouble::GroupRefuses {},
            _ => GroupTrouble::GroupSilent {},
        };
        self.troubles.insert(group.id, trouble);
        self.not_before.insert(group.id, now + 3 * self.held.app.config.looks.every);
    }

    /// Writes what is news, and what the cluster sells by it.
    async fn record(&mut self, groups: &[NodeGroup], found: Vec<Option<GroupSeen>>, calendar: Uuid) -> Result<(), ReconcileError> {
        let named = groups.iter().zip(&found).filter_map(|(group, seen)| Some((group.object.name.clone(), seen.clone()?)));
        self.held.set_groups(named.collect());
        let news: Vec<_> = groups.iter().zip(&found).filter(|(group, seen)| seen.is_some() && group.seen != **seen).collect();
        if news.is_empty() {
            return Ok(());
        }
        let mut tx = self.held.lease.begin().await?;
        // In the order in which all others lock: lease, calendar, cluster.
        calendars::store::lock(tx.conn(), &[calendar]).await?;
        for (group, seen) in news {
            if let Some(seen) = seen {
                clusters::note_node_group(&mut tx, group.id, seen).await?;
            }
        }
        clusters::count_node_groups(&mut tx, self.held.cluster(), self.held.app.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whether a node is one of a group's.
fn bears(stock: &NodeStock, group: &NodeGroup) -> bool {
    group.node_label.split_once('=').is_some_and(|(key, value)| stock.labels.get(key).is_some_and(|found| found == value))
}
