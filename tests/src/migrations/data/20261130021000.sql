INSERT INTO cluster_images (cluster_id, image, state, road, nodes_wanted, nodes_holding, lacking, failure, completed_at, since)
SELECT id, 'docker.io/livekit/livekit-server:v1.13.5', 'failing', 'daemon_set', 2, 1, ARRAY['node-1'],
       '{"reason": "node_cannot_pull", "params": {"node": "node-1", "cause": "ImagePullBackOff"}}', NULL, '2026-09-01' FROM clusters ORDER BY id LIMIT 1;
