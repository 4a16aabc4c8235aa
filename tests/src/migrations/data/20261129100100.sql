INSERT INTO sessions (id, token_hash, user_id, membership_id, created_at, last_seen_at, expires_at, user_agent)
    VALUES ('00000000-0000-7000-8000-000000000403', '\x0a', '00000000-0000-7000-8000-000000000401', '00000000-0000-7000-8000-000000000402', '2026-08-02', '2026-08-02', '2026-09-01', 'Mozilla/5.0');
