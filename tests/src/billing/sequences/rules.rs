//! What has to hold of a school's books, summed anew from what the database holds.

/// Rows that there must not be, and what is wrong where there are some.
pub(super) const FAULTS: [(&str, &str); 10] = [
    (
        "transactions that do not sum to zero",
        "SELECT count(*) FROM (SELECT FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0) AS u",
    ),
    (
        "balances that are not the sum of their entries",
        "SELECT count(*) FROM (SELECT tenant_id, account, currency, sum(amount_minor) AS amount FROM ledger_entries GROUP BY 1, 2, 3) AS e
         FULL JOIN ledger_balances b USING (tenant_id, account, currency) WHERE e.amount IS DISTINCT FROM b.amount_minor",
    ),
    (
        "invoices that are not the sum of their lines and the tax",
        "SELECT count(*) FROM invoices i WHERE i.total_minor <> i.subtotal_minor + i.tax_minor
         OR i.subtotal_minor <> (SELECT coalesce(sum(l.amount_minor), 0) FROM invoice_lines l WHERE l.invoice_id = i.id)",
    ),
    (
        "months whose tax is not six percent",
        "SELECT count(*) FROM invoices WHERE status <> 'draft' AND corrects IS NULL AND abs(100 * tax_minor - 6 * subtotal_minor) > 50",
    ),
    (
        "invoices below zero, and credit notes that are not",
        "SELECT count(*) FROM invoices WHERE status <> 'draft' AND (total_minor < 0) <> (kind = 'credit_note')",
    ),
    (
        "invoices of which more was settled than they say, or less than nothing, or something of one that is void",
        "SELECT count(*) FROM invoices WHERE kind = 'invoice' AND status <> 'draft'
         AND NOT (paid_minor >= 0 AND credited_minor >= 0 AND paid_minor + credited_minor <= CASE status WHEN 'void' THEN 0 ELSE total_minor END)",
    ),
    (
        "invoices that are paid and not settled, or settled and not paid",
        "SELECT count(*) FROM invoices WHERE status <> 'draft' AND status <> 'void' AND (status = 'paid') <> (paid_minor + credited_minor = total_minor)",
    ),
    (
        "invoices whose payments are not what was paid of them",
        "SELECT count(*) FROM invoices i WHERE kind = 'invoice'
         AND paid_minor <> (SELECT coalesce(sum(p.amount_minor - p.kept_minor), 0) FROM payments p WHERE p.invoice_id = i.id)",
    ),
    (
        "invoices of which notes take back more than they say, or all without all of the tax",
        "SELECT count(*) FROM invoices i
         JOIN (SELECT corrects, -sum(total_minor) AS total, -sum(tax_minor) AS tax FROM invoices WHERE corrects IS NOT NULL GROUP BY 1) AS n ON n.corrects = i.id
         WHERE n.total > i.total_minor OR n.tax > i.tax_minor OR (n.total = i.total_minor AND n.tax <> i.tax_minor)",
    ),
    (
        "numbers that do not follow each other",
        "SELECT count(*) FROM (SELECT number, row_number() OVER (ORDER BY number) AS place FROM invoices WHERE number IS NOT NULL) AS n
         WHERE number <> 'HR-' || lpad(place::text, 6, '0')",
    ),
];

/// What stands in each account, by what is recorded elsewhere.
pub(super) const ACCOUNTS: [(&str, &str); 7] = [
    ("receivable", "SELECT coalesce(sum(total_minor - credited_minor - paid_minor), 0) FROM invoices WHERE status = 'issued'"),
    (
        "cash",
        "SELECT (SELECT coalesce(sum(amount_minor), 0) FROM payments)
              - (SELECT coalesce(sum(amount_minor), 0) FROM refunds WHERE status IN ('pending', 'succeeded'))",
    ),
    ("revenue", "SELECT coalesce(-sum(subtotal_minor), 0) FROM invoices WHERE status NOT IN ('draft', 'void')"),
    ("tax", "SELECT coalesce(-sum(tax_minor), 0) FROM invoices WHERE status NOT IN ('draft', 'void')"),
    (
        "deferred",
        "SELECT - (SELECT coalesce(sum(remaining_minor), 0) FROM credits)
                - (SELECT coalesce(sum(surplus_minor), 0) FROM refunds WHERE status IN ('waiting', 'sending'))",
    ),
    (
        "refunds",
        "SELECT (SELECT coalesce(sum(amount_minor - surplus_minor), 0) FROM refunds WHERE status IN ('pending', 'succeeded'))
              + (SELECT coalesce(sum(amount_minor), 0) FROM credits WHERE is_granted AND revoked_at IS NULL)",
    ),
    ("breakage", "SELECT coalesce(-sum(expired_minor), 0) FROM credits"),
];

/// What an order was charged for what it booked, and what notes took back of that. Hours that ran have the key `hours` in every plan here.
pub(super) const CHARGED: &str = "
    SELECT coalesce(sum(l.amount_minor) FILTER (WHERE i.corrects IS NULL), 0)::bigint,
           coalesce(-sum(l.amount_minor) FILTER (WHERE i.corrects IS NOT NULL), 0)::bigint
    FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id
    WHERE l.order_id = $1 AND l.price <> 'hours' AND i.status NOT IN ('draft', 'void')";
