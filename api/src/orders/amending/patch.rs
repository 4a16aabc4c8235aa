//! What an amendment sends: each top-level field that is present replaces the whole field, null where it is optional.

use std::collections::BTreeMap;

use homeroom_domain::{
    billing::Money,
    order::{Flexible, NewOrder, NewRoom, Term, Timetable},
};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::patch;

/// An amendment of an order.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AmendOrder {
    /// When the new timetable takes over; absent means now. Names alone change at once.
    pub effective_from: Option<Timestamp>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Must stay what it is.
    #[serde(deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    pub kind: Option<String>,
    /// Must stay what it is.
    #[serde(deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    pub region: Option<String>,
    /// Null takes it away.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub external_id: Option<Option<String>>,
    /// Null takes all of it away.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub metadata: Option<Option<BTreeMap<String, String>>>,
    /// All rooms that there are to be: what is left out is dropped.
    #[serde(deserialize_with = "patch::present")]
    #[schema(nullable = false, min_items = 1, max_items = 200)]
    pub rooms: Option<Vec<NewRoom>>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    pub term: Option<Term>,
    /// Its zone must stay what it is.
    #[serde(deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    pub timetable: Option<Timetable>,
    /// Null takes it away.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Option<Flexible>)]
    pub flexible: Option<Option<Flexible>>,
    /// Null leaves it to the kind.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Option<u32>, maximum = 120)]
    pub overrun_minutes: Option<Option<u32>>,
    /// Null takes it away.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 64)]
    pub cost_group: Option<Option<String>>,
    /// What you expect the amended order to cost in all, `price` of a quote: another price is refused (409 `price-changed`).
    #[serde(deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    pub expected_price: Option<Money>,
}

impl AmendOrder {
    /// The document with the fields that are present replaced.
    pub(crate) fn apply(self, to: NewOrder) -> NewOrder {
        NewOrder {
            name: self.name.unwrap_or(to.name),
            kind: self.kind.unwrap_or(to.kind),
            region: self.region.unwrap_or(to.region),
            external_id: self.external_id.unwrap_or(to.external_id),
            metadata: self.metadata.map_or(to.metadata, Option::unwrap_or_default),
            rooms: self.rooms.unwrap_or(to.rooms),
            term: self.term.unwrap_or(to.term),
            timetable: self.timetable.unwrap_or(to.timetable),
            flexible: self.flexible.unwrap_or(to.flexible),
            overrun_minutes: self.overrun_minutes.unwrap_or(to.overrun_minutes),
            cost_group: self.cost_group.unwrap_or(to.cost_group),
            expected_price: None,
            reserved_until: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_takes_away_what_is_optional_and_is_refused_elsewhere() {
        let patch: AmendOrder = serde_json::from_str(r#"{"external_id": null, "metadata": null}"#).unwrap();
        assert_eq!(patch.external_id, Some(None));
        assert_eq!(patch.metadata, Some(None));
        assert!(serde_json::from_str::<AmendOrder>(r#"{"name": null}"#).is_err());
        assert!(serde_json::from_str::<AmendOrder>(r#"{"nme": "a"}"#).is_err());
    }
}
