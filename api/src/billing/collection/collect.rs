//! The job that collects an invoice: drafted at Stripe, its line, made payable, then charged to a card or sent. Where it stands is asked of Stripe at
//! each run, so that whatever was cut off is gone on with.

use std::time::Duration;

use homeroom_outside::stripe::{Collection as Way, Error, Id, Invoice, InvoiceStatus, Line, Money, NewInvoice, PayWith, Stripe};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    METADATA,
    apply::{Seen, apply},
    calls::{Call, No, Subject},
    customers::{self, customer, stored},
    failed,
    store::{
        collections::{self, Collection, Which},
        customers::methods,
    },
    stripe,
    withdraw::withdraw,
};
use crate::{
    app::{App, AppState},
    auth::SystemTx,
    billing::invoices::owed,
    jobs::{Attempt, Failure, Job},
};

/// The word for an invoice that no card was there for.
const NO_CARD: &str = "no_card";
/// Invoices at Stripe are looked for from so many seconds before their collection began, should its clock be behind ours.
const BEFORE: i64 = 3_600;

/// Asks for it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CollectInvoice {
    pub(super) collection: Uuid,
}

impl Job for CollectInvoice {
    type Context = AppState;
    const NAME: &'static str = "collect-invoice";
    /// Several calls, each of which may take most of a minute.
    const DEADLINE: Duration = Duration::from_secs(300);
    /// With pauses of at most an hour: two days.
    const ATTEMPTS: i32 = 50;

    async fn run(self, app: AppState, _: Attempt) -> Result<(), Failure> {
        let stripe = stripe(&app)?;
        let Some(collection) = read(&app, self.collection).await? else { return Ok(()) };
        if collection.status != "collecting" {
            return Ok(());
        }
        let done = Collecting { app: &app, stripe, collection }.run().await;
        match done {
            // It was ended by somebody else meanwhile, and with it what this would have worked at.
            Err(_) if read(&app, self.collection).await?.is_none_or(|now| !now.is_live()) => Ok(()),
            done => done,
        }
    }
}

/// A collection as it stands.
pub(super) async fn read(app: &App, id: Uuid) -> Result<Option<Collection>, Failure> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    Ok(collections::find(tx.conn(), Which::Id(id)).await?)
}

struct Collecting<'a> {
    app: &'a App,
    stripe: &'a Stripe,
    collection: Collection,
}

