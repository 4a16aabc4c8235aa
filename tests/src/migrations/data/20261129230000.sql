INSERT INTO stripe_customers (tenant_id, stripe_id) VALUES ('00000000-0000-7000-8000-000000000002', 'cus_a');
INSERT INTO payment_methods (id, tenant_id, stripe_id, brand, last4, exp_month, exp_year, is_default, created_at) VALUES
    ('00000000-0000-7000-8000-000000000601', '00000000-0000-7000-8000-000000000002', 'pm_a', 'visa', '4242', 12, 2034, true, '2026-10-01');
INSERT INTO stripe_pages (id, tenant_id, purpose, status, language, created_at) VALUES
    ('00000000-0000-7000-8000-000000000602', '00000000-0000-7000-8000-000000000002', 'card', 'opening', 'en', '2026-10-01');
INSERT INTO collections (id, tenant_id, invoice_id, way, status, charges, amount_minor, created_at, updated_at) VALUES
    ('00000000-0000-7000-8000-000000000603', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000403', 'card', 'open', true, 100,
     '2026-10-04', '2026-10-04');
INSERT INTO stripe_calls (subject, step, round, tenant_id, key, state, created_at) VALUES
    ('00000000-0000-7000-8000-000000000603', 'create', 1, '00000000-0000-7000-8000-000000000002', 'a', 'done', '2026-10-04');
INSERT INTO stripe_inbox (event, kind, object, happened_at, received_at) VALUES ('evt_a', 'invoice.paid', 'in_a', '2026-10-04', '2026-10-04');
INSERT INTO stripe_sweeps (swept_to) VALUES ('2026-10-04');
