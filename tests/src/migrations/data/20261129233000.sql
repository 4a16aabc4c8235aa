UPDATE orders SET phase = 'reserved', reserved_until = '2026-08-10' WHERE id = (SELECT min(id::text)::uuid FROM orders);
UPDATE orders SET phase = 'scheduled', confirmed_at = '2026-08-05', purchase_order = 'PO-7781' WHERE phase = 'reserved';
