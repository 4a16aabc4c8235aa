INSERT INTO dropped_generations (tenant_id, order_id, number, created_at, effective_from, document, kind, dropped_at)
    VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-00000000000c', 2, '2026-09-01', '2026-09-07', '{}', '{}', '2026-09-06 23:55:00');
