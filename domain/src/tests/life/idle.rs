//! What becomes of generations that decided nothing.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::{
    always,
    always_true::{ahead, some_lessons},
    amend, amended, at, held, monday, order, up,
};
use crate::order::{AmendError, GENERATIONS_MAX, Generation, Order};

#[test]
fn amending_all_day_keeps_what_was_held_and_the_newest() {
    // What the first wanted at 08:30 was called off at 08:00, and stays so.
    let first = monday(&[("math", "a", "10:00"), ("early", "b", "08:30")]);
    let mut order = amended(order(first), monday(&[("math", "a", "14:00"), ("art", "b", "09:00")]), at("08:00"));
    // Until art has begun nothing comes of them; later ones let math be.
    for minute in 0..100 {
        let now = at("08:40") + SignedDuration::from_secs(minute * 3);
        order = amended(order, monday(&[("math", "a", "14:00"), ("art", "b", if minute % 2 == 0 { "09:30" } else { "09:00" })]), now);
    }
    let numbers: Vec<i64> = order.generations.iter().map(|generation| generation.number).collect();
    assert_eq!(numbers, [[1].as_slice(), &(83..=102).collect::<Vec<_>>()].concat());
    assert_eq!(order.generations[0].replaced_at, Some(at("08:00")));
    assert_eq!(held(&order), ["2026-09-07T09:00:00Z art g102", "2026-09-07T14:00:00Z math g102"]);
}

#[test]
fn amending_while_a_room_goes_up_keeps_few_too() {
    let lesson = |start: &str| monday(&[("math", "a", start), ("art", "b", "12:00")]);
    let mut order = amended(order(lesson("09:00")), lesson("09:00"), at("08:00"));
    for step in 0..240 {
        // The room goes up at 08:50, and math begins at 09:00, under one of them or another.
        let now = at("08:48") + SignedDuration::from_secs(step * 6);
        let mut next = lesson("09:00");
        next.rooms[1].seats = 20 + u32::try_from(step % 3).unwrap();
        order = amended(order, next, now);
        assert!(order.generations.len() < 30, "{} at {now}", order.generations.len());
    }
    assert_eq!(up(&order)[0], "a 07T08:50-07T09:55 g23");
}

#[test]
fn an_order_keeps_so_many_generations_and_no_more() {
    // A room that is always wanted starts anew under each of them.
    let mut order = order(always(&["a"]));
    let first = order.generations[0].clone();
    for number in 2..GENERATIONS_MAX as i64 {
        let effective_from = first.effective_from + SignedDuration::from_mins(number);
        order.generations.push(Generation { number, effective_from, ..first.clone() });
    }
    let now = at("23:00");
    let order = amended(order, always(&["a"]), now);
    assert_eq!(order.generations.len(), GENERATIONS_MAX);
    let refused = amend(order, always(&["a"]), None, now + SignedDuration::from_mins(1)).unwrap_err();
    assert_eq!(refused, AmendError::TooManyGenerations);
}

proptest! {
    /// Taking them out as soon as it may be changes nothing of what comes, whatever is amended later.
    #[test]
    fn without_them_everything_is_as_it_was(first in some_lessons(), next in prop::collection::vec((some_lessons(), 1u16..400, ahead()), 1..8)) {
        let (mut whole, mut rest) = (order(first.clone()), order(first));
        let mut now = at("00:00");
        for (document, minutes, ahead) in next {
            now += SignedDuration::from_mins(i64::from(if minutes < 200 { minutes % 12 + 1 } else { minutes }));
            let from = Some(now + SignedDuration::from_mins(ahead.into()));
            let amended = |order: Order| amend(order, document.clone(), from, now).expect("an amendment").order;
            (whole, rest) = (amended(whole), amended(rest));
            rest.take_idle(2, now);
            prop_assert_eq!(up(&rest), up(&whole));
            prop_assert_eq!(held(&rest), held(&whole));
        }
    }
}
