//! What a refusal says: violations as the reader may see them, and what would be admitted instead.
//!
//! Alternatives are worked out after the transaction has ended: they take time, and nobody should wait for a lock meanwhile. They are optional: where the
//! service is busy, or the search takes long, the refusal goes out without them and says so.

use std::{collections::BTreeSet, fmt, sync::Arc, time::Instant};

use homeroom_domain::{
    admission::{Calendars, Policy, Refusal, Violation, admit, admitted_of, alternatives},
    order::{Catalogue, FieldError, FieldProblem, NewOrder, Order, ValidOrder, validate},
};
use jiff::{Timestamp, civil::Time};
use serde_json::{Map, Value, json};

use super::{
    Offer,
    book::{AdmissionContext, all_calendars},
    candidate::Candidate,
    prepare::too_large,
};
use crate::{
    auth::{Caller, Permit},
    config::Searches,
    http::{ApiError, Problem},
    metrics::ADMISSIONS,
    orders::refused::{AlternativeView, ExplanationCode, Reader, ViolationView},
    work::Ticket,
};

/// Refused orders of a batch for which alternatives are sought; more would take long and help nobody.
const EXPLAINED_MAX: usize = 5;
/// Other times that are offered of one lesson.
const OFFERED_MAX: usize = 3;

/// A request that was refused, so that it can be asked again in other forms.
#[derive(Debug)]
pub(crate) struct RefusedRequest<'a, P> {
    pub caller: &'a Caller<P>,
    pub ticket: &'a Ticket,
    pub offer: &'a Offer,
    pub candidates: Arc<Vec<Candidate>>,
    pub batch: bool,
    /// What is looked at instead of whatever would do for the order.
    pub instead: Option<Instead>,
}

/// Documents that would do instead of a refused amendment, the best first: made of the order as it stands, the starts that may be offered (none: any), and now.
#[derive(Clone)]
pub(crate) struct Instead(Arc<Documents>);

type Documents = dyn Fn(&Order, (&BTreeSet<Time>, Timestamp)) -> Vec<(NewOrder, Offered)> + Send + Sync;

impl Instead {
    pub(crate) fn new(
        documents: impl Fn(&Order, (&BTreeSet<Time>, Timestamp)) -> Vec<(NewOrder, Offered)> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(documents))
    }
}

/// What is to be sent instead: fields of the body that was refused, and why.
#[derive(Debug, Clone)]
pub(crate) struct Offered {
    pub change: Map<String, Value>,
    pub code: ExplanationCode,
    pub params: Value,
}

impl fmt::Debug for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Instead")
    }
}

/// Violations and alternatives, ready to be sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct RefusalMessage {
    pub violations: Vec<ViolationView>,
    pub alternatives: Vec<AlternativeView>,
    /// Whether the search for alternatives came to its end.
    pub alternatives_complete: bool,
}

/// Counts what was decided about orders that were really asked for.
pub(crate) fn count(outcome: &'static str, orders: usize) {
    metrics::counter!(ADMISSIONS, "outcome" => outcome).increment(orders as u64);
}

impl<P: Permit> RefusedRequest<'_, P> {
    /// A refusal as a problem: 409, or 422 where a room is larger than any node, which is a field of the order, and no time or place helps.
    pub(crate) async fn refuse(self, refusals: &[Refusal]) -> ApiError {
        let too_large = larger_than_a_node(refusals, self.batch);
        if !too_large.is_empty() {
            return too_large.into();
        }
        let over_quota = refusals.iter().any(Refusal::is_over_quota);
        let (problem, outcome) = if over_quota { (Problem::QuotaExceeded, "quota") } else { (Problem::CapacityUnavailable, "capacity") };
        count(outcome, 1);
        let RefusalMessage { violations, alternatives, alternatives_complete } = self.explain(refusals).await;
        let violations = violations.iter().map(|violation| json!(violation)).collect();
        let alternatives = alternatives.iter().map(|alternative| json!(alternative)).collect();
        ApiError::Refused { problem, violations, alternatives, alternatives_complete }
    }

    /// Says why, and looks for what would fit.
    pub(crate) async fn explain(self, refusals: &[Refusal]) -> RefusalMessage {
        let reader = self.reader();
        let zone = |order: usize| self.candidates.get(order).map_or("UTC", |candidate| &candidate.order.document.timetable.time_zone);
        let violations = refusals.iter().flat_map(|refusal| ViolationView::all_of(refusal, zone(refusal.order), reader)).collect();
        if refusals.iter().all(Refusal::no_change_helps) {
            return RefusalMessage { violations, alternatives: Vec::new(), alternatives_complete: true };
        }
        let found = self.search(reader).await.unwrap_or_else(|error| {
            tracing::debug!(%error, "a refusal goes out without alternatives");
            (Vec::new(), false)
        });
        RefusalMessage { violations, alternatives: found.0, alternatives_complete: found.1 }
    }

    fn reader(&self) -> Reader {
        Reader { language: self.caller.language(), platform: self.caller.sees_platform(), batch: self.batch }
    }

    /// The calendars of all clusters are large: they are read when there is a permit to look through them.
    async fn search(self, reader: Reader) -> Result<(Vec<AlternativeView>, bool), ApiError> {
        let Searches { wait, search } = self.caller.app().config.searches;
        let Some(permit) = self.ticket.permit(wait).await else { return Ok((Vec::new(), false)) };
        let (now, livemode) = (self.caller.now(), self.caller.livemode());
        let mut tx = self.caller.begin().await?;
        let context = AdmissionContext::unlocked(&mut tx, self.offer.quota.clone(), Vec::new(), livemode).await?;
        let policy = context.policy;
        let calendars = all_calendars(&mut tx, context, &self.candidates, now).await?;
        tx.rollback().await?;
        let mut catalogue = self.offer.catalogue.clone();
        catalogue.regions.extend(calendars.clusters.iter().map(|at| at.region.clone()));
        let search = Search { candidates: self.candidates, instead: self.instead, catalogue, policy, now, ends: Instant::now() + search };
        permit.run(move || search.run(calendars, reader)).await
    }
}

