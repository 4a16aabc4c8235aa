//! What is done to collect invoices.

use homeroom_domain::ids::{InvoiceId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

/// A collection, with what its invoice says now.
#[derive(Debug, Clone)]
pub(in crate::billing::collection) struct Collection {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub invoice_id: Uuid,
    pub way: String,
    pub status: String,
    pub charges: bool,
    pub method: Option<String>,
    pub amount_minor: i64,
    pub stripe_id: Option<String>,
    pub failure: Option<String>,
    pub created_at: jiff_sqlx::Timestamp,
    pub number: String,
    pub currency: String,
    /// What is owed of the invoice; 0 where it is not issued any more.
    pub due_minor: i64,
}

impl Collection {
    pub(in crate::billing::collection) const fn tenant(&self) -> TenantId {
        TenantId::new(self.tenant_id)
    }

    pub(in crate::billing::collection) const fn invoice(&self) -> InvoiceId {
        InvoiceId::new(self.invoice_id)
    }

    pub(in crate::billing::collection) fn is_live(&self) -> bool {
        matches!(self.status.as_str(), "collecting" | "open")
    }

    /// Whether it asks for what is owed.
    pub(in crate::billing::collection) fn is_right(&self) -> bool {
        self.is_live() && self.due_minor == self.amount_minor
    }
}

/// One by its id, by Stripe's, or the one of an invoice that is not over.
#[derive(Debug, Clone, Copy)]
pub(in crate::billing::collection) enum Which<'a> {
    Id(Uuid),
    Stripe(&'a str),
    LiveOf(InvoiceId),
}

#[tracing::instrument(name = "db.collection.find", skip_all)]
pub(in crate::billing::collection) async fn find(conn: &mut PgConnection, which: Which<'_>) -> sqlx::Result<Option<Collection>> {
    let (id, stripe, invoice) = match which {
        Which::Id(id) => (Some(id), None, None),
        Which::Stripe(id) => (None, Some(id), None),
        Which::LiveOf(invoice) => (None, None, Some(invoice.uuid())),
    };
    sqlx::query_as!(
        Collection,
        r#"SELECT c.id, c.tenant_id, c.invoice_id, c.way, c.status, c.charges, c.method, c.amount_minor, c.stripe_id, c.failure, c.created_at,
                  coalesce(i.number, '') AS "number!", i.currency,
                  CASE WHEN i.status = 'issued' THEN i.total_minor - i.credited_minor - i.paid_minor ELSE 0 END AS "due_minor!"
           FROM collections c JOIN invoices i ON i.id = c.invoice_id
           WHERE c.id = $1 OR c.stripe_id = $2 OR (c.invoice_id = $3 AND c.status IN ('collecting', 'open'))"#,
        id,
        stripe,
        invoice
    )
    .fetch_optional(conn)
    .await
}

/// A collection to be begun.
#[derive(Debug)]
pub(in crate::billing::collection) struct NewCollection<'a> {
    pub tenant: TenantId,
    pub invoice: InvoiceId,
    pub way: &'a str,
    pub charges: bool,
    pub method: Option<&'a str>,
    pub amount_minor: i64,
    pub at: Timestamp,
}

/// Its id; `None` where the invoice is collected already.
#[tracing::instrument(name = "db.collection.insert_collection", skip_all)]
pub(in crate::billing::collection) async fn insert_collection(
    conn: &mut PgConnection,
    new: &NewCollection<'_>,
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "INSERT INTO collections (id, tenant_id, invoice_id, way, status, charges, method, amount_minor, created_at, updated_at)
         VALUES ($1, $2, $3, $4, 'collecting', $5, $6, $7, $8, $8)
         ON CONFLICT (invoice_id) WHERE status IN ('collecting', 'open') DO NOTHING RETURNING id",
        Uuid::now_v7(),
        new.tenant.uuid(),
        new.invoice.uuid(),
        new.way,
        new.charges,
        new.method,
        new.amount_minor,
        new.at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .fetch_optional(conn)
    .await
}

