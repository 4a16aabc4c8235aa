-- A kind of somebody's own, and one without a least.
INSERT INTO kinds (name, position, speakers, seats_max, staff_seats, packets_per_second, stream_kbit, recorded_track_cpu_milli, least_cpu_milli,
                   lead_minutes, drain_minutes, grace_seconds, priority)
SELECT 'tutorial', 9, 2, 4, 1, 110, 500, 0, 0, lead_minutes, drain_minutes, grace_seconds, priority FROM kinds WHERE name = 'class';
