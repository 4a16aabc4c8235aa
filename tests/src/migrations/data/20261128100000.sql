INSERT INTO calendar_days (calendar_id, tenant_id, resource, day, used)
    VALUES ('00000000-0000-7000-8000-000000000008', '00000000-0000-7000-8000-000000000002', 'rooms', 20699, array_fill(1::bigint, ARRAY[288]));
