INSERT INTO order_pauses (order_id, tenant_id, why, since) SELECT id, tenant_id, 'A disk is looked at', '2026-09-02 01:50Z' FROM orders ORDER BY id LIMIT 1;
INSERT INTO cluster_pauses (cluster_id, why, since) SELECT id, 'A switch is replaced', '2026-09-02 01:50Z' FROM clusters ORDER BY id LIMIT 1;
