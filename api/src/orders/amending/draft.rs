//! An amendment, from patch to decision: what a quote of it and the amendment itself share.
//!
//! The order is read and expanded, and the demand worked out, without a lock; whoever writes locks it after that and compares the edit, so that nothing of
//! it was in vain for a wrong reason: a changed order is 412.

use std::sync::Arc;

use homeroom_domain::{
    admission::{Held, Week},
    demand::{Demand, Peak},
    ids::{ClassroomId, OrderId},
    order::{
        AmendError, Amended, Catalogue, Difference, FieldError, FieldProblem, GENERATIONS_MAX, NewOrder, Order, PlacementState, Rewritten,
        ValidOrder,
    },
    pools::Rates,
    timetable::term_bounds,
};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::{Rewrite, newer::refuse_newer};
use crate::{
    auth::{Caller, Permit, TenantTx},
    calendars::store as calendars,
    clusters::store as clusters,
    http::{ApiError, Expected, Format, Problem, Shape},
    orders::{
        placing::{self, AdmissionContext, Amendment, Booked, Candidate, Decision, Instead, Offer, decide, record::Lessons},
        reserving::still_waits,
        store::{self, Locked},
    },
    prices::{self, PriceView},
    work::Ticket,
};

/// An amendment that was read and expanded.
#[derive(Debug)]
pub(crate) struct Draft {
    pub id: OrderId,
    /// What it amends, as it was read.
    pub as_read: Locked,
    /// Its newest generation then.
    pub number: i64,
    /// Without its lessons.
    pub next: Arc<ValidOrder>,
    pub lessons: Lessons,
    /// The busiest slots from the moment of the amendment on: as the order stands, and amended.
    pub peaks: [Option<Peak>; 2],
    /// `None` when names, ids of the tenant's own and metadata alone differ: an edit, no generation.
    pub generation: Option<NextGeneration>,
    pub offer: Offer,
    /// Where not any alternative will do.
    pub instead: Option<Instead>,
    /// `None` for an amendment itself.
    pub quoted: Option<Quoted>,
}

/// What a draft is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose<'a> {
    /// To be told what it would come to.
    Quote,
    /// To be written over this edit.
    Amend(&'a Expected),
    /// To be written over what is read.
    Change,
}

/// What is told of a draft and decides nothing.
#[derive(Debug)]
pub(crate) struct Quoted {
    /// From the moment of the amendment on.
    pub week: Week,
    pub difference: Difference,
}

/// Lessons that differ and are told one by one.
pub(super) const DIFFERENT_MAX: usize = 200;

/// A new generation, with all that can be known of it without a lock.
#[derive(Debug)]
pub(crate) struct NextGeneration {
    pub amended: Amended,
    pub amendment: Arc<Amendment>,
    /// Rooms of the generation that is in force now.
    pub(super) rooms: usize,
}

/// Reads the order when it may be worked on, rewrites its document and checks what comes out. `None` where nothing is to be done.
///
/// # Errors
/// 409 when the order or its tenant is in a state that allows no amendment, or a fixed field differs; 422 for a document that does not pass, or a moment
/// that is past; 503 for an order that a later version wrote.
pub(crate) async fn draft<P: Permit>(
    caller: &Caller<P>,
    ticket: &Ticket,
    id: OrderId,
    purpose: Purpose<'_>,
    rewrite: impl Rewrite,
) -> Result<Option<Draft>, ApiError> {
    draft_offered(caller, ticket, (id, purpose), None, rewrite).await
}

