//! The SQL of drafts. Every query names the tenant, and the owner where a draft that is not shared must stay unseen.

use futures::future::BoxFuture;
use homeroom_domain::ids::{ApiKeyId, DraftId, MembershipId, OrderId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::fields::{DraftKind, DraftVerdict, NewDraft};
use crate::auth::{Actor, ActorType, TenantTx};

use crate::db::purged::Purged;

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("drafts")];

/// Whose a draft is: a membership or an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) kind: &'static str,
    pub(super) id: Uuid,
    /// Whether they may know what others are called.
    pub(super) sees_names: bool,
}

impl Owner {
    pub(super) fn of(actor: &Actor, sees_names: bool) -> Option<Self> {
        let id = actor.id.as_deref()?;
        match actor.kind {
            ActorType::User => id.parse::<MembershipId>().ok().map(|id| Self { kind: "user", id: id.uuid(), sees_names }),
            ActorType::ApiKey => id.parse::<ApiKeyId>().ok().map(|id| Self { kind: "api_key", id: id.uuid(), sees_names }),
            ActorType::System | ActorType::Operator => None,
        }
    }
}

/// A draft without its body.
#[derive(Debug)]
pub(super) struct DraftRow {
    pub(super) id: Uuid,
    pub(super) owner_kind: String,
    pub(super) owner_id: Uuid,
    /// What the tenant calls the person, where they belong to it, else their address; or the name of the key.
    pub(super) owner_name: Option<String>,
    pub(super) shared: bool,
    pub(super) kind: String,
    pub(super) base_order_id: Option<Uuid>,
    pub(super) base_etag: Option<String>,
    pub(super) name: Option<String>,
    pub(super) step: String,
    pub(super) attempt: Option<Value>,
    pub(super) verdict: Option<String>,
    pub(super) made_order_id: Option<Uuid>,
    pub(super) made_at: Option<jiff_sqlx::Timestamp>,
    /// The actor, as in events.
    pub(super) made_by: Option<Value>,
    pub(super) edit: i64,
    pub(super) revision: i64,
    pub(super) created_at: jiff_sqlx::Timestamp,
    pub(super) updated_at: jiff_sqlx::Timestamp,
}

/// What is written, by whom and when.
#[derive(Debug)]
pub(super) struct Written<'d> {
    pub(super) draft: &'d NewDraft,
    /// The actor, as in events.
    pub(super) by: Value,
    pub(super) at: Timestamp,
}

/// How many drafts there are, and how much is in those of one owner.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) own: i64,
    pub(super) own_bytes: i64,
    pub(super) all: i64,
}

/// Nobody else in the tenant makes a draft until the transaction ends.
#[tracing::instrument(name = "db.drafts.lock", skip_all)]
pub(super) async fn lock(tx: &mut TenantTx) -> sqlx::Result<()> {
    let tenant = tx.tenant().to_string();
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('drafts ' || $1, 0))", tenant).execute(tx.conn()).await?;
    Ok(())
}

#[tracing::instrument(name = "db.drafts.count", skip_all)]
pub(super) async fn count(tx: &mut TenantTx, owner: Owner) -> sqlx::Result<Counted> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(
        Counted,
        r#"SELECT count(*) FILTER (WHERE owner_id = $2) AS "own!", coalesce(sum(bytes) FILTER (WHERE owner_id = $2), 0)::bigint AS "own_bytes!",
                  count(*) AS "all!"
           FROM drafts WHERE tenant_id = $1"#,
        tenant,
        owner.id
    )
    .fetch_one(tx.conn())
    .await
}

#[tracing::instrument(name = "db.drafts.insert", skip_all)]
pub(super) async fn insert(tx: &mut TenantTx, id: DraftId, owner: Owner, written: &Written<'_>) -> sqlx::Result<()> {
    let (tenant, draft, columns) = (tx.tenant().uuid(), written.draft, Columns::of(written.draft)?);
    sqlx::query!(
        "INSERT INTO drafts (id, tenant_id, owner_kind, owner_id, shared, kind, base_order_id, base_etag, name, step, body, bytes, attempt,
                             created_at, updated_at, verdict, made_order_id, made_at, made_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, CASE WHEN $16::uuid IS NOT NULL THEN $14::timestamptz END,
                 CASE WHEN $16::uuid IS NOT NULL THEN $17::jsonb END)",
        id.uuid(),
        tenant,
        owner.kind,
        owner.id,
        draft.shared,
        columns.kind,
        columns.base_order_id,
        columns.base_etag,
        draft.name.as_deref(),
        draft.step,
        draft.body.0,
        columns.bytes,
        columns.attempt,
        written.at.to_sqlx() as jiff_sqlx::Timestamp,
        columns.verdict,
        columns.made_order_id,
        written.by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The columns that are not fields already.
struct Columns<'d> {
    kind: &'static str,
    base_order_id: Option<Uuid>,
    base_etag: Option<&'d str>,
    bytes: i32,
    attempt: Option<Value>,
    verdict: Option<&'static str>,
    made_order_id: Option<Uuid>,
}

