-- The first and last day of any generation: which orders may have a lesson in a window. A row of a version that does not write them is looked at always.
ALTER TABLE orders ADD COLUMN earliest_day date NOT NULL DEFAULT '-infinity', ADD COLUMN latest_day date NOT NULL DEFAULT 'infinity';

-- The owner, who is fenced too, sees no rows otherwise.
ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
ALTER TABLE order_generations NO FORCE ROW LEVEL SECURITY;
UPDATE orders o SET earliest_day = least(o.first_day, g.earliest_day), latest_day = greatest(o.last_day, g.latest_day)
FROM (SELECT order_id, min((document #>> '{term,first_day}')::date) AS earliest_day, max((document #>> '{term,last_day}')::date) AS latest_day
      FROM order_generations GROUP BY order_id) AS g
WHERE g.order_id = o.id;
ALTER TABLE order_generations FORCE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;

CREATE INDEX orders_tenant_id_latest_day_idx ON orders (tenant_id, latest_day);
