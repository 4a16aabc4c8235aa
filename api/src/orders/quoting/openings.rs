//! `POST /v1/quotes/openings`: at which times rooms would fit. Tells no more than quotes of the same rooms would, one a time.

use std::time::Instant;

use axum::Json as Answer;
use homeroom_domain::{
    admission::{Fits, NewWish, Opening},
    order::{Term, wire::wall_times},
};
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::fit::WeekdayName;
use crate::{
    auth::{Caller, QuoteOrders},
    clusters::store::pools_of,
    http::{ApiError, MIB, Problems, Unread},
    orders::placing::{AdmissionContext, Offer, calendars_of, receive},
};

/// So many rooms of a kind, for lessons of the same length over a term.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOpenings {
    /// A kind of `GET /v1/kinds`.
    kind: String,
    /// Absent: in any region.
    #[schema(nullable = false)]
    region: Option<String>,
    #[schema(minimum = 1, maximum = 200)]
    rooms: u32,
    /// Of each room.
    #[schema(minimum = 1, maximum = 3000)]
    seats: u32,
    term: Term,
    /// An IANA zone, such as `Asia/Shanghai`.
    time_zone: String,
    #[schema(minimum = 1, maximum = 1440)]
    duration_minutes: u32,
    /// Wall times, `HH:MM`; absent: every half hour from 07:00 to 21:30.
    #[serde(default, deserialize_with = "wall_times::deserialize")]
    #[schema(value_type = Option<Vec<String>>, nullable = false, min_items = 1, max_items = 60)]
    starts: Option<Vec<Time>>,
}

/// Weekdays and starts of a term.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Openings {
    /// By weekday, then by start; weekdays that the rest of the term does not have are left out.
    pub items: Vec<OpeningView>,
}

/// A weekday and a start.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Opening)]
pub(crate) struct OpeningView {
    weekday: WeekdayName,
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    start: String,
    fits: OpeningFits,
}

/// On how many of the term's dates to come it would fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OpeningFits {
    /// On all of them, in one place.
    All,
    /// On some, or on all but not in one place.
    Some,
    None,
}

/// Quote openings
///
/// For each weekday and start whether so many rooms would be admitted now on all, some or none of the term's dates, beside what the tenant has, storage
/// for what is recorded included. Changes nothing.
#[utoipa::path(
    post, path = "/v1/quotes/openings", tag = "orders", request_body = NewOpenings,
    responses((status = 200, description = "When it would fit", body = Openings), Problems)
)]
pub(crate) async fn quote_openings(caller: Caller<QuoteOrders>, body: Unread<NewOpenings, MIB>) -> Result<Answer<Openings>, ApiError> {
    let (ticket, asked) = receive(&caller, body).await?;
    let now = caller.now();
    let mut tx = caller.begin().await?;
    let offer = Offer::whole(&mut tx, caller.livemode()).await?;
    offer.refuse_suspended()?;
    tx.rollback().await?;
    let wish = asked.wish().read(&offer.catalogue)?;
    // The calendars of a term are large: they are read when there is a permit to look through them.
    let permit = ticket.granted().await?;
    let mut tx = caller.begin().await?;
    let clusters = offer.clusters.iter().filter(|cluster| wish.region.as_ref().is_none_or(|region| cluster.region == *region));
    let context = AdmissionContext::unlocked(&mut tx, offer.quota.clone(), clusters.cloned().collect(), caller.livemode()).await?;
    let policy = context.policy;
    let days = wish.days();
    let mut calendars = calendars_of(&mut tx, context, days, now).await?;
    if wish.records() {
        let clusters: Vec<Uuid> = calendars.clusters.iter().map(|at| at.cluster.uuid()).collect();
        let mut pools = pools_of(tx.conn(), &clusters, days, now).await?;
        calendars.clusters.iter_mut().for_each(|at| at.pools = pools.remove(&at.cluster).unwrap_or_default());
    }
    tx.rollback().await?;
    let ends = Instant::now() + caller.app().config.searches.search;
    let openings = permit.run(move || wish.openings(&calendars, &policy, now, &|| Instant::now() < ends)).await?;
    Ok(Answer(Openings { items: openings.into_iter().map(OpeningView::from).collect() }))
}

impl NewOpenings {
    fn wish(self) -> NewWish {
        let Self { kind, region, rooms, seats, term, time_zone, duration_minutes, starts } = self;
        NewWish { kind, region, rooms, seats, term, time_zone, duration_minutes, starts }
    }
}

impl From<Opening> for OpeningView {
    fn from(opening: Opening) -> Self {
        let fits = match opening.fits {
            Fits::All => OpeningFits::All,
            Fits::Some => OpeningFits::Some,
            Fits::None => OpeningFits::None,
        };
        Self { weekday: opening.weekday.into(), start: opening.start.strftime("%H:%M").to_string(), fits }
    }
}
