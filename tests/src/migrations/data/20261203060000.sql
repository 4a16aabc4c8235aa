UPDATE clusters SET wants_cover = true WHERE id = (SELECT id FROM clusters ORDER BY id LIMIT 1);
INSERT INTO cover_shortages (cluster_id, nodes, told_at) SELECT id, 3, '2026-09-01' FROM clusters ORDER BY id LIMIT 1;
