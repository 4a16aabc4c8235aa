//! Runs over generations: when each room is up, and under which generation.
//!
//! A run that is live when a generation takes over keeps the generation it began under to its end. Time is therefore walked forward, one generation
//! after the other: what was live then depends on what was planned then. A cancel and a suspension are a last generation that wants nothing.

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
        runs = take_over(&runs, takeover.at, &pieces);
    }
    runs
}

/// The runs of a plan after those of another, which counted until a moment: what had begun goes on where it is still wanted.
pub(super) fn revise(before: &[Run], at: Timestamp, plan: &[Run]) -> Vec<Run> {
    let pieces: Vec<Piece> = plan.iter().filter(|run| run.to > at).map(|run| Piece { run: *run, starts_at: run.from }).collect();
    take_over(before, at, &pieces)
}

fn take_over(before: &[Run], at: Timestamp, pieces: &[Piece]) -> Vec<Run> {
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
        take_over_room(its_runs, at, its_pieces, &mut out);
        (before, pieces) = (other_runs, other_pieces);
    }
}

/// One room: what is past stays, what is live goes on where it is still wanted, and the rest is new.
fn take_over_room(before: &[Run], at: Timestamp, pieces: &[Piece], out: &mut Vec<Run>) {
    let begun = &before[..before.partition_point(|run| run.from < at)];
    let first = out.len();
    out.extend(begun.iter().map(|run| Run { to: run.to.min(at), ..*run }));
    let live = begun.last().filter(|run| run.to > at);
    for piece in pieces {
        let run = piece.run;
        match out[first..].last_mut() {
            Some(last) if continues(last, &run, at, live.is_some()) => last.to = last.to.max(run.to),
            Some(last) => {
                // A room that was down, or had to restart, cannot have been up before it was wanted again.
                let from = run.from.max(last.to);
                if from < run.to {
                    out.push(Run { from, ..run });
                }
            }
            None => out.push(run),
        }
    }
}

/// Whether a piece prolongs the room's last run, instead of being a run of its own. A run that was over when the generation took over is over.
fn continues(last: &Run, piece: &Run, at: Timestamp, live: bool) -> bool {
    let over = !live && last.to <= at;
    let restarts = (last.always || piece.always) && last.generation != piece.generation;
    !restarts && !over && piece.from <= last.to
}
