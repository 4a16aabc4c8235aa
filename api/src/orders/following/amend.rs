//! `PATCH /v1/academic-calendars/{id}`: other days, and every order that follows amended with them, in one transaction.

use std::sync::Arc;

use homeroom_domain::{admission::Refusal, ids::AcademicCalendarId};
use serde_json::{Value, json};

use super::followers::{AmendAcademicCalendar, Planned, of_order};
use crate::{
    academic_calendars::{store as academic_calendars, view::AcademicCalendarView},
    auth::{AmendOrders, Caller, Permit, TenantTx},
    calendars::store as calendars,
    events::EventType,
    http::{ApiError, IfMatch, MIB, Path, Problem, Problems, Unread, Versioned},
    jobs::{self, Wake},
    orders::{
        amending::{Draft, Purpose, Writing},
        placing::{AdmissionContext, Booked, Candidate, Decision, against, amended_booking, count, decide, event, receive},
        refused::{Reader, ViolationView},
        store::Follower,
    },
    prices::{Asking, NewBooking},
};

/// Looks at orders that somebody else is changing at the same time.
const TRIES: usize = 3;

/// Amend an academic calendar
///
/// Each field that is present replaces the whole field. Other days amend every live order that follows, at once and all or nothing: what
/// `POST /v1/academic-calendars/{id}/quote` says of each. Refused (409 `academic-calendar-refused`), `violations` names every order and slot that stands in
/// the way, and nothing has changed. One change amends at most 200 orders, and 16 MiB of documents (409 `too-many-followers`). Lessons that run or are over
/// stay as they are.
#[utoipa::path(
    patch, path = "/v1/academic-calendars/{id}", tag = "academic-calendars", request_body = AmendAcademicCalendar,
    params(("id" = AcademicCalendarId, Path), ("If-Match" = String, Header, description = "The ETag that you read.")),
    responses((status = 200, description = "The calendar", body = AcademicCalendarView), Problems)
)]
pub(crate) async fn amend_academic_calendar(
    caller: Caller<AmendOrders>,
    Path(id): Path<AcademicCalendarId>,
    if_match: IfMatch,
    body: Unread<AmendAcademicCalendar, MIB>,
) -> Result<Versioned<AcademicCalendarView>, ApiError> {
    let (ticket, change) = receive(&caller, body).await?;
    let expected = if_match.required()?;
    for _ in 0..TRIES {
        let planned = Planned::make(&caller, &ticket, (id, Purpose::Amend(&expected)), change.clone()).await?;
        if let Some(view) = attempt(&caller, &planned).await? {
            return Ok(Versioned::new(view.version(), view));
        }
    }
    Err(Problem::ConflictingTransition.into())
}

