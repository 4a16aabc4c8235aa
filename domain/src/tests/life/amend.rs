//! A new generation, and what goes on under the old one.

use crate::order::{AmendError, NewOrder, Oddity, Order};
use serde_json::json;

use super::{always, amend, amended, at, document, held, monday, on, order, up};

#[test]
fn a_running_lesson_stays_under_the_old_generation_and_a_live_room_keeps_it_to_the_end_of_its_run() {
    let before = order(monday(&[("x", "a", "09:00"), ("y", "a", "10:00"), ("z", "a", "14:00"), ("v", "b", "14:00")]));
    let after = amended(before, monday(&[("y", "a", "10:05"), ("z", "a", "14:00")]), at("09:20"));
    // x goes on though the new document has dropped it; y follows without a restart of the room; the afternoon is new.
    assert_eq!(held(&after), ["2026-09-07T09:00:00Z x g1", "2026-09-07T10:05:00Z y g2", "2026-09-07T14:00:00Z z g2"]);
    assert_eq!(up(&after), ["a 07T08:50-07T11:00 g1", "a 07T13:50-07T14:55 g2"]);
    assert_eq!(after.in_force(at("09:19")).number, 1);
    assert_eq!(after.in_force(at("09:20")).number, 2);
}

#[test]
fn a_room_in_its_lead_keeps_its_generation_where_the_lesson_stays_and_goes_where_it_does_not() {
    let lessons = [("x", "a", "09:00"), ("y", "b", "09:00")];
    let after = amended(order(monday(&lessons)), monday(&[("x", "a", "09:00")]), at("08:55"));
    assert_eq!(up(&after), ["a 07T08:50-07T09:55 g1", "b 07T08:50-07T08:55 g1"]);
    assert_eq!(held(&after), ["2026-09-07T09:00:00Z x g2"]);
}

#[test]
fn a_room_that_was_down_starts_under_the_new_generation() {
    let after = amended(order(monday(&[("x", "a", "07:00")])), monday(&[("y", "a", "09:00"), ("z", "b", "07:55")]), at("07:58"));
    // z would have begun before the amendment and does not exist; the lead of y has not begun.
    assert_eq!(up(&after), ["a 07T06:50-07T07:55 g1", "a 07T08:50-07T09:55 g2"]);
    assert_eq!(held(&after), ["2026-09-07T07:00:00Z x g1", "2026-09-07T09:00:00Z y g2"]);
    // A lead that should have begun already begins at once, under the new generation.
    let late = amended(order(monday(&[("x", "a", "07:00")])), monday(&[("y", "a", "08:00")]), at("07:57"));
    assert_eq!(up(&late), ["a 07T06:50-07T07:55 g1", "a 07T07:57-07T08:55 g2"]);
}

#[test]
fn a_lesson_that_was_held_is_not_held_again_when_it_is_moved_afterwards() {
    let later = |cancelled: bool| {
        let mut document = monday(&[("x", "a", "09:00")]);
        let change = if cancelled { json!({"cancelled": true}) } else { json!({"moved_to": {"start": "15:00"}}) };
        let mut value = json!({"lesson": "x", "room": "a", "on": "2026-09-07"});
        value.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        document.timetable.changes = vec![serde_json::from_value(value).expect("a change")];
        document
    };
    let after = amended(order(monday(&[("x", "a", "09:00")])), later(false), at("10:00"));
    assert_eq!(held(&after), ["2026-09-07T09:00:00Z x g1"]);
    // One that was cancelled in time can still be held later the same day.
    let again = amended(order(later(true)), later(false), at("10:00"));
    assert_eq!(held(&again), ["2026-09-07T15:00:00Z x g2"]);
    assert_eq!(again.schedule().lessons().len(), 1, "one lesson, one id");
}

