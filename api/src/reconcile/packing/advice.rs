//! What was decided for the rooms that are coming up, until they are on a node.

use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

use homeroom_domain::{
    ids::ClassroomId,
    nodes::{
        best_fit::pack_as_sold,
        packing::{Coming, Spot, pack},
    },
    sizing::{NodeShape, RoomSize},
    workload::{AVOID, PULL_AND_AVOID},
};
use jiff::Timestamp;

use super::stays::{Known, Stay};
use crate::kube::Ground;

/// What was decided holds for so long: then the rooms that have not been told yet are decided again, by where the scheduler put the others.
const HOLDS: Duration = Duration::from_secs(5);
/// A room that was told its node and is on none after that is thought of as on none.
const ON_ITS_WAY: Duration = Duration::from_secs(60);

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Advice {
    rooms: HashMap<ClassroomId, Advised>,
    decided_at: Option<Instant>,
    /// When it was last looked where rooms are that were told a node.
    followed_at: Option<Instant>,
    outcomes: Outcomes,
}

/// How many rooms that were told a node are where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Outcomes {
    /// There.
    pub(super) followed: u64,
    pub(super) elsewhere: u64,
    /// On no node that takes rooms, long after.
    pub(super) nowhere: u64,
}

#[derive(Debug, Clone)]
struct Advised {
    /// `None`: no node has what it needs.
    node: Option<Place>,
    size: RoomSize,
    until: Timestamp,
    /// When that was told.
    told_at: Option<Instant>,
    /// Where it is instead was seen.
    is_settled: bool,
}

#[derive(Debug, Clone)]
struct Place {
    name: String,
    hostname: String,
}

impl Advice {
    /// Whether all of these have been decided, and not too long ago.
    pub(super) fn covers(&self, mut rooms: impl Iterator<Item = ClassroomId>, moment: Instant) -> bool {
        let is_fresh = self.decided_at.is_some_and(|at| moment.saturating_duration_since(at) < HOLDS);
        is_fresh && rooms.all(|room| self.rooms.contains_key(&room))
    }

    /// Which node a room is to prefer. It is taken to be on its way there from now on.
    pub(super) fn give(&mut self, room: ClassroomId, moment: Instant) -> Option<String> {
        let advised = self.rooms.get_mut(&room)?;
        advised.told_at = Some(moment);
        advised.is_settled = false;
        advised.node.as_ref().map(|place| place.hostname.clone())
    }

    /// Whether it is time to see where rooms are that were told a node; never where all of them are seen.
    pub(super) fn is_to_follow(&self, moment: Instant) -> bool {
        self.followed_at.is_none_or(|at| moment.saturating_duration_since(at) >= HOLDS) && self.rooms.values().any(Advised::is_open)
    }

    /// Sees where they are.
    pub(super) fn follow(&mut self, ground: &[Ground], moment: Instant) {
        self.followed_at = Some(moment);
        let nodes: HashMap<ClassroomId, &str> =
            ground.iter().flat_map(|node| node.rooms.iter().map(|room| (*room, node.name.as_str()))).collect();
        for (room, advised) in self.rooms.iter_mut().filter(|(_, advised)| advised.is_open()) {
            let (Some(place), Some(told_at)) = (&advised.node, advised.told_at) else { continue };
            let count = match nodes.get(room) {
                Some(node) if *node == place.name => &mut self.outcomes.followed,
                Some(_) => &mut self.outcomes.elsewhere,
                None if moment.saturating_duration_since(told_at) >= ON_ITS_WAY => &mut self.outcomes.nowhere,
                None => continue,
            };
            *count += 1;
            advised.is_settled = true;
        }
    }

    /// What was seen since this was asked last.
    pub(super) fn take_outcomes(&mut self) -> Outcomes {
        std::mem::take(&mut self.outcomes)
    }

    /// Decides for all rooms that are to be up and are on no node, nor on their way to one.
    pub(super) fn decide(&mut self, ground: &[Ground], known: &Known, (now, moment): (Timestamp, Instant)) {
        // Those that are somewhere are forgotten below.
        self.follow(ground, moment);
        let there: HashSet<ClassroomId> = ground.iter().flat_map(|node| node.rooms.iter().copied()).collect();
        self.rooms.retain(|room, advised| {
            let is_on_its_way = advised.told_at.is_some_and(|at| moment.saturating_duration_since(at) < ON_ITS_WAY);
            is_on_its_way && known.stays.contains_key(room) && !there.contains(room)
        });
        let spots = self.spots(ground, known, now);
        let coming: Vec<&(Stay, usize)> =
            known.stays.values().filter(|(stay, _)| !there.contains(&stay.room) && !self.rooms.contains_key(&stay.room)).collect();
        let rooms: Vec<_> = coming.iter().map(|(stay, image)| Coming { size: stay.size, until: stay.to, image: *image }).collect();
        let nodes = if known.is_packed { pack_as_sold(&spots, &rooms) } else { pack(&spots, &rooms, now) };
        for ((stay, _), node) in coming.into_iter().zip(nodes) {
            let place = |node: &Ground| Place { name: node.name.clone(), hostname: node.hostname.clone() };
            let node = node.and_then(|node| ground.get(node)).map(place);
            self.rooms.insert(stay.room, Advised { node, size: stay.size, until: stay.to, told_at: None, is_settled: false });
        }
        self.decided_at = Some(moment);
    }

