-- The catalogue of kinds, and the calendars in which everything finite is booked.
CREATE TABLE kinds (
    name                     text PRIMARY KEY,
    position                 smallint NOT NULL,
    -- NULL: every participant.
    speakers                 integer CHECK (speakers > 0),
    seats_max                integer NOT NULL CHECK (seats_max > 0),
    staff_seats              integer NOT NULL CHECK (staff_seats >= 0),
    packets_per_second       integer NOT NULL CHECK (packets_per_second > 0),
    stream_kbit              integer NOT NULL CHECK (stream_kbit > 0),
    recorded_track_cpu_milli integer NOT NULL CHECK (recorded_track_cpu_milli >= 0),
    lead_minutes             integer NOT NULL CHECK (lead_minutes >= 0),
    drain_minutes            integer NOT NULL CHECK (drain_minutes >= 0),
    grace_seconds            integer NOT NULL CHECK (grace_seconds > 0),
    priority                 integer NOT NULL
);
GRANT SELECT ON kinds TO homeroom_app, homeroom_worker;
INSERT INTO kinds VALUES
    ('lecture', 1, 1,    3000, 3, 190, 1400, 0, 10, 10, 30, 1000),
    ('class',   2, 6,    200,  3, 110, 500,  0, 10, 10, 30, 1000),
    ('seminar', 3, NULL, 30,   3, 110, 500,  0, 10, 10, 30, 1000),
    ('studio',  4, 2,    60,   3, 190, 1700, 0, 10, 10, 30, 1000);

CREATE TABLE calendars (
    id        uuid PRIMARY KEY,
    -- The tenant whose quota it is; NULL for a cluster's.
    tenant_id uuid UNIQUE REFERENCES tenants (id),
    -- {"rooms": 100, ...}. Per slot: rooms, seats | cpu_milli, memory_mib, network_mbit, pods, node_share. Of a tenant also live_orders and
    -- rooms_per_order, which are not booked per slot.
    limits    jsonb NOT NULL,
    edit      bigint NOT NULL DEFAULT 1
);
ALTER TABLE calendars ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendars FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON calendars TO homeroom_app USING (tenant_id IS NULL OR tenant_id = (SELECT current_tenant()));
CREATE POLICY every ON calendars TO homeroom_worker USING (true) WITH CHECK (true);
-- Locking a row FOR NO KEY UPDATE needs the right to update it; the app role may touch nothing but this column.
GRANT SELECT, UPDATE (edit) ON calendars TO homeroom_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON calendars TO homeroom_worker;

CREATE TABLE calendar_days (
    calendar_id uuid NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
    tenant_id   uuid,
    resource    text NOT NULL,
    -- UTC days from the epoch.
    day         integer NOT NULL,
    used        bigint[] NOT NULL CHECK (cardinality(used) = 96 AND 0 <= ALL (used)),
    PRIMARY KEY (calendar_id, resource, day)
);
ALTER TABLE calendar_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_days FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON calendar_days TO homeroom_app
    USING (tenant_id IS NULL OR tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id IS NULL OR tenant_id = (SELECT current_tenant()));
CREATE POLICY every ON calendar_days TO homeroom_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_days TO homeroom_app, homeroom_worker;
