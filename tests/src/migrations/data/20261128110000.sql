INSERT INTO jobs (id, tenant_id, name, payload, state, run_at, attempts, dedup_key, last_error, created_at) VALUES
    ('00000000-0000-7000-8000-000000000101', '00000000-0000-7000-8000-000000000002', 'letters.send', '{"letter": 1}', 'queued', '2026-09-01', 0, 'letter-1', NULL, '2026-09-01'),
    ('00000000-0000-7000-8000-000000000102', NULL, 'letters.send', '{"letter": 2}', 'dead', '2026-09-01', 10, NULL, 'the post office is closed', '2026-09-01');
INSERT INTO periodic_works (name, due_at, succeeded_at) VALUES ('sweep-sessions', '2026-09-01 00:10:00', '2026-09-01');
