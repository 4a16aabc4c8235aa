//! For how many hours nodes are on over a term: by the node plan that the service makes of what is booked, by levels that somebody wrote down for each hour of the
//! week, and by somebody who knows each slot.

use std::collections::BTreeMap;

use anyhow::Result;
use homeroom_domain::{
    calendar::Resource,
    node_plan::{BOOT_MINUTES, Habits, LINGER_MINUTES, NodePlan, Standing},
    sizing,
    slots::{Slot, Step},
    what_if::{Curve, Nodes, Window, of_a_node},
};

use crate::{
    packing::METAL,
    school_day::{Sort, Stay, day},
    table::{Goal, Table},
};

const SEEDS: [u64; 3] = [1, 2, 3];
const BESIDE_CRON: f64 = 0.80;
const BESIDE_FORESIGHT: f64 = 1.08;
const WEEKS: usize = 20;
const WEEK: usize = 7;
const SCHOOL_DAYS: usize = 5;
/// Weeks and days are counted from nought: a week off, and the Saturday after it on which its Wednesday is made up for.
const WEEK_OFF: usize = 4;
const MADE_UP: (usize, usize, usize) = (5, 5, 2);
const SLOTS: usize = 288;
const HOUR: usize = 12;
const BOOKED: [Resource; 5] = [Resource::CpuMilli, Resource::MemoryMib, Resource::NetworkMbit, Resource::Pods, Resource::NodeShare];

/// What it came to, in slots of nodes.
struct Costs {
    ours: i64,
    cron: i64,
    foresight: i64,
}

pub(crate) fn measure(table: &mut Table, short: bool) -> Result<()> {
    for lessons in if short { &[3_000][..] } else { &[3_000, 12_000] } {
        let terms: Vec<Costs> = SEEDS.iter().map(|seed| term(*lessons, *seed)).collect();
        let hours = |slots: i64| slots as f64 / HOUR as f64;
        let what = format!("cost, a term of {lessons} lessons a day");
        let beside = |of: fn(&Costs) -> i64| terms.iter().map(|costs| (hours(costs.ours), hours(of(costs)))).collect::<Vec<_>>();
        table.compared(format!("{what}: beside levels by the hour"), Goal::AtMost(BESIDE_CRON), &beside(|costs| costs.cron), "node-h");
        table.compared(
            format!("{what}: beside who knows each slot"),
            Goal::AtMost(BESIDE_FORESIGHT),
            &beside(|costs| costs.foresight),
            "node-h",
        );
    }
    Ok(())
}

fn term(lessons: usize, seed: u64) -> Costs {
    let weekdays: Vec<Vec<Stay>> = (0..SCHOOL_DAYS).map(|weekday| day(Sort::Timetable, lessons, seed * 100 + weekday as u64)).collect();
    let held: Vec<Option<&[Stay]>> = (0..WEEKS * WEEK).map(|day| held_on(day).map(|weekday| weekdays[weekday].as_slice())).collect();
    let needed: Vec<i64> = held.iter().flat_map(|stays| stays.map_or_else(|| vec![0; SLOTS], needed_on)).collect();
    Costs { ours: planned(&held), cron: by_the_hour(&needed), foresight: booted(&needed).iter().sum() }
}

/// Which weekday's lessons a day has.
fn held_on(day: usize) -> Option<usize> {
    let (week, weekday) = (day / WEEK, day % WEEK);
    match (week, weekday) {
        (week, weekday) if (week, weekday) == (MADE_UP.0, MADE_UP.1) => Some(MADE_UP.2),
        (WEEK_OFF, _) | (_, SCHOOL_DAYS..) => None,
        (_, weekday) => Some(weekday),
    }
}

/// What rooms take together, and of how many nodes that is all, in each slot of a day.
fn needed_on(stays: &[Stay]) -> Vec<i64> {
    let mut nodes = vec![0; SLOTS];
    for resource in BOOKED.into_iter().filter(|resource| *resource != Resource::NodeShare) {
        let mut taken = vec![0; SLOTS];
        for stay in stays {
            taken[slots(stay)].iter_mut().for_each(|taken| *taken += takes(stay, resource));
        }
        let each = of_a_node(resource, METAL).unwrap_or(i64::MAX);
        nodes.iter_mut().zip(taken).for_each(|(nodes, taken)| *nodes = (*nodes).max((taken + each - 1) / each));
    }
    nodes
}

fn slots(stay: &Stay) -> std::ops::Range<usize> {
    let slot = |minute: i64| usize::try_from(minute / 5).unwrap_or_default().min(SLOTS);
    slot(stay.from)..slot(stay.to + 4)
}

fn takes(stay: &Stay, resource: Resource) -> i64 {
    match resource {
        Resource::CpuMilli => stay.size.cpu_milli,
        Resource::MemoryMib => stay.size.memory_mib,
        Resource::NetworkMbit => stay.size.network_mbit,
        Resource::Pods => 1,
        Resource::NodeShare => sizing::node_share(stay.size, METAL).unwrap_or_default(),
        _ => 0,
    }
}

/// By the service's rule, from what is booked.
fn planned(held: &[Option<&[Stay]>]) -> i64 {
    let window = Window { from: Slot(0), to: slot(held.len(), 0) };
    let curve = |resource: Resource| {
        let mut curve = Curve::new(window);
        for (day, stay) in
            held.iter().enumerate().flat_map(|(day, stays)| stays.iter().flat_map(move |stays| stays.iter().map(move |stay| (day, stay))))
        {
            let slots = slots(stay);
            curve.add(Step { from: slot(day, slots.start), to: slot(day, slots.end), amount: takes(stay, resource) });
        }
        (resource, curve)
    };
    let booked: BTreeMap<Resource, Curve> = BOOKED.into_iter().map(curve).collect();
    let limits = BOOKED.into_iter().map(|resource| (resource, 0)).collect();
    let standing = Standing { nodes: Nodes { usable: 0, headroom_percent: 0 }, shape: METAL, limits };
    NodePlan::new(window, &standing, &booked, habits()).stretch(window.from, window.to).node_minutes / 5
}

fn slot(day: usize, of_day: usize) -> Slot {
    Slot(i64::try_from(day * SLOTS + of_day).unwrap_or(i64::MAX))
}

/// Whoever writes levels down takes for each hour of the week what it needs at most in any week, and what has to boot in it; a week off is not in it.
fn by_the_hour(needed: &[i64]) -> i64 {
    let booted = booted(needed);
    let week = WEEK * SLOTS / HOUR;
    let mut levels = vec![0; week];
    for (number, hour) in booted.chunks(HOUR).enumerate() {
        levels[number % week] = levels[number % week].max(hour.iter().copied().max().unwrap_or_default());
    }
    levels.iter().map(|level| level * i64::try_from(HOUR * WEEKS).unwrap_or_default()).sum()
}

/// As the service has it where nobody says otherwise.
fn habits() -> Habits {
    Habits::of_minutes(BOOT_MINUTES, LINGER_MINUTES, 0)
}

/// A node is on while it boots.
fn booted(needed: &[i64]) -> Vec<i64> {
    let boot = habits().boot;
    let until = |slot: usize| (slot + boot + 1).min(needed.len());
    (0..needed.len()).map(|slot| needed[slot..until(slot)].iter().copied().max().unwrap_or_default()).collect()
}