/// One that waits is worked at again: a card is charged.
#[tracing::instrument(name = "db.collection.charge", skip_all)]
pub(in crate::billing::collection) async fn charge(conn: &mut PgConnection, id: Uuid, method: &str, at: Timestamp) -> sqlx::Result<()> {
    let at = at.to_sqlx();
    sqlx::query!(
        "UPDATE collections SET status = 'collecting', charges = true, method = $2, failure = NULL, updated_at = $3 WHERE id = $1 AND status = 'open'",
        id,
        method,
        at as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Keeps which invoice at Stripe it is.
#[tracing::instrument(name = "db.collection.set_stripe_id", skip_all)]
pub(in crate::billing::collection) async fn set_stripe_id(conn: &mut PgConnection, id: Uuid, stripe_id: &str) -> sqlx::Result<()> {
    sqlx::query!("UPDATE collections SET stripe_id = coalesce(stripe_id, $2) WHERE id = $1", id, stripe_id).execute(conn).await?;
    Ok(())
}

/// What was seen of a collection.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::billing::collection) struct Change<'a> {
    /// `None`: as it was.
    pub status: Option<&'a str>,
    pub failure: Option<&'a str>,
    pub url: Option<&'a str>,
}

/// Writes it; what is over stays as it is.
#[tracing::instrument(name = "db.collection.change", skip_all)]
pub(in crate::billing::collection) async fn change(
    conn: &mut PgConnection,
    id: Uuid,
    change: Change<'_>,
    at: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE collections SET status = coalesce($2, status), url = CASE WHEN $2 IN ('paid', 'ended') THEN NULL ELSE coalesce($4, url) END,
                failure = CASE WHEN $2 IN ('paid', 'ended') THEN NULL ELSE coalesce($3, failure) END, updated_at = $5
         WHERE id = $1 AND status IN ('collecting', 'open')",
        id,
        change.status,
        change.failure,
        change.url,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Those at which nothing was done since then though there is work to do, with their tenants.
#[tracing::instrument(name = "db.collection.stuck", skip_all)]
pub(in crate::billing::collection) async fn stuck(
    conn: &mut PgConnection,
    since: Timestamp,
    limit: i64,
) -> sqlx::Result<Vec<(Uuid, TenantId)>> {
    let since = since.to_sqlx();
    let rows = sqlx::query!(
        "SELECT id, tenant_id FROM collections WHERE status = 'collecting' AND updated_at < $1 ORDER BY updated_at LIMIT $2",
        since as _,
        limit
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id, TenantId::new(row.tenant_id))).collect())
}

/// How an invoice is collected by Stripe.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Collection)]
pub(in crate::billing) struct CollectionView {
    /// `card`: a saved card is charged. `link`: whoever gets the letter pays, by card or Alipay.
    #[schema(pattern = "^(card|link)$")]
    pub way: String,
    /// `collecting`: the card is being charged, or the letter is being sent. `open`: it waits for whoever pays.
    #[schema(pattern = "^(collecting|open)$")]
    pub status: String,
    /// Why the last try failed, in a word for machines such as `insufficient_funds`, `expired_card`, `authentication_required` or `no_card`.
    pub failure: Option<String>,
    /// Stripe's page of the invoice. Whoever has the address can pay.
    pub url: Option<String>,
}

/// That of an invoice, while it is not over.
#[tracing::instrument(name = "db.collection.view", skip_all)]
pub(in crate::billing) async fn view(conn: &mut PgConnection, invoice: InvoiceId) -> sqlx::Result<Option<CollectionView>> {
    sqlx::query_as!(
        CollectionView,
        "SELECT way, status, failure, url FROM collections WHERE invoice_id = $1 AND status IN ('collecting', 'open')",
        invoice.uuid()
    )
    .fetch_optional(conn)
    .await
}
