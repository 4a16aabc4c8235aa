//! Why a promise is at risk, in English and Chinese. Operators read it.

use homeroom_domain::at_risk::RiskCause;
use serde_json::Value;

use crate::words::{self, Language};

/// A cause as it is stored. One that this build does not know, written by a newer replica, is spelled out of its name.
pub(super) fn cause(name: &str, params: &Value, language: Language) -> String {
    words::said(name, params, language, texts)
}

/// English, Chinese.
const fn texts(cause: &RiskCause) -> [&'static str; 2] {
    match cause {
        RiskCause::PlannedOutage { .. } => ["Nodes that are planned to be away then: {nodes}.", "届时计划有 {nodes} 个节点停用。"],
        RiskCause::PlannedNodesMissing { .. } => ["Planned nodes that are not there: {nodes}.", "计划增加的节点中有 {nodes} 个未到位。"],
        RiskCause::NodesTooLate { .. } => [
            "Nodes now: {nodes}. More may come, up to {node_limit}, but no longer in time.",
            "现有 {nodes} 个节点，最多可增至 {node_limit} 个，但已来不及。",
        ],
        RiskCause::NodeLimit { .. } => {
            ["Nodes: {nodes}, of which only {node_limit} may be sold.", "{nodes} 个节点中只允许使用 {node_limit} 个。"]
        }
        RiskCause::NodesMissing { .. } => ["Nodes that take rooms: {nodes}.", "只有 {nodes} 个节点可承载教室。"],
        RiskCause::RoomsComeUpLate { .. } => [
            "Its cluster is lost. Its rooms come up elsewhere, which takes {lead_minutes} minutes: by {ready_by}.",
            "其集群已失联，教室正在别处启动，需 {lead_minutes} 分钟，预计不晚于 {ready_by} 就绪。",
        ],
        RiskCause::NoPlaceElsewhere { .. } => [
            "Its cluster is lost, and none of the others takes it. Tried: {clusters}.",
            "其集群已失联，其他集群均无法接收。已尝试 {clusters} 个。",
        ],
        RiskCause::ClusterSilent {} => [
            "Its cluster does not answer: rooms that are up go on, and none comes up.",
            "其集群无响应：已运行的教室不受影响，但无法启动新的教室。",
        ],
        RiskCause::RoomsNotReached {} => {
            ["No room of its cluster answers on the road that clients take.", "其集群上的教室在客户端所经路径上均无应答。"]
        }
        RiskCause::PoolTooSmall { .. } => {
            ["Storage pool {pool} sells {sold}, and more is booked on it.", "存储池 {pool} 可分配 {sold}，少于已预订的数量。"]
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cause_is_a_sentence_in_both_languages_and_an_unknown_one_is_spelled_out() {
        let params = json!({
            "nodes": 3, "node_limit": 9, "pool": "nas-a", "sold": 3, "lead_minutes": 3, "ready_by": "2026-09-07T01:07:00Z", "clusters": 3
        });
        let of_supply = ["PlannedOutage", "PlannedNodesMissing", "NodesTooLate", "NodeLimit", "NodesMissing", "PoolTooSmall"];
        for name in of_supply.into_iter().chain(["RoomsComeUpLate", "NoPlaceElsewhere"]) {
            for language in [Language::En, Language::ZhCn] {
                let text = cause(name, &params, language);
                assert!(text.contains('3') && !text.contains('{'), "{name}: {text}");
            }
        }
        for name in ["ClusterSilent", "RoomsNotReached"] {
            let texts = [Language::En, Language::ZhCn].map(|language| cause(name, &json!({}), language));
            assert!(texts[0].contains("cluster") && texts[1].contains("集群"), "{texts:?}");
        }
        assert_eq!(cause("RackOnFire", &json!({}), Language::En), "Rack on fire.");
    }
}
