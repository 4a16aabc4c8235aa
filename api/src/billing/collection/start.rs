//! Where collection begins: when an invoice is issued to a tenant that pays through Stripe; and what follows when what is owed of an invoice changes.

use homeroom_domain::ids::{InvoiceId, TenantId};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    CollectInvoice, WithdrawInvoice,
    store::collections::{self, NewCollection, Which},
};
use crate::{
    app::App,
    billing::{invoices, parties},
    jobs::{self, NewJob},
};

/// Begins to collect an invoice that was just issued, in the transaction that issues it.
pub(in crate::billing) async fn start(app: &App, conn: &mut PgConnection, id: InvoiceId, now: Timestamp) -> sqlx::Result<()> {
    if app.config.collection.stripe.is_none() {
        return Ok(());
    }
    let Some(owed) = invoices::owed(&mut *conn, id).await? else { return Ok(()) };
    let (tenant, due) = (owed.tenant, owed.due_minor);
    let way = parties::buyer(&mut *conn, tenant).await?.0.payment;
    if due > 0 && way != "transfer" {
        let charges = way == "card";
        begin(conn, &NewCollection { tenant, invoice: id, way: &way, charges, method: None, amount_minor: due, at: now }).await?;
    }
    Ok(())
}

/// Begins a collection, unless the invoice is collected already.
pub(super) async fn begin(conn: &mut PgConnection, new: &NewCollection<'_>) -> sqlx::Result<()> {
    if let Some(id) = collections::insert_collection(&mut *conn, new).await? {
        collect(conn, id, new.tenant, new.at).await?;
    }
    Ok(())
}

/// Has somebody work at a collection. Where the tenant's queue is full, the daily look finds it.
pub(super) async fn collect(conn: &mut PgConnection, collection: Uuid, tenant: TenantId, now: Timestamp) -> sqlx::Result<()> {
    let job = CollectInvoice { collection };
    let _ = jobs::enqueue(conn, NewJob::new(&job, Some(tenant), now).once(&collection.to_string())).await?;
    Ok(())
}

/// What is owed of an invoice is another amount than before: what is open at Stripe is ended, and asks for the rest where there is one. Where the
/// tenant's queue is full, the collection finds out by itself before it charges anything.
pub(in crate::billing) async fn changed(conn: &mut PgConnection, id: InvoiceId, now: Timestamp) -> sqlx::Result<()> {
    let Some(live) = collections::find(&mut *conn, Which::LiveOf(id)).await? else { return Ok(()) };
    if !live.is_right() {
        let job = WithdrawInvoice { collection: live.id };
        let _ = jobs::enqueue(conn, NewJob::new(&job, Some(live.tenant()), now).once(&live.id.to_string())).await?;
    }
    Ok(())
}
