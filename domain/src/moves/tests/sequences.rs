//! Whatever happens in whatever order, a room is up in one place.

use std::collections::BTreeSet;

use super::*;
use crate::moves::{RoomsSeen, may_follow, split, stays};

const CLUSTERS: usize = 3;

/// What happens next.
#[derive(Debug, Clone, Copy)]
enum Event {
    Wait(i64),
    Move(usize),
    Withdraw,
    /// To a cluster that has room for it, or for others of its order alone: then it is left behind.
    FailOver(usize, bool),
    /// Where its order runs there is room for what was left behind.
    Gather,
    /// The same where the cluster on which it was left is drained: between two lessons, once it is known to be down.
    Drain,
    /// Whether a cluster answers.
    Answers(usize, bool),
    /// Its worker reads the order.
    Load(usize),
    /// And does what follows from that, if it is not too late.
    Apply(usize),
}

fn event(with_failover: bool) -> impl Strategy<Value = Event> {
    let cluster = 0..CLUSTERS;
    prop_oneof![
        6 => prop_oneof![10..90i64, 600..7_000i64].prop_map(Event::Wait),
        3 => cluster.clone().prop_map(Event::Move),
        1 => Just(Event::Withdraw),
        u32::from(with_failover) => (cluster.clone(), any::<bool>()).prop_map(|(cluster, fits)| Event::FailOver(cluster, fits)),
        u32::from(with_failover) => Just(Event::Gather),
        2 * u32::from(with_failover) => Just(Event::Drain),
        2 => (cluster.clone(), any::<bool>()).prop_map(|(cluster, answers)| Event::Answers(cluster, answers)),
        8 => cluster.clone().prop_map(Event::Load),
        8 => cluster.prop_map(Event::Apply),
    ]
}

/// What a worker has read.
#[derive(Debug, Clone, Copy)]
struct Round {
    role: PlacementState,
    /// By the timetable.
    wanted: bool,
    /// Whether the room stays where the order was: of the live place, where that is; of one that is left, there.
    stays: bool,
    boundary: Timestamp,
    at: Timestamp,
}

/// One cluster and its worker.
#[derive(Debug, Clone, Copy)]
struct At {
    answers: bool,
    up: bool,
    stands: bool,
    round: Option<Round>,
    /// It took the order for its own when the order was failed over, and has done nothing since.
    is_behind: bool,
}

/// An order on three clusters, as the rows and the clusters have it.
struct World {
    order: Order,
    schedule: Schedule,
    now: Timestamp,
    places: Places,
    at: [At; CLUSTERS],
    /// As last recorded of the live place: rooms up, rooms wanted, and until when that is true.
    recorded: (bool, bool, Timestamp),
    /// Where the room stays since a failover, since when, and until when; `None` where it was left behind.
    stay: Option<(usize, Timestamp, Option<Timestamp>)>,
}

