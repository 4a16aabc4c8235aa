INSERT INTO plans (id, name, listed, created_at) VALUES ('00000000-0000-7000-8000-000000000301', 'School', true, '2026-09-01');
INSERT INTO plan_versions (id, plan_id, number, currency, document, created_at) VALUES
    ('00000000-0000-7000-8000-000000000302', '00000000-0000-7000-8000-000000000301', 1, 'CNY',
     '{"currency": "CNY", "prices": [{"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "model": "per_unit", "unit_amount_minor": "5"}]}', '2026-09-01');
INSERT INTO plan_subscriptions (tenant_id, charged_from, created_at) VALUES ('00000000-0000-7000-8000-000000000002', '2026-09-01', '2026-09-01');
INSERT INTO plan_periods (tenant_id, from_day, from_at, plan_version_id, chosen_at) VALUES
    ('00000000-0000-7000-8000-000000000002', '2026-09-01', '2026-08-31 16:00:00Z', '00000000-0000-7000-8000-000000000302', '2026-09-01');
INSERT INTO order_prices (tenant_id, order_id, plan_version_id, charged_from, created_at) VALUES
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-00000000000c', '00000000-0000-7000-8000-000000000302', '2026-09-01', '2026-09-01');
