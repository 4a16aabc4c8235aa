//! What Stripe says of an invoice, applied: money is recorded once, what is over stays so, and a failure is told when it is new. Called with an invoice
//! that was just fetched, by whoever fetched it, in any order and any number of times.

use homeroom_outside::stripe::{Invoice, InvoiceStatus};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::collections::{self, Change, Collection, Which};
use crate::{
    app::App,
    auth::{Actor, Place, SystemTx},
    billing::{
        dunning,
        invoices::{self, Received},
    },
    events::{self, EventType, NewEvent},
    jobs::Failure,
};

/// An invoice of Stripe's as it was fetched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub invoice: &'a Invoice,
    /// Why a try of ours failed.
    pub failure: Option<&'a str>,
    /// Whether the work at it is done until somebody pays.
    pub rests: bool,
}

impl<'a> Seen<'a> {
    pub(super) const fn of(invoice: &'a Invoice) -> Self {
        Self { invoice, failure: None, rests: false }
    }

    /// Ours, or what Stripe says of the last try.
    fn failure(&self) -> Option<&'a str> {
        let theirs = self.invoice.payments.iter().rev().find_map(|payment| payment.failure.as_ref());
        self.failure.or_else(|| theirs.map(homeroom_outside::stripe::Code::as_str))
    }
}

/// Applies it in one transaction, under the tenant's lock.
///
/// # Errors
/// When it is to be done again.
pub(super) async fn apply(app: &App, id: Uuid, seen: Seen<'_>) -> Result<(), Failure> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let Some(collection) = collections::find(tx.conn(), Which::Id(id)).await? else { return Ok(()) };
    invoices::hold(tx.conn(), collection.invoice()).await?;
    // Again, as it is under the lock.
    let Some(collection) = collections::find(tx.conn(), Which::Id(id)).await? else { return Ok(()) };
    collections::set_stripe_id(tx.conn(), id, seen.invoice.id.as_str()).await?;
    match seen.invoice.status {
        InvoiceStatus::Paid => paid(app, tx.conn(), &collection, seen.invoice).await?,
        InvoiceStatus::Void => end(app, tx.conn(), &collection, "ended").await?,
        InvoiceStatus::Open | InvoiceStatus::Uncollectible => waits(app, tx.conn(), &collection, seen).await?,
        InvoiceStatus::Draft | InvoiceStatus::Unknown => {}
    }
    tx.commit().await?;
    Ok(())
}

async fn end(app: &App, conn: &mut PgConnection, collection: &Collection, status: &str) -> sqlx::Result<()> {
    let change = Change { status: Some(status), ..Change::default() };
    collections::change(conn, collection.id, change, app.clock.now()).await
}

/// The money is recorded even where the collection was given up before: it is there.
async fn paid(app: &App, conn: &mut PgConnection, collection: &Collection, invoice: &Invoice) -> Result<(), Failure> {
    // Paid by other means, which brought us nothing.
    let Some(intent) = invoice.paid_by().filter(|_| invoice.paid.minor > 0) else {
        return Ok(end(app, conn, collection, "ended").await?);
    };
    let currency =
        invoice.paid.currency.to_string().parse().map_err(|_| Failure::dead("Stripe was paid in a currency that is not known here"))?;
    let money = Received {
        invoice: collection.invoice(),
        stripe_id: intent.as_str(),
        amount_minor: invoice.paid.minor,
        currency,
        at: app.clock.now(),
    };
    end(app, conn, collection, "paid").await?;
    invoices::receive(conn, app, money).await.map_err(|error| {
        tracing::error!(collection = %collection.id, error = format!("{error:#}"), "money that Stripe took could not be recorded");
        Failure::again("what Stripe took could not be recorded; the log has more")
    })
}

async fn waits(app: &App, conn: &mut PgConnection, collection: &Collection, seen: Seen<'_>) -> sqlx::Result<()> {
    let now = app.clock.now();
    // While a new try is under way, what Stripe says of the one before is old.
    let failure = if seen.rests || collection.status == "open" { seen.failure() } else { None };
    let change = Change { status: seen.rests.then_some("open"), failure, url: seen.invoice.hosted_url.as_deref() };
    collections::change(&mut *conn, collection.id, change, now).await?;
    let Some(failure) = failure.filter(|failure| collection.is_live() && collection.failure.as_deref() != Some(failure)) else {
        return Ok(());
    };
    let (actor, tenant) = (Actor::system(), collection.tenant());
    let data = json!({ "number": collection.number, "reason": failure });
    let (kind, subject) = (EventType::PaymentFailed, collection.invoice().to_string());
    events::record(&mut *conn, NewEvent { feed: Place::Tenant(tenant), kind, actor: &actor, subject, data, at: now }).await?;
    dunning::follow(conn, tenant, now).await?;
    Ok(())
}
