//! Works that are paused one by one.

use super::*;
use crate::cluster::lane::WorkLane;

#[test]
fn a_paused_work_holds_its_own_writes_and_no_other() {
    let (mut server, plan) = stands(&fixture::live_order("class", 3));
    // A room that is not up, one that bears what it should not, and a whole one.
    server.edit(&deployment(&plan, 0), |body| body["spec"]["replicas"] = 0.into());
    server.edit(&deployment(&plan, 1), |body| body["spec"]["paused"] = true.into());
    let written = |paused: &[WorkLane]| {
        let changes = diff(&plan, &server.observed).without(paused, &server.observed);
        let names: Vec<String> = changes.apply.iter().map(|apply| apply.object.name.clone()).collect();
        (names, changes.paused)
    };
    let [first, second] = [0, 1].map(|index| plan.rooms[index].name.clone());
    let mut both = vec![first.clone(), second.clone()];
    both.sort();
    let sorted = |(mut names, held): (Vec<String>, Option<Held>)| {
        names.sort();
        (names, held)
    };
    assert_eq!(sorted(written(&[])), (both.clone(), None));
    assert_eq!(written(&[WorkLane::Openings]), (vec![second], Some(Held { writes: 1 })));
    assert_eq!(written(&[WorkLane::Repairs]), (vec![first], Some(Held { writes: 1 })));
    assert_eq!(written(&[WorkLane::Openings, WorkLane::Repairs]), (vec![], Some(Held { writes: 2 })));
    assert_eq!(sorted(written(&[WorkLane::Deletions, WorkLane::Preload])), (both, None), "nothing of theirs is to be done");
}

#[test]
fn a_room_that_would_come_up_anew_is_an_opening_and_one_at_zero_is_not() {
    for (order, held) in [(fixture::live_order("class", 2), Some(Held { writes: 2 })), (fixture::order("class", 2), None)] {
        let plan = plan(&order);
        let changes = diff(&plan, &Observed::default()).without(&[WorkLane::Openings], &Observed::default());
        assert_eq!(changes.paused, held);
        assert!(!changes.create.is_empty(), "what rooms need is made all the same");
    }
}

#[test]
fn a_room_whose_lesson_is_over_closes_and_what_ends_stays_while_deletions_are_paused() {
    let (mut server, _) = stands(&fixture::live_order("class", 1));
    let idle = plan(&fixture::order("class", 1));
    let closing = diff(&idle, &server.observed);
    let room = deployment(&idle, 0);
    let closes = closing.clone().without(&WorkLane::ALL, &server.observed).apply.into_iter().find(|apply| apply.object == room);
    assert_eq!(closes.expect("it is closed").body["spec"]["replicas"], 0);
    let leaving = plan(&Desired { stage: Stage::Leaving, ..fixture::order("class", 1) });
    let going = diff(&leaving, &server.observed).without(&[WorkLane::Deletions], &server.observed);
    assert_eq!(going.delete.iter().map(|delete| &delete.object).collect::<Vec<_>>(), [&room], "a room that is up goes with its order");
    server.write(&closing);
    let changes = diff(&leaving, &server.observed);
    let writes = changes.delete.len();
    assert!(writes > 0);
    let held = changes.without(&[WorkLane::Deletions], &server.observed);
    assert_eq!((held.delete, held.paused, held.gone), (vec![], Some(Held { writes }), false));
}
