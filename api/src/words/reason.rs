//! Why a condition is as it is. The match is exhaustive: a new reason does not compile without its sentences.

use homeroom_domain::{
    admission::StaysShort,
    phase::{FixBy, NodeRefusal, NodeResource, Reason},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Language, fill};

/// A stored reason as a sentence. One that this build does not know, written by a newer replica, is spelled out of its name.
pub(crate) fn reason(name: &str, params: &Value, language: Language) -> String {
    let Some(known) = stored::<Reason>(name, params) else { return spelled(name) };
    fill(language.pick(texts(&known)), &readable(&known, params, language))
}

/// Who can mend a stored reason; nobody is named for one that this build does not know.
pub(crate) fn fix_by(name: &str, params: &Value) -> Option<FixBy> {
    stored::<Reason>(name, params)?.fix_by()
}

/// Why a lesson that was to go on is cut short, as a sentence.
pub(crate) fn cut_short(name: &str, params: &Value, language: Language) -> String {
    let texts = match stored::<StaysShort>(name, params) {
        Some(StaysShort::QuotaUsed { .. }) => [
            "People are inside, and the room closes: the institution's quota is used up by other lessons.",
            "教室内仍有人，但将关闭：本机构的配额已被其他课占用。",
        ],
        Some(StaysShort::NoCapacity {}) => [
            "People are inside, and the room closes: its place is needed for other rooms.",
            "教室内仍有人，但将关闭：运行位置需留给其他教室。",
        ],
        None => return spelled(name),
    };
    language.pick(texts).to_owned()
}

/// A reason as it is kept. `None` when this build does not know it.
pub(crate) fn stored<R: DeserializeOwned>(name: &str, params: &Value) -> Option<R> {
    let params = if params.is_null() { json!({}) } else { params.clone() };
    serde_json::from_value(json!({ "reason": name, "params": params })).ok()
}

/// A stored fact as a sentence, with its figures put in. One that this build does not know, written by a newer replica, is spelled out of its name.
pub(crate) fn said<R: DeserializeOwned>(
    name: &str,
    params: &Value,
    language: Language,
    texts: impl FnOnce(&R) -> [&'static str; 2],
) -> String {
    stored::<R>(name, params).map_or_else(|| spelled(name), |known| fill(language.pick(texts(&known)), params))
}

/// `FitsQuotaAndCapacity` -> `Fits quota and capacity.`
pub(crate) fn spelled(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push(' ');
            out.extend(letter.to_lowercase());
        } else {
            out.push(letter);
        }
    }
    out.push('.');
    out
}

/// Figures in the units that people use.
fn readable(reason: &Reason, params: &Value, language: Language) -> Value {
    let mut params = params.clone();
    match reason {
        Reason::WaitsForNode { resource, needed, .. } => params["amount"] = amount(*resource, *needed, language).into(),
        Reason::NoNodeTakesRooms { cause, .. } => params["why"] = language.pick(refusal(*cause)).into(),
        _ => {}
    }
    params
}

fn amount(resource: NodeResource, needed: i64, language: Language) -> String {
    let (number, words) = match resource {
        NodeResource::CpuMilli => {
            (format!("{}.{}", needed / 1000, needed % 1000 / 100).trim_end_matches(".0").to_owned(), ["free cores", "个空闲核"])
        }
        NodeResource::MemoryMib => (needed.to_string(), ["MiB of free memory", "MiB 空闲内存"]),
        NodeResource::NetworkMbit => (needed.to_string(), ["Mbit/s of free bandwidth", "Mbit/s 空闲带宽"]),
        NodeResource::Pods => (needed.to_string(), ["more places", "个空位"]),
        NodeResource::Other => return language.pick(["more of something that is used up", "更多已耗尽的资源"]).to_owned(),
    };
    format!("{number} {}", language.pick(words))
}

const fn refusal(cause: NodeRefusal) -> [&'static str; 2] {
    match cause {
        NodeRefusal::NoNodes => ["there are none", "没有节点"],
        NodeRefusal::Cordoned => ["all are being emptied", "所有节点都在清空"],
        NodeRefusal::Tainted => ["all are kept for other work", "所有节点都留作他用"],
        NodeRefusal::Other => ["none matches", "没有匹配的节点"],
    }
}

