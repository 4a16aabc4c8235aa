-- Whoever follows the events of many feeds asks for what was committed since the last look. An event names its transaction, and a look compares two
-- snapshots, so that nothing is lost to transactions that commit in another order than they began, and nobody waits for a long one.
-- Older rows stay without a transaction: nobody follows the past.
ALTER TABLE events ADD COLUMN xid xid8;
ALTER TABLE events ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
CREATE INDEX events_xid_idx ON events (xid);
