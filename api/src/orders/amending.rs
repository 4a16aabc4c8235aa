//! An amendment, from patch to decision: what a quote of it and the amendment itself share.
//!
//! The order is read and expanded without a lock; whoever writes locks it after that and compares the edit, so that nothing of it was in vain for a
//! wrong reason: a changed order is 412.

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

use super::{
    admission::{Amendment, Case, Decision, Desk, Question, decide},
    patch::AmendOrder,
    placing::refuse_suspended,
    prepare, store,
};
use crate::{
    auth::{Caller, Permit, TenantTx},
    capacity::store as calendars,
    clusters::store as clusters,
    http::{ApiError, Expected, Format, Problem, Shape},
};

/// An amendment that was read and expanded.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The order that it amends, as it was read.
    pub order: Order,
    pub edit: i64,
    pub next: ValidOrder,
    pub from: Timestamp,
    /// Names, ids of the institution's own and metadata alone: an edit, no generation.
    pub labels_alone: bool,
    /// Generations that stay in force until the new one takes over.
    before: Vec<(Timestamp, ValidOrder)>,
    catalogue: Catalogue,
}

/// Reads the order, applies the patch and checks what comes out.
pub(crate) async fn draft<P: Permit>(
    caller: &Caller<P>,
    id: OrderId,
    expected: Option<&Expected>,
    patch: AmendOrder,
) -> Result<Draft, ApiError> {
    let mut tx = caller.begin().await?;
    let (order, edit) = store::find(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    if let Some(expected) = expected {
        expected.matches(edit)?;
    }
    refuse_suspended(&mut tx).await?;
    let mut catalogue = prepare::catalogue(&mut tx, caller.livemode()).await?;
    tx.rollback().await?;
    let effective_from = patch.effective_from;
    let newest = order.newest();
    let document = patch.apply(newest.document.clone());
    // What the order has already it may keep, whatever became of the catalogue; another kind or region is refused as a conflict, not as unknown.
    catalogue.regions.extend([newest.document.region.clone(), document.region.clone()]);
    if !catalogue.kinds.iter().any(|kind| kind.name == newest.kind.name) {
        catalogue.kinds.push(newest.kind.clone());
    }
    let labels_alone = effective_from.is_none() && document.differs_in_labels_alone(&newest.document);
    let from = effective_from.unwrap_or(caller.now());
    let next = if labels_alone {
        relabelled(document, &catalogue, caller.now()).await?
    } else {
        checked(document, &catalogue, caller.now(), from).await?
    };
    let staying = staying(&order, from, caller.now());
    let before = prepare::blocking(move || staying.into_iter().map(|g| (g.effective_from, g.valid())).collect()).await?;
    Ok(Draft { order, edit, next, from, labels_alone, before, catalogue })
}

async fn checked(document: NewOrder, catalogue: &Catalogue, now: Timestamp, from: Timestamp) -> Result<ValidOrder, ApiError> {
    let mut passed = prepare::pass(vec![document], catalogue.clone(), now, false).await?;
    let order = passed.pop().ok_or_else(|| anyhow::anyhow!("a document was lost"))?;
    if from >= term_bounds(&order.document).1 {
        return Err(ApiError::field("/effective_from", Shape::BadFormat { expected: Format::BeforeTermEnd }));
    }
    Ok(order)
}

/// New labels are checked like any document; that the term is over does not matter to them.
async fn relabelled(document: NewOrder, catalogue: &Catalogue, now: Timestamp) -> Result<ValidOrder, ApiError> {
    match prepare::pass(vec![document.clone()], catalogue.clone(), now, false).await {
        Ok(mut passed) => passed.pop().ok_or_else(|| anyhow::anyhow!("a document was lost").into()),
        Err(ApiError::Invalid(errors)) if errors.iter().all(|error| matches!(error.problem, FieldProblem::TermOver { .. })) => {
            let kind = catalogue.kinds.iter().find(|kind| kind.name == document.kind).cloned();
            let kind = kind.ok_or_else(|| anyhow::anyhow!("an order of no kind"))?;
            prepare::blocking(move || ValidOrder::accepted(document, kind)).await
        }
        Err(error) => Err(error),
    }
}

/// The one in force now, the one before it (its lessons may still run), and pending ones that come before the new one.
fn staying(order: &Order, from: Timestamp, now: Timestamp) -> Vec<homeroom_domain::order::Generation> {
    let begun = order.generations.partition_point(|generation| generation.effective_from <= now);
    let staying = order.generations.iter().skip(begun.saturating_sub(2));
    staying.filter(|generation| generation.effective_from < from).cloned().collect()
}

impl Draft {
    /// The order with its new generation.
    ///
    /// # Errors
    /// 409 when the order or its tenant is in a state that allows no amendment, or a fixed field differs; 422 for a moment in the past.
    pub(crate) fn amended(&self, now: Timestamp) -> Result<Amended, ApiError> {
        let new_id = || ClassroomId::new(Uuid::now_v7());
        let from = (self.from != now).then_some(self.from);
        self.order.clone().amend(&self.next, from, now, new_id).map_err(|error| match error {
            AmendError::OtherKind => fixed("kind"),
            AmendError::OtherZone => fixed("timetable.time_zone"),
            AmendError::OtherRegion => fixed("region"),
            AmendError::InThePast { .. } => ApiError::field("/effective_from", Shape::BadFormat { expected: Format::NotPast }),
            AmendError::Suspended => Problem::TenantSuspended.into(),
            _ => Problem::ConflictingTransition.into(),
        })
    }

    /// Whether it fits, with what the order holds already. The order is locked by whoever is going to write.
    pub(crate) async fn decide(&self, tx: &mut TenantTx, desk: &Desk, now: Timestamp) -> Result<(Case, Decision), ApiError> {
        let held = self.held(tx, desk, now).await?;
        let amends = Amendment { before: self.before.clone(), from: self.from, held };
        let case = Case { order: self.next.clone(), amends: Some(amends) };
        let asked = case.clone();
        let demand = prepare::blocking(move || asked.ask(now).demand).await?;
        let decision = decide(tx, desk, &[case.ask_with(demand, now)]).await?;
        Ok((case, decision))
    }

    async fn held(&self, tx: &mut TenantTx, desk: &Desk, now: Timestamp) -> Result<Held, ApiError> {
        let places = calendars::placements(tx.conn(), self.order.id).await?;
        let place = places.into_iter().find(|place| place.state == PlacementState::Live).ok_or(Problem::ConflictingTransition)?;
        let at = clusters::places(tx.conn(), &[place.cluster_id.uuid()]).await?.pop();
        let calendar = at.ok_or_else(|| anyhow::anyhow!("an order on a cluster that is not there"))?.calendar_id;
        Ok(Held {
            cluster: place.cluster_id,
            quota: calendars::reserved(tx.conn(), self.order.id, desk.quota.id).await?,
            capacity: calendars::reserved(tx.conn(), self.order.id, calendar).await?,
            rooms: self.order.in_force(now).document.rooms.len(),
        })
    }

    /// What a refusal is explained from.
    pub(crate) fn question(&self, case: Case, policy: Policy, now: Timestamp) -> Question {
        Question { cases: Arc::new(vec![case]), catalogue: self.catalogue.clone(), policy, now }
    }
}

fn fixed(field: &str) -> ApiError {
    ApiError::With(Problem::FixedField, json!({ "field": field }))
}
