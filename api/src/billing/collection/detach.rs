//! The job that takes a removed card from its customer at Stripe.

use homeroom_domain::ids::{PaymentMethodId, TenantId};
use homeroom_outside::stripe::{Error, Method};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::{
    calls::{Call, No, Subject},
    customers::stored,
    store::customers,
    stripe,
};
use crate::{
    app::AppState,
    auth::SystemTx,
    jobs::{self, Attempt, Failure, Job, NewJob},
};

/// Asks for it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DetachMethod {
    pub(super) method: PaymentMethodId,
}

impl Job for DetachMethod {
    type Context = AppState;
    const NAME: &'static str = "detach-payment-method";

    async fn run(self, app: AppState, _: Attempt) -> Result<(), Failure> {
        let stripe = stripe(&app)?;
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let Some((tenant, method)) = customers::method(tx.conn(), self.method).await? else { return Ok(()) };
        tx.rollback().await?;
        let call = Call::begin(&app, Subject { tenant, id: self.method.uuid() }, "detach").await?;
        let detached = stripe.detach_method(&stored(&method)?, &call.key).await;
        match call.end(&app, detached, |method: &Method| method.id.as_str()).await? {
            // It is nobody's already.
            Ok(_) | Err(No(Error::Gone | Error::Refused { .. })) => {}
            Err(no) => return Err(no.into()),
        }
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        customers::forget_method(tx.conn(), &method).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Hides all of a tenant's cards and takes them from Stripe: there are a hundred at the most.
pub(crate) async fn detach_all(conn: &mut PgConnection, tenant: TenantId, at: Timestamp) -> sqlx::Result<()> {
    for row in customers::methods(conn, tenant).await? {
        let method = PaymentMethodId::new(row.id);
        if customers::remove_method(conn, tenant, method, at).await? == Some(true) {
            // Where the queue is full the card is forgotten here all the same, and charged no more.
            let _ = jobs::enqueue(conn, NewJob::new(&DetachMethod { method }, Some(tenant), at).once(&method.to_string())).await?;
        }
    }
    Ok(())
}
