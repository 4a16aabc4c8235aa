INSERT INTO moves (id, tenant_id, order_id, from_cluster, to_cluster, cause, state, generation, blocked, created_at)
    SELECT '00000000-0000-7000-8000-0000000000e1', tenant_id, id, '00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-0000000000e2', 'by_hand', 'preparing', 1,
           '{"reason": "RoomsOpen", "params": {"rooms": 1, "until": "2026-09-01T02:00:00Z"}}', '2026-09-01' FROM orders ORDER BY id LIMIT 1;
