//! How many rooms a second one core finds nodes for: ten clusters of 2,000 nodes, a day of bells, each bell with what is known of nodes put together anew, as
//! the service does it.

use std::time::Instant;

use anyhow::{Result, ensure};
use homeroom_domain::{
    nodes::packing::{Coming, SEARCHED_ROOMS_MAX, Spot, pack},
    sizing::NodeShape,
};
use jiff::Timestamp;

use crate::{
    packing::{METAL, at},
    school_day::{Chance, shapes, some_size},
    table::{Goal, Table},
};

const CLUSTERS: usize = 10;
const NODES: usize = 2_000;
/// More than are searched, so that each is one decision.
const ROOMS: usize = 10_000;
const SEARCHED: usize = SEARCHED_ROOMS_MAX;
const ROUNDS: usize = 5;
const GOAL: f64 = 100_000.0;
const MORNING: i64 = 8 * 60;

pub(crate) fn measure(table: &mut Table, short: bool) -> Result<()> {
    let rounds = if short { 2 } else { ROUNDS };
    for (what, rooms, goal) in [
        ("placement, ten clusters of 2,000 nodes, bells of 10,000 rooms each", ROOMS, Some(Goal::AtLeast(GOAL))),
        ("placement, the same, bells of 2,000, each searched for", SEARCHED, None),
    ] {
        let figures: Vec<f64> = (0..rounds).map(|round| a_second(rooms, round)).collect::<Result<_>>()?;
        table.figure(what, goal, &figures, "rooms/s");
    }
    Ok(())
}

fn a_second(rooms: usize, round: usize) -> Result<f64> {
    let mut chance = Chance::of(u64::try_from(round)?);
    let clusters: Vec<_> = (0..CLUSTERS).map(|_| (spots(&mut chance), coming(&mut chance, rooms))).collect();
    let began = Instant::now();
    let placed: usize = clusters.iter().map(|(spots, coming)| pack(spots, coming, at(MORNING)).iter().flatten().count()).sum();
    let seconds = began.elapsed().as_secs_f64();
    ensure!(placed == CLUSTERS * rooms, "{placed} rooms found a node");
    Ok(placed as f64 / seconds)
}

/// Half of the nodes are in use, each until some bell of the next eight hours.
fn spots(chance: &mut Chance) -> Vec<Spot> {
    let spot = |number: usize| {
        let taken = i64::try_from(chance.below(90)).unwrap_or_default();
        let free = NodeShape { cpu_milli: METAL.cpu_milli * (100 - taken) / 100, pods: METAL.pods - taken, ..METAL };
        if number.is_multiple_of(2) {
            Spot { free, leaves: Some(some_bell(chance)), ..Spot::default() }
        } else {
            Spot { free: METAL, ..Spot::default() }
        }
    };
    (0..NODES).map(spot).collect()
}

fn coming(chance: &mut Chance, rooms: usize) -> Vec<Coming> {
    let shapes = shapes();
    (0..rooms).map(|_| Coming { size: some_size(chance, &shapes), until: some_bell(chance), image: 0 }).collect()
}

fn some_bell(chance: &mut Chance) -> Timestamp {
    at(MORNING + 60 + 5 * i64::try_from(chance.below(84)).unwrap_or_default())
}
