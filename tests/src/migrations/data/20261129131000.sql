INSERT INTO links (id, tenant_id, classroom_id, secret_hash, passcode_hash, role, valid, name, expires_at, created_at)
    VALUES ('00000000-0000-7000-8000-000000000211', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-00000000000d', '\x21', '\x22', 'pupil', 'lesson',
            'Notice board', '2026-09-07 01:45', '2026-09-01');
