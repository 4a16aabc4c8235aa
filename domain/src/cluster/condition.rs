//! What is asked about a cluster, and why the answer is as it is. Operators read it. Added to, never renamed: programs match on the names.

use serde::{Deserialize, Serialize};

use super::capacity::IgnoredNode;
use crate::{
    condition::{self, ConditionStatus},
    nodes::{
        groups::{GroupSeen, GroupTrouble},
        preload::{PreloadState, Preloaded, PullFailure},
        roll::RollCause,
    },
    phase::FixBy,
};

/// The first is always answered; the others are there only while they are true, but for those that say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClusterConditionType {
    /// Its API answers as the cluster that was registered.
    ApiReachable,
    /// Something of it cannot be watched: nothing is known of its orders.
    WatchesFailing,
    /// It takes no new orders.
    Cordoned,
    /// Nothing is written to it.
    Paused,
    /// Some works of the reconciler are paused here.
    LanesPaused,
    /// Its orders move away.
    Draining,
    /// Nodes that are not sold.
    NodesIgnored,
    /// Namespaces that bear our names and that no order explains.
    UnknownNamespaces,
    /// The images of rooms are on the nodes before rooms are. There, and true or false, once nodes were looked at.
    ImagesPreloaded,
    /// A room image goes from order to order: true while it does, false while that is stopped. There only until it is over.
    ImageRolls,
    /// Node groups have the nodes that they ought to have. There, and true or false, where it has some.
    NodeGroupsScaled,
    /// What NetworkPolicy forbids does not get through. True, false or unknown once it was tried.
    NetworkPolicyEnforced,
    /// Rooms answer on the road that clients take to them, which is another than that to its API. True, false or unknown once that was looked at.
    RoomsReachable,
}

/// Serialised as `{"reason": ..., "params": {...}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params")]
pub enum ClusterReason {
    Answers {},
    Unreachable {},
    Unauthorized {},
    Forbidden {},
    /// It refuses what it is asked for.
    Refused {},
    NotFound {},
    Conflict {},
    /// Overloaded, or broken for now.
    Busy {},
    AnotherCluster {},
    /// The answer has no end.
    TooLarge {},
    NotKubernetes {},
    /// Kinds of objects, such as `Deployment`.
    WatchesInterrupted {
        kinds: Vec<String>,
    },
    /// As `verb resource.group`.
    RightsMissing {
        rights: Vec<String>,
    },
    CordonedByHand {},
    PausedByHand {},
    /// Works by their names, such as `repairs`.
    LanesPausedByHand {
        lanes: Vec<String>,
    },
    /// Of orders: those with something left there, those whose new place is made, and those that cannot move now.
    OrdersLeaving {
        left: u32,
        moving: u32,
        blocked: u32,
    },
    Drained {},
    NodesNotCounted {
        nodes: Vec<IgnoredNode>,
    },
    UnknownNamespacesFound {
        namespaces: Vec<String>,
    },
    ImagesOnAllNodes {
        images: usize,
        wanted: usize,
    },
    /// It comes, or there is time.
    ImageNotOnAllNodes {
        image: String,
        holding: usize,
        wanted: usize,
        /// Those that lack it, the first of them by name.
        nodes: Vec<String>,
    },
    ImagePullFails {
        image: String,
        holding: usize,
        wanted: usize,
        nodes: Vec<String>,
        /// Where it fails, and as what.
        node: String,
        cause: String,
    },
    ImagePullNotAllowed {
        image: String,
        holding: usize,
        wanted: usize,
        nodes: Vec<String>,
    },
    ImagePullRefused {
        image: String,
        holding: usize,
        wanted: usize,
        nodes: Vec<String>,
    },
    NodesTellOfNoImages {},
    ImageRollGoesOn {
        image: String,
    },
    ImageRollStopped {
        image: String,
        missing: i64,
        ready: i64,
    },
    ImageRollStoppedByHand {
        image: String,
    },
    NodeGroupsAsWanted {
        nodes: i64,
    },
    /// Nodes were asked for and boot.
    NodeGroupGrows {
        group: String,
        ready: i64,
        asked: i64,
    },
    NodeGroupNotFound {
        group: String,
    },
    NodeGroupNotAllowed {
        group: String,
    },
    NodeGroupRefuses {
        group: String,
    },
    NodeGroupSilent {
        group: String,
    },
    /// They were asked for long enough ago.
    NodesNotComing {
        group: String,
        ready: i64,
        asked: i64,
        missing: i64,
    },
    PoliciesHold {},
    PoliciesDoNotHold {},
    /// They only say that pods run.
    NodesSimulated {},
    PolicyProbeNotRunning {},
    PolicyProbeNotReached {},
    PolicyProbeRefused {},
    RoomsAnswer {},
    /// Others do.
    SomeRoomsNotReached {
        rooms: i64,
    },
    /// None of those that were tried answers; so many are known not to.
    RoomsNotReached {
        rooms: i64,
    },
    /// None that could be tried.
    NoRoomUp {},
    /// Nodes only say that rooms are up.
    RoomsSimulated {},
}

