//! The orders that follow a calendar, each with what comes of it: made before any lock, one after the other, under the tenant's ticket. Of each the days
//! that the change touches are looked at, so that as many as may follow cost what a few whole terms do.

use homeroom_domain::{
    ids::{AcademicCalendarId, OrderId},
    order::{BellSchedule, CalendarPlan, Catalogue, Day, NamedTerm, NewAcademicCalendar, Order, Rewritten},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    academic_calendars::{store as academic_calendars, view::AcademicCalendarView},
    auth::{Caller, Permit, TenantTx},
    http::{ApiError, Problem, patch},
    orders::{
        amending::{Draft, Purpose, Rewrite, draft_offered, says_that_the_term_is_over},
        placing::Offer,
        store::{self, Follower},
    },
    work::Ticket,
};

/// Orders that one change amends, and what all of their documents may take as they are stored: they are held together until all are written.
const FOLLOWERS_MAX: usize = 200;
const FOLLOWERS_MIB_MAX: i64 = 16;

/// What to change. A field that is present replaces the whole field.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmendAcademicCalendar {
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    name: Option<String>,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, max_items = 20)]
    terms: Option<Vec<NamedTerm>>,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, max_items = 400)]
    days: Option<Vec<Day>>,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, max_items = 20)]
    bells: Option<Vec<BellSchedule>>,
}

impl AmendAcademicCalendar {
    fn apply(self, to: NewAcademicCalendar) -> NewAcademicCalendar {
        NewAcademicCalendar {
            name: self.name.unwrap_or(to.name),
            terms: self.terms.unwrap_or(to.terms),
            days: self.days.unwrap_or(to.days),
            bells: self.bells.unwrap_or(to.bells),
        }
    }
}

/// A calendar as it is to be.
#[derive(Debug)]
pub(super) struct Planned {
    pub id: AcademicCalendarId,
    /// The edit that it was read at.
    pub edit: i64,
    pub calendar: NewAcademicCalendar,
    /// Whether it is to have other days.
    other_days: bool,
    /// What is offered to the orders that follow, read once; `None` where none does.
    pub offer: Option<Offer>,
    pub followed: Vec<Followed>,
}

/// An order that follows, and what comes of the change.
#[derive(Debug)]
pub(super) struct Followed {
    pub order: Follower,
    pub outcome: Outcome,
}

#[derive(Debug)]
pub(super) enum Outcome {
    /// Its days are the same.
    Same,
    Amended(Box<Draft>),
    /// What is wrong with the order then, each an entry of a refusal.
    Hindered(Vec<Value>),
}

