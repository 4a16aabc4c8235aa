//! The SQL of sellers and buyers.

use homeroom_domain::ids::{LegalEntityId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::entities::NewLegalEntity;

use crate::db::purged::Purged;

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("billing_profiles")];

/// Who sells.
#[derive(Debug, Clone)]
pub(in crate::billing) struct Entity {
    pub id: Uuid,
    pub name: String,
    pub address: String,
    pub tax_id: String,
    pub email: String,
    pub bank: String,
    pub number_prefix: String,
    pub next_number: i64,
    pub tax_name: String,
    pub tax_rate_ppm: i32,
    pub days_until_due: i32,
    pub approval: bool,
    pub chase_from: i32,
    pub edit: i64,
}

impl Entity {
    pub(in crate::billing) const fn id(&self) -> LegalEntityId {
        LegalEntityId::new(self.id)
    }
}

/// All of them, the oldest first: there are a few.
#[tracing::instrument(name = "db.parties.entities", skip_all)]
pub(super) async fn entities(conn: &mut PgConnection) -> sqlx::Result<Vec<Entity>> {
    sqlx::query_as!(
        Entity,
        "SELECT id, name, address, tax_id, email, bank, number_prefix, next_number, tax_name, tax_rate_ppm, days_until_due, approval, chase_from, edit
         FROM legal_entities ORDER BY created_at, id"
    )
    .fetch_all(conn)
    .await
}

/// Nobody else changes any of them until the transaction ends.
#[tracing::instrument(name = "db.parties.hold_entities", skip_all)]
pub(super) async fn hold_entities(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('legal_entities'))").fetch_one(conn).await?;
    Ok(())
}

/// Who sells to a tenant: the one that was chosen for it, or else the oldest. `None` where nobody sells yet.
pub(in crate::billing) async fn seller_of(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Option<Entity>> {
    let chosen = chosen_seller(conn, tenant).await?;
    Ok(seller_among(entities(conn).await?, chosen))
}

/// Of those who sell, the oldest first.
pub(super) fn seller_among(entities: Vec<Entity>, chosen: Option<LegalEntityId>) -> Option<Entity> {
    entities.into_iter().find(|entity| chosen.is_none_or(|chosen| entity.id() == chosen))
}

#[tracing::instrument(name = "db.parties.chosen_seller", skip_all)]
pub(super) async fn chosen_seller(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Option<LegalEntityId>> {
    let chosen = sqlx::query_scalar!("SELECT legal_entity_id FROM tenant_sellers WHERE tenant_id = $1", tenant.uuid());
    Ok(chosen.fetch_optional(conn).await?.map(LegalEntityId::new))
}

/// `None`: the oldest sells to it again.
#[tracing::instrument(name = "db.parties.choose_seller", skip_all)]
pub(super) async fn choose_seller(
    conn: &mut PgConnection,
    tenant: TenantId,
    seller: Option<LegalEntityId>,
    at: Timestamp,
) -> sqlx::Result<()> {
    let Some(seller) = seller else {
        sqlx::query!("DELETE FROM tenant_sellers WHERE tenant_id = $1", tenant.uuid()).execute(conn).await?;
        return Ok(());
    };
    sqlx::query!(
        "INSERT INTO tenant_sellers (tenant_id, legal_entity_id, chosen_at) VALUES ($1, $2, $3)
         ON CONFLICT (tenant_id) DO UPDATE SET legal_entity_id = $2, chosen_at = $3",
        tenant.uuid(),
        seller.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The number that a seller's next invoice or note has. Its row stays locked until the transaction ends, so that numbers follow each other without a gap.
#[tracing::instrument(name = "db.parties.next_number", skip_all)]
pub(in crate::billing) async fn next_number(conn: &mut PgConnection, id: LegalEntityId) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        r#"UPDATE legal_entities SET next_number = next_number + 1 WHERE id = $1
           RETURNING number_prefix || lpad((next_number - 1)::text, greatest(6, length((next_number - 1)::text)), '0') AS "number!""#,
        id.uuid()
    )
    .fetch_one(conn)
    .await
}

/// Adds the one of a new prefix, or changes the one that has it.
#[tracing::instrument(name = "db.parties.put_entity", skip_all)]
pub(super) async fn put_entity(conn: &mut PgConnection, id: LegalEntityId, new: &NewLegalEntity, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO legal_entities (id, name, address, tax_id, email, bank, number_prefix, tax_name, tax_rate_ppm, days_until_due, approval, chase_from, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $13, $12)
         ON CONFLICT (number_prefix) DO UPDATE SET name = $2, address = $3, tax_id = $4, email = $5, bank = $6, tax_name = $8, tax_rate_ppm = $9,
                                                   days_until_due = $10, approval = $11, chase_from = $13, edit = legal_entities.edit + 1",
        id.uuid(),
        new.name,
        new.address,
        new.tax_id,
        new.email,
        new.bank,
        new.number_prefix,
        new.tax_name,
        i32::try_from(new.tax_rate_ppm).unwrap_or_default(),
        new.days_until_due,
        new.approval,
        at.to_sqlx() as jiff_sqlx::Timestamp,
        i32::try_from(new.chase_from).unwrap_or_default()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// To whom invoices are written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::billing) struct Buyer {
    pub name: String,
    pub address: String,
    pub tax_id: String,
    pub purchase_order: String,
    pub email: String,
    /// Not printed on invoices.
    #[serde(skip)]
    pub payment: String,
}

/// The profile with its edit; where there is none, the tenant's name and edit 0.
#[tracing::instrument(name = "db.parties.buyer", skip_all)]
pub(in crate::billing) async fn buyer(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<(Buyer, i64)> {
    let row = sqlx::query!(
        r#"SELECT coalesce(p.name, t.name) AS "name!", coalesce(p.address, '') AS "address!", coalesce(p.tax_id, '') AS "tax_id!",
                  coalesce(p.purchase_order, '') AS "purchase_order!", coalesce(p.email, '') AS "email!",
                  coalesce(p.payment, 'transfer') AS "payment!", coalesce(p.edit, 0) AS "edit!"
           FROM tenants t LEFT JOIN billing_profiles p ON p.tenant_id = t.id WHERE t.id = $1"#,
        tenant.uuid()
    );
    let row = row.fetch_one(conn).await?;
    let buyer = Buyer {
        name: row.name,
        address: row.address,
        tax_id: row.tax_id,
        purchase_order: row.purchase_order,
        email: row.email,
        payment: row.payment,
    };
    Ok((buyer, row.edit))
}

#[tracing::instrument(name = "db.parties.put_buyer", skip_all)]
pub(super) async fn put_buyer(conn: &mut PgConnection, tenant: TenantId, new: &Buyer, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO billing_profiles (tenant_id, name, address, tax_id, purchase_order, email, updated_at, payment) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (tenant_id) DO UPDATE SET name = $2, address = $3, tax_id = $4, purchase_order = $5, email = $6, updated_at = $7, payment = $8,
                                               edit = billing_profiles.edit + 1",
        tenant.uuid(),
        new.name,
        new.address,
        new.tax_id,
        new.purchase_order,
        new.email,
        at.to_sqlx() as jiff_sqlx::Timestamp,
        new.payment
    )
    .execute(conn)
    .await?;
    Ok(())
}
