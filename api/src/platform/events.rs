//! `GET /v1/platform/events`: what happened anywhere, the newest first.

use homeroom_domain::ids::{EventId, TenantId};
use http::Uri;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use crate::{
    auth::{Actor, Place, PlatformCaller, ReadEvents},
    events::{
        EventType,
        feed::{self, Narrow, Whole},
    },
    http::{ApiError, Format, Limit, Page, Problems, Query, Shape},
};

/// Which events.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlatformFeed {
    /// Of this tenant alone.
    tenant_id: Option<TenantId>,
    #[serde(rename = "type")]
    #[param(inline)]
    kind: Option<EventType>,
    /// The id of what it is about.
    subject: Option<String>,
    /// The id of who did it: `mem_...` or `key_...`.
    actor: Option<String>,
    /// At this time or later.
    from: Option<Timestamp>,
    /// Earlier than this.
    to: Option<Timestamp>,
    /// The `next_cursor` of the page before.
    before: Option<String>,
    /// Events on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Something that happened, and whose it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlatformEventView {
    id: EventId,
    #[serde(rename = "type")]
    #[schema(value_type = EventType)]
    kind: String,
    at: Timestamp,
    #[schema(value_type = Actor)]
    actor: Value,
    /// The id of what it is about.
    subject: String,
    #[schema(value_type = Object)]
    data: Value,
    /// Null for what happened to the platform or a partner.
    tenant_id: Option<TenantId>,
    tenant_name: Option<String>,
}

/// List events of all tenants
///
/// The newest first, those of the platform and of partners among them. A page works through so many at most, so that it may hold fewer than `limit`, or none, and
/// yet have a `next_cursor`: go on, with it as `before`, until that is null.
#[utoipa::path(get, path = "/v1/platform/events", tag = "events", params(PlatformFeed),
    responses((status = 200, description = "A page of events", body = Page<PlatformEventView>), Problems))]
pub(crate) async fn list_platform_events(
    caller: PlatformCaller<ReadEvents>,
    Query(query): Query<PlatformFeed>,
    uri: Uri,
) -> Result<Page<PlatformEventView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let narrow = Narrow {
        kind: query.kind.map(EventType::name),
        subject: query.subject.as_deref(),
        actor: query.actor.as_deref(),
        from: query.from,
        to: query.to,
    };
    let mut tx = caller.begin().await?;
    let (events, next) = match query.tenant_id {
        Some(tenant) => {
            let before = cursor(query.before.as_deref(), i64::MAX)?;
            let (events, next) = feed::before(tx.conn(), Place::Tenant(tenant), &narrow, (0, before), limit).await?;
            (events.into_iter().map(|event| Whole::of(tenant, event)).collect(), next.map(|next| next.to_string()))
        }
        None => {
            let before = cursor(query.before.as_deref(), Uuid::max())?;
            let (events, next) = feed::of_all(tx.conn(), &narrow, before, limit).await?;
            (events, next.map(|next| next.to_string()))
        }
    };
    let feeds: Vec<Uuid> = events.iter().map(|event: &Whole| event.feed).collect();
    let names = store::tenant_names(&mut tx, &feeds).await?;
    tx.commit().await?;
    let view = |event: Whole| {
        let tenant = names.get(&event.feed);
        PlatformEventView {
            id: event.id,
            kind: event.kind,
            at: event.at,
            actor: event.actor,
            subject: event.subject,
            data: event.data,
            tenant_id: tenant.map(|_| TenantId::new(event.feed)),
            tenant_name: tenant.cloned(),
        }
    };
    Ok(Page::with_next(events.into_iter().map(view).collect(), next.map(|next| ("before", next)), &uri))
}

fn cursor<T: std::str::FromStr>(given: Option<&str>, default: T) -> Result<T, ApiError> {
    let wrong = |_| ApiError::field("?before", Shape::BadFormat { expected: Format::Cursor });
    given.map_or(Ok(default), |text| text.parse().map_err(wrong))
}