impl Planned {
    /// Reads the calendar, applies the change and drafts what it does to each order.
    pub(super) async fn make<P: Permit>(
        caller: &Caller<P>,
        ticket: &Ticket,
        (id, purpose): (AcademicCalendarId, Purpose<'_>),
        change: AmendAcademicCalendar,
    ) -> Result<Self, ApiError> {
        let mut tx = caller.begin().await?;
        let before = AcademicCalendarView::from(academic_calendars::get(&mut tx, id).await?.ok_or(ApiError::NotFound)?);
        if let Purpose::Amend(expected) = purpose {
            expected.matches(before.edit)?;
        }
        let calendar = change.apply(before.plain());
        let wrong = calendar.check();
        if !wrong.is_empty() {
            return Err(wrong.into());
        }
        let other_days = calendar.days != before.days;
        let orders = if other_days { store::followers(&mut tx, id, FOLLOWERS_MAX as i64 + 1).await? } else { Vec::new() };
        let ids: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
        let bytes: i64 = store::ahead::due_of(&mut tx, &ids).await?.iter().map(|due| due.bytes).sum();
        let offer = if orders.is_empty() { None } else { Some(Offer::whole(&mut tx, caller.livemode()).await?) };
        tx.rollback().await?;
        if orders.len() > FOLLOWERS_MAX || bytes > FOLLOWERS_MIB_MAX << 20 {
            let limits = json!({ "orders": before.orders, "limit": FOLLOWERS_MAX, "limit_mib": FOLLOWERS_MIB_MAX });
            return Err(ApiError::With(Problem::TooManyFollowers, limits));
        }
        // A moment for all of them; the calendar's own edit is looked at again under the lock.
        let purpose = if matches!(purpose, Purpose::Quote) { Purpose::Quote } else { Purpose::Change };
        let mut followed = Vec::with_capacity(orders.len());
        for order in orders {
            let follow = Follow { id, plan: CalendarPlan::new(calendar.days.clone(), &calendar.bells) };
            let drafted = draft_offered(caller, ticket, (order.id, purpose), offer.as_ref(), follow).await;
            followed.push(Followed { outcome: outcome(caller, drafted)?, order });
        }
        Ok(Self { id, edit: before.edit, calendar, other_days, offer, followed })
    }

    /// Whether the orders that follow are still those: nobody begins to while the calendar is locked.
    pub(super) async fn is_of_all(&self, tx: &mut TenantTx) -> Result<bool, ApiError> {
        if !self.other_days {
            return Ok(true);
        }
        let now = store::followers(tx, self.id, FOLLOWERS_MAX as i64 + 1).await?;
        Ok(now.iter().map(|order| order.id).eq(self.followed.iter().map(|followed| followed.order.id)))
    }

    pub(super) fn drafts(&self) -> impl Iterator<Item = (&Follower, &Draft)> {
        self.followed.iter().filter_map(|followed| match &followed.outcome {
            Outcome::Amended(draft) => Some((&followed.order, &**draft)),
            Outcome::Same | Outcome::Hindered(_) => None,
        })
    }

    /// What hinders, each entry with its order.
    pub(super) fn hindered(&self) -> Vec<Value> {
        let entries = |followed: &Followed| match &followed.outcome {
            Outcome::Hindered(entries) => entries.iter().map(|entry| of_order(&followed.order, entry.clone())).collect(),
            Outcome::Same | Outcome::Amended(_) => Vec::new(),
        };
        self.followed.iter().flat_map(entries).collect()
    }
}

/// An entry of a refusal with the order that it is about.
pub(super) fn of_order(order: &Follower, mut entry: Value) -> Value {
    if let Some(entry) = entry.as_object_mut() {
        entry.insert("order_id".to_owned(), json!(order.id));
        entry.insert("order_name".to_owned(), json!(order.name));
    }
    entry
}

fn outcome<P: Permit>(caller: &Caller<P>, drafted: Result<Option<Draft>, ApiError>) -> Result<Outcome, ApiError> {
    match drafted {
        Ok(None) => Ok(Outcome::Same),
        Ok(Some(mut draft)) => {
            // All of them are held together, and what is offered is kept for all.
            (draft.offer.catalogue, draft.offer.clusters) = (Catalogue::default(), Vec::new());
            Ok(Outcome::Amended(Box::new(draft)))
        }
        // Its term is over, or it was ended a moment ago: it follows nothing any more.
        Err(ApiError::Plain(Problem::ConflictingTransition)) => Ok(Outcome::Same),
        Err(ApiError::Invalid(errors)) if errors.iter().any(says_that_the_term_is_over) => Ok(Outcome::Same),
        Err(error @ (ApiError::Invalid(_) | ApiError::With(..))) => {
            let entries = error.entries("", caller.language());
            Ok(Outcome::Hindered(entries.into_iter().map(said).collect()))
        }
        Err(error) => Err(error),
    }
}

/// An error of a document as an entry of a refusal, which has its sentence in `message`.
fn said(mut entry: Value) -> Value {
    if let Some(detail) = entry.as_object_mut().and_then(|entry| entry.remove("detail")) {
        entry["message"] = detail;
    }
    entry
}

/// The newest document under other days of its calendar.
#[derive(Debug, Clone)]
struct Follow {
    id: AcademicCalendarId,
    plan: CalendarPlan,
}

impl Rewrite for Follow {
    fn document(&mut self, order: &Order, now: Timestamp) -> Result<Option<Rewritten>, ApiError> {
        let newest = order.newest();
        if newest.effective_from > now {
            let params = json!({ "generation": newest.number, "effective_from": newest.effective_from });
            return Err(ApiError::With(Problem::PendingGeneration, params));
        }
        Ok(Some(Rewritten { document: newest.document.clone(), effective_from: None, at: None }))
    }

    fn prepare(&self, catalogue: &mut Catalogue) {
        catalogue.calendars.insert(self.id, self.plan.clone());
    }

    fn is_follower(&self) -> bool {
        true
    }
}
