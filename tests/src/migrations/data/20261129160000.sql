INSERT INTO subscriptions (id, tenant_id, maker_kind, maker_id, secret_hash, order_id, classroom_id, teacher, created_at) VALUES
    ('00000000-0000-7000-8000-000000000221', '00000000-0000-7000-8000-000000000002', 'user', '00000000-0000-7000-8000-000000000004', '\x00', NULL, NULL,
     'Li', '2026-09-01');
