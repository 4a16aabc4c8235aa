INSERT INTO credits (id, tenant_id, reason, currency, amount_minor, remaining_minor, is_granted, expires_on, created_at) VALUES
    ('00000000-0000-7000-8000-000000000521', '00000000-0000-7000-8000-000000000002', 'A gift', 'CNY', 5, 5, true, '2026-12-31', '2026-10-10');