#[test]
fn a_pending_generation_is_in_force_from_its_moment_and_dropped_by_one_before_it() {
    let first = order(monday(&[("x", "a", "09:00"), ("y", "a", "12:00")]));
    let pending = amend(first, monday(&[("y", "a", "13:00")]), Some(at("11:00")), at("08:00")).unwrap().order;
    assert_eq!(held(&pending), ["2026-09-07T09:00:00Z x g1", "2026-09-07T13:00:00Z y g2"]);
    assert_eq!((pending.in_force(at("08:00")).number, pending.newest().number), (1, 2));

    let replaced = amend(pending, monday(&[("y", "a", "14:00")]), Some(at("10:00")), at("08:30")).unwrap();
    assert_eq!(replaced.replaced, [2]);
    let oddity = Oddity::PendingGenerationDropped { generation: 2, effective_from: at("11:00") };
    assert_eq!(replaced.warnings.iter().map(|w| &w.oddity).collect::<Vec<_>>(), [&oddity]);
    assert_eq!(replaced.order.generations.iter().map(|g| g.number).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(held(&replaced.order), ["2026-09-07T09:00:00Z x g1", "2026-09-07T14:00:00Z y g3"]);
}

#[test]
fn a_room_that_went_up_for_a_generation_that_is_dropped_follows_it_to_the_end_of_its_run() {
    let lessons = monday(&[("y", "a", "13:00"), ("w", "b", "13:00")]);
    let pending = amend(order(monday(&[("x", "a", "09:00")])), lessons, Some(at("12:55")), at("08:00")).unwrap().order;
    // Both rooms go up at 12:50, before the generation takes over.
    let after = amended(pending.clone(), monday(&[("z", "a", "13:00")]), at("12:52"));
    assert_eq!(up(&after), ["a 07T08:50-07T09:55 g1", "a 07T12:50-07T13:55 g2", "b 07T12:50-07T12:52 g2"]);
    assert_eq!(held(&after), ["2026-09-07T09:00:00Z x g1", "2026-09-07T13:00:00Z z g3"]);
    assert_eq!(after.generation(2).map(|generation| generation.effective_from), Some(at("12:55")));

    let again = amend(after, monday(&[("z", "a", "13:05")]), Some(at("12:58")), at("12:53")).unwrap().order;
    let twice = amended(again, monday(&[("v", "a", "13:00"), ("v2", "b", "13:00")]), at("12:56"));
    assert_eq!(up(&twice), ["a 07T08:50-07T09:55 g1", "a 07T12:50-07T13:55 g2", "b 07T12:50-07T12:52 g2", "b 07T12:56-07T13:55 g5"]);

    let early = amended(pending, monday(&[("z", "a", "13:00")]), at("12:45"));
    assert!(early.dropped.is_empty());
    assert_eq!(up(&early), ["a 07T08:50-07T09:55 g1", "a 07T12:50-07T13:55 g3"]);
}

#[test]
fn a_room_that_is_never_down_goes_on_as_it_is_when_a_generation_that_was_known_takes_over() {
    let (first, next) = (order(monday(&[("x", "a", "08:00")])), monday(&[("y", "a", "09:00")]));
    let known = amend(first.clone(), next.clone(), Some(at("09:00")), at("07:00")).unwrap().order;
    assert_eq!(up(&known), ["a 07T07:50-07T09:55 g1"]);
    // Here the new generation's lead is the first to begin.
    let sooner =
        amend(order(monday(&[("x", "a", "09:09")])), monday(&[("y", "a", "09:00")]), Some(at("09:00")), at("07:00")).unwrap().order;
    assert_eq!(up(&sooner), ["a 07T08:50-07T09:55 g2"]);
    // Known when the room was down already.
    let late = amend(first, next, Some(at("09:00")), at("08:56")).unwrap().order;
    assert_eq!(up(&late), ["a 07T07:50-07T08:55 g1", "a 07T08:56-07T09:55 g2"]);
}

#[test]
fn what_was_dropped_once_changes_no_other_run_and_is_kept_no_longer_than_it_is_followed() {
    let dropped = |dropped: bool| {
        let mut order = order(monday(&[("x", "a", "09:00")]));
        if dropped {
            order = amend(order, monday(&[("x2", "a", "09:00"), ("w2", "b", "07:00")]), Some(at("06:55")), at("06:00")).unwrap().order;
        }
        order = amended(order, monday(&[("x3", "a", "09:00"), ("w3", "b", "07:00")]), at("06:52"));
        assert_eq!(order.dropped.len(), usize::from(dropped));
        // Room a is down at 09:55, and its next lesson's lead should have begun at 09:50.
        amended(order, monday(&[("v", "a", "10:00")]), at("09:57"))
    };
    let a = |order: &Order| {
        up(order).into_iter().filter(|run| run.starts_with('a')).map(|run| run.split(" g").next().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(a(&dropped(true)), a(&dropped(false)));
    let late = amended(dropped(true), monday(&[("u", "a", "12:00")]), on("2026-09-09", "08:00"));
    assert!(late.dropped.is_empty());
}

#[test]
fn a_cancel_and_a_suspension_leave_what_a_dropped_generation_brought_up() {
    let pending =
        amend(order(monday(&[])), monday(&[("y", "a", "13:00"), ("w", "b", "13:00")]), Some(at("12:55")), at("08:00")).unwrap().order;
    let dropped = amended(pending, monday(&[("z", "a", "12:53")]), at("12:52"));
    assert_eq!(up(&dropped), ["a 07T12:50-07T13:48 g2", "b 07T12:50-07T12:52 g2"]);
    let suspended = dropped.clone().suspend(at("12:54")).unwrap();
    assert_eq!(up(&suspended), up(&dropped));
    assert_eq!(up(&suspended.resume(at("12:55")).unwrap()), up(&dropped));
    assert_eq!(up(&dropped.clone().cancel(at("12:54"), false).order), up(&dropped));
}

#[test]
fn an_always_room_goes_on_when_a_pending_generation_is_dropped() {
    let pending = amend(order(always(&["a"])), monday(&[("y", "b", "13:00")]), Some(at("12:55")), at("08:00")).unwrap().order;
    let dropped = amended(pending, always(&["a"]), at("12:52"));
    assert_eq!(up(&dropped), ["a 01T00:00-07T12:52 g1", "a 07T12:52-2026-10-01T00:10 g3", "b 07T12:50-07T12:52 g2"]);
}

#[test]
fn an_amendment_keeps_kind_zone_and_region_and_the_ids_of_its_rooms() {
    let edit = |edit: fn(&mut NewOrder)| {
        let mut document = monday(&[("x", "a", "09:00")]);
        edit(&mut document);
        document
    };
    let base = || order(monday(&[("x", "a", "09:00")]));
    let refused = |next| amend(base(), next, None, at("08:00")).unwrap_err();
    assert_eq!(refused(edit(|d| d.kind = "lecture".into())), AmendError::OtherKind);
    assert_eq!(refused(edit(|d| d.region = "s".into())), AmendError::OtherRegion);
    assert_eq!(refused(edit(|d| d.timetable.time_zone = "Asia/Shanghai".into())), AmendError::OtherZone);
    let same = || edit(|_| ());
    assert_eq!(amend(base(), same(), Some(at("07:59")), at("08:00")).unwrap_err(), AmendError::InThePast { now: at("08:00") });
    assert_eq!(amend(base().suspend(at("07:00")).unwrap(), same(), None, at("08:00")).unwrap_err(), AmendError::Suspended);
    assert_eq!(amend(base().cancel(at("07:00"), false).order, same(), None, at("08:00")).unwrap_err(), AmendError::Ending);
    assert_eq!(amend(base(), same(), None, on("2026-10-01", "00:00")).unwrap_err(), AmendError::Ending);

    let other_rooms = document(json!({"time_zone": "UTC", "availability": "always"}), &["b", "c"]);
    let after = amended(base(), other_rooms, at("08:00"));
    assert_eq!(after.rooms.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(after.rooms[1].id, base().rooms[1].id);
    // a is no longer named and not live; c is named.
    assert_eq!(
        after.schedule().rooms_at(at("08:01")).iter().map(|r| r.room_id).collect::<Vec<_>>(),
        [after.rooms[1].id, after.rooms[2].id]
    );
}

#[test]
fn an_edit_of_names_is_not_a_new_generation() {
    let (old, mut new) = (monday(&[("x", "a", "09:00")]), monday(&[("x", "a", "09:00")]));
    new.name = "another".into();
    new.rooms[0].name = Some("7年级".into());
    new.metadata.insert("a".into(), "b".into());
    assert!(new.differs_in_labels_alone(&old));
    new.rooms[0].seats += 1;
    assert!(!new.differs_in_labels_alone(&old));
}

#[test]
fn always_rooms_run_as_one_and_an_amendment_restarts_them() {
    let first = order(always(&["a", "b"]));
    assert_eq!(up(&first), ["a 01T00:00-2026-10-01T00:10 g1", "b 01T00:00-2026-10-01T00:10 g1"]);
    let after = amend(first, always(&["a"]), None, at("09:00")).unwrap();
    assert!(after.warnings.iter().any(|w| w.oddity == Oddity::RestartsRooms { at: at("09:00") }));
    assert_eq!(up(&after.order), ["a 01T00:00-07T09:00 g1", "a 07T09:00-2026-10-01T00:10 g2", "b 01T00:00-07T09:00 g1"]);
    assert_eq!(after.order.schedule().ends_at(), on("2026-10-01", "00:10"));
}

#[test]
fn lessons_give_way_to_always_rooms_only_when_their_run_has_ended() {
    let after = amended(order(monday(&[("x", "a", "09:00")])), always(&["a", "b"]), at("09:20"));
    assert_eq!(up(&after), ["a 07T08:50-07T09:55 g1", "a 07T09:55-2026-10-01T00:10 g2", "b 07T09:20-2026-10-01T00:10 g2"]);
    let back = amended(order(always(&["a"])), monday(&[("x", "a", "09:00")]), at("08:55"));
    assert_eq!(up(&back), ["a 01T00:00-07T08:55 g1", "a 07T08:55-07T09:55 g2"]);
}
