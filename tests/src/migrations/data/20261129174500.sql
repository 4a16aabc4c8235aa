INSERT INTO subscriptions (id, tenant_id, maker_kind, maker_id, maker_is_outside, secret_hash, order_id, classroom_id, teacher, created_at) VALUES
    ('00000000-0000-7000-8000-000000000222', '00000000-0000-7000-8000-000000000002', 'api_key', '00000000-0000-7000-8000-000000000223', true, '\x01', NULL, NULL,
     NULL, '2026-09-01');
