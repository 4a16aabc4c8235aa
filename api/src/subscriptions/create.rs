//! `POST /v1/subscriptions`.

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::{ClassroomId, OrderId, SubscriptionId};
use jiff_sqlx::ToSqlx as _;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    MAKER_MAX, TENANT_MAX,
    store::{self, Maker, SubscriptionRow},
    view::{CreatedSubscription, SubscriptionView},
};
use crate::{
    auth::{Caller, SubscribeLessons, api_key, subscription},
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Checks, Created, Format, Idempotent, Json, Problem, Problems, Shape, text},
    seal::sha256,
};

/// Characters of a secret.
const SECRET_LENGTH: usize = 43;

/// Whose lessons: exactly one of these says it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSubscription {
    /// True: all lessons of the institution, whoever's they are.
    #[serde(default)]
    everything: bool,
    #[serde(default)]
    order_id: Option<OrderId>,
    #[serde(default)]
    classroom_id: Option<ClassroomId>,
    /// A name as timetables have it.
    #[serde(default, deserialize_with = "text::read")]
    #[schema(min_length = 1, max_length = 200)]
    teacher: Option<String>,
}

impl NewSubscription {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        if let Some(teacher) = &self.teacher {
            checks.name("/teacher", teacher);
        }
        // All of an institution is much to hand out by leaving something away.
        let named = [self.everything, self.order_id.is_some(), self.classroom_id.is_some(), self.teacher.is_some()];
        let one = named.into_iter().filter(|named| *named).count() == 1;
        checks.that(one, "", Shape::BadFormat { expected: Format::OneScope }).done()
    }
}

/// Create a subscription
///
/// An address under which a calendar program (Google, Apple, Outlook) reads these lessons, and nothing else, without signing in. It is shown once. It works as
/// long as it is not removed and whoever made it may read lessons; some minutes after that can never be again, it is thrown away. A maker has at most 20, a
/// tenant 1,000.
#[utoipa::path(
    post, path = "/v1/subscriptions", tag = "lessons", request_body = NewSubscription,
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "Made", body = CreatedSubscription), Problems)
)]
pub(crate) async fn create_subscription(
    caller: Caller<SubscribeLessons>,
    idempotent: Idempotent,
    Json(new): Json<NewSubscription>,
) -> Result<Response, ApiError> {
    new.check()?;
    let maker = Maker::of(&caller.actor()).ok_or(ApiError::NotFound)?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), caller.place()).await? {
        return Ok(*answer);
    }
    let (order_id, classroom_id) = (new.order_id.map(OrderId::uuid), new.classroom_id.map(ClassroomId::uuid));
    let (order, classroom) = store::exist(&mut tx, order_id, classroom_id).await?;
    let mut checks = Checks::default();
    checks.that(order, "/order_id", Shape::BadFormat { expected: Format::KnownId });
    checks.that(classroom, "/classroom_id", Shape::BadFormat { expected: Format::KnownId }).done()?;
    let (own, all) = store::lock_and_count(&mut tx, maker, caller.now()).await?;
    if own >= MAKER_MAX || all >= TENANT_MAX {
        return Err(ApiError::With(Problem::TooManySubscriptions, json!({ "limit": MAKER_MAX, "limit_all": TENANT_MAX })));
    }
    let secret = api_key::random(SECRET_LENGTH);
    let row = SubscriptionRow {
        id: Uuid::now_v7(),
        maker_kind: maker.kind.to_owned(),
        maker_id: maker.id,
        order_id,
        classroom_id,
        teacher: new.teacher,
        created_at: caller.now().to_sqlx(),
        last_used_at: None,
    };
    let is_outside = caller.home() != caller.place();
    store::insert(&mut tx, &row, is_outside, &sha256(&secret)).await?;
    let (actor, subject) = (caller.actor(), SubscriptionId::new(row.id).to_string());
    let data = json!({ "everything": new.everything, "order_id": new.order_id, "classroom_id": new.classroom_id, "teacher": row.teacher });
    let kind = EventType::SubscriptionCreated;
    events::record(tx.conn(), NewEvent { feed: caller.place(), kind, actor: &actor, subject, data, at: caller.now() }).await?;
    let address = subscription::address(caller.app().config.public_url.origin(), &secret);
    let created = Created::without_address(CreatedSubscription { view: SubscriptionView::from(row), address: Some(address) });
    idempotent.keep_without(tx.conn(), caller.place(), &created, &["address"]).await?;
    tx.commit().await?;
    Ok(created.into_response())
}
