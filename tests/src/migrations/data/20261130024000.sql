INSERT INTO promise_weeks (tenant_id, week, cluster_id, lessons, in_time, late, broken, unknown, ready_before)
SELECT id, '2026-08-31', '00000000-0000-0000-0000-000000000000', 5, 2, 1, 1, 1, '{0, 0, 1, 1}' FROM tenants ORDER BY id LIMIT 1;
