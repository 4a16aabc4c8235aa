//! What was used, owed and paid.

use futures::future::BoxFuture;

use super::{Key, Taken};
use crate::auth::TenantTx;

#[tracing::instrument(name = "db.exports.usage", skip_all)]
pub(in crate::exports) fn usage(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT h.order_id AS "id!", extract(epoch FROM h.hour)::bigint AS "number!", h.meter AS "word!", jsonb_build_object(
                    'order_id', h.order_id,
                    'hour', h.hour,
                    'meter', h.meter,
                    'quantity', h.quantity) AS "row!"
               FROM usage_hours h WHERE h.tenant_id = $1 AND (h.order_id, h.meter, h.hour) > ($2, $4, to_timestamp($3::bigint::float8))
               ORDER BY h.order_id, h.meter, h.hour LIMIT $5"#,
            tenant,
            after.id,
            after.number,
            after.word,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.invoices", skip_all)]
pub(in crate::exports) fn invoices(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT i.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', i.id,
                    'kind', i.kind,
                    'number', i.number,
                    'status', i.status,
                    'corrects', i.corrects,
                    'currency', i.currency,
                    'first_day', i.first_day,
                    'last_day', i.last_day,
                    'issued_at', i.issued_at,
                    'due_on', i.due_on,
                    'subtotal_minor', i.subtotal_minor,
                    'tax_minor', i.tax_minor,
                    'total_minor', i.total_minor,
                    'credited_minor', i.credited_minor,
                    'paid_minor', i.paid_minor,
                    'parties', i.parties,
                    'created_at', i.created_at) AS "row!"
               FROM invoices i WHERE i.tenant_id = $1 AND i.id > $2 ORDER BY i.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.invoice_lines", skip_all)]
pub(in crate::exports) fn invoice_lines(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT l.invoice_id AS "id!", l.position::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'invoice_id', l.invoice_id,
                    'position', l.position,
                    'order_id', l.order_id,
                    'order_name', l.order_name,
                    'title', l.title,
                    'meter', l.meter,
                    'rooms', l.rooms,
                    'quantity', l.quantity,
                    'unit_amount_minor', l.unit_amount_minor,
                    'first_day', l.first_day,
                    'last_day', l.last_day,
                    'amount_minor', l.amount_minor) AS "row!"
               FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id
               WHERE i.tenant_id = $1 AND i.id >= $2 AND (l.invoice_id, l.position::bigint) > ($2, $3) ORDER BY l.invoice_id, l.position::bigint LIMIT $4"#,
            tenant,
            after.id,
            after.number,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.payments", skip_all)]
pub(in crate::exports) fn payments(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT i.id AS "id!", 0::bigint AS "number!", p.id::text AS "word!", jsonb_build_object(
                    'id', p.id,
                    'invoice_id', p.invoice_id,
                    'method', p.method,
                    'reference', p.reference,
                    'received_on', p.received_on,
                    'amount_minor', p.amount_minor,
                    'created_at', p.created_at) AS "row!"
               FROM invoices i JOIN payments p ON p.invoice_id = i.id
               WHERE i.tenant_id = $1 AND i.id >= $2 AND (i.id, p.id::text) > ($2, $3) ORDER BY i.id, p.id::text LIMIT $4"#,
            tenant,
            after.id,
            after.word,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.refunds", skip_all)]
pub(in crate::exports) fn refunds(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT r.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', r.id,
                    'invoice_id', r.invoice_id,
                    'payment_id', r.payment_id,
                    'amount_minor', r.amount_minor,
                    'reason', r.reason,
                    'status', r.status,
                    'created_at', r.created_at) AS "row!"
               FROM refunds r WHERE r.tenant_id = $1 AND r.id > $2 ORDER BY r.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.credits", skip_all)]
pub(in crate::exports) fn credits(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT c.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', c.id,
                    'reason', c.reason,
                    'currency', c.currency,
                    'amount_minor', c.amount_minor,
                    'remaining_minor', c.remaining_minor,
                    'expires_on', c.expires_on,
                    'created_at', c.created_at) AS "row!"
               FROM credits c WHERE c.tenant_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

/// Found by their transactions, of which an index says whose they are.
#[tracing::instrument(name = "db.exports.ledger", skip_all)]
pub(in crate::exports) fn ledger(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT t.id AS "id!", 0::bigint AS "number!", e.account || ' ' || e.currency AS "word!", jsonb_build_object(
                    'transaction_id', t.id,
                    'kind', t.kind,
                    'at', t.created_at,
                    'account', e.account,
                    'currency', e.currency,
                    'amount_minor', e.amount_minor) AS "row!"
               FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
               WHERE t.tenant_id = $1 AND t.id >= $2 AND (t.id, e.account || ' ' || e.currency) > ($2, $3)
               ORDER BY t.id, e.account || ' ' || e.currency LIMIT $4"#,
            tenant,
            after.id,
            after.word,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.caps", skip_all)]
pub(in crate::exports) fn caps(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT c.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', c.id,
                    'cost_group', c.cost_group,
                    'order_id', c.order_id,
                    'action', c.action,
                    'amount_minor', c.amount_minor,
                    'currency', c.currency,
                    'thresholds', c.thresholds,
                    'created_at', c.created_at) AS "row!"
               FROM caps c WHERE c.tenant_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.notices", skip_all)]
pub(in crate::exports) fn notices(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT n.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', n.id,
                    'kind', n.kind,
                    'facts', n.facts,
                    'letters', (SELECT coalesce(jsonb_agg(l.email ORDER BY l.place), '[]') FROM notice_letters l WHERE l.notice_id = n.id),
                    'created_at', n.created_at) AS "row!"
               FROM notices n WHERE n.tenant_id = $1 AND n.id > $2 ORDER BY n.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}

#[tracing::instrument(name = "db.exports.standing", skip_all)]
pub(in crate::exports) fn standing(tx: &mut TenantTx, after: Key, limit: i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>> {
    Box::pin(async move {
        let tenant = tx.tenant().uuid();
        let rows = sqlx::query_as!(
            Taken,
            r#"SELECT s.id AS "id!", 0::bigint AS "number!", '' AS "word!", jsonb_build_object(
                    'id', s.id,
                    'step', s.step,
                    'cause', s.cause,
                    'at', s.created_at) AS "row!"
               FROM standing_changes s WHERE s.tenant_id = $1 AND s.id > $2 ORDER BY s.id LIMIT $3"#,
            tenant,
            after.id,
            limit
        );
        rows.fetch_all(tx.conn()).await
    })
}
