UPDATE drafts SET verdict = 'does_not_fit' WHERE id = '00000000-0000-7000-8000-000000000202';
UPDATE drafts SET made_order_id = '00000000-0000-7000-8000-00000000000c', made_at = '2026-09-02', made_by = '{"type": "system"}', verdict = 'fits'
    WHERE id = '00000000-0000-7000-8000-000000000201';
