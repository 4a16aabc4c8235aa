UPDATE classrooms SET stays_until = NULL WHERE id = (SELECT id FROM classrooms WHERE stays_on IS NOT NULL ORDER BY id LIMIT 1);
