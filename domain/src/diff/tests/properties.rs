//! Any plan after any other.

use proptest::prelude::*;

use super::{settle, stands, template, with_image};
use crate::{
    diff::{Changes, diff},
    workload::{Desired, ObjectKind, ObjectRef, PlannedRoom, fixture, made_for, plan},
};

prop_compose! {
    fn room()(number in 1_u128..12, seats in 1_u32..60, wanted: bool, always: bool, generation in 1_i64..4, named: bool, secret in 0_u8..2) -> crate::workload::RoomPlan {
        let mut room = fixture::room(&fixture::kind("class"), number, seats);
        (room.wanted, room.always, room.generation) = (wanted, always, generation);
        room.name = room.name.filter(|_| named);
        room.credentials.secret = format!("{secret}-secret-of-at-least-32-characters");
        room
    }
}

prop_compose! {
    fn desired()(mut rooms in prop::collection::vec(room(), 1..8), image in 0_u8..2, network_limited: bool, generation in 1_i64..4) -> Desired {
        rooms.sort_by_key(|room| room.id);
        rooms.dedup_by_key(|room| room.id);
        let mut desired = with_image(fixture::order("class", 0), &format!("image-{image}"));
        desired.rooms = rooms;
        desired.settings.network_limited = network_limited;
        desired.order.generation = generation;
        desired
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    #[test]
    fn planning_twice_diffs_to_nothing(desired in desired()) {
        let (server, first) = stands(&desired);
        let second = plan(&desired);
        prop_assert_eq!(&first, &second);
        prop_assert_eq!(diff(&second, &server.observed), Changes::default());
    }

    #[test]
    fn any_plan_follows_any_other_and_live_templates_stay(before in desired(), after in desired()) {
        let (mut server, old) = stands(&before);
        let new = plan(&after);
        let run = |room: &PlannedRoom| made_for(room.always, room.generation);
        let live: Vec<_> = new.rooms.iter().filter(|room| room.wanted)
            .filter(|room| old.rooms.iter().any(|earlier| earlier.id == room.id && earlier.wanted && run(earlier) == run(room)))
            .map(|room| ObjectRef::new(ObjectKind::Deployment, &room.name)).collect();
        let kept: Vec<_> = live.iter().map(|object| template(&server, object)).collect();
        settle(&mut server, &new);
        prop_assert_eq!(live.iter().map(|object| template(&server, object)).collect::<Vec<_>>(), kept);

        // Once every room has rested, nothing but the plan is left.
        let mut rest = after;
        rest.rooms.iter_mut().for_each(|room| room.wanted = false);
        let rest = plan(&rest);
        settle(&mut server, &rest);
        let ours = server.observed.objects.keys().filter(|object| !["default", "kube-root-ca.crt"].contains(&object.name.as_str())).count();
        prop_assert_eq!(ours + 1, rest.objects.len());
        prop_assert_eq!(diff(&rest, &server.observed), Changes::default());
    }
}