impl ClusterReason {
    /// Who can mend it; `None` where nothing is to be mended.
    pub const fn fix_by(&self) -> Option<FixBy> {
        match self {
            Self::PausedByHand {} | Self::LanesPausedByHand { .. } => Some(FixBy::Operator),
            Self::Answers {}
            | Self::CordonedByHand {}
            | Self::Drained {}
            | Self::OrdersLeaving { blocked: 0, .. }
            | Self::ImagesOnAllNodes { .. }
            | Self::NodesTellOfNoImages {}
            | Self::ImageRollGoesOn { .. }
            | Self::NodeGroupsAsWanted { .. }
            | Self::PoliciesHold {}
            | Self::NodesSimulated {}
            | Self::RoomsAnswer {}
            | Self::NoRoomUp {}
            | Self::RoomsSimulated {} => None,
            Self::Conflict {}
            | Self::Busy {}
            | Self::WatchesInterrupted { .. }
            | Self::ImageNotOnAllNodes { .. }
            | Self::NodeGroupGrows { .. }
            | Self::NodeGroupSilent { .. } => Some(FixBy::Nobody),
            Self::Unreachable {}
            | Self::Unauthorized {}
            | Self::Forbidden {}
            | Self::Refused {}
            | Self::NotFound {}
            | Self::AnotherCluster {}
            | Self::TooLarge {}
            | Self::NotKubernetes {}
            | Self::RightsMissing { .. }
            | Self::OrdersLeaving { .. }
            | Self::NodesNotCounted { .. }
            | Self::UnknownNamespacesFound { .. }
            | Self::ImagePullFails { .. }
            | Self::ImagePullNotAllowed { .. }
            | Self::ImagePullRefused { .. }
            | Self::ImageRollStopped { .. }
            | Self::ImageRollStoppedByHand { .. }
            | Self::NodeGroupNotFound { .. }
            | Self::NodeGroupNotAllowed { .. }
            | Self::NodeGroupRefuses { .. }
            | Self::NodesNotComing { .. }
            | Self::PoliciesDoNotHold {}
            | Self::PolicyProbeNotRunning {}
            | Self::PolicyProbeNotReached {}
            | Self::PolicyProbeRefused {}
            | Self::SomeRoomsNotReached { .. }
            | Self::RoomsNotReached { .. } => Some(FixBy::Operator),
        }
    }
}

