INSERT INTO image_rolls (id, image, from_image, configured, first_orders, stop_after, state, cause, orders_bad, rooms_missing, created_at, stopped_at)
VALUES ('01990000-0000-7000-8000-000000031001', 'registry.example/room:v2', 'docker.io/livekit/livekit-server:v1.13.5', 'docker.io/livekit/livekit-server:v1.13.5', 3, 2, 'stopped',
        '{"reason": "rooms_missing", "params": {"missing": 2, "ready": 0, "others_missing": 0, "others_ready": 8}}', 1, 2, '2026-09-01', '2026-09-02');
INSERT INTO image_roll_orders (order_id, roll_id, rolled_at)
SELECT id, '01990000-0000-7000-8000-000000031001', '2026-09-01' FROM orders ORDER BY id LIMIT 1;
