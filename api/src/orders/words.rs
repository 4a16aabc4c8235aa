//! Sentences about refusals and what would fit instead, in the reader's language.

use serde_json::Value;

use crate::words::{self, Language};

/// What an alternative does.
pub(crate) fn alternative(code: &str, params: &Value, language: Language) -> String {
    let texts = match code {
        "StartAt" => ["Begin the first lesson of the day at {start}.", "将当天第一节课改为 {start} 开始。"],
        "Region" => ["Run the classrooms in {region}.", "将教室放在 {region} 运行。"],
        "FewerSeats" => ["Give no room more than {seats} seats.", "每间教室不超过 {seats} 个座位。"],
        _ => ["", ""],
    };
    words::fill(language.pick(texts), params)
}

/// One thing that does not hold, from the fields that its view has.
pub(crate) fn violation(view: &Value, language: Language) -> String {
    let has = |name: &str| view.get(name).is_some();
    let texts = match view.get("limit").and_then(Value::as_str) {
        Some("rooms") => ["{needed} more rooms at {at_local}, and {free} are free.", "{at_local} 还需 {needed} 间教室，剩余 {free} 间。"],
        Some("seats") => ["{needed} more seats at {at_local}, and {free} are free.", "{at_local} 还需 {needed} 个座位，剩余 {free} 个。"],
        Some("live_orders") => ["No more orders may be live at the same time.", "同时有效的订单数已达上限。"],
        Some("rooms_per_order") => {
            ["An order may have {free} rooms, and this one has {needed}.", "每个订单最多 {free} 间教室，此订单有 {needed} 间。"]
        }
        _ if has("rooms_too_many") => {
            ["{region}: {rooms_too_many} rooms too many at {at_local}.", "{region}：{at_local} 多出 {rooms_too_many} 间教室。"]
        }
        _ if has("room") => ["{region}: the room {room} is larger than any place there.", "{region}：教室 {room} 超出当地可容纳的规模。"],
        _ => ["{region} takes no orders at the moment.", "{region} 目前不接受订单。"],
    };
    words::fill(language.pick(texts), view)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_tenant_reads_how_many_rooms_are_too_many() {
        let view = json!({"region": "cn-beijing", "at_local": "2026-09-07T09:00:00+08:00", "rooms_too_many": 2});
        assert_eq!(violation(&view, Language::En), "cn-beijing: 2 rooms too many at 2026-09-07T09:00:00+08:00.");
        assert!(violation(&view, Language::ZhCn).contains("多出 2 间"));
    }
}
