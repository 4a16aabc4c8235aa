//! People, orders and what hangs on them.

use futures::future::BoxFuture;

use super::{Key, Taken};
use crate::auth::TenantTx;

#[tracing::instrument(name = "db.exports.members", skip_all)]
pub(in crate::exports) fn members(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT m.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', m.id,
                    'email', u.email,
                    'name', m.name,
                    'role', m.role,
                    'language', m.language,
                    'time_zone', m.time_zone,
                    'teaches_as', m.teaches_as,
                    'created_at', m.created_at) AS "row!"
               FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

/// Without what they are known by.
#[tracing::instrument(name = "db.exports.api_keys", skip_all)]
pub(in crate::exports) fn api_keys(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT k.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', k.id,
                    'name', k.name,
                    'scopes', k.scopes,
                    'created_at', k.created_at,
                    'expires_at', k.expires_at,
                    'last_used_at', k.last_used_at,
                    'revoked_at', k.revoked_at) AS "row!"
               FROM api_keys k WHERE k.tenant_id = $1 AND k.id > $2 ORDER BY k.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.orders", skip_all)]
pub(in crate::exports) fn orders(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT o.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', o.id,
                    'name', o.name,
                    'kind', o.kind,
                    'region', o.region,
                    'phase', o.phase,
                    'first_day', o.first_day,
                    'last_day', o.last_day,
                    'rooms', o.rooms_total,
                    'generation', o.generation,
                    'cost_group', o.cost_group,
                    'purchase_order', o.purchase_order,
                    'external_id', o.external_id,
                    'metadata', o.metadata,
                    'created_at', o.created_at,
                    'cancelled_at', o.cancelled_at,
                    'ends_at', o.ends_at) AS "row!"
               FROM orders o WHERE o.tenant_id = $1 AND o.id > $2 ORDER BY o.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

/// The documents of orders, as they were sent, but for those of long ago that stand for others too.
#[tracing::instrument(name = "db.exports.generations", skip_all)]
pub(in crate::exports) fn generations(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT g.order_id AS "id!", g.number AS "number!", '' AS "word!", jsonb_build_object(
                    'order_id', g.order_id,
                    'number', g.number,
                    'effective_from', g.effective_from,
                    'created_at', g.created_at,
                    'replaced_at', g.replaced_at,
                    'lessons_total', g.lessons_total,
                    'document', g.document) AS "row!"
               FROM orders o JOIN order_generations g ON g.order_id = o.id
               WHERE o.tenant_id = $1 AND o.id >= $2 AND (g.order_id, g.number) > ($2, $3) ORDER BY g.order_id, g.number LIMIT $4"#,
            tenant,
            after.id,
            after.number,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.classrooms", skip_all)]
pub(in crate::exports) fn classrooms(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT c.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', c.id,
                    'order_id', c.order_id,
                    'key', c.key,
                    'name', c.name,
                    'seats', c.seats,
                    'external_id', c.external_id,
                    'metadata', c.metadata,
                    'created_at', c.created_at,
                    'removed_at', c.removed_at) AS "row!"
               FROM classrooms c WHERE c.tenant_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.academic_calendars", skip_all)]
pub(in crate::exports) fn academic_calendars(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT a.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', a.id,
                    'name', a.name,
                    'terms', a.terms,
                    'days', a.days,
                    'bells', a.bells,
                    'created_at', a.created_at,
                    'updated_at', a.updated_at) AS "row!"
               FROM academic_calendars a WHERE a.tenant_id = $1 AND a.id > $2 ORDER BY a.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.drafts", skip_all)]
pub(in crate::exports) fn drafts(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT d.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', d.id,
                    'name', d.name,
                    'kind', d.kind,
                    'shared', d.shared,
                    'base_order_id', d.base_order_id,
                    'body', d.body,
                    'verdict', d.verdict,
                    'made_order_id', d.made_order_id,
                    'made_at', d.made_at,
                    'made_by', d.made_by,
                    'created_at', d.created_at,
                    'updated_at', d.updated_at) AS "row!"
               FROM drafts d WHERE d.tenant_id = $1 AND d.id > $2 ORDER BY d.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

/// Without what opens them.
#[tracing::instrument(name = "db.exports.links", skip_all)]
pub(in crate::exports) fn links(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT l.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', l.id,
                    'classroom_id', l.classroom_id,
                    'role', l.role,
                    'valid', l.valid,
                    'name', l.name,
                    'uses', l.uses,
                    'created_at', l.created_at,
                    'expires_at', l.expires_at,
                    'revoked_at', l.revoked_at) AS "row!"
               FROM classrooms c JOIN links l ON l.classroom_id = c.id WHERE c.tenant_id = $1 AND l.id > $2 ORDER BY l.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.breaches", skip_all)]
pub(in crate::exports) fn breaches(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT b.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', b.id,
                    'lesson_id', b.lesson_id,
                    'order_id', b.order_id,
                    'classroom_id', b.classroom_id,
                    'room', b.room,
                    'title', b.title,
                    'ready_by', b.ready_by,
                    'ready_at', b.ready_at,
                    'starts_at', b.starts_at,
                    'found', b.found,
                    'currency', b.currency,
                    'credited_minor', b.credited_minor) AS "row!"
               FROM breaches b WHERE b.tenant_id = $1 AND b.id > $2 ORDER BY b.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}
