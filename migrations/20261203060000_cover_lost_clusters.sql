-- Whoever waits for a long statement here would hold up everybody who books: it is tried again instead.
SET LOCAL lock_timeout = '2s';

-- Whether all that is booked of a cluster is to have room on the others of its region, were it lost.
ALTER TABLE clusters ADD COLUMN wants_cover boolean NOT NULL DEFAULT false;

-- What operators were told last of a cluster whose loss the others would not bear: a row while they would not, gone with the cluster. How many nodes more would
-- mend it; NULL: no number does. Clusters are the platform's: no tenant sees it.
CREATE TABLE cover_shortages (
    cluster_id uuid PRIMARY KEY REFERENCES clusters (id) ON DELETE CASCADE,
    nodes      bigint CHECK (nodes > 0),
    told_at    timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON cover_shortages TO homeroom_worker;
