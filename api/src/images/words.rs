//! Sentences about images that do not come to nodes, in English and Chinese.

use homeroom_domain::nodes::{of_order::OrderImage, preload::PullFailure};
use serde_json::Value;

use crate::words::{self, Language};

/// Why, as a sentence.
pub(super) fn failure(failure: &PullFailure, params: &Value, language: Language) -> String {
    let texts = match failure {
        PullFailure::NodeCannotPull { .. } => ["Pulling it on {node} fails: {cause}.", "在 {node} 上拉取失败：{cause}。"],
        PullFailure::RightsMissing {} => [
            "The credentials do not let us pull it: apply deploy/cluster-access.yaml again.",
            "凭据无权拉取，请重新应用 deploy/cluster-access.yaml。",
        ],
        PullFailure::Refused {} => ["The cluster refuses what would pull it.", "集群拒绝了用于拉取的对象。"],
    };
    words::fill(language.pick(texts), params)
}

/// On how many nodes the image of an order's rooms is, as a sentence.
pub(super) fn of_order(reason: &OrderImage, params: &Value, language: Language) -> String {
    let texts = match reason {
        OrderImage::ImageOnAllNodes { .. } => ["{image} is preloaded on all {wanted} nodes.", "{image} 已预载到全部 {wanted} 个节点。"],
        OrderImage::ImageNotOnAllNodes { .. } => {
            ["{image} is preloaded on {holding} of {wanted} nodes.", "{image} 已预载到 {wanted} 个节点中的 {holding} 个。"]
        }
        OrderImage::ImagePullFails { .. } => [
            "{image} is preloaded on {holding} of {wanted} nodes. Pulling it on {node} fails: {cause}.",
            "{image} 已预载到 {wanted} 个节点中的 {holding} 个。在 {node} 上拉取失败：{cause}。",
        ],
        OrderImage::ImagePullNotAllowed { .. } => [
            "{image} is on {holding} of {wanted} nodes, and the credentials do not let us pull it: apply deploy/cluster-access.yaml again.",
            "{image} 已在 {wanted} 个节点中的 {holding} 个上，凭据无权拉取，请重新应用 deploy/cluster-access.yaml。",
        ],
        OrderImage::ImagePullRefused { .. } => [
            "{image} is on {holding} of {wanted} nodes, and the cluster refuses what would pull it.",
            "{image} 已在 {wanted} 个节点中的 {holding} 个上，集群拒绝了用于拉取的对象。",
        ],
        OrderImage::NodesTellOfNoImages { .. } => [
            "The nodes tell of no images, as simulated ones do: whether {image} is there is not known.",
            "节点未报告任何镜像（模拟节点如此），无法得知 {image} 是否已在节点上。",
        ],
    };
    words::fill(language.pick(texts), params)
}
