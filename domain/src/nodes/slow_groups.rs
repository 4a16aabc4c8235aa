//! Node groups whose machines come by half or never, or whose object refuses to be scaled, looked at minute by minute: what is asked of them, what is told, what is
//! counted on, and what is left to a slower group. On a control plane with machines the same takes minutes, and is told by `make test-long`.

use jiff::Timestamp;

use super::groups::{GroupBounds, GroupNode, GroupNow, GroupSeen, GroupTrouble, Leaving, seen, step, wanted};

const BOUNDS: GroupBounds = GroupBounds { min: 0, max: 4, boot_minutes: 10, gives_back: true };
const SLOWER: GroupBounds = GroupBounds { boot_minutes: 60, ..BOUNDS };

/// A group, and what became of it at the looks until now.
#[derive(Default)]
struct Group {
    now: GroupNow,
    seen: Option<GroupSeen>,
    refuses: bool,
    /// The numbers that were asked for, one after the other.
    asked: Vec<i64>,
    closed: Vec<String>,
}

impl Group {
    /// One look in a minute: it ought to have so many nodes, and so many are there, with a room each.
    fn look(&mut self, minute: i64, ought: i64, there: usize) -> GroupSeen {
        let at = Timestamp::from_second(minute * 60).unwrap();
        self.now.nodes = (0..there).map(|number| GroupNode { name: format!("n{number}"), holds: 1, leaving: Leaving::No }).collect();
        let decided = step(&BOUNDS, &self.now, ought, at);
        self.now.excess_since = decided.excess_since;
        self.closed.extend(decided.close);
        if let Some(ask) = decided.ask.filter(|_| !self.refuses) {
            self.now.asked = ask;
            self.asked.push(ask);
        }
        let refused = decided.ask.is_some_and(|_| self.refuses).then_some(GroupTrouble::GroupRefuses {});
        let found = seen(&BOUNDS, (self.now.asked, ought), (i64::try_from(there).unwrap(), 0), self.seen.as_ref(), at);
        let found = GroupSeen { trouble: refused.or(found.trouble.clone()), ..found };
        self.seen = Some(found.clone());
        found
    }

    /// What it ought to have, and what a slower one ought to beside it, where so many nodes are needed.
    fn beside_a_slower_one(&self, need: i64) -> Vec<i64> {
        wanted(&[(BOUNDS, self.seen.clone()), (SLOWER, None)], &[need, need], 0)
    }
}

#[test]
fn of_a_group_of_which_half_the_nodes_come_those_count_that_came() {
    let mut group = Group::default();
    for minute in 0..20 {
        let there = if minute < 10 { 0 } else { 2 };
        let found = group.look(minute, 4, there);
        assert_eq!((&found.trouble, BOUNDS.may_give(Some(&found))), (&None, 4 - found.ready), "they may still come");
        assert_eq!(group.beside_a_slower_one(4), [4, 0]);
    }
    for minute in 20..90 {
        let found = group.look(minute, 4, 2);
        assert_eq!((found.trouble.as_ref(), BOUNDS.may_give(Some(&found))), (Some(&GroupTrouble::NodesNotComing { missing: 2 }), 0));
        assert_eq!(group.beside_a_slower_one(4), [4, 2], "the rest falls to the slower one");
    }
    assert_eq!(group.asked, [4], "it is asked once");
    let found = group.look(90, 4, 4);
    assert_eq!((found.trouble, found.asked_since), (None, None));
    assert_eq!(group.beside_a_slower_one(4), [4, 0]);
}

#[test]
fn of_a_group_of_which_half_the_nodes_came_nothing_is_given_back_while_the_others_may_come() {
    let mut group = Group::default();
    for (minute, ought) in (0..120).map(|minute| (minute, if minute < 30 { 4 } else { 1 })) {
        group.look(minute, ought, if minute < 10 { 0 } else { 2 });
    }
    assert_eq!((group.asked.as_slice(), group.closed.len()), (&[4][..], 0), "nobody could say which would go");
}

#[test]
fn a_group_whose_nodes_never_come_is_not_counted_on_again_because_more_is_asked_of_it() {
    let mut group = Group::default();
    for minute in 0..20 {
        assert_eq!(group.look(minute, 2, 0).trouble, None);
    }
    assert_eq!(group.look(20, 2, 0).trouble, Some(GroupTrouble::NodesNotComing { missing: 2 }));
    assert_eq!(group.beside_a_slower_one(2), [2, 2], "all of it falls to the slower one");
    let more = group.look(21, 3, 0);
    assert_eq!((more.trouble.as_ref(), BOUNDS.may_give(Some(&more))), (Some(&GroupTrouble::NodesNotComing { missing: 3 }), 0));
    let one = group.look(40, 3, 1);
    assert_eq!((one.trouble.as_ref(), BOUNDS.may_give(Some(&one))), (Some(&GroupTrouble::NodesNotComing { missing: 2 }), 0));
    assert_eq!(group.asked, [2, 3]);

    let all = group.look(50, 3, 3);
    assert_eq!((all.trouble.as_ref(), BOUNDS.may_give(Some(&all))), (None, 1));
    let again = group.look(51, 4, 3);
    assert_eq!((again.trouble, again.asked_since), (None, Some(Timestamp::from_second(51 * 60).unwrap())), "and has its time as before");
}

#[test]
fn a_group_that_refuses_keeps_what_it_has_and_is_asked_again_until_it_takes_the_number() {
    let mut group = Group::default();
    group.look(0, 2, 0);
    assert_eq!(group.look(9, 2, 2).trouble, None);
    group.refuses = true;
    for minute in 10..60 {
        let found = group.look(minute, 4, 2);
        assert_eq!((found.trouble.as_ref(), found.ready, found.asked), (Some(&GroupTrouble::GroupRefuses {}), 2, 2));
        assert_eq!((BOUNDS.may_give(Some(&found)), group.beside_a_slower_one(4)), (0, vec![4, 2]));
    }
    group.refuses = false;
    let found = group.look(60, 4, 2);
    assert_eq!((found.trouble, found.asked_since), (None, Some(Timestamp::from_second(60 * 60).unwrap())));
    assert_eq!((group.asked.as_slice(), group.closed.len()), (&[2, 4][..], 0));
    assert_eq!(group.beside_a_slower_one(4), [4, 0]);
}
