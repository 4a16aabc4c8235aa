//! Before any lock: a request is let in, and its documents become candidates for admission.
//!
//! Expanding a term of lessons and pricing it take the time of many queries, so they run on threads for such work, under the tenant's ticket and outside
//! of every transaction.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_domain::{
    admission::{self, Refusal, Week},
    calendar::Calendar,
    ids::AcademicCalendarId,
    order::{
        Allowance, CalendarPlan, Catalogue, FieldError, NewOrder, TouchedDays, ValidOrder, validate_touched, validate_within, wrong_fields,
    },
    sizing::NodeShape,
    workload::{DOCUMENT_BYTES_MAX, document_too_large},
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

use super::Candidate;
use crate::{
    academic_calendars::store as academic_calendars,
    auth::{Caller, Permit, TenantTx},
    calendars::store::Header,
    clusters::store::{self as clusters, Among, Weighed},
    http::{ApiError, Problem, Unread},
    orders::store::{self, OrderingTenant},
    prices::Tariff,
    work::Ticket,
};

/// Bodies up to so many bytes are decoded in less time than it takes to hand them to another thread.
const DECODED_AT_ONCE: usize = 16 << 10;

/// Lets a request in, and reads and decodes its body.
///
/// # Errors
/// 503 `busy`, before anything is read; then what is wrong with the body.
pub(crate) async fn receive<P: Permit, T: DeserializeOwned + Send + 'static, const LIMIT: usize>(
    caller: &Caller<P>,
    body: Unread<T, LIMIT>,
) -> Result<(Ticket, T), ApiError> {
    let ticket = caller.app().work.ticket(caller.tenant(), body.bytes_at_most())?;
    let undecoded = body.read().await?;
    let decoded = if undecoded.bytes() <= DECODED_AT_ONCE { undecoded.decode()? } else { ticket.run(move || undecoded.decode()).await?? };
    Ok((ticket, decoded))
}

/// What a tenant may order, and where it might go.
#[derive(Debug, Clone)]
pub(in crate::orders) struct Offer {
    pub catalogue: Catalogue,
    /// Edits of the academic calendars that the catalogue has.
    calendar_edits: BTreeMap<Uuid, i64>,
    /// A suspended tenant may ask, and gets nothing.
    pub suspended: bool,
    /// How often the tenant was moved to a plan, as the tariff was read.
    pub plan_edit: Option<i64>,
    /// What new orders are bought by; `None` where they cost nothing.
    pub tariff: Option<Tariff>,
    pub quota: Header,
    /// Clusters of the tenant's sort, of new orders in the regions that they name, as they were a moment ago.
    pub clusters: Vec<Weighed>,
}

impl Offer {
    /// For new orders: the kinds and regions that they name.
    pub(in crate::orders) async fn of(tx: &mut TenantTx, livemode: bool, documents: &[NewOrder], now: Timestamp) -> Result<Self, ApiError> {
        let named = |name: fn(&NewOrder) -> &str| -> Vec<String> {
            let names: BTreeSet<&str> = documents.iter().map(name).collect();
            names.into_iter().map(str::to_owned).collect()
        };
        let (kinds, regions) = (named(|document| &document.kind), named(|document| &document.region));
        let follow = documents.iter().any(|document| document.timetable.academic_calendar.is_some());
        let mut offer = Self::read(tx, livemode, Some(&kinds), (Among::Regions(&regions), follow)).await?;
        if offer.plan_edit.is_some() {
            offer.tariff = Tariff::of_tenant(tx, now).await?;
        }
        Ok(offer)
    }

    /// All kinds and regions.
    pub(in crate::orders) async fn whole(tx: &mut TenantTx, livemode: bool) -> Result<Self, ApiError> {
        Self::read(tx, livemode, None, (Among::All, true)).await
    }

