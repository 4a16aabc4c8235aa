INSERT INTO feeds (feed, last_sequence) VALUES ('00000000-0000-7000-8000-000000000002', 1);
INSERT INTO events (id, feed, sequence, type, at, actor, subject, data)
    VALUES ('00000000-0000-7000-8000-000000000007', '00000000-0000-7000-8000-000000000002', 1, 'tenant.created', '2026-08-01', '{}',
            'ten_00000000-0000-7000-8000-000000000002', '{}');
