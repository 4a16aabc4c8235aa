//! Runs over generations: when each room is up, and under which generation.
//!
//! A run that is live when a generation takes over keeps the generation it began under to its end. Time is therefore walked forward, one generation
//! after the other: what was live then depends on what was planned then. A cancel and a suspension are a last generation that wants nothing.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

/// A stretch in which a room is up. Half-open, lead and drain included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Index into the order's `rooms`.
    pub room: u32,
    pub from: Timestamp,
    pub to: Timestamp,
    /// Number of the generation that it follows from its beginning to its end.
    pub generation: i64,
    /// Not for lessons: the rooms are always wanted.
    pub always: bool,
}

/// What one generation asks for from a moment on.
pub(super) struct Takeover {
    pub(super) at: Timestamp,
    /// From when on it was known that it would take over.
    pub(super) known_from: Timestamp,
    /// Lessons widened by lead and drain, or one piece a room that is always wanted.
    pub(super) pieces: Vec<Piece>,
}

/// A run for a single lesson, not yet joined with its neighbours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) run: Run,
    /// When the lesson itself begins: the generation in force then decides whether it is held.
    pub(super) starts_at: Timestamp,
}

impl Piece {
    pub(super) fn new(run: Run, lead_minutes: u32, drain_minutes: u32) -> Self {
        let minutes = |count: u32| SignedDuration::from_mins(count.into());
        let from = run.from.saturating_sub(minutes(lead_minutes)).unwrap_or(Timestamp::MIN);
        let to = run.to.saturating_add(minutes(drain_minutes)).unwrap_or(Timestamp::MAX);
        Self { run: Run { from, to, ..run }, starts_at: run.from }
    }
}

/// The runs of an order, sorted by room and start.
pub(super) fn walk(takeovers: &[Takeover]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut settled: Vec<Piece> = Vec::new();
    for (index, takeover) in takeovers.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).map(|i| &takeovers[i]) {
            // Of what the generation before asked for, only what had begun is still held; an always-room ends here.
            settled.extend(before.pieces.iter().filter(|p| !p.run.always && p.starts_at < takeover.at));
        }
        settled.retain(|piece| piece.run.to > takeover.at);
        let mut pieces = settled.clone();
        pieces.extend(takeover.pieces.iter().filter(|p| p.run.to > takeover.at));
        pieces.sort_unstable_by_key(|p| (p.run.room, p.run.always, p.run.from, p.run.to));
        runs = take_over(&runs, takeover, &pieces);
    }
    runs
}

/// The runs of a plan after those of another, which counted until a moment: what was up goes on under its generation where it is still wanted.
pub(super) fn revise(before: &[Run], at: Timestamp, plan: &[Run]) -> Vec<Run> {
    let (past, begun): (Vec<Run>, Vec<Run>) = before.iter().filter(|run| run.from < at).partition(|run| run.to < at);
    let mut live: HashMap<u32, Run> = begun.into_iter().map(|run| (run.room, run)).collect();
    let mut runs = past;
    for run in plan.iter().filter(|run| run.to > at) {
        let goes_on = live.get(&run.room).is_some_and(|live| run.from <= at && !restarts(live, run));
        let begun = goes_on.then(|| live.remove(&run.room)).flatten();
        runs.push(begun.map_or(Run { from: run.from.max(at), ..*run }, |live| Run { to: run.to, ..live }));
    }
    runs.extend(live.into_values().map(|run| Run { to: at, ..run }));
    runs.sort_unstable_by_key(|run| (run.room, run.from));
    runs
}

/// An always-room has no next start, so that another generation restarts it.
fn restarts(live: &Run, next: &Run) -> bool {
    (live.always || next.always) && live.generation != next.generation
}

fn take_over(before: &[Run], takeover: &Takeover, pieces: &[Piece]) -> Vec<Run> {
    let mut out = Vec::with_capacity(before.len().max(pieces.len()));
    let (mut before, mut pieces) = (before, pieces);
    loop {
        let room = match (before.first(), pieces.first()) {
            (Some(run), Some(piece)) => run.room.min(piece.run.room),
            (Some(run), None) => run.room,
            (None, Some(piece)) => piece.run.room,
            (None, None) => return out,
        };
        let (its_runs, other_runs) = before.split_at(before.partition_point(|run| run.room <= room));
        let (its_pieces, other_pieces) = pieces.split_at(pieces.partition_point(|piece| piece.run.room <= room));
        take_over_room(its_runs, takeover, its_pieces, &mut out);
        (before, pieces) = (other_runs, other_pieces);
    }
}

/// One room: what it is up for until the takeover, and what it is asked for from when that was known, joined where they touch. Whatever brings a room up
/// decides its generation, be it the lead of what has not taken over yet.
fn take_over_room(before: &[Run], takeover: &Takeover, pieces: &[Piece], out: &mut Vec<Run>) {
    let until = before.iter().filter(|run| run.from < takeover.at).map(|run| Run { to: run.to.min(takeover.at), ..*run });
    let asked = pieces.iter().map(|piece| Run { from: piece.run.from.max(takeover.known_from), ..piece.run });
    let mut wanted: Vec<Run> = until.chain(asked).collect();
    wanted.sort_by_key(|run| (run.from, run.always));
    let first = out.len();
    for run in wanted {
        match out[first..].last_mut() {
            Some(last) if run.from <= last.to && !restarts(last, &run) => last.to = last.to.max(run.to),
            last => {
                let from = last.map_or(run.from, |last| run.from.max(last.to));
                out.extend((from < run.to).then_some(Run { from, ..run }));
            }
        }
    }
}
