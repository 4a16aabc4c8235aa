//! Cancel, suspend, resume.

use crate::order::{NewOrder, Order, OrderPhase, Term};
use jiff::civil::date;

use super::{always, amended, at, held, monday, on, order, up};

#[test]
fn a_cancel_lets_running_lessons_end_and_starts_no_other() {
    let base = || order(monday(&[("x", "a", "09:00"), ("y", "a", "10:00"), ("z", "b", "09:30")]));
    let cancelled = base().cancel(at("09:15"), false);
    assert_eq!(up(&cancelled.order), ["a 07T08:50-07T09:55 g1"]);
    assert_eq!(held(&cancelled.order), ["2026-09-07T09:00:00Z x g1"]);
    assert_eq!((cancelled.quota_free_from.start(), cancelled.order.ends_at), (at("09:45"), Some(at("09:55"))));
    assert_eq!(cancelled.order.phase, OrderPhase::Active);
    // b was in its lead: it goes.
    let in_lead = base().cancel(at("09:25"), false).order;
    assert_eq!(up(&in_lead), ["a 07T08:50-07T09:55 g1", "b 07T09:20-07T09:25 g1"]);
    // Doing it again changes nothing, also later.
    assert_eq!(cancelled.order.clone().cancel(at("09:30"), false), cancelled);
    // But the end may still be brought forward.
    let now = cancelled.order.cancel(at("09:30"), true);
    assert_eq!(
        (now.order.ends_at, now.order.phase, now.quota_free_from.start()),
        (Some(at("09:30")), OrderPhase::Terminating, at("09:30"))
    );
    assert_eq!(up(&now.order), ["a 07T08:50-07T09:30 g1"]);
}

#[test]
fn a_cancel_with_nothing_running_ends_at_once() {
    for (order, now) in [(order(monday(&[("x", "a", "09:00")])), at("08:00")), (order(always(&["a", "b"])), at("08:00"))] {
        let cancelled = order.cancel(now, false);
        assert_eq!(
            (cancelled.order.ends_at, cancelled.order.phase, cancelled.quota_free_from.start()),
            (Some(now), OrderPhase::Terminating, now)
        );
        assert!(cancelled.order.schedule().rooms_wanted_at(now).is_empty());
        assert_eq!(cancelled.order.schedule().next_change_at(now), None);
    }
}

#[test]
fn what_ends_at_once_gives_its_present_slot_back_and_a_lesson_that_runs_on_keeps_its_last() {
    let at_once = order(always(&["a"])).cancel(at("09:12"), true);
    assert_eq!(at_once.quota_free_from.start(), at("09:10"));
    let lesson = || {
        let mut document = monday(&[("x", "a", "09:00")]);
        document.timetable.lessons[0].duration_minutes = 43;
        order(document)
    };
    assert_eq!(lesson().cancel(at("09:12"), false).quota_free_from.start(), at("09:45"));
    assert_eq!(lesson().cancel(at("09:12"), true).quota_free_from.start(), at("09:10"));
}

#[test]
fn a_cancel_of_a_suspended_order_waits_for_no_lesson_that_never_began() {
    let suspended = order(monday(&[("x", "a", "09:00"), ("y", "b", "10:00")])).suspend(at("09:15")).unwrap();
    let cancelled = suspended.clone().cancel(at("09:30"), false);
    assert_eq!((cancelled.quota_free_from.start(), cancelled.order.ends_at), (at("09:45"), Some(at("09:55"))), "one runs to its end");
    let cancelled = suspended.cancel(at("10:20"), false);
    assert_eq!((cancelled.quota_free_from.start(), cancelled.order.ends_at), (at("10:20"), Some(at("10:20"))));
}

#[test]
fn rooms_that_were_never_always_wanted_bring_no_objects() {
    let october = |mut document: NewOrder| {
        document.term = Term { first_day: date(2026, 10, 1), last_day: date(2026, 10, 31) };
        document.timetable.lessons.iter_mut().for_each(|line| line.dates = Some(vec![date(2026, 10, 20)]));
        document
    };
    let first = order(october(always(&["a"])));
    assert_eq!(first.schedule().objects_from(), Some(on("2026-09-24", "00:00")));
    let after = amended(first, october(monday(&[("x", "a", "09:00")])), at("09:00"));
    assert_eq!(after.schedule().objects_from(), Some(on("2026-10-13", "09:00")));
}

#[test]
fn a_suspension_starts_nothing_and_lets_running_lessons_end() {
    let base = order(monday(&[("x", "a", "09:00"), ("y", "a", "10:00"), ("z", "b", "12:00")]));
    let suspended = base.clone().suspend(at("09:15")).unwrap();
    assert_eq!(suspended.phase, OrderPhase::Suspended);
    assert_eq!(up(&suspended), ["a 07T08:50-07T09:55 g1"]);
    assert_eq!(suspended.schedule().lessons().iter().filter(|l| l.lesson.cancelled).count(), 0);
    assert_eq!(suspended.clone().suspend(at("09:30")).unwrap(), suspended);
    let resumed = suspended.resume(at("11:00")).unwrap();
    assert_eq!((up(&resumed), resumed.phase), (up(&base), OrderPhase::Provisioning));
    assert_eq!(resumed.clone().resume(at("11:00")).unwrap(), resumed);
    let gone = Order { phase: OrderPhase::Released, ..base };
    assert!(gone.clone().suspend(at("09:00")).is_err() && gone.resume(at("09:00")).is_err());
    let early = order(monday(&[("x", "a", "09:00")])).suspend(on("2026-08-01", "00:00")).unwrap();
    assert_eq!(early.resume(on("2026-08-02", "00:00")).unwrap().phase, OrderPhase::Scheduled);
}
