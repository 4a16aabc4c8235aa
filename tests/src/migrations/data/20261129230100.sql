INSERT INTO refunds (id, tenant_id, invoice_id, payment_id, amount_minor, reason, status, asked_by, created_at, updated_at) VALUES
    ('00000000-0000-7000-8000-000000000611', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000403',
     '00000000-0000-7000-8000-000000000404', 1, 'x', 'waiting', 'usr_a', '2026-10-11', '2026-10-11');
INSERT INTO disputes (id, tenant_id, invoice_id, payment_id, stripe_id, amount_minor, status, created_at, updated_at) VALUES
    ('00000000-0000-7000-8000-000000000612', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000403',
     '00000000-0000-7000-8000-000000000404', 'dp_a', 6, 'open', '2026-10-11', '2026-10-11');
