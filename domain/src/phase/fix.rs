//! Who can mend what a reason tells. Pages show a school what it can do, and operators their own work; nobody is sent after what passes by itself.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::reason::Reason;

/// Who can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FixBy {
    /// The institution: by its orders, or by asking whoever suspended it.
    School,
    /// Whoever runs the clusters.
    Operator,
    /// It passes in the course of things.
    Nobody,
}

impl FixBy {
    /// The names of the reasons that are this one's to mend.
    pub const fn reasons(self) -> &'static [&'static str] {
        match self {
            Self::School => &["LessonsEnding", "SpendingCapReached", "WaitsForPurchaseOrder"],
            Self::Operator => &[
                "ClusterUnreachable",
                "ConfigurationMissing",
                "ContainerCrashing",
                "ContainerNotStarting",
                "FieldContested",
                "ImagePullFailing",
                "InternalError",
                "NamespaceStuck",
                "NamespaceTaken",
                "NoNodeTakesRooms",
                "NodeLost",
                "NodeNotReady",
                "NotAnswering",
                "ObjectsNotAsPlanned",
                "OutOfMemory",
                "PausedByHand",
                "PodFailed",
                "PodsRefused",
                "StoredOrderUnreadable",
                "UnknownObjectsFound",
                "WaitsForNode",
                "WritesFailing",
            ],
            Self::Nobody => {
                &["NamespaceTerminating", "NodeCordoned", "ObjectsBeingMade", "PredecessorEnding", "RoomsBeingMade", "RoomsStarting"]
            }
        }
    }
}

impl Reason {
    /// Who can mend it; `None` where nothing is to be mended.
    pub const fn fix_by(&self) -> Option<FixBy> {
        match self {
            Self::FitsQuotaAndCapacity {}
            | Self::HasItsPlace {}
            | Self::PlaceGivenBack {}
            | Self::ObjectsAsPlanned { .. }
            | Self::NotYetDue { .. }
            | Self::OrderEnding { .. }
            | Self::OrderEnded {}
            | Self::RoomsAvailable { .. }
            | Self::NoRoomWanted {}
            | Self::RoomClosed {}
            | Self::RoomsClosing { .. }
            | Self::WaitsForNextStart { .. } => None,
            // A suspension, a cancellation, a cap, or a purchase order that is to come: what the school owes or chose.
            Self::LessonsEnding { .. } | Self::SpendingCapReached { .. } | Self::WaitsForPurchaseOrder { .. } => Some(FixBy::School),
            Self::ObjectsBeingMade { .. }
            | Self::NamespaceTerminating {}
            | Self::RoomsBeingMade { .. }
            | Self::RoomsStarting { .. }
            | Self::PredecessorEnding { .. }
            | Self::NodeCordoned { .. } => Some(FixBy::Nobody),
            Self::ClusterUnreachable {}
            | Self::ObjectsNotAsPlanned {}
            | Self::WritesFailing { .. }
            | Self::FieldContested { .. }
            | Self::NamespaceTaken {}
            | Self::NamespaceStuck { .. }
            | Self::StoredOrderUnreadable {}
            | Self::InternalError {}
            | Self::WaitsForNode { .. }
            | Self::NoNodeTakesRooms { .. }
            | Self::NodeLost { .. }
            | Self::NodeNotReady { .. }
            | Self::ImagePullFailing { .. }
            | Self::ContainerCrashing { .. }
            | Self::OutOfMemory { .. }
            | Self::ConfigurationMissing { .. }
            | Self::ContainerNotStarting { .. }
            | Self::PodFailed { .. }
            | Self::PodsRefused { .. }
            | Self::NotAnswering { .. }
            | Self::PausedByHand { .. }
            | Self::UnknownObjectsFound { .. } => Some(FixBy::Operator),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Every reason, as it is stored, with facts of all sorts: each takes those that it knows.
    fn every() -> Vec<(String, Reason)> {
        let facts = json!({
            "rooms": 1, "of": 2, "objects": 1, "missing": 1, "drifted": 0, "writes": 1, "restarts": 1, "exit_code": 1, "needed": 1,
            "from": "2026-09-01T00:00:00Z", "until": "2026-09-01T00:00:00Z", "since": "2026-09-01T00:00:00Z", "kind": "Deployment", "fault": "forbidden", "name": "x",
            "field": "/spec", "manager": "x", "resource": "cpu_milli", "cause": "no_nodes"
        });
        let unknown = serde_json::from_value::<Reason>(json!({"reason": "Nothing", "params": {}})).unwrap_err().to_string();
        let names = unknown.split_once("expected one of ").unwrap().1.split(", ").map(|name| name.trim_matches('`').to_owned());
        let read = |name: String| {
            let reason = serde_json::from_value(json!({"reason": name, "params": facts}));
            (name.clone(), reason.unwrap_or_else(|error| panic!("{name}: {error}")))
        };
        names.map(read).collect()
    }

    #[test]
    fn every_reason_is_listed_for_whoever_mends_it_and_for_nobody_else() {
        let every = every();
        assert!(every.len() > 35, "{}", every.len());
        for (name, reason) in every {
            for who in [FixBy::School, FixBy::Operator, FixBy::Nobody] {
                assert_eq!(who.reasons().contains(&name.as_str()), reason.fix_by() == Some(who), "{name} and {who:?}");
            }
        }
    }

    #[test]
    fn what_is_as_it_should_be_asks_for_nobody_and_a_lost_node_for_an_operator() {
        assert_eq!(Reason::RoomsAvailable { rooms: 3 }.fix_by(), None);
        assert_eq!(Reason::NodeLost { rooms: 1, of: 2 }.fix_by(), Some(FixBy::Operator));
        assert_eq!(Reason::RoomsStarting { rooms: 1, of: 2 }.fix_by(), Some(FixBy::Nobody));
        assert_eq!(Reason::LessonsEnding { rooms: 1 }.fix_by(), Some(FixBy::School));
    }
}
