-- A maker who acts for the tenant from outside of it, of the platform or of a partner: within the fence of a tenant nothing is seen of whether that one is
-- gone, and the bound of a tenant counts those whose maker is not.
ALTER TABLE subscriptions ADD COLUMN maker_is_outside boolean NOT NULL DEFAULT false;
ALTER TABLE subscriptions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE memberships NO FORCE ROW LEVEL SECURITY;
ALTER TABLE api_keys NO FORCE ROW LEVEL SECURITY;
UPDATE subscriptions s SET maker_is_outside = true
WHERE EXISTS (SELECT FROM memberships m WHERE m.id = s.maker_id AND m.tenant_id IS DISTINCT FROM s.tenant_id)
   OR EXISTS (SELECT FROM api_keys k WHERE k.id = s.maker_id AND k.tenant_id IS DISTINCT FROM s.tenant_id);
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
ALTER TABLE subscriptions FORCE ROW LEVEL SECURITY;
