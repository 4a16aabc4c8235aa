INSERT INTO notices (id, tenant_id, key, kind, facts, created_at) VALUES
    ('00000000-0000-7000-8000-000000000511', '00000000-0000-7000-8000-000000000002', 'past_due.0:1', 'past_due', '{}', '2026-11-04');
INSERT INTO notice_letters (tenant_id, notice_id, place, email) VALUES
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000511', 0, 'a@example.org');
