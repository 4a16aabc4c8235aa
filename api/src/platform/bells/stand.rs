//! How one room stands with one bell.

use homeroom_domain::phase::FixBy;
use jiff::Timestamp;

use super::{days::Ring, store::RoomNow};

/// Whether the room is up for its lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    Ready,
    /// It should be up, the bell has not rung, and nothing is wrong with it.
    Warming,
    NotReady,
    /// It need not be up yet.
    NotYetWanted,
}

/// `held` says that the room was up at the bell; it counts where the lesson is over.
pub(super) fn of(ring: &Ring, room: &RoomNow, blind: bool, held: bool, now: Timestamp) -> Stand {
    if ring.until <= now {
        return if held { Stand::Ready } else { Stand::NotReady };
    }
    let rung = ring.at <= now;
    // What was seen of an earlier run says nothing of one after it.
    let in_this_run = room.open_from.is_some_and(|from| from <= now) && room.open_until.is_none_or(|until| ring.at < until);
    if !in_this_run && !rung {
        return Stand::NotYetWanted;
    }
    match () {
        () if blind => Stand::NotReady,
        () if room.wanted && room.available => Stand::Ready,
        () if rung => Stand::NotReady,
        () if room.fix_by == Some(FixBy::Operator) => Stand::NotReady,
        () => Stand::Warming,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + 60 * minute).unwrap()
    }

    /// A room that opens ten minutes before its bell at 0 and closes at 55.
    fn room(available: bool, fix_by: Option<FixBy>) -> RoomNow {
        let (open_from, open_until) = (Some(at(-10)), Some(at(55)));
        RoomNow { order: Uuid::nil(), seats: 20, wanted: true, available, fix_by, since: None, open_from, open_until }
    }

    fn ring(minute: i64) -> Ring {
        Ring { at: at(minute), until: at(minute + 45), room: Uuid::nil() }
    }

    #[test]
    fn a_room_is_warming_until_the_bell_and_late_after_it() {
        let starting = room(false, Some(FixBy::Nobody));
        for (minute, stand) in [(-11, Stand::NotYetWanted), (-10, Stand::Warming), (-1, Stand::Warming), (0, Stand::NotReady)] {
            assert_eq!(of(&ring(0), &starting, false, false, at(minute)), stand, "{minute}");
        }
        assert_eq!(
            of(&ring(0), &room(false, Some(FixBy::Operator)), false, false, at(-5)),
            Stand::NotReady,
            "a fault does not wait for the bell"
        );
        assert_eq!(of(&ring(0), &room(true, None), false, false, at(-5)), Stand::Ready);
        assert_eq!(of(&ring(0), &room(true, None), true, false, at(-5)), Stand::NotReady, "nothing is known of its cluster");
    }

    #[test]
    fn another_run_is_not_judged_by_this_one() {
        let up = room(true, None);
        assert_eq!(of(&ring(50), &up, false, false, at(5)), Stand::Ready, "the second lesson of the same run");
        assert_eq!(of(&ring(120), &up, false, false, at(5)), Stand::NotYetWanted);
    }

    #[test]
    fn a_lesson_that_is_over_stands_as_it_did_at_its_bell() {
        let closed = RoomNow { wanted: false, available: false, open_from: Some(at(1000)), open_until: None, ..room(false, None) };
        assert_eq!(of(&ring(0), &closed, false, true, at(60)), Stand::Ready);
        assert_eq!(of(&ring(0), &closed, false, false, at(60)), Stand::NotReady);
    }
}
