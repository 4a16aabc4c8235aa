-- What a place calls a member, how the member is spoken to, and under which names timetables list a teacher. All of it is the membership's and not the
-- person's: one place must not learn what another knows of somebody.
ALTER TABLE memberships
    ADD COLUMN name text,
    ADD COLUMN language text CHECK (language IN ('en', 'zh-CN')),
    ADD COLUMN time_zone text,
    ADD COLUMN teaches_as text[] NOT NULL DEFAULT '{}' CHECK (cardinality(teaches_as) <= 20),
    -- When a password was first set for it. NULL: the person was invited and has not come yet.
    ADD COLUMN taken_up_at timestamptz;

-- The owner of the tables is fenced too, and would move nothing.
ALTER TABLE memberships NO FORCE ROW LEVEL SECURITY;
UPDATE memberships m SET taken_up_at = m.created_at FROM passwords w WHERE w.membership_id = m.id;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
