//! What is wrong with a version of a plan, in sentences.

use homeroom_domain::billing::{NOT_SERVED, PlanError, PlanProblem};
use serde_json::json;

use crate::http::{ApiError, Fault, OwnFault};

/// # Errors
/// 422 with every field that is wrong.
pub(super) fn refuse(errors: Vec<PlanError>) -> Result<(), ApiError> {
    if errors.is_empty() {
        return Ok(());
    }
    let fault = |PlanError { pointer, problem }| {
        let (code, words) = texts(&problem);
        Fault::own(pointer, OwnFault { code, params: json!(problem), words })
    };
    Err(ApiError::Shape(errors.into_iter().map(fault).collect()))
}

const fn texts(problem: &PlanProblem) -> (&'static str, [&'static str; 2]) {
    match problem {
        PlanProblem::Count { .. } => ("count_out_of_range", ["There must be {min} to {max} of these.", "数量应为 {min} 至 {max} 个。"]),
        PlanProblem::Text { .. } => ("text_out_of_range", ["This must be 1 to {max} visible characters.", "应为 1 至 {max} 个可见字符。"]),
        PlanProblem::Amount { .. } => ("out_of_range", ["This must be from {min} to {max}.", "取值范围为 {min} 至 {max}。"]),
        PlanProblem::Decimals { .. } => ("too_many_decimals", ["A unit price has at most {max} decimals.", "单价最多 {max} 位小数。"]),
        PlanProblem::DuplicateKey { .. } => ("duplicate", ["{first} has this key already.", "{first} 已使用此键。"]),
        PlanProblem::NotServed { .. } => (
            NOT_SERVED,
            [
                "Nothing measures {meter} yet, so that nobody could be billed for it. Leave this price out.",
                "{meter} 目前尚无计量，无法据此计费。请去掉此价格。",
            ],
        ),
        PlanProblem::ModelNeeds { .. } => ("model_needs", ["This model needs {field}.", "此计价方式需要 {field}。"]),
        PlanProblem::ModelRefuses { .. } => ("model_refuses", ["This model has no {field}.", "此计价方式没有 {field}。"]),
        PlanProblem::TiersOverlap { .. } => (
            "tiers_overlap",
            ["A tier up to {up_to} overlaps the one before it, which ends at {after}.", "至 {up_to} 的档位与前一档（止于 {after}）重叠。"],
        ),
        PlanProblem::LastTierEnds {} => {
            ("last_tier_ends", ["The last tier has no end: up_to is null.", "最后一档没有上限：up_to 为 null。"])
        }
        PlanProblem::TierWithoutEnd {} => ("tier_without_end", ["Only the last tier has no end.", "只有最后一档没有上限。"]),
        PlanProblem::ChargedOnce { .. } => (
            "charged_once",
            ["{meter} is charged once: it has neither tiers nor included units.", "{meter} 只计一次，没有档位，也没有包含量。"],
        ),
    }
}
