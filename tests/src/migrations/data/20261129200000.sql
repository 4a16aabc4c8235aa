INSERT INTO usage_events (tenant_id, event_id, meter, order_id, classroom_id, hour, quantity, recorded_at) VALUES
    ('00000000-0000-7000-8000-000000000002', 'a', 'room_hours', '00000000-0000-7000-8000-00000000000c', '00000000-0000-7000-8000-00000000000d',
     '2026-09-07 01:00Z', 2700, '2026-09-07 02:10Z');
INSERT INTO usage_hours (tenant_id, order_id, meter, hour, quantity) VALUES
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-00000000000c', 'room_hours', '2026-09-07 01:00Z', 2700);
INSERT INTO usage_watermarks (pass, hour) VALUES ('measured', '2026-09-07 01:00Z');
