UPDATE tenants SET cancelled_at = '2026-12-31T16:00:00Z', purge_at = '2027-01-30T16:00:00Z', purge_hold = 'An audit';
