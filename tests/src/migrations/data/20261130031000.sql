INSERT INTO node_groups (id, cluster_id, api_version, kind, plural, namespace, name, node_label, min_nodes, max_nodes, boot_minutes, gives_back, seen, created_at)
    SELECT '01990000-0000-7000-8000-000000031000', id, 'cluster.x-k8s.io/v1beta2', 'MachineDeployment', 'machinedeployments', 'machines', 'rooms',
           'pool=rooms', 0, 10, 15, true, '{"wanted": 2, "asked": 2, "ready": 2, "leaving": 0}', '2026-09-01' FROM clusters ORDER BY id LIMIT 1;
UPDATE clusters SET group_nodes = 8, group_lead_minutes = 15 WHERE id = (SELECT id FROM clusters ORDER BY id LIMIT 1);
