INSERT INTO calendars (id, tenant_id, limits)
    VALUES ('00000000-0000-7000-8000-000000000008', '00000000-0000-7000-8000-000000000002', '{"rooms": 100, "seats": 5000, "live_orders": 50, "rooms_per_order": 200}'),
           ('00000000-0000-7000-8000-000000000009', NULL, '{"cpu_milli": 64000}');
INSERT INTO calendar_days (calendar_id, tenant_id, resource, day, used)
    VALUES ('00000000-0000-7000-8000-000000000008', '00000000-0000-7000-8000-000000000002', 'rooms', 20698, array_fill(1::bigint, ARRAY[96]));