impl<'d> Columns<'d> {
    fn of(draft: &'d NewDraft) -> sqlx::Result<Self> {
        let attempt = draft.attempt.as_ref().map(serde_json::to_value).transpose().map_err(|error| sqlx::Error::Encode(error.into()))?;
        Ok(Self {
            kind: DraftKind::name(draft.kind),
            base_order_id: draft.base.as_ref().map(|base| base.order_id.uuid()),
            base_etag: draft.base.as_ref().map(|base| base.etag.as_str()),
            bytes: i32::try_from(draft.body.0.len()).unwrap_or(i32::MAX),
            attempt,
            verdict: draft.verdict.map(DraftVerdict::name),
            made_order_id: draft.made_order_id.map(OrderId::uuid),
        })
    }
}

/// A draft that nobody else changes until the transaction ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Locked {
    /// Whether it is the caller's own.
    pub(super) own: bool,
    pub(super) edit: i64,
    pub(super) revision: i64,
}

/// `None` when this caller has no such draft to see.
#[tracing::instrument(name = "db.drafts.lock_one", skip_all)]
pub(super) async fn lock_one(tx: &mut TenantTx, id: DraftId, caller: Owner) -> sqlx::Result<Option<Locked>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(
        Locked,
        r#"SELECT owner_id = $3 AS "own!", edit, revision
           FROM drafts WHERE tenant_id = $1 AND id = $2 AND (owner_id = $3 OR shared) FOR UPDATE"#,
        tenant,
        id.uuid(),
        caller.id
    )
    .fetch_optional(tx.conn())
    .await
}

/// Puts what came in the place of what is there, but for the order that was made of it. Where the verdict alone is another, nobody edited it: that is its
/// next revision, and its last change stays when it was. Locked before.
#[tracing::instrument(name = "db.drafts.replace", skip_all)]
pub(super) async fn replace(tx: &mut TenantTx, id: DraftId, written: &Written<'_>) -> sqlx::Result<()> {
    let (tenant, draft, columns) = (tx.tenant().uuid(), written.draft, Columns::of(written.draft)?);
    sqlx::query!(
        "UPDATE drafts d
         SET shared = $3, kind = $4, base_order_id = $5, base_etag = $6, name = $7, step = $8, body = $9, bytes = $10, attempt = $11, verdict = $13,
             edit = d.edit + (NOT was.only_told)::int, revision = d.revision + was.only_told::int,
             updated_at = CASE WHEN was.only_told THEN d.updated_at ELSE $12::timestamptz END, made_order_id = coalesce(d.made_order_id, $14::uuid),
             made_at = CASE WHEN d.made_order_id IS NULL AND $14::uuid IS NOT NULL THEN $12::timestamptz ELSE d.made_at END,
             made_by = CASE WHEN d.made_order_id IS NULL AND $14::uuid IS NOT NULL THEN $15::jsonb ELSE d.made_by END
         FROM (SELECT id, verdict IS DISTINCT FROM $13::text AND shared = $3::boolean AND kind = $4::text AND step = $8::text AND body = $9::text
                      AND base_order_id IS NOT DISTINCT FROM $5::uuid AND base_etag IS NOT DISTINCT FROM $6::text
                      AND name IS NOT DISTINCT FROM $7::text AND attempt IS NOT DISTINCT FROM $11::jsonb
                      AND (made_order_id IS NOT NULL OR $14::uuid IS NULL) AS only_told
               FROM drafts WHERE tenant_id = $1 AND id = $2) AS was
         WHERE d.tenant_id = $1 AND d.id = was.id",
        tenant,
        id.uuid(),
        draft.shared,
        columns.kind,
        columns.base_order_id,
        columns.base_etag,
        draft.name.as_deref(),
        draft.step,
        draft.body.0,
        columns.bytes,
        columns.attempt,
        written.at.to_sqlx() as jiff_sqlx::Timestamp,
        columns.verdict,
        columns.made_order_id,
        written.by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

#[tracing::instrument(name = "db.drafts.delete", skip_all)]
pub(super) async fn delete(tx: &mut TenantTx, id: DraftId) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!("DELETE FROM drafts WHERE tenant_id = $1 AND id = $2", tenant, id.uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// A draft that this caller may see.
#[tracing::instrument(name = "db.drafts.get", skip_all)]
pub(super) async fn get(tx: &mut TenantTx, id: DraftId, caller: Owner) -> sqlx::Result<Option<DraftRow>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(
        DraftRow,
        r#"SELECT d.id, d.owner_kind, d.owner_id, coalesce(m.name, u.email, k.name) AS owner_name, d.shared, d.kind, d.base_order_id, d.base_etag, d.name,
                  d.step, d.attempt, d.verdict, d.made_order_id, d.made_at, d.made_by, d.edit, d.revision, d.created_at, d.updated_at
           FROM drafts d LEFT JOIN memberships m ON d.owner_kind = 'user' AND m.id = d.owner_id LEFT JOIN users u ON u.id = m.user_id
           LEFT JOIN api_keys k ON d.owner_kind = 'api_key' AND k.id = d.owner_id
           WHERE d.tenant_id = $1 AND d.id = $2 AND (d.owner_id = $3 OR d.shared)"#,
        tenant,
        id.uuid(),
        caller.id
    )
    .fetch_optional(tx.conn())
    .await
}

/// The body of a draft that was found.
#[tracing::instrument(name = "db.drafts.body", skip_all)]
pub(super) async fn body(tx: &mut TenantTx, id: DraftId) -> sqlx::Result<Option<String>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_scalar!("SELECT body FROM drafts WHERE tenant_id = $1 AND id = $2", tenant, id.uuid()).fetch_optional(tx.conn()).await
}

/// What a list is narrowed to.
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) caller: Owner,
    pub(super) order_id: Option<Uuid>,
    /// Of which a quote said this, and which nothing was ordered of.
    pub(super) verdict: Option<DraftVerdict>,
    /// Only what was changed before this one.
    pub(super) before: Option<(Timestamp, Uuid)>,
}

