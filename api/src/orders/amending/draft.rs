//! An amendment, from patch to decision: what a quote of it and the amendment itself share.
//!
//! The order is read and expanded, and the demand worked out, without a lock; whoever writes locks it after that and compares the edit, so that nothing of
//! it was in vain for a wrong reason: a changed order is 412.

use std::sync::Arc;

use homeroom_domain::{
    admission::{Held, Policy},
    ids::{ClassroomId, OrderId},
    order::{AmendError, Amended, Catalogue, FieldProblem, NewOrder, Order, PlacementState, ValidOrder},
    timetable::term_bounds,
};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::{AmendOrder, newer::refuse_newer};
use crate::{
    auth::{Caller, Permit, TenantTx},
    calendars::store as calendars,
    clusters::store as clusters,
    http::{ApiError, Expected, Format, Problem, Shape},
    orders::{
        placing::{self, Case, Decision, Desk, Follows, Question, decide, refuse_suspended},
        store,
    },
};

/// An amendment that was read and expanded.
#[derive(Debug)]
pub(crate) struct Draft {
    pub id: OrderId,
    /// The edit and the newest generation that it amends.
    pub edit: i64,
    pub number: i64,
    /// Whether the order was being removed already when it was read.
    pub leaving: bool,
    pub next: Arc<ValidOrder>,
    /// `None` when names, ids of the institution's own and metadata alone differ: an edit, no generation.
    pub generation: Option<NextGeneration>,
    catalogue: Catalogue,
}

/// A new generation, with all that can be known of it without a lock.
#[derive(Debug)]
pub(crate) struct NextGeneration {
    pub amended: Amended,
    pub follows: Arc<Follows>,
    /// Rooms of the generation that is in force now.
    rooms: usize,
}

/// Reads the order, applies the patch and checks what comes out.
///
/// # Errors
/// 409 when the order or its tenant is in a state that allows no amendment, or a fixed field differs; 422 for a document that does not pass, or a moment
/// that is past; 503 for an order that a later version wrote.
pub(crate) async fn draft<P: Permit>(
    caller: &Caller<P>,
    id: OrderId,
    expected: Option<&Expected>,
    patch: AmendOrder,
) -> Result<Draft, ApiError> {
    let now = caller.now();
    let (order, edit, mut catalogue) = read(caller, id, expected).await?;
    let (number, leaving) = (order.newest().number, order.is_leaving());
    let effective_from = patch.effective_from;
    let document = patch.apply(order.newest().document.clone());
    keep_known(&mut catalogue, &order, &document);
    if effective_from.is_none() && document.differs_in_labels_alone(&order.newest().document) {
        let next = Arc::new(relabelled(document, &catalogue, now).await?);
        return Ok(Draft { id, edit, number, leaving, next, generation: None, catalogue });
    }
    let next = Arc::new(checked(document, &catalogue, now, effective_from.unwrap_or(now)).await?);
    let generation = Some(generation(order, next.clone(), effective_from, now).await?);
    Ok(Draft { id, edit, number, leaving, next, generation, catalogue })
}

