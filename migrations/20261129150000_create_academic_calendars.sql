-- What a school plans for all of its orders: terms, days off, make-up days and bell schedules. At most fifty of a tenant.
CREATE TABLE academic_calendars (
    id          uuid PRIMARY KEY,
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    name        text NOT NULL,
    terms       jsonb NOT NULL,
    days        jsonb NOT NULL,
    bells       jsonb NOT NULL,
    edit        bigint NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX academic_calendars_tenant_idx ON academic_calendars (tenant_id, created_at, id);
SELECT fence_by_tenant('academic_calendars');

-- The calendar that the newest document of an order names. Not a foreign key: an order that is over may name one that was removed since.
ALTER TABLE orders ADD COLUMN academic_calendar_id uuid;
CREATE INDEX orders_academic_calendar_idx ON orders (tenant_id, academic_calendar_id, id) WHERE academic_calendar_id IS NOT NULL;
