//! Customers and their saved cards.

use homeroom_domain::ids::{PaymentMethodId, TenantId};
use homeroom_outside::stripe::Method;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::db::purged::Purged;

/// What a purge removes when the cards had time to be taken from Stripe.
pub(crate) const PURGED_LAST: [Purged; 2] = [Purged::of("payment_methods"), Purged::of("stripe_customers")];

#[tracing::instrument(name = "db.collection.customer", skip_all)]
pub(in crate::billing::collection) async fn customer(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("SELECT stripe_id FROM stripe_customers WHERE tenant_id = $1", tenant.uuid()).fetch_optional(conn).await
}

#[tracing::instrument(name = "db.collection.tenant_of", skip_all)]
pub(in crate::billing::collection) async fn tenant_of(conn: &mut PgConnection, customer: &str) -> sqlx::Result<Option<TenantId>> {
    let tenant = sqlx::query_scalar!("SELECT tenant_id FROM stripe_customers WHERE stripe_id = $1", customer).fetch_optional(conn).await?;
    Ok(tenant.map(TenantId::new))
}

#[tracing::instrument(name = "db.collection.put_customer", skip_all)]
pub(in crate::billing::collection) async fn put_customer(conn: &mut PgConnection, tenant: TenantId, customer: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO stripe_customers (tenant_id, stripe_id) VALUES ($1, $2) ON CONFLICT (tenant_id) DO UPDATE SET stripe_id = $2, asked_at = NULL",
        tenant.uuid(),
        customer
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A customer that Stripe has no more, with its cards.
#[tracing::instrument(name = "db.collection.forget_customer", skip_all)]
pub(in crate::billing::collection) async fn forget_customer(conn: &mut PgConnection, tenant: TenantId, customer: &str) -> sqlx::Result<()> {
    let gone = sqlx::query!("DELETE FROM stripe_customers WHERE tenant_id = $1 AND stripe_id = $2", tenant.uuid(), customer);
    if gone.execute(&mut *conn).await?.rows_affected() > 0 {
        sqlx::query!("DELETE FROM payment_methods WHERE tenant_id = $1", tenant.uuid()).execute(&mut *conn).await?;
        // Its key would lead to the same customer again.
        sqlx::query!("UPDATE stripe_calls SET state = 'spent' WHERE subject = $1 AND step = 'customer'", tenant.uuid())
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// A saved card.
#[derive(Debug, Clone)]
pub(in crate::billing::collection) struct MethodRow {
    pub id: Uuid,
    pub stripe_id: String,
    pub brand: String,
    pub last4: String,
    pub exp_month: i16,
    pub exp_year: i16,
    pub is_default: bool,
}

/// Those whose removal is not asked for, the default one first, then the newest.
#[tracing::instrument(name = "db.collection.methods", skip_all)]
pub(in crate::billing::collection) async fn methods(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Vec<MethodRow>> {
    sqlx::query_as!(
        MethodRow,
        "SELECT id, stripe_id, brand, last4, exp_month, exp_year, is_default FROM payment_methods WHERE tenant_id = $1 AND removed_at IS NULL
         ORDER BY is_default DESC, created_at DESC, id DESC LIMIT 100",
        tenant.uuid()
    )
    .fetch_all(conn)
    .await
}

/// Hides a card; whether there is one, and whether it was to be seen until now.
#[tracing::instrument(name = "db.collection.remove_method", skip_all)]
pub(in crate::billing::collection) async fn remove_method(
    conn: &mut PgConnection,
    tenant: TenantId,
    id: PaymentMethodId,
    at: Timestamp,
) -> sqlx::Result<Option<bool>> {
    let at = at.to_sqlx();
    let row = sqlx::query!(
        r#"WITH b AS (SELECT id, removed_at FROM payment_methods WHERE tenant_id = $1 AND id = $2 FOR UPDATE)
           UPDATE payment_methods m SET removed_at = coalesce(m.removed_at, $3), is_default = false FROM b WHERE m.id = b.id
           RETURNING b.removed_at IS NULL AS "seen!""#,
        tenant.uuid(),
        id.uuid(),
        at as _
    );
    Ok(row.fetch_optional(conn).await?.map(|row| row.seen))
}

/// Stripe's name of a card, and whose it is.
#[tracing::instrument(name = "db.collection.method", skip_all)]
pub(in crate::billing::collection) async fn method(
    conn: &mut PgConnection,
    id: PaymentMethodId,
) -> sqlx::Result<Option<(TenantId, String)>> {
    let row = sqlx::query!("SELECT tenant_id, stripe_id FROM payment_methods WHERE id = $1", id.uuid()).fetch_optional(conn).await?;
    Ok(row.map(|row| (TenantId::new(row.tenant_id), row.stripe_id)))
}

/// Forgets one that Stripe has no more.
#[tracing::instrument(name = "db.collection.forget_method", skip_all)]
pub(in crate::billing::collection) async fn forget_method(conn: &mut PgConnection, method: &str) -> sqlx::Result<Option<TenantId>> {
    let tenant = sqlx::query_scalar!("DELETE FROM payment_methods WHERE stripe_id = $1 RETURNING tenant_id", method);
    Ok(tenant.fetch_optional(conn).await?.map(TenantId::new))
}

/// Takes an answer that was asked for at that moment; false where a later one was taken, or the customer is another.
#[tracing::instrument(name = "db.collection.take_answer", skip_all)]
pub(in crate::billing::collection) async fn take_answer(
    conn: &mut PgConnection,
    tenant: TenantId,
    customer: &str,
    asked: Timestamp,
) -> sqlx::Result<bool> {
    let asked = asked.to_sqlx();
    let taken = sqlx::query!(
        "UPDATE stripe_customers SET asked_at = $3 WHERE tenant_id = $1 AND stripe_id = $2 AND (asked_at IS NULL OR asked_at <= $3)",
        tenant.uuid(),
        customer,
        asked as _
    );
    Ok(taken.execute(conn).await?.rows_affected() > 0)
}

/// Makes a tenant's cards those that there are; the default is the one that Stripe names, else the newest. True where that changed anything.
#[tracing::instrument(name = "db.collection.put_methods", skip_all)]
pub(in crate::billing::collection) async fn put_methods(
    conn: &mut PgConnection,
    tenant: TenantId,
    (methods, default): (&[Method], Option<&str>),
    at: Timestamp,
) -> sqlx::Result<bool> {
    // The newest first, as Stripe lists them.
    let cards: Vec<_> = methods.iter().filter_map(|method| Some((method.id.as_str().to_owned(), method.card.as_ref()?))).collect();
    let default = default.filter(|id| cards.iter().any(|(card, _)| card == id)).or_else(|| cards.first().map(|(id, _)| id.as_str()));
    let names: Vec<String> = cards.iter().map(|(id, _)| id.clone()).collect();
    let ids: Vec<Uuid> = cards.iter().map(|_| Uuid::now_v7()).collect();
    let brands: Vec<String> = cards.iter().map(|(_, card)| card.brand.chars().take(40).collect()).collect();
    let last4s: Vec<String> = cards.iter().map(|(_, card)| card.last4.chars().take(4).collect()).collect();
    let months: Vec<i16> = cards.iter().map(|(_, card)| card.exp_month.into()).collect();
    let years: Vec<i16> = cards.iter().map(|(_, card)| i16::try_from(card.exp_year).unwrap_or_default()).collect();
    let gone = sqlx::query!("DELETE FROM payment_methods WHERE tenant_id = $1 AND stripe_id <> ALL ($2)", tenant.uuid(), &names);
    let gone = gone.execute(&mut *conn).await?.rows_affected();
    let put = sqlx::query!(
        "INSERT INTO payment_methods AS m (id, tenant_id, stripe_id, brand, last4, exp_month, exp_year, is_default, created_at)
         SELECT n.id, $1, n.stripe_id, n.brand, n.last4, n.month, n.year, n.stripe_id IS NOT DISTINCT FROM $2, $3
         FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::smallint[], $9::smallint[])
              AS n(id, stripe_id, brand, last4, month, year)
         ON CONFLICT (stripe_id) DO UPDATE
            SET brand = excluded.brand, last4 = excluded.last4, exp_month = excluded.exp_month, exp_year = excluded.exp_year,
                is_default = excluded.is_default AND m.removed_at IS NULL
            WHERE m.tenant_id = $1 AND (m.brand, m.last4, m.exp_month, m.exp_year, m.is_default)
                  IS DISTINCT FROM (excluded.brand, excluded.last4, excluded.exp_month, excluded.exp_year, excluded.is_default AND m.removed_at IS NULL)",
        tenant.uuid(),
        default,
        at.to_sqlx() as jiff_sqlx::Timestamp,
        &ids,
        &names,
        &brands,
        &last4s,
        &months,
        &years
    );
    Ok(put.execute(conn).await?.rows_affected() + gone > 0)
}
