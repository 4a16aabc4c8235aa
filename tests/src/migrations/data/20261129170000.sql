INSERT INTO overruns (tenant_id, order_id, line, room, held_on, classroom_id, ends_at, until, closes_at, refused)
SELECT tenant_id, order_id, 'math', key, '2026-09-02', id, '2026-09-02 01:45Z', '2026-09-02 01:50Z', '2026-09-02 02:00Z',
       '{"reason": "NoCapacity", "params": {}}'
FROM classrooms ORDER BY id LIMIT 1;
