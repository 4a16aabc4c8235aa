//! The job that looks into something that Stripe told: the object that it names is fetched, and what it says now is applied. So it is the same in whatever
//! order events come, and however often.

use std::time::Duration;

use homeroom_outside::stripe::{Error, Id, Stripe};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    METADATA,
    apply::{Seen, apply},
    apply_refund::apply_refund,
    customers::{self, look},
    disputes::apply_dispute,
    failed,
    pages::apply_page,
    store::{
        collections::{self, Which},
        customers as cards, inbox, refunds,
    },
    stripe,
};
use crate::{
    app::{App, AppState},
    auth::SystemTx,
    jobs::{Attempt, Failure, Job},
};

/// What is listened to. Others that Stripe sends are kept and change nothing.
pub(super) const KINDS: [&str; 23] = [
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "checkout.session.completed",
    "checkout.session.expired",
    "customer.deleted",
    "customer.updated",
    "invoice.finalization_failed",
    "invoice.finalized",
    "invoice.marked_uncollectible",
    "invoice.overdue",
    "invoice.paid",
    "invoice.payment_action_required",
    "invoice.payment_failed",
    "invoice.voided",
    "payment_method.attached",
    "payment_method.automatically_updated",
    "payment_method.detached",
    "payment_method.updated",
    "refund.created",
    "refund.failed",
    "refund.updated",
    "setup_intent.succeeded",
];

/// Asks for it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ApplyEvent {
    pub(super) event: String,
}

impl Job for ApplyEvent {
    type Context = AppState;
    const NAME: &'static str = "apply-stripe-event";
    const DEADLINE: Duration = Duration::from_secs(150);
    const ATTEMPTS: i32 = 30;

    async fn run(self, app: AppState, _: Attempt) -> Result<(), Failure> {
        let stripe = stripe(&app)?;
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let told = inbox::event(tx.conn(), &self.event).await?;
        tx.rollback().await?;
        let Some(told) = told.filter(|told| !told.is_applied) else { return Ok(()) };
        if let Some(object) = told.object.as_deref().filter(|_| KINDS.contains(&told.kind.as_str())) {
            let object = customers::stored(object)?;
            match told.kind.split('.').next().unwrap_or_default() {
                "invoice" => invoice(&app, stripe, &object).await?,
                "checkout" => page(&app, stripe, &object).await?,
                "charge" => dispute(&app, stripe, &object).await?,
                "refund" => refund(&app, stripe, &object).await?,
                "customer" => look(&app, stripe, &object).await?,
                "setup_intent" => setup(&app, stripe, &object).await?,
                "payment_method" => method(&app, stripe, &object).await?,
                _ => {}
            }
        }
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        inbox::applied(tx.conn(), &self.event, app.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What was fetched; `None` where Stripe has it no more.
fn there<T>(fetched: Result<T, Error>) -> Result<Option<T>, Failure> {
    match fetched {
        Ok(object) => Ok(Some(object)),
        Err(Error::Gone) => Ok(None),
        Err(error) => Err(failed(&error)),
    }
}

/// An invoice that is none of ours is somebody else's at the same account.
async fn invoice(app: &App, stripe: &Stripe, id: &Id) -> Result<(), Failure> {
    let Some(invoice) = there(stripe.invoice(id).await)? else { return Ok(()) };
    let named = invoice.metadata.get(METADATA).and_then(|id| id.parse::<Uuid>().ok());
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let known = collections::find(tx.conn(), Which::Stripe(id.as_str())).await?;
    tx.rollback().await?;
    match known.map(|known| known.id).or(named) {
        Some(collection) => apply(app, collection, Seen::of(&invoice)).await,
        None => Ok(()),
    }
}

async fn page(app: &App, stripe: &Stripe, id: &Id) -> Result<(), Failure> {
    match there(stripe.setup_page(id).await)? {
        Some(page) => apply_page(app, stripe, &page).await,
        None => Ok(()),
    }
}

async fn setup(app: &App, stripe: &Stripe, id: &Id) -> Result<(), Failure> {
    match there(stripe.setup(id).await)?.and_then(|setup| setup.customer) {
        Some(payer) => look(app, stripe, &payer).await,
        None => Ok(()),
    }
}

async fn method(app: &App, stripe: &Stripe, id: &Id) -> Result<(), Failure> {
    let method = there(stripe.method(id).await)?;
    if let Some(payer) = method.and_then(|method| method.customer) {
        return look(app, stripe, &payer).await;
    }
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    cards::forget_method(tx.conn(), id.as_str()).await?;
    tx.commit().await?;
    Ok(())
}

async fn refund(app: &App, stripe: &Stripe, id: &Id) -> Result<(), Failure> {
    let Some(refund) = there(stripe.refund(id).await)? else { return Ok(()) };
    recorded(app, stripe, refund.payment.as_ref()).await?;
    apply_refund(app, &refund).await
}

async fn dispute(app: &App, stripe: &Stripe, id: &Id) -> Result<(), Failure> {
    let Some(dispute) = there(stripe.dispute(id).await)? else { return Ok(()) };
    recorded(app, stripe, dispute.payment.as_ref()).await?;
    apply_dispute(app, &dispute).await
}

/// What takes a payment back may be told before the payment itself: that is looked at first, where it is one of ours.
async fn recorded(app: &App, stripe: &Stripe, payment: Option<&Id>) -> Result<(), Failure> {
    let Some(payment) = payment else { return Ok(()) };
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let known = refunds::paid(tx.conn(), (None, None), Some(payment.as_str())).await?;
    tx.rollback().await?;
    if known.is_some() {
        return Ok(());
    }
    match there(stripe.invoice_paid_by(payment).await)?.flatten() {
        Some(id) => invoice(app, stripe, &id).await,
        None => Ok(()),
    }
}
