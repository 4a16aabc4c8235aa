//! Why rooms were not ready, in a few words and without figures: what a sum of many lessons can say.

use crate::words::{self, Language};

/// A reason by its name. One without words here is spelled out.
pub(super) fn title(reason: &str, language: Language) -> String {
    match texts(reason) {
        Some(texts) => language.pick(texts).to_owned(),
        None => words::spelled(reason).trim_end_matches('.').to_owned(),
    }
}

/// English, Chinese.
fn texts(reason: &str) -> Option<[&'static str; 2]> {
    Some(match reason {
        "" => ["Nobody knows why", "原因不明"],
        "ClusterUnreachable" => ["The cluster did not answer", "集群无响应"],
        "ObjectsBeingMade" | "RoomsBeingMade" | "RoomsStarting" | "NotAnswering" => ["Still coming up", "仍在启动"],
        "ObjectsNotAsPlanned" | "WritesFailing" | "FieldContested" => ["Could not be set up as planned", "未能按计划布置"],
        "NamespaceTaken" | "NamespaceTerminating" | "NamespaceStuck" => ["Its place was taken", "运行位置被占用"],
        "PredecessorEnding" => ["The room before it still ended", "前一间教室仍在结束"],
        "WaitsForNode" => ["No node had room for it", "节点余量不足"],
        "NoNodeTakesRooms" => ["No node took rooms", "没有可用节点"],
        "NodeLost" => ["A node was lost", "节点丢失"],
        "NodeNotReady" => ["A node did not answer", "节点无响应"],
        "ImagePullFailing" => ["Its software could not be loaded", "软件无法加载"],
        "ContainerCrashing" | "ContainerNotStarting" | "PodFailed" => ["It failed as it came up", "启动失败"],
        "OutOfMemory" => ["It ran out of memory", "内存不足"],
        "ConfigurationMissing" => ["It waited for its configuration", "等待配置"],
        "PodsRefused" => ["The cluster refused it", "被集群拒绝"],
        "PausedByHand" => ["Changes were paused", "更改已暂停"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_a_few_words_in_both_languages_and_an_unknown_one_is_spelled_out() {
        assert_eq!(title("NodeLost", Language::En), "A node was lost");
        assert_eq!(title("NodeLost", Language::ZhCn), "节点丢失");
        assert_eq!(title("", Language::En), "Nobody knows why");
        assert_eq!(title("RackOnFire", Language::ZhCn), "Rack on fire");
    }
}
