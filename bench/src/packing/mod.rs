//! For how long nodes are on over a school day, by who says where rooms go: node-minutes over what the rooms need as if they were a fluid.
//!
//! Nothing of the service runs here: days are replayed in memory, against the rule that the service asks.

mod planned;
mod replay;

use anyhow::{Context, Result};

use planned::planned;
use replay::{Bound, Policy, Replayed, bound, replay, replay_backwards};
pub(crate) use replay::{METAL, at};

use crate::{
    school_day::{Sort, Stay, day, disturb},
    table::{Goal, Table},
};

const SEEDS: [u64; 3] = [1, 2, 3];
const OVER_FLUID: f64 = 1.10;
const OVER_FLUID_DISTURBED: f64 = 1.15;
const BESIDE_MOST_ALLOCATED: f64 = 0.76;
/// More nodes than any of the days needs; a policy that packs leaves the others alone.
const MANY: usize = 1_000;

pub(crate) fn measure(table: &mut Table, short: bool) -> Result<()> {
    for sort in [Sort::Timetable, Sort::Town, Sort::HeavyTailed] {
        for lessons in sizes(sort, short) {
            for disturbed in [false, true] {
                days(table, sort, *lessons, disturbed)?;
            }
        }
    }
    Ok(())
}

fn sizes(sort: Sort, short: bool) -> &'static [usize] {
    match sort {
        _ if short => &[3_000],
        // The last needs about 65 nodes at the peak.
        Sort::Town => &[3_000, 12_000, 22_000],
        Sort::Timetable | Sort::HeavyTailed => &[3_000, 12_000],
    }
}

/// The same day by each policy.
pub(crate) struct Compared {
    pub(crate) bound: Bound,
    pub(crate) least: Replayed,
    pub(crate) most: Replayed,
    pub(crate) first: Replayed,
    pub(crate) ours: Replayed,
    /// Ours by somebody who knows the day, from its end.
    pub(crate) backwards: Replayed,
    pub(crate) planned: i64,
}

pub(crate) fn compare(stays: &[Stay]) -> Option<Compared> {
    let most = replay(stays, Policy::MostAllocated, MANY)?;
    // A fifth is kept free, and who spreads rooms spreads them over that too.
    let nodes = most.nodes_most + most.nodes_most / 5 + 1;
    let ours = replay(stays, Policy::Ours, nodes)?;
    let backwards = replay_backwards(stays, nodes)?;
    let better = if backwards.node_minutes < ours.node_minutes { &backwards } else { &ours };
    let planned = planned(stays, better.nodes.clone(), nodes);
    let least = replay(stays, Policy::LeastAllocated, nodes)?;
    Some(Compared { bound: bound(stays), least, first: replay(stays, Policy::FirstFit, nodes)?, most, ours, backwards, planned })
}

fn days(table: &mut Table, sort: Sort, lessons: usize, disturbed: bool) -> Result<()> {
    let days = SEEDS.map(|seed| {
        let mut stays = day(sort, lessons, seed);
        if disturbed {
            disturb(&mut stays, seed);
        }
        compare(&stays)
    });
    let days: Vec<Compared> = days.into_iter().collect::<Option<_>>().context("the nodes hold each day")?;
    let over = |minutes: fn(&Compared) -> f64| days.iter().map(|day| minutes(day) / day.bound.fluid).collect::<Vec<_>>();
    let called = match sort {
        Sort::Timetable => "timetables",
        Sort::Town => "town",
        Sort::HeavyTailed => "heavy-tailed",
    };
    let what = format!("packing, {called}, {lessons} lessons{}", if disturbed { ", disturbed" } else { "" });
    let goal = if disturbed { OVER_FLUID_DISTURBED } else { OVER_FLUID };
    let has_goals = sort != Sort::HeavyTailed;
    let goal = has_goals.then_some(Goal::AtMost(goal));
    table.figure(format!("{what}: ours"), goal, &over(|day| day.ours.node_minutes as f64), "x fluid");
    for (policy, figures) in [
        ("LeastAllocated", over(|day| day.least.node_minutes as f64)),
        ("MostAllocated", over(|day| day.most.node_minutes as f64)),
        ("first fit", over(|day| day.first.node_minutes as f64)),
        ("who knows the day and puts rooms from its end", over(|day| day.backwards.node_minutes as f64)),
        ("who knows the day and searches", over(|day| day.planned as f64)),
        ("whole nodes, which nobody goes below", over(|day| day.bound.whole)),
    ] {
        table.figure(format!("{what}: {policy}"), None, &figures, "x fluid");
    }
    table.figure(
        format!("{what}: nodes at the peak"),
        None,
        &days.iter().map(|day| day.ours.nodes_most as f64).collect::<Vec<_>>(),
        "nodes",
    );
    let beside: Vec<_> = days.iter().map(|day| (day.ours.node_minutes as f64, day.most.node_minutes as f64)).collect();
    if has_goals && !disturbed {
        table.compared(format!("{what}: beside MostAllocated"), Goal::AtMost(BESIDE_MOST_ALLOCATED), &beside, "minutes");
    }
    Ok(())
}
