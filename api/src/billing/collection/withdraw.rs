//! What is open at Stripe is ended when our invoice asks for another amount, or for none: voided, where it is not paid. Then the rest is asked for.

use std::time::Duration;

use homeroom_outside::stripe::{Error, Invoice, InvoiceStatus, Stripe};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    apply::{Seen, apply},
    calls::{Call, Subject},
    collect::read,
    customers::stored,
    failed, start,
    store::collections::{self, Change, Collection, NewCollection, Which},
    stripe,
};
use crate::{
    app::{App, AppState},
    auth::SystemTx,
    billing::invoices,
    jobs::{Attempt, Failure, Job},
};

/// Asks for it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WithdrawInvoice {
    pub(super) collection: Uuid,
}

impl Job for WithdrawInvoice {
    type Context = AppState;
    const NAME: &'static str = "withdraw-invoice";
    const DEADLINE: Duration = Duration::from_secs(150);
    const ATTEMPTS: i32 = 50;

    async fn run(self, app: AppState, _: Attempt) -> Result<(), Failure> {
        let stripe = stripe(&app)?;
        match read(&app, self.collection).await? {
            Some(collection) if collection.is_live() && !collection.is_right() => withdraw(&app, stripe, &collection).await,
            _ => Ok(()),
        }
    }
}

/// Ends a collection at Stripe, then here.
pub(super) async fn withdraw(app: &App, stripe: &Stripe, collection: &Collection) -> Result<(), Failure> {
    if let Some(id) = &collection.stripe_id {
        let id = stored(id)?;
        let invoice = match stripe.invoice(&id).await {
            Ok(invoice) => invoice,
            // A draft that was removed.
            Err(Error::Gone) => return over(app, collection).await,
            Err(error) => return Err(failed(&error)),
        };
        match invoice.status {
            InvoiceStatus::Draft => match stripe.delete_draft(&id).await {
                Ok(()) | Err(Error::Gone) => {}
                // It was finalized meanwhile.
                Err(Error::Refused { .. }) => return Err(Failure::again("the draft at Stripe became payable meanwhile")),
                Err(error) => return Err(failed(&error)),
            },
            InvoiceStatus::Open | InvoiceStatus::Uncollectible => {
                let call = Call::begin(app, Subject { tenant: collection.tenant(), id: collection.id }, "void").await?;
                let voided = stripe.void_invoice(&id, &call.key).await;
                if call.end(app, voided, |invoice: &Invoice| invoice.id.as_str()).await?.is_err() {
                    return Err(Failure::again("the invoice at Stripe could not be voided; it may have been paid meanwhile"));
                }
            }
            // Paid or void: what that means is decided where it always is.
            InvoiceStatus::Paid | InvoiceStatus::Void | InvoiceStatus::Unknown => {
                apply(app, collection.id, Seen::of(&invoice)).await?;
            }
        }
    }
    over(app, collection).await
}

/// Nothing comes of it any more; where something is owed and the card was not refused, the rest is collected in the same way.
async fn over(app: &App, collection: &Collection) -> Result<(), Failure> {
    let now = app.clock.now();
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    invoices::hold(tx.conn(), collection.invoice()).await?;
    collections::change(tx.conn(), collection.id, Change { status: Some("ended"), ..Change::default() }, now).await?;
    let Some(ended) = collections::find(tx.conn(), Which::Id(collection.id)).await? else { return Ok(()) };
    if ended.due_minor > 0 && collection.failure.is_none() {
        let new = NewCollection {
            tenant: ended.tenant(),
            invoice: ended.invoice(),
            way: &ended.way,
            charges: ended.charges,
            method: ended.method.as_deref(),
            amount_minor: ended.due_minor,
            at: now,
        };
        start::begin(tx.conn(), &new).await?;
    }
    tx.commit().await?;
    Ok(())
}
