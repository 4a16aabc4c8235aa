INSERT INTO caps (id, tenant_id, action, amount_minor, currency, thresholds, created_at) VALUES
    ('00000000-0000-7000-8000-000000000311', '00000000-0000-7000-8000-000000000002', 'block_new', 500000, 'CNY', '{80,100}', '2026-09-01');
INSERT INTO cap_verdicts (cap_id, tenant_id, action, amount_minor, month, due_at) VALUES
    ('00000000-0000-7000-8000-000000000311', '00000000-0000-7000-8000-000000000002', 'block_new', 500000, '2026-09-01', '2026-09-01');
