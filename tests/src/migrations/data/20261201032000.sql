INSERT INTO tenant_clusters (tenant_id, cluster_id, rule) SELECT t.id, c.id, 'never' FROM tenants t, clusters c ORDER BY t.id, c.id LIMIT 1;
