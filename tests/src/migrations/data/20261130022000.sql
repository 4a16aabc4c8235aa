INSERT INTO capacity_changes (id, cluster_id, nodes, from_at, until_at, note, nodes_before, created_at)
    SELECT '01990000-0000-7000-8000-000000022000', id, -1, '2026-09-07 00:00Z', '2026-09-07 04:00Z', 'New fans', 4, '2026-09-01' FROM clusters ORDER BY id LIMIT 1;
UPDATE clusters SET node_lead_minutes = 30 WHERE id = (SELECT id FROM clusters ORDER BY id LIMIT 1);
UPDATE calendars SET supply_due_at = '2026-09-07 00:00Z', supply =
        '{"usable": 4, "headroom_percent": 0, "levels": [{"from": 0, "near": 4, "far": 4}, {"from": 5958624, "near": 3, "far": 3}], "each": {"pods": 110}}'
    WHERE id = (SELECT calendar_id FROM clusters ORDER BY id LIMIT 1);
