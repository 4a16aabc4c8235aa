//! Sentences about refusals and what would fit instead, in the reader's language.

use homeroom_domain::{billing::Currency, calendar::Resource};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::refused::ExplanationCode;
use crate::{
    prices::OverCap,
    words::{self, Language},
};

/// What an alternative does.
pub(crate) fn alternative(code: ExplanationCode, params: &Value, language: Language) -> String {
    let texts = match code {
        ExplanationCode::StartAt => ["Begin the first lesson of the day at {start}.", "将当天第一节课改为 {start} 开始。"],
        ExplanationCode::Region => ["Run the classrooms in {region}.", "将教室放在 {region} 运行。"],
        ExplanationCode::Staggered => {
            ["Begin {shift_minutes} minutes later in {rooms} of the rooms.", "其中 {rooms} 间教室推迟 {shift_minutes} 分钟上课。"]
        }
        ExplanationCode::OtherDays if params["days_later"] == 1 => {
            ["Hold every lesson on the next day of the week.", "所有课在一周内后移 1 天。"]
        }
        ExplanationCode::OtherDays => ["Hold every lesson {days_later} days later in the week.", "所有课在一周内后移 {days_later} 天。"],
        ExplanationCode::FromDay => ["Begin on {first_day}, when there is room for everything.", "自 {first_day} 起开课，届时全部排得下。"],
        ExplanationCode::FewerRooms => ["Order {rooms} of the {of} rooms now.", "现在先订 {of} 间教室中的 {rooms} 间。"],
        ExplanationCode::LessonAt => ["Hold it on {date} at {start}.", "改为 {date} {start} 上课。"],
        ExplanationCode::LessonUntil => ["Extend it to {ends_at_local}.", "延长至 {ends_at_local}。"],
        ExplanationCode::FewerSeats => ["Give no room more than {seats} seats.", "每间教室不超过 {seats} 个座位。"],
    };
    words::fill(language.pick(texts), params)
}

/// What is against an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Against {
    Quota(Resource),
    Capacity,
    /// There is room, and it is kept in case that a cluster is lost.
    Cover,
    RoomTooLarge,
    Storage,
    Full,
    NoInterfaces,
    NoCluster,
}

/// One thing that does not hold, with the facts of its view.
pub(crate) fn violation(against: Against, facts: &Value, language: Language) -> String {
    let texts = match against {
        Against::Quota(Resource::LiveOrders) => ["No more orders may be live at the same time.", "同时有效的订单数已达上限。"],
        Against::Quota(Resource::RoomsPerOrder) => {
            ["An order may have {free} rooms, and this one has {needed}.", "每个订单最多 {free} 间教室，此订单有 {needed} 间。"]
        }
        Against::Quota(Resource::Seats) => {
            ["{needed} seats are wanted at {at_local}, and {free} are free.", "{at_local} 需要 {needed} 个座位，剩余 {free} 个。"]
        }
        Against::Quota(_) => {
            ["{needed} rooms are wanted at {at_local}, and {free} are free.", "{at_local} 需要 {needed} 间教室，剩余 {free} 间。"]
        }
        Against::Capacity => {
            ["{region}: {rooms_too_many} rooms too many at {at_local}.", "{region}：{at_local} 多出 {rooms_too_many} 间教室。"]
        }
        Against::Cover => [
            "{region}: {rooms_too_many} rooms too many at {at_local}, because room is kept in case that a cluster is lost.",
            "{region}：{at_local} 多出 {rooms_too_many} 间教室，因为须为集群失效预留容量。",
        ],
        Against::RoomTooLarge => {
            ["{region}: the room {room} is larger than any place there.", "{region}：教室 {room} 超出当地可容纳的规模。"]
        }
        Against::Storage => {
            ["{region}: there is no storage left for what would be recorded.", "{region}：没有可供录制内容使用的存储空间。"]
        }
        Against::Full => [
            "{region}: as many orders run there as may. There is room when one of them ends, or in another region.",
            "{region}：订单数已达上限。待其中一个结束后即可安排，或改用其他区域。",
        ],
        Against::NoInterfaces => [
            "{region} has no rooms with a network interface of their own. Choose another kind, or another region.",
            "{region} 没有可配独立网络接口的教室。请选择其他类型或其他区域。",
        ],
        Against::NoCluster => ["{region} takes no orders at the moment.", "{region} 目前不接受订单。"],
    };
    words::fill(language.pick(texts), &with_wall_time(facts))
}

/// A cap that a month would pass.
pub(crate) fn over_cap(over: &OverCap, language: Language) -> String {
    let OverCap { month, amount_minor, currency, would_be_minor, .. } = over;
    let texts = ["{month} would come to {would_be}, and a cap allows {amount}.", "{month} 将达到 {would_be}，超过上限 {amount}。"];
    let month = month.strftime("%Y-%m").to_string();
    let facts = json!({ "month": month, "would_be": money(*would_be_minor, currency), "amount": money(*amount_minor, currency) });
    words::fill(language.pick(texts), &facts)
}

/// An amount as `CNY 129.00`.
fn money(minor: i64, currency: &str) -> String {
    let digits = currency.parse().map_or(2, Currency::digits);
    format!("{currency} {}", Decimal::new(minor, digits))
}

/// With the time as a clock on the wall shows it: `2026-09-07 09:00`. Which zone that is, whoever wrote the timetable knows.
fn with_wall_time(facts: &Value) -> Value {
    let mut facts = facts.clone();
    if let Some(Value::String(at)) = facts.get_mut("at_local") {
        *at = at.replace('T', " ");
        at.truncate("2026-09-07 09:00".len());
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_reads_how_many_rooms_are_too_many() {
        let view = json!({"region": "cn-beijing", "at_local": "2026-09-07T09:00:00+08:00", "rooms_too_many": 2});
        assert_eq!(violation(Against::Capacity, &view, Language::En), "cn-beijing: 2 rooms too many at 2026-09-07 09:00.");
        assert!(violation(Against::Capacity, &view, Language::ZhCn).contains("多出 2 间"));
    }

    #[test]
    fn an_amount_has_the_digits_of_its_currency() {
        assert_eq!([money(12_900, "CNY"), money(12_900, "JPY"), money(-5, "KWD")], ["CNY 129.00", "JPY 12900", "KWD -0.005"]);
    }
}
