UPDATE invoice_lines SET rooms = 2, unit_amount_minor = '5', makes_good = false WHERE invoice_id IN (SELECT id FROM invoices WHERE status = 'draft');
