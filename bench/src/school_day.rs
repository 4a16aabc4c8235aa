//! Invented school days: when rooms are up, and how large they are. Which rules make them is said in README.md; the same seed makes the same day.

mod town;

use std::collections::BTreeMap;

use homeroom_domain::{
    kind::Kind,
    sizing::{self, RoomSize},
};

use town::Town;

/// Rooms are up so long before a lesson and after it, and a shorter break does not take them down.
const LEAD: i64 = 10;
const DRAIN: i64 = 10;
/// A room into which nobody came closes so long after its bell.
const UNUSED: i64 = 15;
const DAY: i64 = 24 * 60;

/// How lessons lie in a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Schools with bells of their own, in which classes have lessons one after the other.
    Timetable,
    /// Schools of one town, which ring together.
    Town,
    /// Most lessons begin at full hours, and a few last for half a day.
    HeavyTailed,
}

/// A room that is up. Minutes of the day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stay {
    pub(crate) from: i64,
    /// As its timetable says.
    pub(crate) to: i64,
    /// When it really goes.
    pub(crate) goes: i64,
    /// When the same room is up again, if it is.
    pub(crate) again: i64,
    pub(crate) size: RoomSize,
}

/// Numbers that look like chance: SplitMix64.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From nought to below one.
    pub(crate) fn part(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.number() % u64::try_from(bound.max(1)).unwrap_or(1)).unwrap_or_default()
    }

    fn one_of(&mut self, of: &[i64]) -> i64 {
        of[self.below(of.len())]
    }
}

/// At least so many lessons, as stays by their beginning.
pub(crate) fn day(sort: Sort, lessons: usize, seed: u64) -> Vec<Stay> {
    let (mut chance, shapes) = (Chance::of(seed), shapes());
    let town = Town::of(&mut Chance::of(!seed));
    let mut stays = Vec::new();
    let mut held = 0;
    while held < lessons {
        held += match sort {
            Sort::Timetable => school(&mut chance, &shapes, &mut stays),
            Sort::Town => town.school(&mut chance, &shapes, &mut stays),
            Sort::HeavyTailed => lesson(&mut chance, &shapes, &mut stays),
        };
    }
    stays.sort_by_key(|stay| (stay.from, stay.to));
    stays
}

/// One in ten stays is one that nobody came to, and goes early; one in seven lasts for up to twenty minutes longer, though not beyond the next one of its room.
pub(crate) fn disturb(stays: &mut [Stay], seed: u64) {
    let mut chance = Chance::of(seed ^ 0x0005_eed0);
    for stay in stays {
        match chance.part() {
            part if part < 0.10 => stay.goes = (stay.from + LEAD + UNUSED).min(stay.to),
            part if part < 0.25 => stay.goes = (stay.to + 5 * chance.one_of(&[1, 2, 3, 4])).min(stay.again),
            _ => {}
        }
    }
}

/// How often one is met in a hundred rooms, and what it needs.
type Shape = (usize, RoomSize);

/// Eight of them: seats of the kinds as they are in the catalogue.
pub(crate) fn shapes() -> Vec<Shape> {
    let kind = |name: &str, speakers, packets_per_second, stream_kbit| Kind {
        name: name.to_owned(),
        speakers,
        seats_max: 3_000,
        staff_seats: 3,
        packets_per_second,
        stream_kbit,
        recorded_track_cpu_milli: 0,
        least_cpu_milli: 250,
        lead_minutes: 10,
        drain_minutes: 10,
        overrun_minutes: 0,
        storage_bandwidth_mbit: 0,
        storage_space_mib_per_hour: 0,
        exclusive_interface: false,
        grace_seconds: 60,
        priority: 0,
    };
    let (lecture, class) = (kind("lecture", Some(1), 190, 1_400), kind("class", Some(6), 110, 500));
    let (seminar, studio) = (kind("seminar", None, 110, 500), kind("studio", Some(2), 190, 1_700));
    let of = |kind: &Kind, seats, often| (often, sizing::size(kind, seats));
    vec![
        of(&class, 30, 30),
        of(&class, 45, 25),
        of(&class, 90, 5),
        of(&seminar, 12, 12),
        of(&seminar, 25, 8),
        of(&studio, 30, 7),
        of(&lecture, 120, 8),
        of(&lecture, 600, 5),
    ]
}

