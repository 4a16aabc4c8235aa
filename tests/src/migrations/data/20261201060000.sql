UPDATE clusters SET tags = '{campus-east,gpu}' WHERE id = (SELECT id FROM clusters ORDER BY id LIMIT 1);
INSERT INTO tenant_cluster_tags (tenant_id, tag, rule) SELECT id, 'gpu', 'all' FROM tenants ORDER BY id LIMIT 1;