    async fn read(
        tx: &mut TenantTx,
        livemode: bool,
        kinds: Option<&[String]>,
        (among, follow): (Among<'_>, bool),
    ) -> Result<Self, ApiError> {
        let (tenant, ordering) = (tx.tenant(), store::tenant(tx, kinds).await?);
        let (OrderingTenant { suspended, plan_edit, quota }, kinds) =
            ordering.ok_or_else(|| anyhow::anyhow!("{} has no quota calendar", tx.tenant()))?;
        let clusters = clusters::weighed(tx.conn(), Some(tenant), !livemode, among).await?;
        let regions = clusters.iter().map(|cluster| cluster.region.clone()).collect();
        let rows = if follow { academic_calendars::plans(tx).await? } else { Vec::new() };
        let calendar_edits = rows.iter().map(|row| (row.id, row.edit)).collect();
        let calendars =
            rows.into_iter().map(|row| (AcademicCalendarId::new(row.id), CalendarPlan::new(row.days.0, &row.bells.0))).collect();
        let catalogue = Catalogue { kinds, regions, calendars };
        Ok(Self { catalogue, calendar_edits, suspended, plan_edit, tariff: None, quota, clusters })
    }

    /// Nobody changes the academic calendars that are named until the transaction ends. Locked before orders and calendars of bookings.
    ///
    /// # Errors
    /// 503 `busy` where somebody changed one since it was read.
    pub(in crate::orders) async fn hold_calendars(
        &self,
        tx: &mut TenantTx,
        named: impl Iterator<Item = AcademicCalendarId>,
    ) -> Result<(), ApiError> {
        let ids: BTreeSet<Uuid> = named.map(AcademicCalendarId::uuid).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let held = academic_calendars::share(tx, &ids.iter().copied().collect::<Vec<_>>()).await?;
        let as_read = held.len() == ids.len() && held.iter().all(|(id, edit)| self.calendar_edits.get(id) == Some(edit));
        if as_read { Ok(()) } else { Err(ApiError::RetryAfter { problem: Problem::Busy, seconds: 1 }) }
    }

    /// The tariff is still the one that was read, in the transaction that books.
    ///
    /// # Errors
    /// 503 `busy` where the tenant was moved to another plan since.
    pub(in crate::orders) fn holds_tariff(&self, locked: &OrderingTenant) -> Result<(), ApiError> {
        if locked.plan_edit == self.plan_edit { Ok(()) } else { Err(ApiError::RetryAfter { problem: Problem::Busy, seconds: 1 }) }
    }

    /// # Errors
    /// 409 for a tenant that is suspended. Whoever books looks again under the locks.
    pub(in crate::orders) fn refuse_suspended(&self) -> Result<(), ApiError> {
        if self.suspended { Err(Problem::TenantSuspended.into()) } else { Ok(()) }
    }

    /// The sorts of nodes in a region.
    pub(in crate::orders) fn shapes(&self, region: &str) -> impl Iterator<Item = NodeShape> {
        self.clusters.iter().filter(move |cluster| cluster.region == region).filter_map(|cluster| cluster.shape)
    }
}

/// What the numbers of the quota refuse of new orders, before anybody looks for their lessons. Whether they do is told by the request alone: live orders
/// are counted when something is refused, because one of them may be what the same request made a moment ago.
pub(super) async fn refused_by_numbers(tx: &mut TenantTx, documents: &[NewOrder], offer: &Offer) -> Result<Vec<Refusal>, ApiError> {
    let quota = Calendar::new(offer.quota.id, offer.quota.limits.clone());
    if admission::refused_by_numbers(documents, 0, &quota).is_empty() {
        return Ok(Vec::new());
    }
    Ok(admission::refused_by_numbers(documents, store::count_live(tx).await?, &quota))
}

/// Orders that the numbers of the quota refuse, as they are asked about where it is `sought` what would be admitted instead; none of which the lessons are
/// wrong too.
///
/// # Errors
/// 422 with every field that is seen to be wrong without looking for lessons: that is said before a quota that is short.
pub(super) fn refused_candidates(
    documents: Vec<NewOrder>,
    offer: &Offer,
    (now, batch): (Timestamp, bool),
    sought: bool,
) -> Result<Vec<Candidate>, ApiError> {
    let asked = if sought { documents.clone() } else { Vec::new() };
    refuse_wrong_fields(documents, &offer.catalogue, now, batch)?;
    Ok(candidates(asked, offer, now, batch).unwrap_or_default())
}

/// # Errors
/// 422 with the fields that are wrong, as far as that is seen without lessons.
fn refuse_wrong_fields(documents: Vec<NewOrder>, catalogue: &Catalogue, now: Timestamp, batch: bool) -> Result<(), ApiError> {
    let of = |(index, document)| pointed(batch.then_some(index), wrong_fields(document, catalogue, now));
    let wrong: Vec<FieldError> = documents.into_iter().enumerate().flat_map(of).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

/// New orders with what they come to.
///
/// # Errors
/// 422 with every field that is wrong.
pub(in crate::orders) fn candidates(
    documents: Vec<NewOrder>,
    offer: &Offer,
    now: Timestamp,
    batch: bool,
) -> Result<Vec<Candidate>, ApiError> {
    let orders = pass(documents, &offer.catalogue, now, batch)?;
    Ok(orders.into_iter().map(|order| Candidate::create(order, offer, now)).collect())
}

/// The same, each with its week.
///
/// # Errors
/// 422 with every field that is wrong.
pub(in crate::orders) fn candidates_with_weeks(
    documents: Vec<NewOrder>,
    offer: &Offer,
    now: Timestamp,
    batch: bool,
) -> Result<(Vec<Candidate>, Vec<Week>), ApiError> {
    let orders = pass(documents, &offer.catalogue, now, batch)?;
    let with_week = |order: ValidOrder| {
        let week = Week::of(&order, |lesson| lesson.ends_at > now);
        (Candidate::create(order, offer, now), week)
    };
    Ok(orders.into_iter().map(with_week).unzip())
}

/// Checks and expands one document, or all of a batch; of a batch, pointers begin with the order's index.
///
/// # Errors
/// 422 with every field that is wrong. Orders after the one with which the request comes to too much are not looked at.
pub(in crate::orders) fn pass(
    documents: Vec<NewOrder>,
    catalogue: &Catalogue,
    now: Timestamp,
    batch: bool,
) -> Result<Vec<ValidOrder>, ApiError> {
    let (mut orders, mut errors, mut allowance) = (Vec::with_capacity(documents.len()), Vec::new(), Allowance::default());
    for (index, document) in documents.into_iter().enumerate() {
        match validate_within(document, catalogue, now, &mut allowance) {
            Ok(order) if too_large(&order.document) => return Err(document_problem()),
            Ok(order) => orders.push(order),
            Err(found) => errors.extend(pointed(batch.then_some(index), found)),
        }
        if allowance.exceeded {
            break;
        }
    }
    if errors.is_empty() { Ok(orders) } else { Err(errors.into()) }
}

/// Checks an order that passed before, but for the days of its academic calendar, and expands those alone. Also says how many lessons it holds in all.
///
/// # Errors
/// 422 with every field that is wrong.
pub(in crate::orders) fn pass_touched(
    document: NewOrder,
    catalogue: &Catalogue,
    now: Timestamp,
    touched: &TouchedDays,
) -> Result<(ValidOrder, u32), ApiError> {
    let passed = validate_touched(document, catalogue, now, touched)?;
    if too_large(&passed.0.document) { Err(document_problem()) } else { Ok(passed) }
}

/// What is wrong with an order: of a batch, pointers begin with the order's index.
fn pointed(index: Option<usize>, errors: Vec<FieldError>) -> impl Iterator<Item = FieldError> {
    let base = index.map(|index| format!("/orders/{index}")).unwrap_or_default();
    errors.into_iter().map(move |error| FieldError { pointer: format!("{base}{}", error.pointer), ..error })
}

/// Whether the cluster could not keep the document beside the order's objects.
pub(super) fn too_large(document: &NewOrder) -> bool {
    document_too_large(&json!(document)).is_some()
}

fn document_problem() -> ApiError {
    ApiError::With(Problem::DocumentTooLarge, json!({ "limit": DOCUMENT_BYTES_MAX }))
}
