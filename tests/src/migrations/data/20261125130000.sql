INSERT INTO users (id, email, created_at) VALUES ('00000000-0000-7000-8000-000000000301', 'admin@northern.example', '2026-08-01');
INSERT INTO memberships (id, user_id, partner_id, role, created_at)
    VALUES ('00000000-0000-7000-8000-000000000302', '00000000-0000-7000-8000-000000000301', '00000000-0000-7000-8000-000000000001', 'partner_admin', '2026-08-01');
INSERT INTO passwords (membership_id, hash) VALUES ('00000000-0000-7000-8000-000000000302', '\x08');
INSERT INTO password_links (token_hash, user_id, membership_id, expires_at)
    VALUES ('\x09', '00000000-0000-7000-8000-000000000301', '00000000-0000-7000-8000-000000000302', '2026-08-02');
