//! Whatever moves in whatever order: what is found for an order is taken, what is refused does not fit, and what it leaves is given back.

use super::*;

const CLUSTERS: usize = 3;

/// So many rooms, every day of three from an hour on.
fn sized(number: usize, (rooms, hour): (usize, u32)) -> Order {
    let keys: Vec<_> = (0..rooms).map(|room| json!({"key": format!("r{room}"), "seats": 50})).collect();
    let mut order = of(&json!({
        "name": "Autumn", "kind": "class", "region": "r", "rooms": keys, "term": {"first_day": "2026-09-01", "last_day": "2026-09-03"},
        "timetable": {"time_zone": "UTC", "lessons": [{"key": "math", "rrule": "FREQ=DAILY", "start": format!("{hour:02}:00"), "duration_minutes": 90}]}}));
    let id = |room: usize| ClassroomId::new(Uuid::from_u128((1_000 * number + room) as u128));
    order.id = OrderId::new(Uuid::from_u128(100 + number as u128));
    order.rooms = (0..rooms).map(|room| Room { id: id(room), key: format!("r{room}") }).collect();
    order
}

/// Orders with where they are and what they hold there.
struct Booked {
    clusters: Vec<ClusterCalendar>,
    orders: Vec<(Moving, usize, Reservation)>,
}

impl Booked {
    /// Each is placed where there is room, like one that moves from nowhere.
    fn new(orders: &[(usize, u32)], nodes: &[usize]) -> Self {
        let clusters = nodes.iter().enumerate().map(|(number, nodes)| with_nodes(number, *nodes)).collect();
        let mut booked = Self { clusters, orders: Vec::new() };
        for (number, order) in orders.iter().enumerate() {
            let moving = Moving::of(&sized(number, *order), at("2026-08-15T00:00:00Z"));
            let Ok(found) = place(&moving, &booked.clusters, &BTreeMap::new()) else { continue };
            let on = booked.clusters.iter().position(|at| at.cluster == found.cluster).unwrap();
            booked.clusters[on].calendar.book(&found.capacity).unwrap();
            booked.orders.push((moving, on, found.capacity));
        }
        booked
    }

    fn moves(&mut self, which: usize, to: usize) -> Result<(), TestCaseError> {
        let Some((moving, on, held)) = self.orders.get(which) else { return Ok(()) };
        let (moving, on, held) = (moving.clone(), *on, held.clone());
        if on == to {
            return Ok(());
        }
        let shape = self.clusters[to].shape.unwrap();
        let wanted = moving.demand.cluster_demand(shape).unwrap();
        match place(&moving, [&self.clusters[to]], &BTreeMap::new()) {
            Ok(found) => {
                prop_assert!(self.clusters[to].calendar.change(&found.change).is_ok(), "what is found is taken");
                self.clusters[on].calendar.release(&held);
                self.orders[which] = (moving, to, found.capacity);
            }
            Err(tried) => {
                prop_assert!(self.clusters[to].calendar.clone().change(&wanted).is_err(), "what is refused does not fit: {tried:?}");
                let NoPlace::Short { resource, needed, free, .. } = tried[0].why else {
                    return Err(TestCaseError::fail(format!("{tried:?}")));
                };
                prop_assert!(needed > free, "{resource} is short: {needed} of {free}");
            }
        }
        Ok(())
    }

    /// No slot is sold twice, and what is booked is what the orders hold.
    fn holds(&self) -> Result<(), TestCaseError> {
        for (number, at) in self.clusters.iter().enumerate() {
            for (resource, _, used) in at.calendar.days() {
                prop_assert!(used.iter().all(|used| (0..=at.calendar.limit(resource)).contains(used)), "{resource} of {number}");
            }
            let mut rebuilt = Calendar::new(at.calendar.id, at.calendar.limits.clone());
            self.orders.iter().filter(|(_, on, _)| *on == number).for_each(|(.., held)| rebuilt.add(&held.steps, 1));
            let all = |calendar: &Calendar| -> BTreeMap<(Resource, i32), i64> {
                let sums = calendar.days().map(|(resource, day, used)| ((resource, day), used.iter().sum::<i64>()));
                sums.filter(|(_, sum)| *sum > 0).collect()
            };
            prop_assert_eq!(all(&rebuilt), all(&at.calendar));
        }
        Ok(())
    }
}

proptest! {
    // A case has up to thirty moves.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 2))]

    #[test]
    fn what_is_found_for_a_move_is_always_accepted_and_what_is_refused_does_not_fit(
        orders in prop::collection::vec((1_usize..50, 8_u32..12), 1..8),
        nodes in prop::collection::vec(1_usize..3, CLUSTERS),
        moves in prop::collection::vec((0_usize..8, 0..CLUSTERS), 1..30),
    ) {
        let mut booked = Booked::new(&orders, &nodes);
        for (which, to) in moves {
            booked.moves(which, to)?;
            booked.holds()?;
        }
    }
}
