//! Sentences about images that do not come to nodes, in English and Chinese.

use homeroom_domain::nodes::preload::PullFailure;
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
