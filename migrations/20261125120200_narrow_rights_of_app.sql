-- What requests of institutions write, and no more of it: the fence says whose rows, this says which columns.
-- Holding a tenant's row FOR SHARE needs the right to update something of it.
REVOKE UPDATE ON tenants FROM homeroom_app;
GRANT UPDATE (edit) ON tenants TO homeroom_app;
-- What happened is never changed; numbers are given later.
REVOKE UPDATE ON events FROM homeroom_app;
GRANT UPDATE (sequence) ON events TO homeroom_app;
REVOKE UPDATE, DELETE ON feeds FROM homeroom_app;
GRANT UPDATE (last_sequence) ON feeds TO homeroom_app;
REVOKE UPDATE, DELETE ON calendar_days FROM homeroom_app;
GRANT UPDATE (used) ON calendar_days TO homeroom_app;
REVOKE UPDATE ON reservations FROM homeroom_app;
GRANT UPDATE (steps) ON reservations TO homeroom_app;
-- Only the reconciler ends a placement and knows when a room was Available.
REVOKE UPDATE, DELETE ON placements FROM homeroom_app;
REVOKE INSERT, UPDATE, DELETE ON readiness FROM homeroom_app;
