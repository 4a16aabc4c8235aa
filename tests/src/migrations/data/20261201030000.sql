INSERT INTO accuracy_weeks (cluster_id, week, lessons, in_time, late, broken, unknown, ready_seconds, expecting, expected, seen, slots, nodes_planned, nodes_used, nodes_usable, planned_most, used_most, last_slot)
SELECT id, '2026-08-31', 5, 2, 1, 1, 1, 900, 3, 120, 114, 14, 28, 14, 42, 2, 1, 5961000 FROM clusters ORDER BY id LIMIT 1;
