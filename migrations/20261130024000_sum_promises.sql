-- How the promises of rooms were kept: lessons by the week (of UTC, by its Monday) in which they ended, institution and cluster, added up once for each hour,
-- a day after it. Three years are kept: at 5,000 institutions some 300,000 rows a year.
CREATE TABLE promise_weeks (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    week       date NOT NULL,
    -- Where the order ran; nil where it has no place. Kept when the cluster is taken off.
    cluster_id uuid NOT NULL,
    lessons    bigint NOT NULL,
    in_time    bigint NOT NULL,
    late       bigint NOT NULL,
    broken     bigint NOT NULL,
    unknown    bigint NOT NULL,
    -- Of those in time, by how long before the lesson the room was ready: less than one minute, two, five, and more.
    ready_before bigint[] NOT NULL CHECK (cardinality(ready_before) = 4),
    PRIMARY KEY (tenant_id, week, cluster_id),
    CHECK (lessons = in_time + late + broken + unknown)
);
CREATE INDEX promise_weeks_week_idx ON promise_weeks (week, cluster_id);
SELECT fence_by_tenant('promise_weeks');
REVOKE INSERT, UPDATE, DELETE ON promise_weeks FROM homeroom_app;
