INSERT INTO orders (id, tenant_id, name, kind, region, first_day, last_day, earliest_day, latest_day, phase, generation, rooms_total, created_at)
    VALUES ('00000000-0000-7000-8000-00000000000e', '00000000-0000-7000-8000-000000000002', 'Spring term', 'class', 'cn-beijing', '2027-02-22', '2027-07-02',
            '2026-09-01', '2027-07-02', 'scheduled', 2, 1, '2026-08-01');
