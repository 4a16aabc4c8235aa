//! Ids and names in a path. A malformed id becomes the id of nothing, so that it takes the same way to the same 404 as an absent one.

use axum::extract::{FromRequestParts, RawPathParams};
use homeroom_domain::{
    ids::{
        AcademicCalendarId, ApiKeyId, CapId, CapacityChangeId, ClassroomId, ClusterId, CreditId, DraftId, EventId, ImageRollId, InvoiceId,
        JobId, LinkId, MembershipId, MoveId, NodeGroupId, OrderId, PartnerId, PaymentMethodId, PlanId, RefundId, SessionId, StoragePoolId,
        SubscriptionId, TenantId, UserId,
    },
    timetable::LessonId,
};
use http::request::Parts;
use uuid::Uuid;

use super::problem::ApiError;

/// The only parameter of the path.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

/// The two parameters of the path, in their order.
#[derive(Debug, Clone, Copy)]
pub struct PathPair<A, B>(pub A, pub B);

/// What can stand in a path.
pub trait PathId: Sized {
    /// Reads the text; what cannot be read becomes an id that nothing has.
    fn from_path(text: &str) -> Self;
}

macro_rules! path_ids {
    ($($id:ty)*) => {$(
        impl PathId for $id {
            fn from_path(text: &str) -> Self {
                text.parse().unwrap_or(Self::new(Uuid::nil()))
            }
        }
    )*};
}

path_ids!(AcademicCalendarId ApiKeyId CapId CapacityChangeId ClassroomId ClusterId CreditId DraftId EventId ImageRollId InvoiceId JobId LinkId MembershipId MoveId NodeGroupId OrderId PartnerId PaymentMethodId PlanId RefundId SessionId StoragePoolId SubscriptionId TenantId UserId);

impl PathId for LessonId {
    fn from_path(text: &str) -> Self {
        text.parse().unwrap_or(Self::NOTHING)
    }
}

impl PathId for i64 {
    /// Nothing of ours has a negative number.
    fn from_path(text: &str) -> Self {
        text.parse().unwrap_or(-1)
    }
}

impl PathId for String {
    /// Text with U+0000 could not even be asked for in Postgres.
    fn from_path(text: &str) -> Self {
        text.replace('\0', "\u{fffd}")
    }
}

impl<T: PathId, S: Sync + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let [text] = texts(parts, state).await;
        Ok(Self(T::from_path(&text)))
    }
}

impl<A: PathId, B: PathId, S: Sync + Send> FromRequestParts<S> for PathPair<A, B> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let [first, second] = texts(parts, state).await;
        Ok(Self(A::from_path(&first), B::from_path(&second)))
    }
}

/// The values of the parameters. Undecodable bytes in a path name nothing either.
async fn texts<const N: usize, S: Sync + Send>(parts: &mut Parts, state: &S) -> [String; N] {
    let params = RawPathParams::from_request_parts(parts, state).await;
    let mut values = params.iter().flatten().map(|(_, value)| value.to_owned());
    std::array::from_fn(|_| values.next().unwrap_or_default())
}
