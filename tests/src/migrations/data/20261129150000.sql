INSERT INTO academic_calendars (id, tenant_id, name, terms, days, bells, created_at, updated_at) VALUES
    ('00000000-0000-7000-8000-000000000211', '00000000-0000-7000-8000-000000000002', '2026/27',
     '[{"name": "Autumn", "first_day": "2026-09-01", "last_day": "2027-01-18"}]', '[{"from": "2026-10-01", "to": "2026-10-07", "off": true}]', '[]',
     '2026-08-01', '2026-08-01');
