INSERT INTO drafts (id, tenant_id, owner_kind, owner_id, shared, kind, base_order_id, base_etag, name, step, body, bytes, attempt, created_at, updated_at) VALUES
    ('00000000-0000-7000-8000-000000000201', '00000000-0000-7000-8000-000000000002', 'user', '00000000-0000-7000-8000-000000000004', true, 'order', NULL, NULL,
     'Spring term', 'week', '{"name": "Spring term"}', 23, '{"key": "k-1", "body_hash": "00"}', '2026-09-01', '2026-09-02'),
    ('00000000-0000-7000-8000-000000000202', '00000000-0000-7000-8000-000000000002', 'api_key', '00000000-0000-7000-8000-000000000006', false, 'amendment',
     '00000000-0000-7000-8000-00000000000c', '"1.0"', NULL, 'days', '{}', 2, NULL, '2026-09-01', '2026-09-01');
