-- A link without a membership was sent to the person's own address: it sets one password wherever the person has a role.
-- Links of a membership, which a new one takes the place of and which end with it.
CREATE INDEX password_links_membership_id_idx ON password_links (membership_id);
-- Those of a person.
CREATE INDEX password_links_user_id_idx ON password_links (user_id);
