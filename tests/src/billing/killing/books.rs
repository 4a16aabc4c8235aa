//! Where everything stands when a story is over: of what was cut off and gone on with, it is the same as of what was not. What moves no money may differ: a
//! draft at Stripe, which nobody can pay, a card that is tried and declined once more, a customer that nobody needed.

use sqlx::{Connection, PgConnection};

use super::life::Life;

/// A line for each sort of row that there is, with how many there are. Ids and times are left out.
const ROWS: &str = "
    SELECT line || ' x' || count(*) FROM (
        SELECT concat_ws(' ', 'entry', t.kind, e.account, e.currency, e.amount_minor) AS line
        FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
        UNION ALL SELECT concat_ws(' ', 'balance', account, currency, amount_minor) FROM ledger_balances
        UNION ALL SELECT concat_ws(' ', kind, number, cycle, status, total_minor, credited_minor, paid_minor) FROM invoices
        UNION ALL SELECT concat_ws(' ', 'payment', method, amount_minor) FROM payments
        UNION ALL SELECT concat_ws(' ', 'refund', status, amount_minor, failure) FROM refunds
        UNION ALL SELECT concat_ws(' ', 'dispute', status, amount_minor) FROM disputes
        UNION ALL SELECT concat_ws(' ', 'credit', amount_minor, remaining_minor, expired_minor, revoked_at IS NOT NULL) FROM credits
        UNION ALL SELECT concat_ws(' ', 'collection', way, status, amount_minor, failure) FROM collections
        UNION ALL SELECT concat_ws(' ', 'card', last4, is_default, removed_at IS NOT NULL) FROM payment_methods
        UNION ALL SELECT concat_ws(' ', 'page', purpose, status) FROM stripe_pages
        UNION ALL SELECT concat_ws(' ', 'event', type) FROM events
        UNION ALL SELECT concat_ws(' ', 'notice', kind) FROM notices
        UNION ALL SELECT concat_ws(' ', 'heard and left alone', kind) FROM stripe_inbox WHERE applied_at IS NULL
        UNION ALL SELECT concat_ws(' ', 'letter', email, sent_at IS NOT NULL) FROM notice_letters
        UNION ALL SELECT concat_ws(' ', 'tenant', suspended_at IS NOT NULL, cancelled_at IS NOT NULL, exempt_reason,
                                      purging_since IS NOT NULL, purged_at IS NOT NULL, purge_settled_at IS NOT NULL) FROM tenants
        UNION ALL SELECT concat_ws(' ', 'order', phase) FROM orders
        UNION ALL SELECT concat_ws(' ', 'member', role) FROM memberships WHERE tenant_id IS NOT NULL
        UNION ALL SELECT concat_ws(' ', 'key', name) FROM api_keys WHERE tenant_id IS NOT NULL
        UNION ALL SELECT concat_ws(' ', 'step', step, cause) FROM standing_changes
        UNION ALL SELECT concat_ws(' ', 'use', meter, hour, quantity) FROM usage_events
        UNION ALL SELECT concat_ws(' ', 'sum', meter, hour, quantity) FROM usage_hours
        UNION ALL SELECT concat_ws(' ', 'measured', pass, hour) FROM usage_watermarks
        UNION ALL SELECT concat_ws(' ', 'kept', pass, hour) FROM promise_watermarks
        UNION ALL SELECT concat_ws(' ', 'breach', room, ready_at, found, credited_minor, credit_id IS NOT NULL) FROM breaches
        UNION ALL SELECT concat_ws(' ', 'cap', action, amount_minor, thresholds) FROM caps
        UNION ALL SELECT concat_ws(' ', 'verdict', month, spent_minor, expected_minor, told) FROM cap_verdicts
        UNION ALL SELECT concat_ws(' ', 'stop', since, until) FROM order_stops
        UNION ALL SELECT concat_ws(' ', 'version', p.name, v.number, v.currency) FROM plan_versions v JOIN plans p ON p.id = v.plan_id
        UNION ALL SELECT concat_ws(' ', 'plan', from_day, v.number) FROM plan_periods JOIN plan_versions v ON v.id = plan_version_id
        UNION ALL SELECT concat_ws(' ', 'pause', from_day, until_day) FROM plan_pauses
        UNION ALL SELECT concat_ws(' ', 'seller', name, next_number) FROM legal_entities
        UNION ALL SELECT concat_ws(' ', 'sold by', e.name) FROM tenant_sellers s JOIN legal_entities e ON e.id = s.legal_entity_id
        UNION ALL SELECT concat_ws(' ', 'buyer', name, payment) FROM billing_profiles
    ) AS all_lines GROUP BY line ORDER BY line";
const OFF: &str = "
    SELECT (SELECT count(*) FROM (SELECT FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0) AS u)
         + (SELECT count(*) FROM (SELECT tenant_id, account, currency, sum(amount_minor) AS amount FROM ledger_entries GROUP BY 1, 2, 3) AS e
            FULL JOIN ledger_balances b USING (tenant_id, account, currency) WHERE e.amount IS DISTINCT FROM b.amount_minor)";

/// All of it, where the ledger is without a fault and no job is left.
pub(super) async fn books(life: &Life) -> Vec<String> {
    // Some tables are shown to nobody but their owner's kind.
    let mut sql = PgConnection::connect_with(&life.app.database.superuser()).await.expect("the database");
    let off: i64 = sqlx::query_scalar(OFF).fetch_one(&mut sql).await.expect("the ledger");
    assert_eq!(off, 0, "transactions that do not sum to zero, and balances that are not the sum of their entries");
    let jobs: Vec<String> =
        sqlx::query_scalar("SELECT concat_ws(' ', name, state, last_error) FROM jobs").fetch_all(&mut sql).await.expect("jobs");
    assert!(jobs.is_empty(), "left undone, or dead: {jobs:#?}");
    let mut books: Vec<String> = sqlx::query_scalar(ROWS).fetch_all(&mut sql).await.expect("rows");
    for charge in life.at_stripe("charges").await.iter().filter(|charge| charge["status"] == "succeeded") {
        books.push(format!("charge {} refunded {}", charge["amount"], charge["amount_refunded"]));
    }
    for refund in life.at_stripe("refunds").await {
        books.push(format!("refund at Stripe {} {}", refund["status"], refund["amount"]));
    }
    for invoice in life.at_stripe("invoices").await.iter().filter(|invoice| invoice["status"] != "draft") {
        books.push(format!("invoice at Stripe {} {}", invoice["status"], invoice["amount_due"]));
    }
    let customers = life.at_stripe("customers").await;
    assert!(customers.iter().filter(|customer| customer["deleted"] != true).count() <= 1, "one at Stripe: {customers:#?}");
    books
}
