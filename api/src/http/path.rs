//! Ids and names in a path. A malformed id becomes the id of nothing, so that it takes the same way to the same 404 as an absent one.

use axum::extract::{FromRequestParts, RawPathParams};
use homeroom_domain::{
    ids::{ApiKeyId, ClassroomId, ClusterId, EventId, JobId, MembershipId, OrderId, PartnerId, TenantId, UserId},
    timetable::LessonId,
};
use http::request::Parts;
use uuid::Uuid;

use super::problem::ApiError;

/// The only parameter of the path.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

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

path_ids!(ApiKeyId ClassroomId ClusterId EventId JobId MembershipId OrderId PartnerId TenantId UserId);

impl PathId for LessonId {
    fn from_path(text: &str) -> Self {
        text.parse().unwrap_or(Self::NOTHING)
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
        let params = RawPathParams::from_request_parts(parts, state).await;
        // Undecodable bytes in a path name nothing either.
        let text = params.as_ref().ok().and_then(|params| params.iter().next()).map_or("", |(_, value)| value);
        Ok(Self(T::from_path(text)))
    }
}
