-- Rolls of a room image: it is brought to nodes, then orders start their rooms from it a few at a time, and all of them once those did well. At most one goes on.
-- Clusters and images are the platform's: no tenant sees them.
CREATE TABLE image_rolls (
    id            uuid PRIMARY KEY,
    image         text NOT NULL CHECK (length(image) BETWEEN 1 AND 1024),
    -- What rooms started from then.
    from_image    text NOT NULL,
    -- ROOM_IMAGE as it was set then: a roll counts as long as that stays, and is emptied when another is set.
    configured    text NOT NULL,
    -- Orders that begin, and rooms that may be missing before it stops.
    first_orders  integer NOT NULL CHECK (first_orders BETWEEN 1 AND 50),
    stop_after    integer NOT NULL CHECK (stop_after BETWEEN 1 AND 100),
    state         text NOT NULL CHECK (state IN ('rolling', 'stopped', 'done', 'taken_back')),
    -- Why it is stopped or was taken back: {"reason", "params"}.
    cause         jsonb,
    -- Of orders whose first bell with it has rung: those whose rooms were all ready in time, and those with one that was not.
    orders_good   bigint NOT NULL DEFAULT 0,
    orders_bad    bigint NOT NULL DEFAULT 0,
    -- Their rooms; and rooms of other orders on the same clusters at the same bells.
    rooms_ready   bigint NOT NULL DEFAULT 0,
    rooms_missing bigint NOT NULL DEFAULT 0,
    others_ready  bigint NOT NULL DEFAULT 0,
    others_missing bigint NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL,
    stopped_at    timestamptz,
    ended_at      timestamptz
);
CREATE UNIQUE INDEX image_rolls_open_key ON image_rolls ((true)) WHERE state IN ('rolling', 'stopped');
CREATE INDEX image_rolls_created_at_idx ON image_rolls (created_at, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON image_rolls TO homeroom_worker;

-- Orders whose rooms start from another image than that of their cluster. Of the newest roll alone; gone when it is taken back.
CREATE TABLE image_roll_orders (
    order_id  uuid PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,
    roll_id   uuid NOT NULL REFERENCES image_rolls (id) ON DELETE CASCADE,
    rolled_at timestamptz NOT NULL,
    -- When it was seen how its first bell went.
    judged_at timestamptz
);
CREATE INDEX image_roll_orders_roll_id_idx ON image_roll_orders (roll_id) WHERE judged_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON image_roll_orders TO homeroom_worker;
