-- A password or a link opens the membership that it was handed out for and no other: whoever adds an address knows what they handed out.

-- How this person's passwords are hashed: a PHC string without its hash. One a person, so that one computation is compared with all of them.
ALTER TABLE users ADD COLUMN password_recipe text NOT NULL
    DEFAULT '$argon2id$v=19$m=19456,t=2,p=1$' || rtrim(encode(uuid_send(gen_random_uuid()), 'base64'), '=');

CREATE TABLE passwords (
    membership_id uuid PRIMARY KEY REFERENCES memberships (id) ON DELETE CASCADE,
    hash          bytea NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON passwords TO homeroom_worker;

ALTER TABLE password_links ADD COLUMN membership_id uuid REFERENCES memberships (id) ON DELETE CASCADE;

-- The owner of the tables is fenced too, and would move nothing.
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE memberships NO FORCE ROW LEVEL SECURITY;

UPDATE users SET password_recipe = regexp_replace(password_hash, '\$[^$]*$', '') WHERE password_hash IS NOT NULL;
INSERT INTO passwords (membership_id, hash)
    SELECT m.id, decode(regexp_replace(u.password_hash, '^.*\$', '') || '=', 'base64')
    FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.password_hash IS NOT NULL;
-- A link lasts seven days from the moment at which its membership was made. Of somebody with a password it did nothing.
UPDATE password_links l SET membership_id = m.id FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.user_id = l.user_id AND m.created_at = l.expires_at - interval '7 days' AND u.password_hash IS NULL;
DELETE FROM password_links WHERE membership_id IS NULL;

ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
-- From this version on nothing reads users.password_hash; a later release drops it.