    /// What nodes have, less what is on its way to them.
    fn spots(&self, ground: &[Ground], known: &Known, now: Timestamp) -> Vec<Spot> {
        let mut spots: Vec<_> = ground.iter().map(|node| spot(node, known, now)).collect();
        let places: HashMap<&str, usize> = ground.iter().enumerate().map(|(place, node)| (node.name.as_str(), place)).collect();
        for advised in self.rooms.values() {
            let place = advised.node.as_ref().and_then(|node| places.get(node.name.as_str()));
            if let Some(spot) = place.and_then(|place| spots.get_mut(*place)) {
                spot.free = less(spot.free, advised.size);
                spot.leaves = spot.leaves.max(Some(advised.until));
            }
        }
        spots
    }
}

impl Advised {
    /// It was told a node, and is not yet known to be on one.
    fn is_open(&self) -> bool {
        self.node.is_some() && self.told_at.is_some() && !self.is_settled
    }
}

/// A room of which nothing is known is one that ends.
fn spot(node: &Ground, known: &Known, now: Timestamp) -> Spot {
    let until = |room: &ClassroomId| known.stays.get(room).map_or(now, |(stay, _)| stay.to);
    let keeps_away = |mark: &str| node.marks.get(mark).is_some_and(|value| value == AVOID || value == PULL_AND_AVOID);
    Spot {
        free: NodeShape { network_mbit: node.free.network_mbit.filter(|_| known.network), ..node.free },
        leaves: node.rooms.iter().map(until).max(),
        stays: node.has_others,
        lacks: known.marks.iter().enumerate().filter(|(_, mark)| keeps_away(mark.as_str())).map(|(image, _)| image).collect(),
    }
}

