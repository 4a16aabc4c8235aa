//! Which nodes lack an image, which of them pull it now, and which ones rooms keep away from until it is there.
//!
//! A node counts as holding an image when its kubelet says so, or when a pull ended there and nothing has said otherwise since. Rooms keep away from a node
//! that lacks their image while most others have it: such a node bears a mark, and rooms are not put where the mark is. So whoever reads no marks, a new
//! node and a cluster without this lane put nobody off; and where rooms find no place otherwise, the marks give way.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::image::Told;
use crate::workload::{AVOID, PULL, PULL_AND_AVOID};

/// An image that a node lost is pulled again this long before the first room that needs it, and not before: a node that is short of space would throw it
/// away once more. What was never on all nodes is pulled at once.
pub const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// A kubelet tells of an image this long after its pull at the latest: it looks at its images every thirty seconds and reports every ten.
pub const SHOWN_WITHIN: Duration = Duration::from_secs(120);
/// On one node no second attempt begins sooner.
pub const PAUSE: Duration = Duration::from_secs(600);
/// So many nodes are named; a cluster may have thousands.
pub const NAMED: usize = 50;

/// OpenKruise's job, or pods of the image on the nodes that lack it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PullRoad)]
pub enum Road {
    /// OpenKruise's, where the cluster has it.
    ImagePullJob,
    /// Pods of the image that end at once, on marked nodes.
    DaemonSet,
}

impl Road {
    pub const ALL: [Self; 2] = [Self::ImagePullJob, Self::DaemonSet];

    /// As it is stored and sent.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ImagePullJob => "image_pull_job",
            Self::DaemonSet => "daemon_set",
        }
    }
}

/// What a label of ours on a node says of an image that the node lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is pulled there by a pod.
    Pull,
    /// Rooms keep away.
    Avoid,
    PullAndAvoid,
}

impl Mark {
    fn of(pulls: bool, avoid: bool) -> Option<Self> {
        match (pulls, avoid) {
            (false, false) => None,
            (true, false) => Some(Self::Pull),
            (false, true) => Some(Self::Avoid),
            (true, true) => Some(Self::PullAndAvoid),
        }
    }

    /// The label's value.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Pull => PULL,
            Self::Avoid => AVOID,
            Self::PullAndAvoid => PULL_AND_AVOID,
        }
    }
}

/// What became of the last pull on a node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Pull {
    /// None is known.
    #[default]
    None,
    /// It goes on, and fails for now.
    Failing {
        cause: String,
    },
    Ended {
        ago: Duration,
    },
    /// It was given up.
    Failed {
        ago: Duration,
        cause: String,
    },
}

/// A node that rooms may be put on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeNow {
    pub name: String,
    pub told: Told,
    pub pull: Pull,
    /// The value of the label that it bears now.
    pub mark: Option<String>,
}

/// What else decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Around {
    /// See [`is_due`].
    pub due: bool,
    /// Rooms wait for a node.
    pub crowded: bool,
    pub road: Road,
}

/// Whether what lacks is to be pulled now. `needed_at`: when the first room opens, or has opened, that needs it.
pub fn is_due(needed_at: Option<Timestamp>, was_complete: bool, now: Timestamp) -> bool {
    !was_complete || needed_at.is_some_and(|at| at.duration_since(now) <= AHEAD)
}

/// How an image stands. `unknown`: the nodes tell of no images, as simulated ones do. `waiting`: nodes lack it that had it, and no room needs it within a
/// day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImageState)]
pub enum PreloadState {
    /// No node tells of images.
    Unknown,
    /// All nodes have it.
    Preloaded,
    /// Nodes lack it, and there is time.
    Waiting,
    Pulling,
    /// Nodes lack it, and pulling fails on one at least.
    Failing,
}

impl PreloadState {
    pub const ALL: [Self; 5] = [Self::Unknown, Self::Preloaded, Self::Waiting, Self::Pulling, Self::Failing];

    /// As it is stored and sent.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Preloaded => "preloaded",
            Self::Waiting => "waiting",
            Self::Pulling => "pulling",
            Self::Failing => "failing",
        }
    }
}

/// Why an image does not come to nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params", rename_all = "snake_case")]
pub enum PullFailure {
    /// As the node says, such as `ImagePullBackOff`.
    NodeCannotPull { node: String, cause: String },
    /// The cluster does not let us.
    RightsMissing {},
    /// The cluster refuses what pulls it.
    Refused {},
}

