//! Invoices at Stripe: each is the collection of one of ours, whose lines and number are told to whoever pays.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Currency, Error, Id, IdempotencyKey, Money, Stripe,
    error::Code,
    request::{Deleted, Page, Request},
};

/// Lines that one call adds.
pub const MOST_LINES: usize = 100;
/// How payments come with their invoice.
const WITH_PAYMENTS: [&str; 1] = ["payments.data.payment.payment_intent"];
/// How far back an invoice is looked for: so many pages of a hundred.
const MOST_PAGES: usize = 20;

/// How an invoice is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collection {
    /// By the customer's saved card, when we say so.
    Charge,
    /// By whoever gets the letter, by then.
    Send { days_until_due: u16 },
}

/// An invoice to be drafted. It has no lines yet, and takes none of what the customer has pending.
#[derive(Debug, Clone, Copy)]
pub struct NewInvoice<'a> {
    pub customer: &'a Id,
    pub currency: Currency,
    pub collection: Collection,
    /// As `card` and `alipay`; what the account's settings say, where there is none. Alipay needs an invoice that is sent.
    pub methods: &'a [&'a str],
    /// Shown above the lines.
    pub description: Option<&'a str>,
    /// The id of our invoice belongs here.
    pub metadata: &'a [(&'a str, &'a str)],
}

#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// In the invoice's currency. A negative one takes from the total.
    pub amount: Money,
    pub description: &'a str,
    pub metadata: &'a [(&'a str, &'a str)],
}

