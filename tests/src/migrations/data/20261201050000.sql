UPDATE clusters SET thresholds = '{"namespaces": 9000, "pods_per_node": 250}';
INSERT INTO cluster_objects (cluster_id, orders, other_namespaces, other_services)
    SELECT id, 0, 5, 2 FROM clusters ORDER BY id LIMIT 1
    ON CONFLICT (cluster_id) DO UPDATE SET other_namespaces = 5, other_services = 2;
