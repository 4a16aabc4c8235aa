//! Sentences about moves, in English and Chinese. The matches are exhaustive: a new reason does not compile without its sentences.

use homeroom_domain::moves::{Blocker, NoPlace, Withdrawn};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{
    clusters,
    words::{self, Language},
};

/// English, Chinese.
type Texts = [&'static str; 2];

/// What a move waits for, with its sentence: `{"reason", "params", "message"}`.
pub(super) fn of_blocker(stored: Value, language: Language) -> Value {
    said::<Blocker>(stored, blocker, language)
}

/// Why a move was given up.
pub(super) fn of_withdrawn(stored: Value, language: Language) -> Value {
    said::<Withdrawn>(stored, |why| withdrawn(*why), language)
}

/// Why a cluster cannot take an order.
pub(super) fn of_place(why: NoPlace, language: Language) -> Value {
    let mut said = json!(why);
    said["message"] = clusters::no_place(said["reason"].as_str().unwrap_or_default(), &said["params"], language).into();
    said
}

/// What this build does not know, written by a newer replica, is spelled out of its name.
fn said<R: DeserializeOwned>(mut stored: Value, texts: impl Fn(&R) -> Texts, language: Language) -> Value {
    let (name, params) = (stored["reason"].as_str().unwrap_or_default().to_owned(), stored["params"].clone());
    stored["message"] = words::said(&name, &params, language, texts).into();
    stored
}

const fn blocker(blocker: &Blocker) -> Texts {
    match blocker {
        Blocker::ObjectsBeingMade { .. } => ["Its objects are being made on the new cluster.", "正在新集群上创建其对象。"],
        Blocker::RoomsOpen { .. } => ["{rooms} rooms are open until {until}.", "{rooms} 间教室开放至 {until}。"],
        Blocker::LessonSoon { .. } => ["The next room opens at {opens_at}.", "下一间教室将于 {opens_at} 开放。"],
        Blocker::AlwaysOn { .. } => [
            "Its rooms are always up, until {until}. Nothing moves them by force: amend the order so that there is a gap.",
            "其教室常开至 {until}，不会强行迁移：请修改订单，留出空档。",
        ],
        Blocker::RoomsClosing { .. } => ["{rooms} rooms are going down.", "{rooms} 间教室正在关闭。"],
        Blocker::SourceSilent { .. } => [
            "The old cluster does not answer, and {rooms} rooms were up when it last did. A failover does not wait for it.",
            "原集群无应答，其最后应答时有 {rooms} 间教室在运行。故障转移无需等待。",
        ],
        Blocker::TargetSilent {} => {
            ["The new cluster does not answer, or none of its rooms is reached by clients.", "新集群无应答，或客户端无法连通其任何教室。"]
        }
    }
}

const fn withdrawn(why: Withdrawn) -> Texts {
    match why {
        Withdrawn::ByHand {} => ["Somebody cancelled it.", "已被人取消。"],
        Withdrawn::OrderChanged {} => ["The order was amended meanwhile.", "订单在此期间被修改。"],
        Withdrawn::OrderEnds {} => ["The order ends.", "订单结束。"],
        Withdrawn::DrainCancelled {} => ["The drain was cancelled.", "排空已取消。"],
        Withdrawn::FailedOver {} => ["A failover took the order elsewhere.", "订单已被故障转移到别处。"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_sentence_in_both_languages_and_an_unknown_one_is_spelled_out() {
        let open = json!({"reason": "RoomsOpen", "params": {"rooms": 3, "until": "2026-09-07T02:00:00Z"}});
        assert_eq!(of_blocker(open, Language::En)["message"], "3 rooms are open until 2026-09-07T02:00:00Z.");
        assert_eq!(of_place(NoPlace::Cordoned {}, Language::ZhCn)["message"], "该集群已封锁。");
        assert_eq!(of_withdrawn(json!({"reason": "FromTheFuture", "params": {}}), Language::En)["message"], "From the future.");
    }
}
