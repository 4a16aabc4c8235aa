INSERT INTO idempotency_keys (scope, route, key, body_hash, status, headers, body, made, created_at)
    VALUES ('00000000-0000-7000-8000-000000000002', 'POST /v1/orders', 'made', '\x06', 201, '{}', '', ARRAY['00000000-0000-7000-8000-000000000070'::uuid], '2026-11-28');
