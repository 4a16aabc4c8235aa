//! What a refusal says: violations as the reader may see them, and what would be admitted instead.
//!
//! A tenant sees region, time and how many rooms are too many; the platform sees calendars and figures. Alternatives are worked out after the
//! transaction has ended: they take time, and nobody should wait for a lock meanwhile.

use std::sync::{Arc, LazyLock};

use homeroom_domain::{
    admission::{Alternative, AlternativeReason, CapacityShort, Policy, Refusal, TenantViolation, Violation, alternatives},
    order::{Catalogue, FieldError, FieldProblem, NewOrder, ValidOrder, validate},
    slots::Slot,
    timetable::{local, zone},
};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::{
    book::Refused,
    case::Case,
    prepare::{blocking, too_large},
};
use crate::{
    http::{ApiError, Problem},
    metrics::ADMISSIONS,
    orders::words,
    words::Language,
};

/// Refused orders of a batch for which alternatives are sought; more would take long and help nobody.
const EXPLAINED_MAX: usize = 5;

/// A search takes a whole core for as long as a second; more of them at once would end no sooner, and take the cores from everybody else.
static SEARCHES: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// Who reads it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    pub language: Language,
    pub platform: bool,
    /// Orders of a batch are told apart by their index.
    pub batch: bool,
}

/// Violations and alternatives, ready to be sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    pub over_quota: bool,
    pub violations: Vec<Value>,
    pub alternatives: Vec<Value>,
}

/// Counts what was decided about orders that were really asked for.
pub(crate) fn count(outcome: &'static str, orders: usize) {
    metrics::counter!(ADMISSIONS, "outcome" => outcome).increment(orders as u64);
}

/// A refusal as a problem: 409, or 422 where a room is larger than any node, which is a field of the order, and no time or place helps.
pub(crate) async fn refuse(question: Question, refused: Refused, reader: Reader) -> ApiError {
    let too_large = larger_than_a_node(&refused.refusals, reader);
    if !too_large.is_empty() {
        return too_large.into();
    }
    let told = match tell(question, refused, reader).await {
        Ok(told) => told,
        Err(error) => return error,
    };
    let (problem, outcome) = if told.over_quota { (Problem::QuotaExceeded, "quota") } else { (Problem::CapacityUnavailable, "capacity") };
    count(outcome, 1);
    ApiError::Refused { problem, violations: told.violations, alternatives: told.alternatives }
}

/// What is asked of, so that it can be read and asked again.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub cases: Arc<Vec<Case>>,
    pub catalogue: Catalogue,
    pub policy: Policy,
    pub now: Timestamp,
}

/// Says why, and looks for what would fit, on a thread of its own.
pub(crate) async fn tell(question: Question, mut refused: Refused, reader: Reader) -> Result<Told, ApiError> {
    let search = SEARCHES.acquire().await.map_err(anyhow::Error::from)?;
    blocking(move || {
        // Kept to the end of the search, which goes on when whoever asked has gone.
        let _search = search;
        let alternatives = explained(&question, &mut refused, reader);
        let violations = refused.refusals.iter().flat_map(|refusal| violations(&question, refusal, reader)).collect();
        Told { over_quota: refused.refusals.iter().any(Refusal::is_over_quota), violations, alternatives }
    })
    .await
}

fn larger_than_a_node(refusals: &[Refusal], reader: Reader) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for refusal in refusals {
        for violation in &refusal.violations {
            let Violation::RoomTooLarge { room, seats, seats_max, .. } = violation else { continue };
            let base = if reader.batch { format!("/orders/{}", refusal.order) } else { String::new() };
            let problem = FieldProblem::NumberOutOfRange { min: 1, max: (*seats_max).into(), actual: (*seats).into() };
            errors.push(FieldError { pointer: format!("{base}/rooms/{room}/seats"), problem });
        }
    }
    errors
}

fn explained(question: &Question, refused: &mut Refused, reader: Reader) -> Vec<Value> {
    let mut out = Vec::new();
    for refusal in refused.refusals.iter().take(EXPLAINED_MAX) {
        let Some(case) = question.cases.get(refusal.order) else { continue };
        let read = |document: NewOrder| passes(question, case, document);
        let found = alternatives(&case.ask(question.now), &mut refused.calendars, &question.policy, &read);
        out.extend(found.iter().map(|alternative| told(alternative, case, refusal.order, reader)));
    }
    out
}