/// The same of what is offered, where that was read for more orders than this one.
///
/// # Errors
/// As above.
pub(in crate::orders) async fn draft_offered<P: Permit>(
    caller: &Caller<P>,
    ticket: &Ticket,
    (id, purpose): (OrderId, Purpose<'_>),
    offer: Option<&Offer>,
    rewrite: impl Rewrite,
) -> Result<Option<Draft>, ApiError> {
    let permit = ticket.granted().await?;
    let mut tx = caller.begin().await?;
    let (mut order, edit) = store::find(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    // What a cap stops is booked all the same, and comes back by itself.
    order.stopped_since = None;
    if let Purpose::Amend(expected) = purpose {
        expected.matches(edit)?;
    }
    let offer = match offer {
        Some(offer) => offer.clone(),
        None => Offer::whole(&mut tx, caller.livemode()).await?,
    };
    offer.refuse_suspended()?;
    still_waits(&order, caller.now())?;
    refuse_newer(&mut tx, id, order.newest().number).await?;
    tx.rollback().await?;
    let reading = Reading { order, edit, offer, now: caller.now(), is_quoted: matches!(purpose, Purpose::Quote) };
    permit.run(move || reading.draft(rewrite)).await?
}

/// What a draft is made from, on a thread for such work.
pub(super) struct Reading {
    pub(super) order: Order,
    edit: i64,
    pub(super) offer: Offer,
    pub(super) now: Timestamp,
    pub(super) is_quoted: bool,
}

/// What a document comes to.
pub(super) struct WorkedOut {
    pub(super) next: ValidOrder,
    pub(super) lessons: Lessons,
    pub(super) peaks: [Option<Peak>; 2],
    pub(super) generation: Option<NextGeneration>,
    pub(super) quoted: Option<Quoted>,
}

impl Reading {
    fn draft(mut self, mut rewrite: impl Rewrite) -> Result<Option<Draft>, ApiError> {
        let (id, newest) = (self.order.id, self.order.newest());
        let (number, as_read) = (newest.number, Locked::as_read(&self.order, self.edit));
        let Some(Rewritten { document, effective_from, at }) = rewrite.document(&self.order, self.now)? else { return Ok(None) };
        rewrite.prepare(&mut self.offer.catalogue);
        let document = self.offer.catalogue.with_calendar_days(document);
        if rewrite.is_follower() && document == newest.document {
            return Ok(None);
        }
        keep_known(&mut self.offer.catalogue, &self.order, &document);
        let of_days = if rewrite.is_follower() { self.work_out_days(&document)? } else { None };
        let worked_out = match of_days {
            Some(worked_out) => worked_out,
            None => self.work_out(&rewrite, Rewritten { document, effective_from, at })?,
        };
        let WorkedOut { mut next, lessons, peaks, generation, quoted } = worked_out;
        next.lessons = Vec::new();
        Ok(Some(Draft {
            id,
            as_read,
            number,
            next: Arc::new(next),
            lessons,
            peaks,
            generation,
            offer: self.offer,
            instead: rewrite.instead(),
            quoted,
        }))
    }

    /// Of the whole of it.
    fn work_out(&self, rewrite: &impl Rewrite, Rewritten { document, effective_from, at }: Rewritten) -> Result<WorkedOut, ApiError> {
        let labels_alone = effective_from.is_none() && document.differs_in_labels_alone(&self.order.newest().document);
        // What waits for a purchase order does so before its lessons, whatever they become.
        let document = NewOrder { reserved_until: self.order.reserved_until.filter(|_| !labels_alone), ..document };
        let from = effective_from.unwrap_or(self.now);
        let outlasts_term = labels_alone || rewrite.is_of_lessons();
        let checked = if outlasts_term { self.checked_whatever_the_term(document) } else { self.checked(document, from) };
        let next = checked.map_err(|error| rewrite.say(error, at.as_deref()))?;
        let lessons = Lessons::of(&next, self.now, from);
        let (generation, peaks) = if labels_alone {
            (None, [Demand::of_new(&next, self.now).peak(); 2])
        } else {
            let generation = self.generation(&next, effective_from)?;
            rewrite.check(&generation.amended.order, generation.amendment.schedule())?;
            let peaks = generation.amendment.peaks;
            (Some(generation), peaks)
        };
        let quoted = self.is_quoted.then(|| Quoted {
            week: Week::of(&next, |lesson| !labels_alone && lesson.starts_at >= from),
            difference: generation.as_ref().map(|generation| self.difference(generation)).unwrap_or_default(),
        });
        Ok(WorkedOut { next, lessons, peaks, generation, quoted })
    }

    fn passed(&self, document: NewOrder) -> Result<ValidOrder, ApiError> {
        let mut passed = placing::pass(vec![document], &self.offer.catalogue, self.now, false)?;
        passed.pop().ok_or_else(|| anyhow::anyhow!("a document was lost").into())
    }

    fn checked(&self, document: NewOrder, from: Timestamp) -> Result<ValidOrder, ApiError> {
        let order = self.passed(document)?;
        if from >= term_bounds(&order.document).1 {
            return Err(ApiError::field("/effective_from", Shape::BadFormat { expected: Format::BeforeTermEnd }));
        }
        Ok(order)
    }

    /// New labels, and other lessons, are checked like any document; that the term is over does not matter to them.
    fn checked_whatever_the_term(&self, document: NewOrder) -> Result<ValidOrder, ApiError> {
        match self.passed(document.clone()) {
            Err(ApiError::Invalid(errors)) if errors.iter().all(says_that_the_term_is_over) => {
                let kind = self.offer.catalogue.kinds.iter().find(|kind| kind.name == document.kind).cloned();
                let kind = kind.ok_or_else(|| anyhow::anyhow!("an order of no kind"))?;
                Ok(ValidOrder::accepted(document, kind))
            }
            passed => passed,
        }
    }

    fn generation(&self, next: &ValidOrder, effective_from: Option<Timestamp>) -> Result<NextGeneration, ApiError> {
        let (order, now) = (self.order.clone(), self.now);
        let amended =
            order.clone().amend(next, effective_from, now, || ClassroomId::new(Uuid::now_v7())).map_err(|error| not_amended(&error))?;
        let rooms = order.in_force(now).document.rooms.len();
        let shapes = self.offer.shapes(&next.document.region);
        let amendment = Arc::new(Amendment::new(order, &amended, effective_from, now, shapes));
        Ok(NextGeneration { amended, amendment, rooms })
    }

    fn difference(&self, generation: &NextGeneration) -> Difference {
        let (before, after) = ((&self.order, &self.order.schedule()), (&generation.amended.order, generation.amendment.schedule()));
        Difference::between(before, after, DIFFERENT_MAX)
    }
}

pub(crate) const fn says_that_the_term_is_over(error: &FieldError) -> bool {
    matches!(error.problem, FieldProblem::TermOver { .. })
}

/// What the order has already it may keep, whatever became of the catalogue; another kind or region is refused as a conflict, not as unknown.
fn keep_known(catalogue: &mut Catalogue, order: &Order, document: &NewOrder) {
    let newest = order.newest();
    catalogue.regions.extend([newest.document.region.clone(), document.region.clone()]);
    if !catalogue.kinds.iter().any(|kind| kind.name == newest.kind.name) {
        catalogue.kinds.push(newest.kind.clone());
    }
}

pub(super) fn not_amended(error: &AmendError) -> ApiError {
    match error {
        AmendError::OtherKind => fixed("kind"),
        AmendError::OtherZone => fixed("timetable.time_zone"),
        AmendError::OtherRegion => fixed("region"),
        AmendError::InThePast { .. } => ApiError::field("/effective_from", Shape::BadFormat { expected: Format::NotPast }),
        AmendError::Suspended => Problem::TenantSuspended.into(),
        AmendError::TooManyGenerations => ApiError::With(Problem::TooManyGenerations, json!({ "limit": GENERATIONS_MAX })),
        _ => Problem::ConflictingTransition.into(),
    }
}

fn fixed(field: &str) -> ApiError {
    ApiError::With(Problem::FixedField, json!({ "field": field }))
}

impl Draft {
    /// Whether the generation fits, with what the order holds already. The order is locked by whoever is going to write.
    pub(crate) async fn decide(
        &self,
        generation: &NextGeneration,
        tx: &mut TenantTx,
        context: AdmissionContext,
        now: Timestamp,
    ) -> Result<(Arc<Vec<Candidate>>, Decision), ApiError> {
        let candidates = Arc::new(vec![self.candidate_of(generation, tx, &context).await?]);
        let decision = decide(tx, context, &candidates, now).await?;
        Ok((candidates, decision))
    }

    /// What the order costs with it; `None` where the order costs nothing.
    pub(crate) async fn price(&self, tx: &mut TenantTx, booked: &Booked, now: Timestamp) -> Result<Option<PriceView>, ApiError> {
        let Some(admission) = booked.admissions.first() else { return Ok(None) };
        let rooms: Vec<&str> = self.next.document.rooms.iter().map(|room| room.key.as_str()).collect();
        prices::price_with(tx, self.id, (&rooms, &admission.quota.steps), now).await
    }

    /// The question whether its generation fits; `None` where it makes none.
    pub(crate) async fn candidate(&self, tx: &mut TenantTx, context: &AdmissionContext) -> Result<Option<Candidate>, ApiError> {
        match &self.generation {
            Some(generation) => self.candidate_of(generation, tx, context).await.map(Some),
            None => Ok(None),
        }
    }

    async fn candidate_of(
        &self,
        generation: &NextGeneration,
        tx: &mut TenantTx,
        context: &AdmissionContext,
    ) -> Result<Candidate, ApiError> {
        let held = self.held(tx, context, generation.rooms).await?;
        Ok(Candidate::amend(self.next.clone(), self.lessons.clone(), generation.amendment.clone(), held))
    }

    async fn held(&self, tx: &mut TenantTx, context: &AdmissionContext, rooms: usize) -> Result<Held, ApiError> {
        let placements = calendars::placements(tx.conn(), self.id).await?;
        let live = placements.into_iter().find(|placement| placement.state == PlacementState::Live);
        let cluster = live.ok_or(Problem::ConflictingTransition)?.cluster_id;
        // Whoever only asks holds no lock: the order may end meanwhile, and its cluster be taken off.
        let at = clusters::addresses(tx.conn(), &[cluster.uuid()]).await?.pop();
        let calendar = at.ok_or(Problem::ConflictingTransition)?.calendar_id;
        let records = !Rates::of(&self.next.kind).is_zero();
        Ok(Held {
            cluster,
            quota: calendars::reserved(tx.conn(), self.id, context.quota.id).await?,
            capacity: calendars::reserved(tx.conn(), self.id, calendar).await?,
            storage: if records { calendars::claim_of(tx.conn(), self.id, cluster).await? } else { None },
            rooms,
        })
    }
}