async fn read<P: Permit>(caller: &Caller<P>, id: OrderId, expected: Option<&Expected>) -> Result<(Order, i64, Catalogue), ApiError> {
    let mut tx = caller.begin().await?;
    let (order, edit) = store::find(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    if let Some(expected) = expected {
        expected.matches(edit)?;
    }
    refuse_suspended(&mut tx).await?;
    refuse_newer(&mut tx, id, order.newest().number).await?;
    let catalogue = placing::catalogue(&mut tx, caller.livemode()).await?;
    tx.rollback().await?;
    Ok((order, edit, catalogue))
}

/// What the order has already it may keep, whatever became of the catalogue; another kind or region is refused as a conflict, not as unknown.
fn keep_known(catalogue: &mut Catalogue, order: &Order, document: &NewOrder) {
    let newest = order.newest();
    catalogue.regions.extend([newest.document.region.clone(), document.region.clone()]);
    if !catalogue.kinds.iter().any(|kind| kind.name == newest.kind.name) {
        catalogue.kinds.push(newest.kind.clone());
    }
}

async fn checked(document: NewOrder, catalogue: &Catalogue, now: Timestamp, from: Timestamp) -> Result<ValidOrder, ApiError> {
    let mut passed = placing::pass(vec![document], catalogue.clone(), now, false).await?;
    let order = passed.pop().ok_or_else(|| anyhow::anyhow!("a document was lost"))?;
    if from >= term_bounds(&order.document).1 {
        return Err(ApiError::field("/effective_from", Shape::BadFormat { expected: Format::BeforeTermEnd }));
    }
    Ok(order)
}

/// New labels are checked like any document; that the term is over does not matter to them.
async fn relabelled(document: NewOrder, catalogue: &Catalogue, now: Timestamp) -> Result<ValidOrder, ApiError> {
    match placing::pass(vec![document.clone()], catalogue.clone(), now, false).await {
        Ok(mut passed) => passed.pop().ok_or_else(|| anyhow::anyhow!("a document was lost").into()),
        Err(ApiError::Invalid(errors)) if errors.iter().all(|error| matches!(error.problem, FieldProblem::TermOver { .. })) => {
            let kind = catalogue.kinds.iter().find(|kind| kind.name == document.kind).cloned();
            let kind = kind.ok_or_else(|| anyhow::anyhow!("an order of no kind"))?;
            placing::blocking(move || ValidOrder::accepted(document, kind)).await
        }
        Err(error) => Err(error),
    }
}

async fn generation(
    order: Order,
    next: Arc<ValidOrder>,
    effective_from: Option<Timestamp>,
    now: Timestamp,
) -> Result<NextGeneration, ApiError> {
    let worked_out = placing::blocking(move || {
        let amended = order.clone().amend(&next, effective_from, now, || ClassroomId::new(Uuid::now_v7()))?;
        let rooms = order.in_force(now).document.rooms.len();
        let follows = Arc::new(Follows::new(order, &amended, effective_from, now));
        Ok(NextGeneration { amended, follows, rooms })
    });
    worked_out.await?.map_err(|error| not_amended(&error))
}

fn not_amended(error: &AmendError) -> ApiError {
    match error {
        AmendError::OtherKind => fixed("kind"),
        AmendError::OtherZone => fixed("timetable.time_zone"),
        AmendError::OtherRegion => fixed("region"),
        AmendError::InThePast { .. } => ApiError::field("/effective_from", Shape::BadFormat { expected: Format::NotPast }),
        AmendError::Suspended => Problem::TenantSuspended.into(),
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
        desk: &Desk,
        now: Timestamp,
    ) -> Result<(Case, Decision), ApiError> {
        let held = self.held(tx, desk, generation.rooms).await?;
        let case = Case::amend(self.next.clone(), generation.follows.clone(), held);
        let decision = decide(tx, desk, &[case.ask(now)]).await?;
        Ok((case, decision))
    }

    async fn held(&self, tx: &mut TenantTx, desk: &Desk, rooms: usize) -> Result<Held, ApiError> {
        let places = calendars::placements(tx.conn(), self.id).await?;
        let live = places.into_iter().find(|place| place.state == PlacementState::Live);
        let cluster = live.ok_or(Problem::ConflictingTransition)?.cluster_id;
        // Whoever only asks holds no lock: the order may end meanwhile, and its cluster be taken off.
        let at = clusters::places(tx.conn(), &[cluster.uuid()]).await?.pop();
        let calendar = at.ok_or(Problem::ConflictingTransition)?.calendar_id;
        Ok(Held {
            cluster,
            quota: calendars::reserved(tx.conn(), self.id, desk.quota.id).await?,
            capacity: calendars::reserved(tx.conn(), self.id, calendar).await?,
            rooms,
        })
    }

    /// What a refusal is explained from.
    pub(crate) fn question(&self, case: Case, policy: Policy, now: Timestamp) -> Question {
        Question { cases: Arc::new(vec![case]), catalogue: self.catalogue.clone(), policy, now }
    }
}
