INSERT INTO clusters (id, calendar_id, name, region, uid, simulated, kubeconfig, media_url, headroom_percent, version, created_at)
    VALUES ('00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-000000000009', 'bj-1', 'cn-beijing', '00000000-0000-4000-8000-00000000000b',
            false, '\x07', 'wss://{classroom}.rooms.example.org', 10, 'v1.36.0', '2026-08-01');
INSERT INTO cluster_nodes (cluster_id, name, schedulable, allocatable) VALUES ('00000000-0000-7000-8000-00000000000a', 'node-1', true, '{"cpu_milli": 64000}');
INSERT INTO cluster_leases (cluster_id, holder, epoch, expires_at) VALUES ('00000000-0000-7000-8000-00000000000a', 'homeroom-0', 1, '2026-08-01');
