INSERT INTO password_links (token_hash, user_id, expires_at) VALUES ('\x0b', '00000000-0000-7000-8000-000000000401', '2026-08-02');
