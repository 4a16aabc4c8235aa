INSERT INTO calendars (id, limits) VALUES
    ('01990000-0000-7000-8000-000000010000', '{"storage_bandwidth_mbit": 8500, "storage_space_mib": 850000}');
INSERT INTO storage_pools (id, cluster_id, calendar_id, name, storage_class, bandwidth_mbit, space_mib, retention_days, grows, created_at)
    SELECT '01990000-0000-7000-8000-000000010001', cluster_id, '01990000-0000-7000-8000-000000010000', 'nas-a', 'nas-a', 10000, 1000000, 30, true, '2026-09-01'
    FROM placements ORDER BY order_id LIMIT 1;
INSERT INTO storage_claims (tenant_id, order_id, cluster_id, pool_id, space_mib)
    SELECT p.tenant_id, p.order_id, p.cluster_id, s.id, 4800
    FROM storage_pools s JOIN placements p ON p.cluster_id = s.cluster_id ORDER BY p.order_id LIMIT 1;