/// `None` where the calendar or an order is not the one that was read any more.
async fn attempt(caller: &Caller<AmendOrders>, planned: &Planned) -> Result<Option<AcademicCalendarView>, ApiError> {
    let hindered = planned.hindered();
    if !hindered.is_empty() {
        return Err(refused(hindered));
    }
    let _turn = caller.app().turns.of(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    if academic_calendars::lock(&mut tx, planned.id).await?.ok_or(ApiError::NotFound)? != planned.edit
        || !planned.is_of_all(&mut tx).await?
    {
        return Ok(None);
    }
    for (_, draft) in planned.drafts() {
        if !(Writing { caller, draft }).lock(&mut tx).await? {
            return Ok(None);
        }
    }
    match decided(caller, &mut tx, planned, true).await? {
        Ok(booked) => {
            let over = against(&mut tx, caller, Asking::ToBook, &bookings(planned, &booked)).await?;
            if !over.is_empty() {
                return Err(refused(over.iter().map(|violation| json!(violation)).collect()));
            }
            write(caller, &mut tx, planned, booked).await?;
        }
        Err(violations) => {
            count("quota", 1);
            tx.rollback().await?;
            return Err(refused(violations));
        }
    }
    academic_calendars::replace(&mut tx, planned.id, &planned.calendar, caller.now()).await?;
    let data = json!({ "name": planned.calendar.name, "orders": planned.drafts().count() });
    happened(caller, &mut tx, planned.id, data).await?;
    let view = AcademicCalendarView::from(academic_calendars::get(&mut tx, planned.id).await?.ok_or(ApiError::NotFound)?);
    jobs::wake(tx.conn(), Wake::Orders).await?;
    tx.commit().await?;
    Ok(Some(view))
}

/// What the orders are going to book, of those that are booked anew.
fn bookings<'a>(planned: &'a Planned, booked: &'a Booked) -> Vec<NewBooking<'a>> {
    let anew = planned.drafts().filter(|(_, draft)| draft.generation.is_some());
    anew.zip(&booked.admissions).map(|((_, draft), admission)| amended_booking(draft.id, &draft.next.document, Some(admission))).collect()
}

fn refused(violations: Vec<Value>) -> ApiError {
    let problem = Problem::AcademicCalendarRefused;
    ApiError::Refused { problem, violations, alternatives: Vec::new(), alternatives_complete: true }
}

/// What is booked for all orders together, in their order; or every slot that does not suffice.
pub(super) async fn decided<P: Permit>(
    caller: &Caller<P>,
    tx: &mut TenantTx,
    planned: &Planned,
    books: bool,
) -> Result<Result<Booked, Vec<Value>>, ApiError> {
    let drafts: Vec<(&Follower, &Draft)> = planned.drafts().collect();
    let offer = planned.offer.as_ref().filter(|_| !drafts.is_empty());
    let Some(offer) = offer else { return Ok(Ok(Booked::default())) };
    let (quota, clusters) = (offer.quota.clone(), offer.clusters.clone());
    let context = if books {
        let quota = calendars::lock(tx.conn(), &[quota.id]).await?.pop().unwrap_or(quota);
        AdmissionContext::locked(tx, quota, clusters, caller.livemode()).await?
    } else {
        AdmissionContext::unlocked(tx, quota, clusters, caller.livemode()).await?
    };
    let mut candidates: Vec<Candidate> = Vec::with_capacity(drafts.len());
    for (_, draft) in &drafts {
        candidates.extend(draft.candidate(tx, &context).await?);
    }
    let candidates = Arc::new(candidates);
    Ok(match decide(tx, context, &candidates, caller.now()).await? {
        Decision::Admitted(booked) => Ok(booked),
        Decision::Refused(refusals) => Err(violations(caller, &drafts, &refusals)),
    })
}

fn violations<P: Permit>(caller: &Caller<P>, drafts: &[(&Follower, &Draft)], refusals: &[Refusal]) -> Vec<Value> {
    let reader = Reader { language: caller.language(), platform: caller.sees_platform(), batch: false };
    let of = |refusal: &Refusal| -> Vec<Value> {
        let Some((order, draft)) = drafts.get(refusal.order) else { return Vec::new() };
        let views = ViolationView::all_of(refusal, &draft.next.document.timetable.time_zone, reader);
        views.iter().map(|view| of_order(order, json!(view))).collect()
    };
    refusals.iter().flat_map(of).collect()
}

async fn write(caller: &Caller<AmendOrders>, tx: &mut TenantTx, planned: &Planned, booked: Booked) -> Result<(), ApiError> {
    let mut ids = Vec::new();
    for (_, draft) in planned.drafts() {
        let Some(next) = &draft.generation else { continue };
        (Writing { caller, draft }).write(tx, next).await?;
        let data = json!({ "generation": next.amended.order.newest().number, "effective_from": next.amendment.from,
            "academic_calendar": planned.id });
        event(tx, caller, EventType::OrderAmended, draft.id, data).await?;
        ids.push(draft.id);
    }
    Writing::<AmendOrders>::book(tx, &ids, &booked).await
}

async fn happened(caller: &Caller<AmendOrders>, tx: &mut TenantTx, id: AcademicCalendarId, data: Value) -> Result<(), ApiError> {
    let actor = caller.actor();
    let kind = EventType::AcademicCalendarAmended;
    let new = crate::events::NewEvent { feed: caller.place(), kind, actor: &actor, subject: id.to_string(), data, at: caller.now() };
    crate::events::record(tx.conn(), new).await?;
    Ok(())
}
