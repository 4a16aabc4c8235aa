INSERT INTO node_shortages (cluster_id, nodes, needed_by, told_at) SELECT id, 3, '2026-09-07 00:40Z', '2026-09-01' FROM clusters ORDER BY id LIMIT 1;
