INSERT INTO reservations (tenant_id, calendar_id, order_id, resource, steps, sizes)
    SELECT o.tenant_id, c.calendar_id, o.id, 'pods', '{5961134,5961147,1}', '{1716,362,156,0,1}'
    FROM orders o CROSS JOIN (SELECT calendar_id FROM clusters ORDER BY id LIMIT 1) c ORDER BY o.id LIMIT 1
    ON CONFLICT (order_id, calendar_id, resource) DO UPDATE SET sizes = excluded.sizes;
UPDATE clusters SET sells_packed = true;
