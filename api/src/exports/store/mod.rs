//! What an institution takes out, read by its own rights: the fence says whose rows, and no column of a secret is named. Every list is read by its key, so that
//! a page costs what it holds.

mod money;
mod orders;

use serde_json::Value;
use uuid::Uuid;

pub(super) use money::{caps, credits, invoice_lines, invoices, ledger, notices, payments, refunds, standing, usage};
pub(super) use orders::{academic_calendars, api_keys, breaches, classrooms, drafts, generations, links, members, orders};

use crate::auth::TenantTx;

/// After which row; the parts that a list has no use for are the least there are.
#[derive(Debug, Clone, Default)]
pub(super) struct Key {
    id: Uuid,
    number: i64,
    word: String,
}

/// A row, and its key.
#[derive(Debug)]
pub(super) struct Taken {
    id: Uuid,
    number: i64,
    word: String,
    pub row: Value,
}

impl Taken {
    pub(super) fn key(&self) -> Key {
        Key { id: self.id, number: self.number, word: self.word.clone() }
    }
}

/// The institution itself: its name, its quota, and to whom its invoices go.
#[tracing::instrument(name = "db.exports.institution", skip_all)]
pub(super) async fn institution(tx: &mut TenantTx) -> sqlx::Result<Value> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query_scalar!(
        r#"SELECT jsonb_build_object('id', t.id, 'name', t.name, 'time_zone', t.time_zone, 'currency', t.currency, 'livemode', t.livemode,
                    'external_id', t.external_id, 'metadata', t.metadata, 'created_at', t.created_at, 'cancelled_at', t.cancelled_at, 'purge_at', t.purge_at,
                    'quota', (SELECT c.limits FROM calendars c WHERE c.tenant_id = t.id LIMIT 1),
                    'billing_profile', (SELECT to_jsonb(p) - 'tenant_id' - 'edit' FROM billing_profiles p WHERE p.tenant_id = t.id)) AS "row!"
           FROM tenants t WHERE t.id = $1"#,
        tenant
    );
    row.fetch_one(tx.conn()).await
}
