-- Names as people expect them: 7-2 before 7-10, Chinese by its sounds and before Latin letters.
CREATE COLLATION natural_order (provider = icu, locale = 'zh-u-kn-true');

-- Columns and no expressions: within the fence of a tenant an expression such as coalesce is no condition of an index, because it might tell of
-- rows that the fence hides.
ALTER TABLE orders
    -- What needs somebody comes first: rooms that are wanted and not up, then what is otherwise not as planned, then what goes on, then what is over.
    ADD COLUMN attention integer GENERATED ALWAYS AS (
        CASE WHEN phase IN ('terminating', 'released') THEN 3 WHEN ready THEN 2 WHEN rooms_wanted_now > rooms_ready_now THEN 0 ELSE 1 END) STORED,
    -- What never changes again comes last.
    ADD COLUMN sorted_change_at timestamptz GENERATED ALWAYS AS (coalesce(next_change_at, timestamptz '9999-01-01 00:00:00+00')) STORED;

-- An index for each order that a list of orders may have, of one tenant and of all. Each change of an order writes them all: its row is never changed in
-- place anyway, because what is due and what is handled are indexed.
CREATE INDEX orders_tenant_id_name_idx ON orders (tenant_id, name COLLATE natural_order, id);
CREATE INDEX orders_tenant_id_sorted_change_at_idx ON orders (tenant_id, sorted_change_at, id);
CREATE INDEX orders_tenant_id_attention_idx ON orders (tenant_id, attention, sorted_change_at, id);
CREATE INDEX orders_name_idx ON orders (name COLLATE natural_order, id);
CREATE INDEX orders_sorted_change_at_idx ON orders (sorted_change_at, id);
CREATE INDEX orders_attention_idx ON orders (attention, sorted_change_at, id);

CREATE INDEX tenants_name_idx ON tenants (name COLLATE natural_order, id);

-- Rooms are sorted by name along an index. What needs somebody is sorted anew for each page, within the rooms of one tenant: an index of what changes at
-- every bell would make each of those changes dearer.
CREATE INDEX classrooms_tenant_id_shown_name_idx ON classrooms (tenant_id, shown_name COLLATE natural_order, id);
