INSERT INTO tenant_sellers (tenant_id, legal_entity_id, chosen_at) SELECT t.id, e.id, '2026-09-02 01:50Z' FROM tenants t, legal_entities e ORDER BY t.id, e.id LIMIT 1;