/// What the images of rooms come to on the nodes of a cluster, each with how it stands there. `None` before anything is known. Of several that are not
/// everywhere, one that needs a person is told.
pub fn images_preloaded(images: &[(String, Preloaded)]) -> Option<ClusterCondition> {
    use ClusterConditionType::ImagesPreloaded;
    let of = |state: PreloadState| images.iter().find(|(_, found)| found.state == state);
    if let Some((image, found)) = [PreloadState::Failing, PreloadState::Pulling, PreloadState::Waiting].into_iter().find_map(of) {
        return Some(ClusterCondition::no(ImagesPreloaded, not_everywhere(image.clone(), found.clone())));
    }
    if of(PreloadState::Unknown).is_some() {
        return Some(ClusterCondition::new(ImagesPreloaded, ConditionStatus::Unknown, ClusterReason::NodesTellOfNoImages {}));
    }
    let wanted = images.iter().map(|(_, found)| found.wanted).max()?;
    Some(ClusterCondition::yes(ImagesPreloaded, ClusterReason::ImagesOnAllNodes { images: images.len(), wanted }))
}

/// How a room image goes from order to order, and why that is stopped, if it is.
pub fn image_rolls(image: String, stopped: Option<&RollCause>) -> ClusterCondition {
    use ClusterConditionType::ImageRolls;
    match stopped {
        None => ClusterCondition::yes(ImageRolls, ClusterReason::ImageRollGoesOn { image }),
        Some(RollCause::RoomsMissing { missing, ready, .. }) => {
            ClusterCondition::no(ImageRolls, ClusterReason::ImageRollStopped { image, missing: *missing, ready: *ready })
        }
        Some(RollCause::ByHand {} | RollCause::AnotherConfigured { .. }) => {
            ClusterCondition::no(ImageRolls, ClusterReason::ImageRollStoppedByHand { image })
        }
    }
}

fn not_everywhere(image: String, found: Preloaded) -> ClusterReason {
    let Preloaded { state: _, wanted, holding, lacking: nodes, failure } = found;
    match failure {
        None => ClusterReason::ImageNotOnAllNodes { image, holding, wanted, nodes },
        Some(PullFailure::NodeCannotPull { node, cause }) => ClusterReason::ImagePullFails { image, holding, wanted, nodes, node, cause },
        Some(PullFailure::RightsMissing {}) => ClusterReason::ImagePullNotAllowed { image, holding, wanted, nodes },
        Some(PullFailure::Refused {}) => ClusterReason::ImagePullRefused { image, holding, wanted, nodes },
    }
}

/// How a cluster's node groups stand, each by its name. `None` where there is none. Of several, one that needs a person is told.
pub fn node_groups_scaled(groups: &[(String, GroupSeen)]) -> Option<ClusterCondition> {
    use ClusterConditionType::NodeGroupsScaled;
    let reason = |(group, seen): &(String, GroupSeen)| {
        let (group, ready, asked) = (group.clone(), seen.ready, seen.asked);
        match &seen.trouble {
            Some(GroupTrouble::GroupNotFound {}) => Some(ClusterReason::NodeGroupNotFound { group }),
            Some(GroupTrouble::GroupNotAllowed {}) => Some(ClusterReason::NodeGroupNotAllowed { group }),
            Some(GroupTrouble::GroupRefuses {}) => Some(ClusterReason::NodeGroupRefuses { group }),
            Some(GroupTrouble::GroupSilent {}) => Some(ClusterReason::NodeGroupSilent { group }),
            Some(GroupTrouble::NodesNotComing { missing }) => {
                Some(ClusterReason::NodesNotComing { group, ready, asked, missing: *missing })
            }
            None => seen.asked_since.map(|_| ClusterReason::NodeGroupGrows { group, ready, asked }),
        }
    };
    let told: Vec<ClusterReason> = groups.iter().filter_map(reason).collect();
    let first = told.iter().find(|reason| reason.fix_by() == Some(FixBy::Operator)).or(told.first());
    match first {
        Some(reason) => Some(ClusterCondition::no(NodeGroupsScaled, reason.clone())),
        None if groups.is_empty() => None,
        None => {
            let nodes = groups.iter().map(|(_, seen)| seen.ready).sum();
            Some(ClusterCondition::yes(NodeGroupsScaled, ClusterReason::NodeGroupsAsWanted { nodes }))
        }
    }
}

