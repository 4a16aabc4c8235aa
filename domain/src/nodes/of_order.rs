//! How the image that an order's rooms start from stands on the nodes of its cluster, before they open: what operators read beside the order's own conditions.
//!
//! The names of reasons are those of the cluster's condition `ImagesPreloaded`. Which nodes lack the image is said there: a list of orders would say it once an order.

use serde::{Deserialize, Serialize};

use super::preload::{PreloadState, Preloaded, PullFailure};
use crate::{condition::ConditionStatus, phase::FixBy};

/// Serialised as `{"reason": ..., "params": {...}}`. `holding` of `wanted` nodes that rooms may be put on have the image. Added to, never renamed: programs match
/// on the names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params")]
pub enum OrderImage {
    ImageOnAllNodes {
        image: String,
        wanted: usize,
    },
    /// It comes, or there is time.
    ImageNotOnAllNodes {
        image: String,
        holding: usize,
        wanted: usize,
    },
    ImagePullFails {
        image: String,
        holding: usize,
        wanted: usize,
        /// Where it fails, and as what.
        node: String,
        cause: String,
    },
    ImagePullNotAllowed {
        image: String,
        holding: usize,
        wanted: usize,
    },
    ImagePullRefused {
        image: String,
        holding: usize,
        wanted: usize,
    },
    NodesTellOfNoImages {
        image: String,
    },
}

impl OrderImage {
    pub fn new(image: String, found: &Preloaded) -> Self {
        let (holding, wanted) = (found.holding, found.wanted);
        match (found.state, &found.failure) {
            (PreloadState::Unknown, _) => Self::NodesTellOfNoImages { image },
            (PreloadState::Preloaded, _) => Self::ImageOnAllNodes { image, wanted },
            (_, None) => Self::ImageNotOnAllNodes { image, holding, wanted },
            (_, Some(PullFailure::NodeCannotPull { node, cause })) => {
                Self::ImagePullFails { image, holding, wanted, node: node.clone(), cause: cause.clone() }
            }
            (_, Some(PullFailure::RightsMissing {})) => Self::ImagePullNotAllowed { image, holding, wanted },
            (_, Some(PullFailure::Refused {})) => Self::ImagePullRefused { image, holding, wanted },
        }
    }

    /// Whether the image is on all nodes.
    pub const fn status(&self) -> ConditionStatus {
        match self {
            Self::ImageOnAllNodes { .. } => ConditionStatus::True,
            Self::NodesTellOfNoImages { .. } => ConditionStatus::Unknown,
            Self::ImageNotOnAllNodes { .. }
            | Self::ImagePullFails { .. }
            | Self::ImagePullNotAllowed { .. }
            | Self::ImagePullRefused { .. } => ConditionStatus::False,
        }
    }

    /// Who can mend it; `None` where nothing is to be mended.
    pub const fn fix_by(&self) -> Option<FixBy> {
        match self {
            Self::ImageOnAllNodes { .. } | Self::NodesTellOfNoImages { .. } => None,
            Self::ImageNotOnAllNodes { .. } => Some(FixBy::Nobody),
            Self::ImagePullFails { .. } | Self::ImagePullNotAllowed { .. } | Self::ImagePullRefused { .. } => Some(FixBy::Operator),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(state: PreloadState, holding: usize, failure: Option<PullFailure>) -> OrderImage {
        OrderImage::new("i".to_owned(), &Preloaded { state, wanted: 20, holding, lacking: vec!["n19".to_owned()], failure })
    }

    #[test]
    fn it_is_said_on_how_many_nodes_the_image_is_and_who_mends_what_fails() {
        let comes = of(PreloadState::Pulling, 18, None);
        assert_eq!(comes, OrderImage::ImageNotOnAllNodes { image: "i".to_owned(), holding: 18, wanted: 20 });
        assert_eq!((comes.status(), comes.fix_by()), (ConditionStatus::False, Some(FixBy::Nobody)));
        let there = of(PreloadState::Preloaded, 20, None);
        assert_eq!((there.status(), there.fix_by()), (ConditionStatus::True, None));
        let unknown = of(PreloadState::Unknown, 0, None);
        assert_eq!((unknown.status(), unknown.fix_by()), (ConditionStatus::Unknown, None));
        let cannot = PullFailure::NodeCannotPull { node: "n19".to_owned(), cause: "ErrImagePull".to_owned() };
        for failure in [cannot, PullFailure::RightsMissing {}, PullFailure::Refused {}] {
            let fails = of(PreloadState::Failing, 18, Some(failure));
            assert_eq!((fails.status(), fails.fix_by()), (ConditionStatus::False, Some(FixBy::Operator)), "{fails:?}");
        }
    }
}
