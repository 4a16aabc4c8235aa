-- When the data of a tenant whose plan has ended is removed, when it was warned of that, why somebody wants it kept, and how far it is.
ALTER TABLE tenants ADD COLUMN purge_at timestamptz;
ALTER TABLE tenants ADD COLUMN purge_told_at timestamptz;
ALTER TABLE tenants ADD COLUMN purge_hold text;
ALTER TABLE tenants ADD COLUMN purging_since timestamptz;
ALTER TABLE tenants ADD COLUMN purged_at timestamptz;
-- When the last letter to it was sent, and the addresses of it were forgotten too.
ALTER TABLE tenants ADD COLUMN purge_settled_at timestamptz;
CREATE INDEX tenants_purge_at_idx ON tenants (purge_at, id) WHERE purge_settled_at IS NULL AND purge_at IS NOT NULL;

-- A person who belongs nowhere any more goes with what they logged in with, and an order with what a drain said of it. Rows of before were checked when they were
-- written; the owner of the tables, who sees no rows of tenants, could not check them again.
ALTER TABLE sessions DROP CONSTRAINT sessions_user_id_fkey;
ALTER TABLE sessions ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE password_links DROP CONSTRAINT password_links_user_id_fkey;
ALTER TABLE password_links ADD CONSTRAINT password_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE drain_refusals DROP CONSTRAINT drain_refusals_order_id_fkey;
ALTER TABLE drain_refusals ADD CONSTRAINT drain_refusals_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE NOT VALID;

-- What a purge removes, and nobody else does.
GRANT DELETE ON users, joins, breaches, notice_letters TO homeroom_worker;

-- Whoever removes a person or a room is asked who refers to it.
CREATE INDEX api_keys_created_by_idx ON api_keys (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX breaches_classroom_id_idx ON breaches (classroom_id);