pub type ClusterCondition = condition::Condition<ClusterConditionType, ClusterReason>;
pub type RecordedClusterCondition = condition::RecordedCondition<ClusterConditionType, ClusterReason>;

#[cfg(test)]
mod tests {
    use super::*;

    fn image(name: &str, state: PreloadState, holding: usize, failure: Option<PullFailure>) -> (String, Preloaded) {
        let lacking = if holding < 20 { vec!["n19".to_owned()] } else { Vec::new() };
        (name.to_owned(), Preloaded { state, wanted: 20, holding, lacking, failure })
    }

    #[test]
    fn the_group_that_needs_a_person_is_told_first() {
        let group = |ready: i64, trouble: Option<GroupTrouble>| GroupSeen {
            wanted: 4,
            asked: 4,
            ready,
            leaving: 0,
            asked_since: (ready < 4).then_some(jiff::Timestamp::UNIX_EPOCH),
            trouble,
        };
        let told = |groups: &[GroupSeen]| {
            let named: Vec<_> = groups.iter().enumerate().map(|(number, group)| (format!("g{number}"), group.clone())).collect();
            node_groups_scaled(&named)
        };
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[group(4, None)]).unwrap().status, ConditionStatus::True);
        let grows = told(&[group(4, None), group(2, None)]).unwrap();
        assert_eq!(grows.reason, ClusterReason::NodeGroupGrows { group: "g1".into(), ready: 2, asked: 4 });
        let refuses = told(&[group(2, None), group(4, Some(GroupTrouble::GroupRefuses {}))]).unwrap();
        assert_eq!(refuses.reason, ClusterReason::NodeGroupRefuses { group: "g1".into() });
        assert_eq!((refuses.status, refuses.reason.fix_by()), (ConditionStatus::False, Some(FixBy::Operator)));
    }

    #[test]
    fn a_roll_that_is_stopped_needs_a_person() {
        let goes_on = image_rolls("i".into(), None);
        assert_eq!((goes_on.status, goes_on.reason.fix_by()), (ConditionStatus::True, None));
        let cause = RollCause::RoomsMissing { missing: 2, ready: 5, others_missing: 0, others_ready: 9 };
        let stopped = image_rolls("i".into(), Some(&cause));
        assert_eq!(stopped.reason, ClusterReason::ImageRollStopped { image: "i".into(), missing: 2, ready: 5 });
        assert_eq!((stopped.status, stopped.reason.fix_by()), (ConditionStatus::False, Some(FixBy::Operator)));
    }

    #[test]
    fn the_image_that_needs_a_person_is_told_first() {
        let everywhere = image("a", PreloadState::Preloaded, 20, None);
        let comes = image("b", PreloadState::Pulling, 18, None);
        let fails = image("c", PreloadState::Failing, 19, Some(PullFailure::RightsMissing {}));
        let told = |images: &[&(String, Preloaded)]| images_preloaded(&images.iter().map(|image| (*image).clone()).collect::<Vec<_>>());
        assert_eq!(told(&[]), None);
        let found = told(&[&everywhere]).unwrap();
        assert_eq!((found.status, found.reason), (ConditionStatus::True, ClusterReason::ImagesOnAllNodes { images: 1, wanted: 20 }));
        let found = told(&[&everywhere, &comes]).unwrap();
        let missing = ClusterReason::ImageNotOnAllNodes { image: "b".into(), holding: 18, wanted: 20, nodes: vec!["n19".into()] };
        assert_eq!((found.status, found.reason), (ConditionStatus::False, missing));
        assert!(matches!(told(&[&comes, &fails]).unwrap().reason, ClusterReason::ImagePullNotAllowed { holding: 19, .. }));
        let silent = image("a", PreloadState::Unknown, 0, None);
        assert_eq!(told(&[&silent]).unwrap().status, ConditionStatus::Unknown);
    }
}
