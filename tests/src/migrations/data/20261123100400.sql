INSERT INTO orders (id, tenant_id, name, kind, region, first_day, last_day, phase, generation, rooms_total, created_at)
    VALUES ('00000000-0000-7000-8000-00000000000c', '00000000-0000-7000-8000-000000000002', 'Autumn term', 'class', 'cn-beijing', '2026-09-01', '2027-01-18',
            'scheduled', 1, 1, '2026-08-01');
INSERT INTO order_generations (tenant_id, order_id, number, effective_from, document, kind, lessons_total, created_at)
    VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-00000000000c', 1, '2026-08-01', '{}', '{}', 40, '2026-08-01');
INSERT INTO classrooms (id, tenant_id, order_id, key, position, seats, secret, created_at)
    VALUES ('00000000-0000-7000-8000-00000000000d', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-00000000000c', '7-1', 0, 50, '\x08', '2026-08-01');
INSERT INTO readiness (tenant_id, classroom_id, available_from)
    VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-00000000000d', '2026-09-01');
INSERT INTO placements (tenant_id, order_id, cluster_id, state, created_at)
    VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-00000000000c', '00000000-0000-7000-8000-00000000000a', 'live', '2026-08-01');
INSERT INTO reservations (tenant_id, calendar_id, order_id, resource, steps)
    VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000008', '00000000-0000-7000-8000-00000000000c', 'rooms', '{1987008,1987104,1}');
