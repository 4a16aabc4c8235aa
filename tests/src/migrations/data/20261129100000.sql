INSERT INTO users (id, email, created_at) VALUES ('00000000-0000-7000-8000-000000000401', 'teacher@qinghe.example', '2026-08-01');
INSERT INTO memberships (id, user_id, tenant_id, role, created_at, name, language, time_zone, teaches_as, taken_up_at)
    VALUES ('00000000-0000-7000-8000-000000000402', '00000000-0000-7000-8000-000000000401', '00000000-0000-7000-8000-000000000002', 'teacher', '2026-08-01',
            '王老师', 'zh-CN', 'Asia/Shanghai', '{王老师,"Wang L."}', '2026-08-02');