fn less(free: NodeShape, size: RoomSize) -> NodeShape {
    NodeShape {
        cpu_milli: free.cpu_milli - size.cpu_milli,
        memory_mib: free.memory_mib - size.memory_mib,
        network_mbit: free.network_mbit.map(|network| network - size.network_mbit),
        pods: free.pods - 1,
        interfaces: free.interfaces.map(|interfaces| interfaces - size.interfaces),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NODE: NodeShape = NodeShape { cpu_milli: 10_000, memory_mib: 10_000, network_mbit: None, pods: 20, interfaces: None };
    const SIZE: RoomSize = RoomSize { cpu_milli: 4_000, memory_mib: 100, network_mbit: 10, interfaces: 0 };

    fn at(text: &str) -> Timestamp {
        format!("2026-09-07T{text}:00Z").parse().unwrap()
    }

    fn room(number: u128) -> ClassroomId {
        ClassroomId::new(Uuid::from_u128(number))
    }

    fn node(name: &str, rooms: &[u128]) -> Ground {
        let taken = i64::try_from(rooms.len()).unwrap();
        let free = NodeShape { cpu_milli: NODE.cpu_milli - taken * SIZE.cpu_milli, ..NODE };
        let rooms = rooms.iter().map(|number| room(*number)).collect();
        Ground { name: name.into(), hostname: format!("{name}.local"), free, has_others: false, rooms, marks: [].into() }
    }

    /// So many rooms, numbered from 1, up from 8:50.
    fn known(until: &[&str]) -> Known {
        let stay = |(number, until): (u128, &&str)| {
            let stay = Stay { room: room(number), from: at("08:50"), to: at(until), size: SIZE };
            (stay.room, (stay, 0))
        };
        Known { stays: (1..).zip(until).map(stay).collect(), marks: vec!["mark".into()], ..Known::default() }
    }

    fn told(advice: &mut Advice, numbers: &[u128], moment: Instant) -> Vec<Option<String>> {
        numbers.iter().map(|number| advice.give(room(*number), moment)).collect()
    }

    fn on(names: &[&str]) -> Vec<Option<String>> {
        names.iter().map(|name| Some(format!("{name}.local"))).collect()
    }

    #[test]
    fn all_rooms_of_a_bell_are_decided_together_and_those_of_one_end_share_a_node() {
        let (mut advice, moment) = (Advice::default(), Instant::now());
        let known = known(&["09:55", "12:00", "09:55", "12:00"]);
        assert!(!advice.covers([room(1)].into_iter(), moment), "nothing is decided yet");
        advice.decide(&[node("a", &[]), node("b", &[])], &known, (at("08:50"), moment));
        assert!(advice.covers([room(1), room(4)].into_iter(), moment));
        assert!(!advice.covers([room(5)].into_iter(), moment) && !advice.covers([room(1)].into_iter(), moment + HOLDS));
        let nodes = told(&mut advice, &[1, 2, 3, 4], moment);
        assert!(nodes[0] == nodes[2] && nodes[1] == nodes[3] && nodes[0] != nodes[1], "{nodes:?}");
        assert_eq!(advice.give(room(5), moment), None);
    }

    #[test]
    fn where_what_packs_is_sold_a_room_goes_where_least_is_left_whenever_that_empties() {
        let (mut advice, moment) = (Advice::default(), Instant::now());
        let mut known = known(&["09:55", "12:00", "12:00"]);
        known.stays.values_mut().for_each(|(stay, _)| stay.size.cpu_milli = if stay.room == room(3) { 6_000 } else { 4_000 });
        let ground = [node("a", &[1]), node("b", &[2, 9])];
        for (is_packed, expected) in [(false, "b"), (true, "a")] {
            // On the one is room for six cores, whose room goes soon; on the other for more, whose room stays as long.
            let mut ground = ground.clone();
            ground[0].free.cpu_milli = 6_000;
            ground[1].free.cpu_milli = 7_000;
            known.is_packed = is_packed;
            advice.decide(&ground, &known, (at("08:50"), moment));
            assert_eq!(told(&mut advice, &[3], moment), on(&[expected]));
            advice = Advice::default();
        }
    }

    #[test]
    fn a_node_that_was_told_to_a_room_is_taken_until_the_room_is_somewhere() {
        let (mut advice, moment) = (Advice::default(), Instant::now());
        let (ground, now) = ([node("a", &[]), node("b", &[])], at("08:50"));
        advice.decide(&ground, &known(&["09:55", "09:55"]), (now, moment));
        assert_eq!(told(&mut advice, &[1, 2], moment), on(&["a", "a"]));
        let three = known(&["09:55", "09:55", "09:55"]);
        advice.decide(&ground, &three, (now, moment + HOLDS));
        assert_eq!(told(&mut advice, &[3, 1], moment), on(&["b", "a"]), "two are on their way to the first");
        // The scheduler put one elsewhere.
        advice.decide(&[node("a", &[1]), node("b", &[2])], &three, (now, moment + HOLDS * 2));
        assert_eq!(advice.give(room(1), moment), None, "it is where it is");
        // The third was told the second node, and never came up.
        let later = moment + HOLDS * 2 + ON_ITS_WAY;
        advice.decide(&[node("a", &[1, 9]), node("b", &[2])], &three, (now, later));
        assert_eq!(told(&mut advice, &[3], later), on(&["b"]));
    }

    #[test]
    fn where_rooms_are_that_were_told_a_node_is_counted_once() {
        let (mut advice, moment) = (Advice::default(), Instant::now());
        let known = known(&["09:55", "09:55", "09:55", "09:55"]);
        advice.decide(&[node("a", &[]), node("b", &[])], &known, (at("08:50"), moment));
        assert!(!advice.is_to_follow(moment + HOLDS), "nothing was told");
        let first = told(&mut advice, &[1, 2, 3], moment)[0].clone().unwrap();
        let (there, other) = if first == "a.local" { ("a", "b") } else { ("b", "a") };
        assert!(!advice.is_to_follow(moment) && advice.is_to_follow(moment + HOLDS));
        // The others are on their way.
        advice.follow(&[node(there, &[1]), node(other, &[])], moment + HOLDS);
        assert_eq!(advice.take_outcomes(), Outcomes { followed: 1, ..Outcomes::default() });
        advice.follow(&[node("elsewhere", &[2]), node(there, &[1])], moment + HOLDS * 2);
        assert_eq!(advice.take_outcomes(), Outcomes { elsewhere: 1, ..Outcomes::default() });
        let late = moment + ON_ITS_WAY;
        advice.decide(&[node("elsewhere", &[2]), node(there, &[1])], &known, (at("08:51"), late));
        assert_eq!(advice.take_outcomes(), Outcomes { nowhere: 1, ..Outcomes::default() });
        assert!(!advice.is_to_follow(late + HOLDS), "what was told is seen");
    }

    #[test]
    fn a_node_whose_mark_keeps_rooms_away_and_a_full_one_are_told_to_nobody() {
        let (mut advice, moment) = (Advice::default(), Instant::now());
        let mut marked = node("a", &[]);
        marked.marks = [("mark".to_owned(), AVOID.to_owned())].into();
        advice.decide(&[marked, node("b", &[8, 9])], &known(&["09:55"]), (at("08:50"), moment));
        assert_eq!(told(&mut advice, &[1], moment), [None]);
        assert!(advice.covers([room(1)].into_iter(), moment), "that there is none is decided too");
    }
}
