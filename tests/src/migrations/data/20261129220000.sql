INSERT INTO standing_changes (id, tenant_id, step, cause, created_at) VALUES
    ('00000000-0000-7000-8000-000000000501', '00000000-0000-7000-8000-000000000002', 'become_past_due', '{}', '2026-11-04');