pub(crate) fn some_size(chance: &mut Chance, shapes: &[Shape]) -> RoomSize {
    let mut place = chance.below(shapes.iter().map(|(often, _)| often).sum());
    for (often, size) in shapes {
        match place.checked_sub(*often) {
            None => return *size,
            Some(rest) => place = rest,
        }
    }
    RoomSize::default()
}

/// Gives how many lessons it has.
fn school(chance: &mut Chance, shapes: &[Shape], stays: &mut Vec<Stay>) -> usize {
    let bells = bells(chance);
    let classes = 6 + chance.below(31);
    let of_class = |_| {
        let size = some_size(chance, shapes);
        // Some go home a lesson or two before the others.
        let last = bells.len() - chance.below(3);
        class(chance, &bells[..last], size, stays)
    };
    (0..classes).map(of_class).sum()
}

/// Gives how many of the lessons are in its room.
fn class(chance: &mut Chance, bells: &[(i64, i64)], size: RoomSize, stays: &mut Vec<Stay>) -> usize {
    // Now and then it is in the gymnasium or in a laboratory.
    let lessons: Vec<_> = bells.iter().filter(|_| chance.part() < 0.9).collect();
    let held = lessons.len();
    let mut run: Option<Stay> = None;
    for (start, end) in lessons {
        let (from, to) = (start - LEAD, end + DRAIN);
        match &mut run {
            Some(run) if from <= run.to => (run.to, run.goes) = (to, to),
            _ => {
                let before = run.replace(Stay { from, to, goes: to, again: i64::MAX, size });
                stays.extend(before.map(|before| Stay { again: from, ..before }));
            }
        }
    }
    stays.extend(run);
    held
}

/// When the lessons of a school begin and end.
fn bells(chance: &mut Chance) -> Vec<(i64, i64)> {
    let mut at = 7 * 60 + 30 + 5 * chance.one_of(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    let (length, pause, noon) = (chance.one_of(&[40, 45, 45, 60]), chance.one_of(&[10, 10, 15]), chance.one_of(&[60, 75, 90, 120]));
    let lessons = 6 + chance.below(3);
    let mut bells = Vec::new();
    for number in 1..=lessons {
        bells.push((at, at + length));
        at += length
            + match number {
                // The long break, in which children do their exercises.
                2 => 20,
                4 => noon,
                _ => pause,
            };
    }
    bells
}

/// One lesson in a room of its own: six in ten begin at a full hour, the others at a multiple of five minutes; the middle one lasts for 45 minutes.
fn lesson(chance: &mut Chance, shapes: &[Shape], stays: &mut Vec<Stay>) -> usize {
    let middle = (chance.part() + chance.part() + chance.part()) / 3.0;
    let minute = ((8.0 + middle * 12.0) * 60.0) as i64;
    let start = if chance.part() < 0.6 { (minute + 30) / 60 * 60 } else { minute / 5 * 5 };
    let normal = (-2.0 * chance.part().max(1e-12).ln()).sqrt() * (std::f64::consts::TAU * chance.part()).cos();
    let length = ((45.0 * (0.7 * normal).exp()) as i64).clamp(15, 480) / 5 * 5;
    let to = (start + length + DRAIN).min(DAY + 480);
    stays.push(Stay { from: start - LEAD, to, goes: to, again: i64::MAX, size: some_size(chance, shapes) });
    1
}

/// What happens at each moment at which something does: who goes, then who comes.
pub(crate) fn moments(stays: &[Stay]) -> BTreeMap<i64, (Vec<usize>, Vec<usize>)> {
    let mut moments: BTreeMap<i64, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (number, stay) in stays.iter().enumerate() {
        moments.entry(stay.goes).or_default().0.push(number);
        moments.entry(stay.from).or_default().1.push(number);
    }
    moments
}