/// One image on one cluster, as it is kept and told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preloaded {
    pub state: PreloadState,
    /// Nodes that are to have it.
    pub wanted: usize,
    pub holding: usize,
    /// By name, [`NAMED`] of them at most.
    pub lacking: Vec<String>,
    pub failure: Option<PullFailure>,
}

impl Preloaded {
    /// Whether rooms may start from it in place of another: most nodes have it, so that rooms keep away from the rest, or nobody can say which do.
    pub fn can_be_taken(&self) -> bool {
        self.wanted > 0 && (self.state == PreloadState::Unknown || self.holding * 2 >= self.wanted)
    }
}

/// What is to be done about one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub found: Preloaded,
    /// Labels to be set or taken off, by node.
    pub marks: Vec<(String, Option<Mark>)>,
    /// Nodes on which it is to be pulled now.
    pub pull: Vec<String>,
    /// A node waits for its kubelet to tell of a pull that ended, or for its next attempt: time alone changes this.
    pub unsettled: bool,
}

/// A node's place in the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Holds,
    /// A pull ended there; the kubelet has not told yet.
    HoldsUntold,
    Lacks,
    /// It lacks the image, and its next attempt is not yet.
    LacksForNow,
}

impl Standing {
    const fn holds(self) -> bool {
        matches!(self, Self::Holds | Self::HoldsUntold)
    }
}

impl NodeNow {
    fn standing(&self) -> Standing {
        match (self.told, &self.pull) {
            (Told::Here, _) | (Told::NotAmongMany, Pull::Ended { .. }) => Standing::Holds,
            (_, Pull::Ended { ago }) if *ago < SHOWN_WITHIN => Standing::HoldsUntold,
            (_, Pull::Ended { ago } | Pull::Failed { ago, .. }) if *ago < PAUSE => Standing::LacksForNow,
            _ => Standing::Lacks,
        }
    }

    fn failure(&self) -> Option<PullFailure> {
        let (Pull::Failing { cause } | Pull::Failed { cause, .. }) = &self.pull else { return None };
        Some(PullFailure::NodeCannotPull { node: self.name.clone(), cause: cause.clone() })
    }
}

/// What one image needs on the nodes of a cluster that rooms may be put on. At rest nothing.
pub fn decide(nodes: &[NodeNow], around: Around) -> Decision {
    if nodes.iter().all(|node| node.told == Told::Nothing) {
        return unknown(nodes);
    }
    let standing: Vec<_> = nodes.iter().map(NodeNow::standing).collect();
    let holding = standing.iter().filter(|standing| standing.holds()).count();
    // A few nodes that have it are no place for all rooms.
    let avoid = !around.crowded && holding * 2 >= nodes.len();
    let mut decision =
        Decision { found: found(nodes, &standing, holding, around.due), marks: Vec::new(), pull: Vec::new(), unsettled: false };
    for (node, standing) in nodes.iter().zip(standing) {
        let pulls = standing == Standing::Lacks && around.due;
        let by_pod = around.road == Road::DaemonSet && (pulls || standing == Standing::HoldsUntold);
        let mark = Mark::of(by_pod, avoid && !standing.holds());
        if mark.map(Mark::value) != node.mark.as_deref() {
            decision.marks.push((node.name.clone(), mark));
        }
        if pulls {
            decision.pull.push(node.name.clone());
        }
        decision.unsettled |= matches!(standing, Standing::HoldsUntold | Standing::LacksForNow) || pulls;
    }
    decision
}

fn unknown(nodes: &[NodeNow]) -> Decision {
    let found = Preloaded { state: PreloadState::Unknown, wanted: nodes.len(), holding: 0, lacking: Vec::new(), failure: None };
    let marks = nodes.iter().filter(|node| node.mark.is_some()).map(|node| (node.name.clone(), None)).collect();
    Decision { found, marks, pull: Vec::new(), unsettled: false }
}

fn found(nodes: &[NodeNow], standing: &[Standing], holding: usize, due: bool) -> Preloaded {
    let lacking = || nodes.iter().zip(standing).filter(|(_, standing)| !standing.holds()).map(|(node, _)| node);
    let failure = lacking().find_map(NodeNow::failure);
    let state = match (&failure, lacking().next()) {
        (_, None) => PreloadState::Preloaded,
        (Some(_), _) => PreloadState::Failing,
        (None, Some(_)) if due => PreloadState::Pulling,
        (None, Some(_)) => PreloadState::Waiting,
    };
    let names = lacking().take(NAMED).map(|node| node.name.clone()).collect();
    Preloaded { state, wanted: nodes.len(), holding, lacking: names, failure }
}
