UPDATE classrooms SET open_from = '2026-09-07 00:50', open_until = '2026-09-07 01:55', opens_next = '2026-09-14 00:50', address = '10.1.2.3', seen_at = '2026-09-07 00:51';
UPDATE clusters SET answering = true;
