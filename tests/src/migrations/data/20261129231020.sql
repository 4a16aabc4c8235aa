INSERT INTO plan_pauses (tenant_id, from_day, from_at, chosen_by) SELECT tenant_id, '2027-01-01', '2026-12-31T16:00:00Z', 'customer' FROM plan_subscriptions;
