//! A partner as it goes out.

use std::collections::BTreeMap;

use homeroom_domain::ids::PartnerId;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::PartnerRow;

/// A reseller or marketplace.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartnerView {
    pub id: PartnerId,
    pub name: String,
    pub external_id: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub created_at: Timestamp,
}

impl From<PartnerRow> for PartnerView {
    fn from(row: PartnerRow) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            external_id: row.external_id,
            metadata: row.metadata.0,
            created_at: row.created_at.to_jiff(),
        }
    }
}