/// A suggestion is read like what comes in; one of an amendment keeps the catalogue row that its order has.
fn passes(question: &Question, case: &Case, document: NewOrder) -> Option<ValidOrder> {
    let mut catalogue = question.catalogue.clone();
    if case.is_amendment() {
        catalogue.kinds = vec![case.order.kind.clone()];
        catalogue.regions.insert(case.order.document.region.clone());
    }
    let order = validate(document, &catalogue, question.now).ok()?;
    (!too_large(&order.document)).then_some(order)
}

fn told(alternative: &Alternative, case: &Case, order: usize, reader: Reader) -> Value {
    let (code, params) = match &alternative.explain {
        AlternativeReason::StartAt { start, shift_minutes } => {
            ("StartAt", json!({ "start": start.strftime("%H:%M").to_string(), "shift_minutes": shift_minutes }))
        }
        AlternativeReason::Region { region } => ("Region", json!({ "region": region })),
        AlternativeReason::FewerSeats { seats } => ("FewerSeats", json!({ "seats": seats })),
    };
    let message = words::alternative(code, &params, reader.language);
    let change = case.change_to(&alternative.document);
    indexed(json!({ "change": change, "explain": { "code": code, "params": params, "message": message } }), order, reader)
}

fn violations(question: &Question, refusal: &Refusal, reader: Reader) -> Vec<Value> {
    let zone_name = question.cases.get(refusal.order).map_or("UTC", |case| &case.order.document.timetable.time_zone);
    let zone = zone(zone_name).unwrap_or(TimeZone::UTC);
    let views: Vec<Value> = if reader.platform {
        refusal.violations.iter().map(|violation| platform_view(violation, &zone)).collect()
    } else {
        refusal.for_tenant().iter().map(|violation| tenant_view(violation, &zone)).collect()
    };
    views.into_iter().map(|view| indexed(with_message(view, reader.language), refusal.order, reader)).collect()
}

fn tenant_view(violation: &TenantViolation, zone: &TimeZone) -> Value {
    match violation {
        TenantViolation::Quota { limit, at, needed, free } => timed(json!({ "limit": limit, "needed": needed, "free": free }), *at, zone),
        TenantViolation::Capacity { region, at, rooms_too_many } => {
            timed(json!({ "region": region, "rooms_too_many": rooms_too_many }), Some(*at), zone)
        }
        TenantViolation::RoomTooLarge { region, key, seats, seats_max, .. } => {
            json!({ "region": region, "room": key, "seats": seats, "seats_max": seats_max })
        }
        TenantViolation::NoCluster { region } => json!({ "region": region }),
    }
}

fn platform_view(violation: &Violation, zone: &TimeZone) -> Value {
    match violation {
        Violation::Quota { calendar, limit, at, needed, free } => {
            timed(json!({ "limit": limit, "needed": needed, "free": free, "calendar": calendar }), *at, zone)
        }
        Violation::Capacity(CapacityShort { region, cluster, calendar, shortage, rooms_too_many }) => {
            let figures = json!({
                "region": region, "rooms_too_many": rooms_too_many, "cluster": cluster, "calendar": calendar,
                "resource": shortage.resource, "needed": shortage.needed, "free": shortage.free,
            });
            timed(figures, Some(shortage.at), zone)
        }
        Violation::RoomTooLarge { region, key, seats, seats_max, .. } => {
            json!({ "region": region, "room": key, "seats": seats, "seats_max": seats_max })
        }
        Violation::NoCluster { region } => json!({ "region": region }),
    }
}

/// With the moment in UTC and in the timetable's zone.
fn timed(mut view: Value, at: Option<Slot>, zone: &TimeZone) -> Value {
    if let Some(at) = at.map(Slot::start) {
        view["at"] = json!(at);
        view["at_local"] = json!(local(at, zone));
    }
    view
}

fn with_message(mut view: Value, language: Language) -> Value {
    view["message"] = words::violation(&view, language).into();
    view
}

fn indexed(mut view: Value, order: usize, reader: Reader) -> Value {
    if reader.batch {
        view["order"] = order.into();
    }
    view
}