/// With what an invoice is paid.
#[derive(Debug, Clone, Copy)]
pub enum PayWith<'a> {
    DefaultMethod,
    Method(&'a Id),
    /// It was paid by other means, such as a bank transfer: nothing is charged.
    NothingHere,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Wire")]
pub struct Invoice {
    pub id: Id,
    pub status: InvoiceStatus,
    pub customer: Option<Id>,
    /// Stripe's, which is not ours.
    pub number: Option<String>,
    /// The sum of its lines.
    pub total: Money,
    pub due: Money,
    /// Through Stripe; 0 where it was paid by other means.
    pub paid: Money,
    /// Whoever has this address can pay.
    pub hosted_url: Option<String>,
    /// Unix seconds.
    pub due_at: Option<i64>,
    pub attempts: u32,
    pub finalization_error: Option<Code>,
    pub metadata: BTreeMap<String, String>,
    /// Empty in lists.
    pub payments: Vec<InvoicePayment>,
}

impl Invoice {
    /// The payment intent that brought the money, for refunds.
    #[must_use]
    pub fn paid_by(&self) -> Option<&Id> {
        self.payments.iter().find(|payment| payment.paid).and_then(|payment| payment.intent.as_ref())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    Draft,
    Open,
    Paid,
    Void,
    Uncollectible,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoicePayment {
    pub intent: Option<Id>,
    pub paid: bool,
    /// Why the last try failed.
    pub failure: Option<Code>,
}

impl Stripe {
    /// Drafts an invoice that does nothing by itself.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is to be sent and the customer has no mail address.
    pub async fn create_invoice(&self, new: &NewInvoice<'_>, key: &IdempotencyKey) -> Result<Invoice, Error> {
        let request = Request::post("/v1/invoices", key)
            .field("customer", new.customer)
            .field("currency", new.currency.on_the_wire())
            .field("auto_advance", false)
            .field("pending_invoice_items_behavior", "exclude")
            .maybe("description", new.description)
            .list("payment_settings[payment_method_types]", new.methods)
            .metadata(new.metadata);
        let request = match new.collection {
            Collection::Charge => request.field("collection_method", "charge_automatically"),
            Collection::Send { days_until_due } => {
                request.field("collection_method", "send_invoice").field("days_until_due", days_until_due)
            }
        };
        self.ask(request.expand(&WITH_PAYMENTS)).await
    }

    /// Lays at most [`MOST_LINES`] under a draft; all or none.
    ///
    /// # Errors
    /// [`Error::Amount`] where Stripe cannot say an amount, and [`Error::Refused`] where it is no draft.
    pub async fn add_lines(&self, id: &Id, lines: &[Line<'_>], key: &IdempotencyKey) -> Result<Invoice, Error> {
        let mut request = Request::post(format!("/v1/invoices/{id}/add_lines"), key);
        for (place, line) in lines.iter().enumerate() {
            let name = |field: &str| format!("lines[{place}]{field}");
            request = request.field(name("[amount]"), line.amount.on_the_wire()?).field(name("[description]"), line.description);
            for (key, value) in line.metadata {
                request = request.field(name(&format!("[metadata][{key}]")), value);
            }
        }
        self.ask(request.expand(&WITH_PAYMENTS)).await
    }

    /// Makes a draft payable. One of nothing is paid at once.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is no draft: look at it.
    pub async fn finalize_invoice(&self, id: &Id, key: &IdempotencyKey) -> Result<Invoice, Error> {
        let request = Request::post(format!("/v1/invoices/{id}/finalize"), key).field("auto_advance", false);
        self.ask(request.expand(&WITH_PAYMENTS)).await
    }

    /// Pays it while nobody is there.
    ///
    /// # Errors
    /// [`Error::Declined`], and [`Error::Refused`] where it was paid already or there is no card: look at it.
    pub async fn pay_invoice(&self, id: &Id, with: PayWith<'_>, key: &IdempotencyKey) -> Result<Invoice, Error> {
        let request = Request::post(format!("/v1/invoices/{id}/pay"), key);
        let request = match with {
            PayWith::DefaultMethod => request.field("off_session", true),
            PayWith::Method(method) => request.field("off_session", true).field("payment_method", method),
            PayWith::NothingHere => request.field("paid_out_of_band", true),
        };
        self.ask(request.expand(&WITH_PAYMENTS)).await
    }

    /// Has Stripe mail it to the customer.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is not open, or not to be sent.
    pub async fn send_invoice(&self, id: &Id, key: &IdempotencyKey) -> Result<Invoice, Error> {
        self.ask(Request::post(format!("/v1/invoices/{id}/send"), key).expand(&WITH_PAYMENTS)).await
    }

    /// Says that it was a mistake: it can never be paid.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is not open.
    pub async fn void_invoice(&self, id: &Id, key: &IdempotencyKey) -> Result<Invoice, Error> {
        self.ask(Request::post(format!("/v1/invoices/{id}/void"), key).expand(&WITH_PAYMENTS)).await
    }

    /// Says that nobody hopes for its money. It can still be paid.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is not open.
    pub async fn mark_invoice_uncollectible(&self, id: &Id, key: &IdempotencyKey) -> Result<Invoice, Error> {
        self.ask(Request::post(format!("/v1/invoices/{id}/mark_uncollectible"), key).expand(&WITH_PAYMENTS)).await
    }

    /// Removes a draft that is not wanted.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is no draft, [`Error::Gone`] where it was removed.
    pub async fn delete_draft(&self, id: &Id) -> Result<(), Error> {
        self.ask(Request::delete(format!("/v1/invoices/{id}"))).await.map(|_: Deleted| ())
    }

    /// # Errors
    /// By what can be done about it.
    pub async fn invoice(&self, id: &Id) -> Result<Invoice, Error> {
        self.ask(Request::get(format!("/v1/invoices/{id}")).expand(&WITH_PAYMENTS)).await
    }

    /// The newest invoice of a customer with this metadata, made since then (Unix seconds). Unlike Stripe's searches its lists are never behind.
    ///
    /// # Errors
    /// By what can be done about it.
    pub async fn find_invoice(&self, customer: &Id, (key, value): (&str, &str), since: i64) -> Result<Option<Invoice>, Error> {
        let mut after: Option<Id> = None;
        for _ in 0..MOST_PAGES {
            let request = Request::get("/v1/invoices").field("customer", customer).field("created[gte]", since).field("limit", 100);
            let page: Page<Invoice> = self.ask(request.maybe("starting_after", after.as_ref())).await?;
            after = page.data.last().map(|invoice| invoice.id.clone());
            let found = page.data.into_iter().find(|invoice| invoice.metadata.get(key).is_some_and(|found| found == value));
            if let Some(found) = found {
                return self.invoice(&found.id).await.map(Some);
            }
            if !page.has_more || after.is_none() {
                break;
            }
        }
        Ok(None)
    }

    /// The invoice that a payment intent paid, for refunds and disputes that began at Stripe.
    ///
    /// # Errors
    /// By what can be done about it.
    pub async fn invoice_paid_by(&self, intent: &Id) -> Result<Option<Id>, Error> {
        let request = Request::get("/v1/invoice_payments").field("payment[type]", "payment_intent");
        let page: Page<PaymentOf> = self.ask(request.field("payment[payment_intent]", intent)).await?;
        Ok(page.data.into_iter().find_map(|payment| payment.invoice))
    }
}

#[derive(Deserialize)]
struct Wire {
    id: Id,
    status: Option<InvoiceStatus>,
    #[serde(default)]
    customer: Option<Id>,
    #[serde(default)]
    number: Option<String>,
    currency: String,
    total: i64,
    amount_due: i64,
    #[serde(default)]
    amount_paid: i64,
    #[serde(default)]
    hosted_invoice_url: Option<String>,
    #[serde(default)]
    due_date: Option<i64>,
    #[serde(default)]
    attempt_count: u32,
    #[serde(default)]
    last_finalization_error: Option<Failure>,
    #[serde(default)]
    metadata: Option<BTreeMap<String, String>>,
    #[serde(default)]
    payments: Option<Page<Payment>>,
}

#[derive(Deserialize)]
struct Failure {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    decline_code: Option<String>,
}

impl Failure {
    fn most_exact(&self) -> Option<Code> {
        self.decline_code.as_deref().or(self.code.as_deref()).and_then(Code::new)
    }
}

#[derive(Deserialize)]
struct PaymentOf {
    #[serde(default)]
    invoice: Option<Id>,
}

#[derive(Deserialize)]
struct Payment {
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    payment: Option<PaymentBy>,
}

#[derive(Deserialize)]
struct PaymentBy {
    #[serde(default)]
    payment_intent: Option<Intent>,
}

/// An id, or the intent in its place.
#[derive(Deserialize)]
#[serde(untagged)]
enum Intent {
    Whole {
        id: Id,
        #[serde(default)]
        last_payment_error: Option<Failure>,
    },
    Named(Id),
}

impl TryFrom<Wire> for Invoice {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, &'static str> {
        let currency: Currency = wire.currency.parse().map_err(|_| "an invoice has a currency")?;
        let money = |amount| Money::off_the_wire(amount, currency).ok_or("an invoice has amounts that can be said");
        Ok(Self {
            id: wire.id,
            status: wire.status.unwrap_or(InvoiceStatus::Unknown),
            customer: wire.customer,
            number: wire.number,
            total: money(wire.total)?,
            due: money(wire.amount_due)?,
            paid: money(wire.amount_paid)?,
            hosted_url: wire.hosted_invoice_url,
            due_at: wire.due_date,
            attempts: wire.attempt_count,
            finalization_error: wire.last_finalization_error.and_then(|failure| failure.most_exact()),
            metadata: wire.metadata.unwrap_or_default(),
            payments: wire.payments.map(|page| page.data.into_iter().map(InvoicePayment::from).collect()).unwrap_or_default(),
        })
    }
}

impl From<Payment> for InvoicePayment {
    fn from(payment: Payment) -> Self {
        let (intent, failure) = match payment.payment.and_then(|by| by.payment_intent) {
            Some(Intent::Whole { id, last_payment_error }) => (Some(id), last_payment_error.and_then(|failure| failure.most_exact())),
            Some(Intent::Named(id)) => (Some(id), None),
            None => (None, None),
        };
        Self { intent, paid: payment.status.as_deref() == Some("paid"), failure }
    }
}