impl World {
    fn new() -> Self {
        let order = order();
        let now = at("2026-09-07T00:00:00Z");
        let first = At { answers: true, up: false, stands: false, round: None, is_behind: false };
        Self {
            schedule: order.schedule(),
            order,
            now,
            places: Places { live: cluster(0), coming: None, leaving: [].into() },
            at: [first; CLUSTERS],
            recorded: (false, false, now),
            stay: None,
        }
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Wait(seconds) => self.now += SignedDuration::from_secs(seconds),
            Event::Move(to) => drop(self.places.prepare(cluster(to))),
            Event::Withdraw => self.places.withdraw(),
            Event::FailOver(to, fits) => self.fail_over(to, fits),
            Event::Gather => self.gather(),
            Event::Drain => self.drain(),
            Event::Answers(of, answers) => self.at[of].answers = answers,
            Event::Load(of) => self.load(of),
            Event::Apply(of) => self.apply(of),
        }
    }

    /// Only of a cluster that does not answer. A room that is known to be up in a lesson stays.
    fn fail_over(&mut self, to: usize, fits: bool) {
        let live = (0..CLUSTERS).find(|of| cluster(*of) == self.places.live).unwrap();
        if self.at[live].answers {
            return;
        }
        self.places.withdraw();
        if self.places.go_at_once(cluster(to)).is_err() {
            return;
        }
        let room = self.order.rooms[0].id;
        let up = if self.recorded.0 { [room].into() } else { BTreeSet::new() };
        let decided = split(&self.order, &self.schedule, &RoomsSeen { up, ..RoomsSeen::default() }, (self.now, self.now));
        match (self.stay, fits) {
            (None, true) => self.stay = decided.stay.get(&room).map(|until| (live, self.now, Some(*until))),
            (None, false) => self.stay = Some((live, self.now, None)),
            (Some(_), true) => self.gather(),
            (Some(_), false) => {}
        }
        self.at[live].is_behind = self.stay.is_none_or(|(on, ..)| on != live);
        self.recorded = (self.stay.is_some(), self.stay.is_some(), self.now);
    }

    /// It is where its order runs from then on, or when the run in which it was seen up is over.
    fn gather(&mut self) {
        let Some((on, _, None)) = self.stay else { return };
        let run = self.schedule.run_at(self.order.rooms[0].id, self.now).filter(|_| self.recorded.0);
        self.stay = run.map(|run| (on, self.now, Some(run.to)));
        self.at[on].is_behind = self.stay.is_none();
    }

    /// Nobody is behind then: what is read before is too late before it opens.
    fn drain(&mut self) {
        let Some((on, _, None)) = self.stay else { return };
        let left = [self.order.rooms[0].id].into();
        if self.places.coming.is_none() && !self.at[on].up && may_follow(&self.order, &self.schedule, &left, self.now) {
            self.stay = None;
        }
    }

    fn load(&mut self, of: usize) {
        if self.at[of].round.is_none() {
            let wanted = !self.schedule.rooms_wanted_at(self.now).is_empty();
            let boundary = self.schedule.next_change_at(self.now).unwrap_or(Timestamp::MAX);
            let role = self.places.role(cluster(of));
            let stays = self.stay.is_some_and(|(on, since, until)| match role {
                PlacementState::Live => on != of && stays(&self.schedule, self.order.rooms[0].id, (since, until), self.now).is_some(),
                PlacementState::Leaving => on == of && until.is_none_or(|until| until > self.now),
                _ => false,
            });
            self.at[of].round = Some(Round { role, wanted, stays, boundary, at: self.now });
        }
    }

    fn apply(&mut self, of: usize) {
        let Some(round) = self.at[of].round.take() else { return };
        if round.at + SWITCH_BEFORE <= self.now {
            return;
        }
        if round.role == PlacementState::Live && !self.at[of].answers {
            self.record(of, (self.recorded.0, round));
        }
        if !self.at[of].answers {
            return;
        }
        match round.role {
            PlacementState::Live => {
                (self.at[of].up, self.at[of].stands) = (round.wanted && !round.stays, true);
                self.record(of, (round.wanted, round));
            }
            PlacementState::Coming => {
                self.at[of].stands = true;
                self.come(of);
            }
            PlacementState::Leaving if round.stays => self.at[of].up = round.wanted,
            PlacementState::Leaving => {
                (self.at[of].up, self.at[of].stands, self.at[of].is_behind) = (false, false, false);
                self.places.gone(cluster(of));
                if self.stay.is_some_and(|(on, ..)| on == of) {
                    // What was seen up was seen here.
                    (self.stay, self.recorded.0) = (None, false);
                }
            }
            PlacementState::Gone => {}
        }
    }

    /// Refused where the place is not the live one any more, as the rows refuse it.
    fn record(&mut self, of: usize, (up, round): (bool, Round)) {
        if self.places.role(cluster(of)) == PlacementState::Live {
            self.recorded = (up, round.wanted, round.boundary);
            // From now on the room is here; what is left of it elsewhere is as behind as what was failed over.
            if let Some((on, ..)) = self.stay.filter(|_| !round.stays) {
                (self.stay, self.at[on].is_behind) = (None, true);
            }
        }
    }

    fn come(&mut self, of: usize) {
        if self.places.role(cluster(of)) != PlacementState::Coming {
            return;
        }
        let (up, wanted, until) = self.recorded;
        let source = Source { rooms_up: up.into(), is_at_rest: !wanted && self.now < until, is_seen: true };
        let facts = Facts { order: &self.order, schedule: &self.schedule, admitted: 1, target: Target::Stands, source };
        if step(&facts, self.now) == Step::Switch {
            self.gather();
            self.places.switch();
            self.recorded = (false, false, self.now);
        }
    }

    fn up(&self) -> Vec<usize> {
        (0..CLUSTERS).filter(|of| self.at[*of].up).collect()
    }

    /// Every worker comes by, twice, and everything answers.
    fn settle(&mut self) {
        for of in (0..CLUSTERS).chain(0..CLUSTERS) {
            self.at[of].answers = true;
            self.at[of].round = None;
            self.load(of);
            self.apply(of);
        }
    }
}

proptest! {
    #[test]
    fn no_sequence_of_moves_has_a_room_up_in_two_places(events in prop::collection::vec(event(false), 1..120)) {
        let mut world = World::new();
        for event in events {
            world.happens(event);
            prop_assert!(world.up().len() <= 1, "{event:?}: {:?} {:?} at {}", world.places, world.at, world.now);
        }
    }

    #[test]
    fn no_sequence_of_moves_and_failovers_loses_an_order_or_leaves_one_behind(events in prop::collection::vec(event(true), 1..120)) {
        let mut world = World::new();
        for event in events {
            world.happens(event);
            let elsewhere: Vec<usize> = world.up().into_iter().filter(|of| !world.at[*of].is_behind).collect();
            prop_assert!(elsewhere.len() <= 1, "{event:?}: {:?} {:?} at {}", world.places, world.at, world.now);
        }
        world.settle();
        let live = (0..CLUSTERS).find(|of| cluster(*of) == world.places.live).expect("it is somewhere");
        let wanted = !world.schedule.rooms_wanted_at(world.now).is_empty();
        let place = world.stay.map_or(live, |(on, ..)| on);
        prop_assert_eq!(world.up(), if wanted { vec![place] } else { vec![] });
        prop_assert!(world.places.leaving.iter().all(|left| *left == cluster(place)), "nothing is left but where the room stays");
    }
}
