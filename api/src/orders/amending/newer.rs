//! Documents with fields of a later version: everybody reads them, and this version amends none of them.
//!
//! It would write the next generation without the fields that it does not know, and nobody would hear of the loss. So an amendment waits until the
//! roll-out is over; reading, lessons, running and cancelling go on.

use homeroom_domain::{ids::OrderId, order::NewOrder};

use crate::{
    auth::TenantTx,
    http::{ApiError, Problem},
    orders::store,
};

/// A roll-out takes minutes, and the next try may meet a replica that is through with it.
const RETRY_AFTER: u64 = 60;

/// # Errors
/// 503 `newer-version` when this generation's document has a field that would be lost.
pub(super) async fn refuse_newer(tx: &mut TenantTx, id: OrderId, generation: i64) -> Result<(), ApiError> {
    let stored = store::document_text(tx, id, generation).await?;
    match unknown_field(&stored)? {
        None => Ok(()),
        Some(field) => {
            tracing::warn!(order = %id, %field, "an amendment waits for the version that wrote this order");
            Err(ApiError::RetryAfter { problem: Problem::NewerVersion, seconds: RETRY_AFTER })
        }
    }
}

/// The path of the first field that the types of this version do not have.
fn unknown_field(document: &str) -> serde_json::Result<Option<String>> {
    let mut first = None;
    let mut json = serde_json::Deserializer::from_str(document);
    let _: NewOrder = serde_ignored::deserialize(&mut json, |path| {
        first.get_or_insert_with(|| path.to_string());
    })?;
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_tomorrow_is_found_wherever_it_stands() {
        let document = |more: &str, in_term: &str, in_day: &str| {
            format!(
                r#"{{"name": "a", "kind": "class", "region": "r", "rooms": [], "term": {{"first_day": "2026-09-01", "last_day": "2026-09-02"{in_term}}},
                    "timetable": {{"time_zone": "UTC", "days": [{{"from": "2026-09-01", "to": "2026-09-01", "off": true{in_day}}}]}}{more}}}"#
            )
        };
        let found = |document: String| unknown_field(&document).unwrap();
        assert_eq!(found(document("", "", "")), None);
        assert_eq!(found(document(r#", "price": 1"#, "", "")).as_deref(), Some("price"));
        assert_eq!(found(document("", r#", "weeks": 1"#, "")).as_deref(), Some("term.weeks"));
        assert_eq!(found(document("", "", r#", "why": "x""#)).as_deref(), Some("timetable.days.0.why"));
    }
}