/// English, Chinese.
const fn texts(reason: &Reason) -> [&'static str; 2] {
    match reason {
        Reason::FitsQuotaAndCapacity {} => ["It fits the quota, and its capacity is booked.", "符合配额，容量已预留。"],
        Reason::HasItsPlace {} => ["It has its place.", "已安排运行位置。"],
        Reason::PlaceGivenBack {} => ["It is over, and its place was given back.", "已结束，运行位置已归还。"],
        Reason::ClusterUnreachable {} => ["The place where it runs does not answer at the moment.", "运行位置暂时没有响应。"],
        Reason::ObjectsAsPlanned { .. } => ["Everything that belongs to it is as planned.", "所有组成部分均符合计划。"],
        Reason::NotYetDue { .. } => ["It is booked and will be set up from {from} on.", "已预订，将于 {from} 起布置。"],
        Reason::WaitsForPurchaseOrder { .. } => [
            "It is reserved until {until} and waits for a purchase order: confirm it, or it is given back then.",
            "已保留至 {until}，等待采购单：请确认，否则届时释放。",
        ],
        Reason::ObjectsBeingMade { .. } => {
            ["It is being set up: {missing} of {of} parts are missing.", "正在布置：{of} 个部分中尚缺 {missing} 个。"]
        }
        Reason::ObjectsNotAsPlanned {} => ["Some of its parts are not as planned.", "部分组成部分与计划不符。"],
        Reason::WritesFailing { .. } => ["{objects} of its parts cannot be set up at the moment.", "有 {objects} 个部分暂时无法布置。"],
        Reason::FieldContested { .. } => {
            ["{manager} sets {field} of {kind} {name} back whenever it is repaired.", "{manager} 反复改回 {kind} {name} 的 {field}。"]
        }
        Reason::NamespaceTaken {} => {
            ["Its place is held by something that is not ours. The platform has to look.", "运行位置被其他内容占用，需要平台处理。"]
        }
        Reason::NamespaceTerminating {} => ["Its place is still being cleared.", "运行位置仍在清理。"],
        Reason::NamespaceStuck { .. } => [
            "Its place has been cleared since {since} and does not come free. The platform has to look.",
            "运行位置自 {since} 起清理，至今未能完成，需要平台处理。",
        ],
        Reason::OrderEnding { .. } => ["The order is ending: {rooms} rooms are still up.", "订单正在结束：仍有 {rooms} 间教室在运行。"],
        Reason::OrderEnded {} => ["The order is over.", "订单已结束。"],
        Reason::StoredOrderUnreadable {} => {
            ["Part of what is stored of the order cannot be read. The platform has to look.", "订单的部分存储内容无法读取，需要平台处理。"]
        }
        Reason::InternalError {} => {
            ["The order met a fault of the service. The platform has to look.", "订单遇到服务内部故障，需要平台处理。"]
        }
        Reason::RoomsAvailable { .. } => ["All {rooms} rooms that are wanted now are open.", "当前所需的 {rooms} 间教室均已开放。"],
        Reason::NoRoomWanted {} => ["No room is wanted now.", "当前不需要教室。"],
        Reason::RoomClosed {} => ["The room is closed outside its lessons.", "教室在课程时间之外关闭。"],
        Reason::RoomsBeingMade { .. } => ["{rooms} of {of} rooms are being set up.", "{of} 间教室中有 {rooms} 间正在布置。"],
        Reason::RoomsStarting { .. } => ["{rooms} of {of} rooms are starting.", "{of} 间教室中有 {rooms} 间正在启动。"],
        Reason::PredecessorEnding { .. } => {
            ["{rooms} of {of} rooms wait until their predecessor has ended.", "{of} 间教室中有 {rooms} 间正在等待前一实例结束。"]
        }
        Reason::WaitsForNode { .. } => {
            ["{rooms} of {of} rooms wait for a node with {amount}.", "{of} 间教室中有 {rooms} 间在等待具有 {amount} 的节点。"]
        }
        Reason::NoNodeTakesRooms { .. } => {
            ["{rooms} of {of} rooms find no node that takes them: {why}.", "{of} 间教室中有 {rooms} 间找不到可用节点：{why}。"]
        }
        Reason::NodeLost { .. } => ["{rooms} of {of} rooms were on a node that was lost.", "{of} 间教室中有 {rooms} 间所在的节点已丢失。"],
        Reason::NodeNotReady { .. } => {
            ["{rooms} of {of} rooms are on a node that does not answer.", "{of} 间教室中有 {rooms} 间所在的节点没有响应。"]
        }
        Reason::ImagePullFailing { .. } => {
            ["{rooms} of {of} rooms cannot load their software.", "{of} 间教室中有 {rooms} 间无法加载软件。"]
        }
        Reason::ContainerCrashing { .. } => {
            ["{rooms} of {of} rooms stop again and again (code {exit_code}).", "{of} 间教室中有 {rooms} 间反复停止（代码 {exit_code}）。"]
        }
        Reason::OutOfMemory { .. } => ["{rooms} of {of} rooms ran out of memory.", "{of} 间教室中有 {rooms} 间内存不足。"],
        Reason::ConfigurationMissing { .. } => {
            ["{rooms} of {of} rooms wait for their configuration.", "{of} 间教室中有 {rooms} 间在等待配置。"]
        }
        Reason::ContainerNotStarting { .. } => ["{rooms} of {of} rooms do not start.", "{of} 间教室中有 {rooms} 间无法启动。"],
        Reason::PodFailed { .. } => ["{rooms} of {of} rooms failed and start again.", "{of} 间教室中有 {rooms} 间失败并重新启动。"],
        Reason::PodsRefused { .. } => {
            ["{rooms} of {of} rooms are refused by the place where they run.", "{of} 间教室中有 {rooms} 间被运行位置拒绝。"]
        }
        Reason::NotAnswering { .. } => ["{rooms} of {of} rooms run but do not answer yet.", "{of} 间教室中有 {rooms} 间已运行但尚未响应。"],
        Reason::RoomsClosing { .. } => ["{rooms} rooms are closing.", "{rooms} 间教室正在关闭。"],
        Reason::LessonsEnding { .. } => {
            ["{rooms} rooms finish their lessons; no new lesson begins.", "{rooms} 间教室正在结束当前课程，不再开始新课程。"]
        }
        Reason::SpendingCapReached { .. } => [
            "What a month may cost is reached: no further lesson starts until the month is over or the cap is raised.",
            "本月支出已达上限：月份结束或提高上限之前不再开始新课程。",
        ],
        Reason::NodeCordoned { .. } => [
            "{rooms} rooms stay to the end of their lessons on nodes that are being emptied.",
            "{rooms} 间教室将在待清空的节点上保留至课程结束。",
        ],
        Reason::WaitsForNextStart { .. } => {
            ["What is new for {rooms} open rooms waits until they start next.", "{rooms} 间开放教室的更新将在下次启动时生效。"]
        }
        Reason::PausedByHand { .. } => ["An operator has paused changes.", "操作员已暂停更改。"],
        Reason::UnknownObjectsFound { .. } => ["{objects} parts in its place are not ours.", "运行位置中有 {objects} 个部分不属于本服务。"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Serde knows them all, and says so of a name that it does not know.
    fn every_name() -> Vec<String> {
        let error = serde_json::from_value::<Reason>(json!({"reason": "?", "params": {}})).unwrap_err().to_string();
        let names: Vec<_> = error.split('`').skip(3).step_by(2).map(str::to_owned).collect();
        assert!(names.len() > 30, "{error}");
        names
    }

    #[test]
    fn every_reason_is_a_whole_sentence_in_both_languages() {
        let params = json!({
            "rooms": 3, "of": 12, "objects": 17, "missing": 2, "drifted": 1, "needed": 5000, "resource": "cpu_milli", "cause": "cordoned",
            "from": "2026-08-26T01:00:00Z", "until": "2026-08-24T16:00:00Z", "since": "2026-09-07T00:59:59Z", "kind": "Deployment", "fault": "forbidden", "restarts": 4, "exit_code": 137, "writes": 6,
            "name": "rooms", "field": "/spec/type", "manager": "mesh",
        });
        let mut told = String::new();
        for name in every_name() {
            let stored = json!({"reason": name, "params": params});
            serde_json::from_value::<Reason>(stored).unwrap_or_else(|error| panic!("{name}: {error}"));
            let [en, zh] = [Language::En, Language::ZhCn].map(|language| reason(&name, &params, language));
            assert!(en.ends_with('.') && zh.ends_with('。'), "{name}: {en} {zh}");
            assert!(!format!("{en}{zh}").contains(['{', '}']), "{name}: {en} {zh}");
            told += &format!("{name}\n  {en}\n  {zh}\n");
        }
        insta::assert_snapshot!(told);
    }

    #[test]
    fn a_reason_is_a_sentence_in_both_languages_and_an_unknown_one_is_spelled_out() {
        assert_eq!(reason("RoomsStarting", &json!({"rooms": 3, "of": 12}), Language::En), "3 of 12 rooms are starting.");
        assert_eq!(reason("NoRoomWanted", &Value::Null, Language::ZhCn), "当前不需要教室。");
        assert_eq!(reason("FromTheFuture", &Value::Null, Language::En), "From the future.");
    }
}
