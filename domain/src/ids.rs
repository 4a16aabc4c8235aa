//! Identifiers: a prefix that says what a thing is, and a UUID (version 7 where we make it).
//!
//! The text form is `<prefix>_<hyphenated UUID>`. Ids are made by the callers of this crate, never here. A lesson's id is derived, not made:
//! see [`LessonId`].

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// The text was not an id of the expected sort.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id that starts with {prefix}_")]
pub struct InvalidId {
    /// The prefix that was expected, without its underscore.
    pub prefix: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The text before the underscore.
            pub const PREFIX: &str = $prefix;

            /// Wraps a UUID that the caller made or read.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID behind the prefix.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|rest| rest.len() == 36)
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or(InvalidId { prefix: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(|_| de::Error::invalid_value(de::Unexpected::Str(&text), &"an id"))
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")))
                    .description(Some(concat!("An id: `", $prefix, "_` and a UUID.")))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )*};
}

ids! {
    /// A storage pool of a cluster.
    StoragePoolId = "spl";
    /// A room that was not ready when it had to be.
    BreachId = "brc";
    /// A tenant.
    TenantId = "ten";
    /// A reseller or marketplace.
    PartnerId = "par";
    /// A person.
    UserId = "usr";
    /// A person's role somewhere.
    MembershipId = "mem";
    /// A browser in which a person is logged in.
    SessionId = "ses";
    /// A machine's credential.
    ApiKeyId = "key";
    /// An invoice or a credit note.
    InvoiceId = "inv";
    /// Money that came in.
    PaymentId = "pay";
    /// What a tenant has good.
    CreditId = "crd";
    /// What a tenant was told.
    NoticeId = "ntc";
    /// What a month may come to.
    CapId = "cap";
    /// A saved card.
    PaymentMethodId = "pmt";
    /// Money that goes back.
    RefundId = "ref";
    /// A page of Stripe's that was opened for a tenant.
    HostedPageId = "hpg";
    /// Who sells.
    LegalEntityId = "lgl";
    /// A plan: what things cost.
    PlanId = "pln";
    /// A version of a plan, which never changes.
    PlanVersionId = "plv";
    /// Classrooms of one kind for a term.
    OrderId = "ord";
    /// One room of an order.
    ClassroomId = "cls";
    /// A Kubernetes cluster.
    ClusterId = "clu";
    /// An order's way from one cluster to another.
    MoveId = "mov";
    /// Nodes of a cluster that come or go by a person's doing.
    CapacityChangeId = "cch";
    /// Nodes of a cluster that one object scales.
    NodeGroupId = "ngr";
    /// A room image on its way from order to order.
    ImageRollId = "rol";
    /// Something that happened.
    EventId = "evt";
    /// Work that is done after the transaction that asked for it.
    JobId = "job";
    /// An order or an amendment that somebody is still writing.
    DraftId = "drf";
    /// A way into a classroom that is handed on.
    LinkId = "lnk";
    /// An address for calendar programs.
    SubscriptionId = "sub";
    /// A year's terms, days off and make-up days of a tenant.
    AcademicCalendarId = "acd";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_and_refuses_another_prefix() {
        let id = OrderId::new(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse::<OrderId>().unwrap(), id);
        assert_eq!(id.to_string().parse::<TenantId>(), Err(InvalidId { prefix: "ten" }));
        assert!("ord_0".parse::<OrderId>().is_err());
    }
}
