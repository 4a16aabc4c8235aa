INSERT INTO lane_pauses (lane, cluster_id, why, since, until_at)
SELECT 'preload', id, 'A registry is replaced', '2026-09-01T00:00:00Z', '2026-09-01T06:00:00Z' FROM clusters ORDER BY id LIMIT 1;
INSERT INTO lane_pauses (lane, why, since, until_at) VALUES ('deletions', 'An audit', '2026-09-01T00:00:00Z', '2026-09-01T06:00:00Z');
