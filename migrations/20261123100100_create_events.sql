-- What happened. A sequence is given per feed after commit, so that readers in sequence order lose and repeat nothing.
CREATE TABLE feeds (
    -- A tenant, a partner, or the nil UUID for the platform.
    feed          uuid PRIMARY KEY,
    last_sequence bigint NOT NULL
);
SELECT fence_by_tenant('feeds', 'feed');

CREATE TABLE events (
    id         uuid PRIMARY KEY,
    feed       uuid NOT NULL,
    -- NULL until given.
    sequence   bigint,
    type       text NOT NULL,
    at         timestamptz NOT NULL,
    actor      jsonb NOT NULL,
    -- The id, with its prefix, of what it is about.
    subject    text NOT NULL,
    data       jsonb NOT NULL,
    UNIQUE (feed, sequence)
);
CREATE INDEX events_unsequenced_idx ON events (feed, at, id) WHERE sequence IS NULL;
CREATE INDEX events_feed_subject_idx ON events (feed, subject, sequence);
SELECT fence_by_tenant('events', 'feed');
REVOKE DELETE ON events FROM homeroom_app;
