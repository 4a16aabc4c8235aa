//! What is wrong with, or odd about, an order's document.

use homeroom_domain::order::{FieldProblem, Oddity};
use serde::Serialize;
use serde_json::Value;

use super::{super::language::Language, fill};

/// What is wrong with a field of an order.
pub(crate) fn field_problem(problem: &FieldProblem, language: Language) -> String {
    sentence(problem, language, |code| match code {
        "unknown_zone" => Some(["{zone} is not a time zone of the IANA database.", "{zone} 不是 IANA 数据库中的时区。"]),
        "wall_time_skipped" => {
            Some(["{start} does not exist on {date}: the clocks go forward over it.", "{date} 不存在 {start}：当日时钟拨快跳过了该时刻。"])
        }
        "wall_time_twice" => {
            Some(["{start} exists twice on {date}: the clocks go back over it.", "{date} 的 {start} 出现两次：当日时钟回拨。"])
        }
        _ => None,
    })
}

/// What is odd about an order that was accepted.
pub(crate) fn oddity(oddity: &Oddity, language: Language) -> String {
    sentence(oddity, language, |code| match code {
        "line_yields_nothing" => Some(["The line {line} yields no lesson in the term.", "课程行 {line} 在学期内没有产生任何课次。"]),
        "day_off_hits_nothing" => Some(["The days off from {from} to {to} hit no lesson.", "{from} 至 {to} 的停课日没有影响任何课次。"]),
        _ => None,
    })
}

fn sentence(fact: &impl Serialize, language: Language, template: impl Fn(&str) -> Option<[&'static str; 2]>) -> String {
    let fact = serde_json::to_value(fact).unwrap_or_default();
    let code = fact.get("code").and_then(Value::as_str).unwrap_or_default();
    let params = fact.get("params").unwrap_or(&Value::Null);
    match template(code) {
        Some(texts) => fill(language.pick(texts), params),
        None => code.replace('_', " "),
    }
}
