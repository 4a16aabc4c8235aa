INSERT INTO joins (tenant_id, classroom_id, identity, role, at)
    VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-00000000000d', 'p-1', 'pupil', '2026-09-07 00:58');
