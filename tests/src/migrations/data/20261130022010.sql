INSERT INTO promises_at_risk (order_id, tenant_id, cluster_id, since, lesson_id, bell_at, until_at, rooms, resource, short_by, cause)
    SELECT o.id, o.tenant_id, c.id, '2026-09-01', NULL, '2026-09-07 01:00Z', '2026-09-07 02:00Z', 2, 'node_share', 400000000,
           '{"reason": "NodesMissing", "params": {"nodes": 1}}'
    FROM orders o CROSS JOIN (SELECT id FROM clusters ORDER BY id LIMIT 1) c ORDER BY o.id LIMIT 1;
INSERT INTO promise_looks (cluster_id, edit, due_at) SELECT id, 1, '2026-09-01 00:05Z' FROM clusters ORDER BY id LIMIT 1;
