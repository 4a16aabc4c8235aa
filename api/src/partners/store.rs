//! Partners.

use std::collections::BTreeMap;

use homeroom_domain::ids::PartnerId;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::http::{Cursor, Version};

pub(super) const ONE_EXTERNAL_ID: &str = "partners_external_id_key";

#[derive(Debug, Clone)]
pub(super) struct PartnerRow {
    pub id: Uuid,
    pub name: String,
    pub external_id: Option<String>,
    pub metadata: Json<BTreeMap<String, String>>,
    pub edit: i64,
    pub revision: i64,
    pub created_at: jiff_sqlx::Timestamp,
}

impl PartnerRow {
    pub(super) fn version(&self) -> Version {
        Version { edit: self.edit, revision: self.revision }
    }
}

#[tracing::instrument(name = "db.partners.insert", skip_all)]
pub(super) async fn insert(conn: &mut PgConnection, row: &PartnerRow) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO partners (id, name, external_id, metadata, created_at) VALUES ($1, $2, $3, $4, $5)",
        row.id,
        row.name,
        row.external_id,
        Json(&row.metadata.0) as _,
        row.created_at as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether there is such a partner.
#[tracing::instrument(name = "db.partners.is_known", skip_all)]
pub(crate) async fn is_known(conn: &mut PgConnection, id: PartnerId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM partners WHERE id = $1) AS "known!""#, id.uuid()).fetch_one(conn).await
}

#[tracing::instrument(name = "db.partners.find", skip_all)]
pub(super) async fn find(conn: &mut PgConnection, id: PartnerId) -> sqlx::Result<Option<PartnerRow>> {
    sqlx::query_as!(
        PartnerRow,
        r#"SELECT id, name, external_id, metadata AS "metadata: Json<BTreeMap<String, String>>", edit, revision, created_at
           FROM partners WHERE id = $1"#,
        id.uuid()
    )
    .fetch_optional(conn)
    .await
}

/// As `find`, and holds the row against other changes until the transaction ends.
#[tracing::instrument(name = "db.partners.lock", skip_all)]
pub(super) async fn lock(conn: &mut PgConnection, id: PartnerId) -> sqlx::Result<Option<PartnerRow>> {
    sqlx::query!("SELECT id FROM partners WHERE id = $1 FOR NO KEY UPDATE", id.uuid()).fetch_optional(&mut *conn).await?;
    find(conn, id).await
}

#[tracing::instrument(name = "db.partners.list", skip_all)]
pub(super) async fn list(
    conn: &mut PgConnection,
    external_id: Option<&str>,
    after: Option<&Cursor>,
    rows: i64,
) -> sqlx::Result<Vec<PartnerRow>> {
    sqlx::query_as!(
        PartnerRow,
        r#"SELECT id, name, external_id, metadata AS "metadata: Json<BTreeMap<String, String>>", edit, revision, created_at
           FROM partners
           WHERE ($1::text IS NULL OR external_id = $1) AND ($2::timestamptz IS NULL OR (created_at, id) > ($2, $3))
           ORDER BY created_at, id LIMIT $4"#,
        external_id,
        after.map(|cursor| cursor.at.to_sqlx()) as _,
        after.map(Cursor::uuid),
        rows
    )
    .fetch_all(conn)
    .await
}

/// Writes what PATCH may change, and counts the edit.
#[tracing::instrument(name = "db.partners.update", skip_all)]
pub(super) async fn update(conn: &mut PgConnection, row: &PartnerRow) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE partners SET name = $2, external_id = $3, metadata = $4, edit = edit + 1 WHERE id = $1",
        row.id,
        row.name,
        row.external_id,
        Json(&row.metadata.0) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}
