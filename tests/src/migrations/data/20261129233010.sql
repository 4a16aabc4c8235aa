INSERT INTO breaches (id, tenant_id, lesson_id, order_id, classroom_id, room, title, ready_by, starts_at, ends_at, ready_at, found, currency, credited_minor,
                      credit_id, created_at)
SELECT '00000000-0000-7000-8000-000000000801', c.tenant_id, 'les_0000000000007000800000000000000c_0000000000000001', c.order_id, c.id, c.key, 'Mathematics',
       '2026-09-02 00:59Z', '2026-09-02 01:00Z', '2026-09-02 01:45Z', '2026-09-02 01:12Z', 'broken', 'CNY', 5, '00000000-0000-7000-8000-000000000405', '2026-09-02 02:10Z'
FROM classrooms c WHERE c.id = '00000000-0000-7000-8000-00000000000d';
INSERT INTO promise_watermarks (pass, hour) VALUES ('first', '2026-09-02 01:00Z'), ('second', '2026-09-01 01:00Z');
INSERT INTO cluster_silences (cluster_id, began_at, ended_at) SELECT id, '2026-09-01 01:00Z', '2026-09-01 01:20Z' FROM clusters ORDER BY id LIMIT 1;