fn larger_than_a_node(refusals: &[Refusal], batch: bool) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for refusal in refusals {
        for violation in &refusal.violations {
            let Violation::RoomTooLarge { room, seats, seats_max, .. } = violation else { continue };
            let base = if batch { format!("/orders/{}", refusal.order) } else { String::new() };
            let problem = FieldProblem::NumberOutOfRange { min: 1, max: (*seats_max).into(), actual: (*seats).into() };
            errors.push(FieldError { pointer: format!("{base}/rooms/{room}/seats"), problem });
        }
    }
    errors
}

/// A search on a thread for such work.
struct Search {
    candidates: Arc<Vec<Candidate>>,
    instead: Option<Instead>,
    catalogue: Catalogue,
    policy: Policy,
    now: Timestamp,
    ends: Instant,
}

impl Search {
    /// What would be admitted instead of those that are refused, beside those that are not; and whether the search came to its end.
    fn run(&self, mut calendars: Calendars, reader: Reader) -> (Vec<AlternativeView>, bool) {
        let asks: Vec<_> = self.candidates.iter().map(|candidate| candidate.ask(self.now)).collect();
        let refused: Vec<Refusal> = admit(&asks, &mut calendars, &self.policy).into_iter().filter_map(Result::err).collect();
        let (mut views, mut complete) = (Vec::new(), refused.len() <= EXPLAINED_MAX);
        for refusal in refused.iter().take(EXPLAINED_MAX) {
            let Some(candidate) = self.candidates.get(refusal.order) else { continue };
            let order = candidate.with_lessons();
            let read = |document: NewOrder| self.passes(candidate, NewOrder { reserved_until: candidate.order.reserved_until, ..document });
            let go_on = || Instant::now() < self.ends;
            if let (Some(instead), Some(before)) = (&self.instead, candidate.before()) {
                let documents = (instead.0(before, (&candidate.order.bells, self.now)), OFFERED_MAX);
                let ask = candidate.ask_about(&order, self.now);
                let (offered, all) = admitted_of(&ask, (&calendars, &self.policy), documents, &read, &go_on);
                complete &= all;
                views.extend(offered.into_iter().map(|offered| AlternativeView::offered(offered, reader)));
                continue;
            }
            let found = alternatives(&candidate.ask_about(&order, self.now), &mut calendars, &self.policy, &read, &go_on);
            complete &= found.complete;
            views.extend(found.found.iter().map(|alternative| AlternativeView::new(alternative, candidate, refusal.order, reader)));
        }
        (views, complete)
    }

    /// A suggestion is read like what comes in; one of an amendment keeps the catalogue row that its order has.
    fn passes(&self, candidate: &Candidate, document: NewOrder) -> Option<ValidOrder> {
        let mut catalogue = self.catalogue.clone();
        if candidate.is_amendment() {
            catalogue.kinds = vec![candidate.order.kind.clone()];
            catalogue.regions.insert(candidate.order.document.region.clone());
        }
        let order = validate(document, &catalogue, self.now).ok()?;
        (!too_large(&order.document)).then_some(order)
    }
}
