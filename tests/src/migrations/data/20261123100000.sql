INSERT INTO partners (id, name, external_id, created_at) VALUES ('00000000-0000-7000-8000-000000000001', 'Northern Schools', 'p-1', '2026-08-01');
INSERT INTO tenants (id, partner_id, name, time_zone, currency, livemode, created_at)
    VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', '清河第二中学', 'Asia/Shanghai', 'CNY', true, '2026-08-01');
INSERT INTO users (id, email, created_at) VALUES ('00000000-0000-7000-8000-000000000003', 'owner@qinghe.example', '2026-08-01');
INSERT INTO memberships (id, user_id, tenant_id, role, created_at)
    VALUES ('00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002', 'owner', '2026-08-01');
INSERT INTO password_links (token_hash, user_id, expires_at) VALUES ('\x01', '00000000-0000-7000-8000-000000000003', '2026-08-02');
INSERT INTO sessions (id, token_hash, user_id, membership_id, created_at, last_seen_at, expires_at)
    VALUES ('00000000-0000-7000-8000-000000000005', '\x02', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000004', '2026-08-01', '2026-08-01', '2026-08-31');
INSERT INTO api_keys (id, tenant_id, name, public_id, secret_hash, scopes, created_at)
    VALUES ('00000000-0000-7000-8000-000000000006', '00000000-0000-7000-8000-000000000002', 'timetable export', 'abc', '\x03', '{read_orders}', '2026-08-01');
INSERT INTO signing_keys (kid, public_key, private_key, created_at) VALUES ('k1', '\x04', '\x05', '2026-08-01');
INSERT INTO attempts (bucket, window_start, count) VALUES ('account:owner@qinghe.example', '2026-08-01', 1);
INSERT INTO idempotency_keys (scope, route, key, body_hash, status, headers, body, created_at)
    VALUES ('00000000-0000-7000-8000-000000000002', 'POST /v1/orders', 'k', '\x06', 201, '{}', '{}', '2026-08-01');
