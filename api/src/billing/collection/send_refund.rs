//! The job that asks Stripe to send money back.

use homeroom_domain::ids::{InvoiceId, PaymentId, RefundId, TenantId};
use homeroom_outside::stripe::{Error, Id, Money, NewRefund, Refund, RefundReason, Stripe};
use serde::{Deserialize, Serialize};

use super::{
    METADATA,
    apply_refund::{apply_refund, refused},
    calls::{Call, No, Subject},
    customers::stored,
    failed,
    store::refunds::{self, Paid, RefundRow},
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
pub(crate) struct SendRefund {
    pub(super) refund: RefundId,
}

impl Job for SendRefund {
    type Context = AppState;
    const NAME: &'static str = "send-refund";
    const DEADLINE: std::time::Duration = std::time::Duration::from_secs(150);
    const ATTEMPTS: i32 = 50;

    async fn run(self, app: AppState, _: Attempt) -> Result<(), Failure> {
        let stripe = stripe(&app)?;
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let Some(row) = refunds::refund(tx.conn(), Some(self.refund), None).await?.filter(|row| row.status == "sending") else {
            return Ok(());
        };
        let paid = refunds::paid(tx.conn(), (None, Some(PaymentId::new(row.payment_id))), None).await?;
        tx.rollback().await?;
        let Some(paid) = paid else { return Ok(()) };
        let Some(payment) = &paid.stripe_id else { return Err(Failure::dead("the payment did not come through Stripe")) };
        ask(&app, stripe, &row, (&paid, &stored(payment)?)).await
    }
}

async fn ask(app: &App, stripe: &Stripe, row: &RefundRow, (paid, payment): (&Paid, &Id)) -> Result<(), Failure> {
    let call = Call::begin(app, Subject { tenant: TenantId::new(row.tenant_id), id: row.id }, "refund").await?;
    let name = RefundId::new(row.id).to_string();
    let ours = |refund: &Refund| refund.metadata.get(METADATA).is_some_and(|id| *id == name);
    let made = match &call.made {
        Some(made) => Some(stripe.refund(&stored(made)?).await.map_err(|error| failed(&error))?),
        None if call.look_first => stripe.refunds_of(payment).await.map_err(|error| failed(&error))?.into_iter().find(ours),
        None => None,
    };
    let refund = match made {
        Some(refund) => refund,
        None => {
            let currency = paid.currency.parse().map_err(|_| Failure::dead("the payment has a currency that Stripe has not"))?;
            let amount = Money { minor: row.amount_minor, currency };
            let metadata = [(METADATA, name.as_str())];
            let new = NewRefund { payment, amount, reason: Some(RefundReason::RequestedByCustomer), metadata: &metadata };
            let asked = stripe.create_refund(&new, &call.key).await;
            match call.end(app, asked, |refund: &Refund| refund.id.as_str()).await? {
                Ok(refund) => refund,
                Err(No(error)) => return refuse(app, (row, paid), &error).await,
            }
        }
    };
    apply_refund(app, &refund).await
}

/// Stripe refuses it for good: nothing went back.
async fn refuse(app: &App, (row, paid): (&RefundRow, &Paid), error: &Error) -> Result<(), Failure> {
    let code = match error {
        Error::Refused { code: Some(code), .. } => code.as_str(),
        _ => "refused",
    };
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    invoices::hold(tx.conn(), InvoiceId::new(row.invoice_id)).await?;
    refused(tx.conn(), row, paid, code, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}
