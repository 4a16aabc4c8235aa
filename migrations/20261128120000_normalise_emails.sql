-- Addresses are compared in one spelling (NFKC, lower case) from now on. Two people whose addresses were twins until now stay as they are: which of
-- them is meant is for whoever added them to say.
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
UPDATE users u SET email = normalize(lower(u.email), NFKC)
WHERE u.email <> normalize(lower(u.email), NFKC)
  AND NOT EXISTS (SELECT FROM users o WHERE o.id <> u.id AND normalize(lower(o.email), NFKC) = normalize(lower(u.email), NFKC));
ALTER TABLE users FORCE ROW LEVEL SECURITY;
