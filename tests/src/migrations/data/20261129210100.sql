INSERT INTO legal_entities (id, name, address, tax_id, email, bank, number_prefix, tax_name, tax_rate_ppm, days_until_due, approval, created_at) VALUES
    ('00000000-0000-7000-8000-000000000402', 'Homeroom', '', '', '', '', 'HR-', 'VAT', 60000, 30, false, '2026-09-01');
INSERT INTO billing_profiles (tenant_id, name, address, tax_id, purchase_order, email, updated_at) VALUES
    ('00000000-0000-7000-8000-000000000002', 'Qinghe', '', '', '', '', '2026-09-01');
INSERT INTO invoices (id, tenant_id, kind, cycle, key, status, legal_entity_id, number, currency, first_day, last_day, issued_at, due_on, subtotal_minor, tax_minor,
                      total_minor, created_at) VALUES
    ('00000000-0000-7000-8000-000000000403', '00000000-0000-7000-8000-000000000002', 'invoice', '2026-09-01', 'cycle:2026-09', 'issued',
     '00000000-0000-7000-8000-000000000402', 'HR-1', 'CNY', '2026-09-01', '2026-09-30', '2026-10-04', '2026-11-03', 100, 6, 106, '2026-10-01');
INSERT INTO invoice_lines (tenant_id, invoice_id, position, price, title, quantity, first_day, last_day, amount_minor) VALUES
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000403', 0, 'base', 'Base', 30, '2026-09-01', '2026-09-30', 100);
INSERT INTO payments (id, tenant_id, invoice_id, method, reference, received_on, amount_minor, created_at) VALUES
    ('00000000-0000-7000-8000-000000000404', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000403', 'bank_transfer', 'x',
     '2026-10-10', 6, '2026-10-10');
INSERT INTO credits (id, tenant_id, reason, currency, amount_minor, remaining_minor, created_at) VALUES
    ('00000000-0000-7000-8000-000000000405', '00000000-0000-7000-8000-000000000002', 'x', 'CNY', 5, 5, '2026-10-10');
