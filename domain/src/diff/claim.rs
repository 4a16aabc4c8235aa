//! A claim into which lessons are recorded: it only grows, and one that nothing uses any more stays for its retention. The rule is `pools`'.

use serde_json::Value;

use super::{
    observed::{Observed, is_ending, text},
    quantity,
};
use crate::{
    pools::{Claim, Fate, fate},
    workload::{self, Plan},
};

const SPACE: &str = "/spec/resources/requests/storage";
const MILLI_OF_A_MIB: i128 = (1 << 20) * 1000;

/// What a claim that stands should be now: as planned, but never for less than it asks for already, nor for more where its pool lets none grow.
pub(super) fn lawful(wanted: Claim, planned: &Value, observed: &Value) -> Value {
    let mut body = planned.clone();
    if fate(space_mib(observed), wanted) == Fate::Keep
        && let (Some(space), Some(stands)) = (body.pointer_mut(SPACE), observed.pointer(SPACE))
    {
        *space = stands.clone();
    }
    body
}

/// Whether the claim outlives its order.
pub(super) fn stays(plan: &Plan, observed: &Observed) -> bool {
    let claim = observed.get(&workload::claim()).filter(|body| !is_ending(body));
    claim.is_some_and(|body| fate(space_mib(body).or(Some(0)), plan.claim) == Fate::Keep)
}

/// Whole ones.
fn space_mib(body: &Value) -> Option<i64> {
    i64::try_from(quantity::milli(text(body, SPACE)?)? / MILLI_OF_A_MIB).ok()
}
