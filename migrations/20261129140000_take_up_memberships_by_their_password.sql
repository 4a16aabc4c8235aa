-- A replica of the version before sets passwords and knows nothing of who has come: without this its members would be listed as invited for ever.
CREATE FUNCTION take_up_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE memberships SET taken_up_at = now() WHERE id = NEW.membership_id AND taken_up_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER passwords_take_up AFTER INSERT ON passwords FOR EACH ROW EXECUTE FUNCTION take_up_membership();

-- Those who came since the column was added. The owner of the tables is fenced too, and would move nothing.
ALTER TABLE memberships NO FORCE ROW LEVEL SECURITY;
UPDATE memberships m SET taken_up_at = now() FROM passwords w WHERE w.membership_id = m.id AND m.taken_up_at IS NULL;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
