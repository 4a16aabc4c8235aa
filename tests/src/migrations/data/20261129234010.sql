UPDATE credits SET payment_id = (SELECT id FROM payments ORDER BY id LIMIT 1) WHERE id = (SELECT id FROM credits ORDER BY id LIMIT 1);
UPDATE refunds SET surplus_minor = 1;
