-- Whoever waits for a long statement here would hold up everybody who books: it is tried again instead.
SET LOCAL lock_timeout = '2s';

-- Whether no order is taken that would leave what is booked of a cluster without room on the others of its region. Counts where `wants_cover` does: a replica of
-- the version before knows that alone.
ALTER TABLE clusters ADD COLUMN cover_enforced boolean NOT NULL DEFAULT false;

-- Admission reads it, whoever orders.
GRANT SELECT (wants_cover, cover_enforced) ON clusters TO homeroom_app;
