INSERT INTO drain_refusals (order_id, cluster_id, why, since, tried_at)
    SELECT o.id, c.id, '{"reason": "NoNodes", "params": {}}', '2026-09-01', '2026-09-01' FROM orders o, clusters c ORDER BY o.id, c.id LIMIT 1;
