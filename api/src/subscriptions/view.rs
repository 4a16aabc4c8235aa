//! A subscription as it goes out, and what it is of.

use homeroom_domain::ids::{ApiKeyId, ClassroomId, MembershipId, OrderId, SubscriptionId};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::SubscriptionRow;

/// An address for calendar programs, without its secret.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Subscription)]
pub(crate) struct SubscriptionView {
    id: SubscriptionId,
    /// Whether it is of all lessons; then nothing else is named.
    everything: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    order_id: Option<OrderId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    classroom_id: Option<ClassroomId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    teacher: Option<String>,
    /// Whose it is: `mem_...`, a person's membership, or `key_...`, an API key.
    made_by: String,
    created_at: Timestamp,
    /// Known to the hour.
    last_used_at: Option<Timestamp>,
}

/// The same with its address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedSubscription {
    #[serde(flatten)]
    pub view: SubscriptionView,
    /// For the calendar program. Shown once: whoever has it reads these lessons. Null where the request was sent again.
    pub address: Option<String>,
}

impl From<SubscriptionRow> for SubscriptionView {
    fn from(row: SubscriptionRow) -> Self {
        let made_by =
            if row.maker_kind == "user" { MembershipId::new(row.maker_id).to_string() } else { ApiKeyId::new(row.maker_id).to_string() };
        Self {
            id: SubscriptionId::new(row.id),
            everything: row.order_id.is_none() && row.classroom_id.is_none() && row.teacher.is_none(),
            order_id: row.order_id.map(OrderId::new),
            classroom_id: row.classroom_id.map(ClassroomId::new),
            teacher: row.teacher,
            made_by,
            created_at: row.created_at.to_jiff(),
            last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
        }
    }
}