impl Collecting<'_> {
    async fn run(&self) -> Result<(), Failure> {
        if !self.collection.is_right() {
            // Whatever was made of it is not made payable first; it may even be gone already.
            return withdraw(self.app, self.stripe, &self.collection).await;
        }
        let invoice = self.there().await?;
        let invoice = if invoice.status == InvoiceStatus::Draft { self.payable(invoice).await? } else { invoice };
        if invoice.status != InvoiceStatus::Open {
            return apply(self.app, self.collection.id, Seen::of(&invoice)).await;
        }
        // What is owed is looked at as late as can be.
        match read(self.app, self.collection.id).await? {
            Some(now) if now.is_right() => self.ask(&invoice, &now).await,
            Some(now) => withdraw(self.app, self.stripe, &now).await,
            None => Ok(()),
        }
    }

    async fn begin(&self, step: &'static str) -> Result<Call, Failure> {
        Call::begin(self.app, Subject { tenant: self.collection.tenant(), id: self.collection.id }, step).await
    }

    fn money(&self) -> Result<Money, Failure> {
        let currency = self.collection.currency.parse().map_err(|_| Failure::dead("the invoice has a currency that Stripe has not"))?;
        Ok(Money { minor: self.collection.amount_minor, currency })
    }

    /// The invoice at Stripe: the one that is known, the one that was made and whose answer was lost, or a new draft.
    async fn there(&self) -> Result<Invoice, Failure> {
        if let Some(id) = &self.collection.stripe_id {
            return self.stripe.invoice(&stored(id)?).await.map_err(|error| failed(&error));
        }
        let tenant = self.collection.tenant();
        let payer = customer(self.app, self.stripe, tenant).await?;
        if self.collection.way == "link" {
            customers::address(self.app, self.stripe, tenant, (&payer, self.collection.id)).await?;
        }
        let call = self.begin("create").await?;
        let name = self.collection.id.to_string();
        let found = match &call.made {
            Some(made) => Some(self.stripe.invoice(&stored(made)?).await.map_err(|error| failed(&error))?),
            None if call.look_first => {
                let since = self.collection.created_at.to_jiff().as_second() - BEFORE;
                self.stripe.find_invoice(&payer, (METADATA, &name), since).await.map_err(|error| failed(&error))?
            }
            None => None,
        };
        let invoice = match found {
            Some(found) => found,
            None => self.draft(call, &payer, &name).await?,
        };
        let mut tx = SystemTx::of_worker(&self.app.pools).await?;
        collections::set_stripe_id(tx.conn(), self.collection.id, invoice.id.as_str()).await?;
        tx.commit().await?;
        Ok(invoice)
    }

    async fn draft(&self, call: Call, payer: &Id, name: &str) -> Result<Invoice, Failure> {
        let is_link = self.collection.way == "link";
        let new = NewInvoice {
            customer: payer,
            currency: self.money()?.currency,
            collection: if is_link { Way::Send { days_until_due: self.days_until_due().await? } } else { Way::Charge },
            methods: if is_link { &["card", "alipay"] } else { &["card"] },
            description: Some(&self.collection.number),
            metadata: &[(METADATA, name)],
        };
        let made = self.stripe.create_invoice(&new, &call.key).await;
        match call.end(self.app, made, |invoice: &Invoice| invoice.id.as_str()).await? {
            Ok(invoice) => Ok(invoice),
            Err(No(Error::Gone)) => Err(customers::forgotten(self.app, self.collection.tenant(), payer).await?),
            Err(no) => Err(no.into()),
        }
    }

    /// From today until our invoice is due.
    async fn days_until_due(&self) -> Result<u16, Failure> {
        let mut tx = SystemTx::of_worker(&self.app.pools).await?;
        let due_on = owed(tx.conn(), self.collection.invoice()).await?.and_then(|owed| owed.due_on);
        let today = TimeZone::UTC.to_datetime(self.app.clock.now()).date();
        let days = due_on.and_then(|due_on| due_on.since(today).ok()).map_or(0, |span| span.get_days());
        Ok(u16::try_from(days).unwrap_or_default())
    }

    /// With its line, and finalized.
    async fn payable(&self, draft: Invoice) -> Result<Invoice, Failure> {
        let amount = self.money()?;
        let draft = if draft.total.minor == 0 {
            let call = self.begin("lines").await?;
            let line = Line { amount, description: &self.collection.number, metadata: &[] };
            let laid = self.stripe.add_lines(&draft.id, &[line], &call.key).await;
            call.end(self.app, laid, |invoice: &Invoice| invoice.id.as_str()).await??
        } else {
            draft
        };
        if draft.total != amount {
            return Err(Failure::dead("the draft at Stripe says another amount than the invoice"));
        }
        let call = self.begin("finalize").await?;
        let finalized = self.stripe.finalize_invoice(&draft.id, &call.key).await;
        match call.end(self.app, finalized, |invoice: &Invoice| invoice.id.as_str()).await? {
            Ok(invoice) => Ok(invoice),
            // Somebody was faster.
            Err(_) => self.stripe.invoice(&draft.id).await.map_err(|error| failed(&error)),
        }
    }

    async fn ask(&self, invoice: &Invoice, now: &Collection) -> Result<(), Failure> {
        if now.charges { self.charge(invoice, now).await } else { self.send(invoice).await }
    }

    async fn charge(&self, invoice: &Invoice, now: &Collection) -> Result<(), Failure> {
        let Some(method) = self.card(now).await? else { return self.rest(invoice, Some(NO_CARD)).await };
        let call = self.begin("pay").await?;
        let paid = self.stripe.pay_invoice(&invoice.id, PayWith::Method(&stored(&method)?), &call.key).await;
        match call.end(self.app, paid, |invoice: &Invoice| invoice.id.as_str()).await? {
            Ok(paid) => self.rest(&paid, None).await,
            Err(No(Error::Declined(decline))) => self.rest(invoice, Some(&decline.to_string())).await,
            // The card is gone, or the invoice was paid or ended meanwhile.
            Err(_) => {
                let seen = self.stripe.invoice(&invoice.id).await.map_err(|error| failed(&error))?;
                self.rest(&seen, Some(NO_CARD)).await
            }
        }
    }

    /// The card that was named, else the default one.
    async fn card(&self, now: &Collection) -> Result<Option<String>, Failure> {
        if now.method.is_some() {
            return Ok(now.method.clone());
        }
        let mut tx = SystemTx::of_worker(&self.app.pools).await?;
        let cards = methods(tx.conn(), self.collection.tenant()).await?;
        Ok(cards.into_iter().next().map(|card| card.stripe_id))
    }

    async fn send(&self, invoice: &Invoice) -> Result<(), Failure> {
        let call = self.begin("send").await?;
        let sent = if call.made.is_some() {
            self.stripe.invoice(&invoice.id).await
        } else {
            self.stripe.send_invoice(&invoice.id, &call.key).await
        };
        match call.end(self.app, sent, |invoice: &Invoice| invoice.id.as_str()).await? {
            Ok(sent) => self.rest(&sent, None).await,
            Err(_) => {
                let seen = self.stripe.invoice(&invoice.id).await.map_err(|error| failed(&error))?;
                self.rest(&seen, None).await
            }
        }
    }

    /// There is nothing more to do here until somebody pays, or asks for another try.
    async fn rest(&self, seen: &Invoice, failure: Option<&str>) -> Result<(), Failure> {
        apply(self.app, self.collection.id, Seen { invoice: seen, failure, rests: true }).await
    }
}
