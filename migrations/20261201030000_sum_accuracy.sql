-- What was planned against what came: lessons and nodes by the week (of UTC, by its Monday) and cluster. A row a week and cluster and none a lesson: lessons are
-- added up once for each hour, a day after it, with the promises of the same hour; nodes when a slot of five minutes in which some were planned or used is over.
-- Three years are kept.
CREATE TABLE accuracy_weeks (
    -- Kept when the cluster is taken off.
    cluster_id uuid NOT NULL,
    week       date NOT NULL,
    lessons    bigint NOT NULL DEFAULT 0,
    in_time    bigint NOT NULL DEFAULT 0,
    late       bigint NOT NULL DEFAULT 0,
    broken     bigint NOT NULL DEFAULT 0,
    unknown    bigint NOT NULL DEFAULT 0,
    -- How long before their lessons the rooms were ready that were so in time, together.
    ready_seconds bigint NOT NULL DEFAULT 0,
    -- Lessons that say how many pupils they expect, how many that is, and how many were let in.
    expecting  bigint NOT NULL DEFAULT 0,
    expected   bigint NOT NULL DEFAULT 0,
    seen       bigint NOT NULL DEFAULT 0,
    -- Slots in which nodes were planned or used and were counted, and the nodes of these slots, together: planned, holding rooms, usable.
    slots         bigint NOT NULL DEFAULT 0,
    nodes_planned bigint NOT NULL DEFAULT 0,
    nodes_used    bigint NOT NULL DEFAULT 0,
    nodes_usable  bigint NOT NULL DEFAULT 0,
    -- The most in one slot.
    planned_most  bigint NOT NULL DEFAULT 0,
    used_most     bigint NOT NULL DEFAULT 0,
    -- The last slot that was added: whoever comes to it a second time adds nothing.
    last_slot     bigint NOT NULL DEFAULT -1,
    PRIMARY KEY (cluster_id, week),
    CHECK (lessons = in_time + late + broken + unknown AND expecting <= lessons)
);
CREATE INDEX accuracy_weeks_week_idx ON accuracy_weeks (week);
GRANT SELECT, INSERT, UPDATE, DELETE ON accuracy_weeks TO homeroom_worker;
