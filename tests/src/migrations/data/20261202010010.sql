UPDATE classrooms SET stays_on = (SELECT id FROM clusters LIMIT 1), stays_since = '2026-09-07 01:00', stays_until = '2026-09-07 01:55';
