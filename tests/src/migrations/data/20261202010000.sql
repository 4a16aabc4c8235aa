UPDATE classrooms SET unreached_since = '2026-09-07 00:55';
