-- By which a person knows a session again among their own. Shown to nobody else.
ALTER TABLE sessions ADD COLUMN user_agent text;
-- A person's own sessions, the newest first, and the sessions that end with a membership.
CREATE INDEX sessions_membership_id_idx ON sessions (membership_id, created_at DESC, id DESC);