/// The caller's own and the shared ones, the last change first, at most `limit`.
#[tracing::instrument(name = "db.drafts.list", skip_all)]
pub(super) async fn list(tx: &mut TenantTx, filter: Filter, limit: i64) -> sqlx::Result<Vec<DraftRow>> {
    let tenant = tx.tenant().uuid();
    let verdict = filter.verdict.map(DraftVerdict::name);
    let (before_at, before_id) = filter.before.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    // Each half is a walk along its index, as far as the page goes.
    sqlx::query_as!(
        DraftRow,
        r#"SELECT d.id AS "id!", d.owner_kind AS "owner_kind!", d.owner_id AS "owner_id!", coalesce(m.name, u.email, k.name) AS owner_name,
                  d.shared AS "shared!", d.kind AS "kind!", d.base_order_id, d.base_etag, d.name, d.step AS "step!", d.attempt, d.verdict,
                  d.made_order_id, d.made_at, d.made_by, d.edit AS "edit!", d.revision AS "revision!", d.created_at AS "created_at!",
                  d.updated_at AS "updated_at!"
           FROM ((SELECT * FROM drafts
                  WHERE tenant_id = $1 AND owner_id = $2 AND ($3::uuid IS NULL OR base_order_id = $3)
                    AND ($4::timestamptz IS NULL OR (updated_at, id) < ($4, $5::uuid))
                    AND ($7::text IS NULL OR (verdict = $7 AND made_order_id IS NULL))
                  ORDER BY updated_at DESC, id DESC LIMIT $6)
                 UNION ALL
                 (SELECT * FROM drafts
                  WHERE tenant_id = $1 AND shared AND owner_id <> $2 AND ($3::uuid IS NULL OR base_order_id = $3)
                    AND ($4::timestamptz IS NULL OR (updated_at, id) < ($4, $5::uuid))
                    AND ($7::text IS NULL OR (verdict = $7 AND made_order_id IS NULL))
                  ORDER BY updated_at DESC, id DESC LIMIT $6)) AS d
           LEFT JOIN memberships m ON d.owner_kind = 'user' AND m.id = d.owner_id LEFT JOIN users u ON u.id = m.user_id
           LEFT JOIN api_keys k ON d.owner_kind = 'api_key' AND k.id = d.owner_id
           ORDER BY d.updated_at DESC, d.id DESC LIMIT $6"#,
        tenant,
        filter.caller.id,
        filter.order_id,
        before_at as Option<jiff_sqlx::Timestamp>,
        before_id,
        limit,
        verdict
    )
    .fetch_all(tx.conn())
    .await
}

/// Until when what is forgotten was changed last, or ordered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    pub(super) changed: Timestamp,
    pub(super) ordered: Timestamp,
}

/// Deletes what nobody has changed since, and what was ordered long ago.
#[tracing::instrument(name = "db.drafts.forget", skip_all)]
pub(super) fn forget(conn: &mut PgConnection, before: Before, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let done = sqlx::query!(
            "DELETE FROM drafts
             WHERE id IN (SELECT id FROM drafts WHERE updated_at <= $1 OR made_at <= $2 LIMIT $3 FOR UPDATE SKIP LOCKED)",
            before.changed.to_sqlx() as jiff_sqlx::Timestamp,
            before.ordered.to_sqlx() as jiff_sqlx::Timestamp,
            limit
        );
        Ok(done.execute(conn).await?.rows_affected())
    })
}
