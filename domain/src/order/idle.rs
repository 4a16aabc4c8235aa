//! Generations that decided nothing: amended again before a lesson of theirs was held and a room went up for it. Whoever amends all day makes many, and
//! each holds a whole document.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use jiff::Timestamp;

use super::{Generation, HeldLesson, Order, Schedule};

/// So many of the newest generations are kept, whatever came of them.
pub(super) const KEPT: usize = 20;
/// An order has at most so many generations, dropped ones too, and so many bytes of documents. How they are kept few is here and in [`super::folding`].
pub const GENERATIONS_MAX: usize = 500;
const DOCUMENT_BYTES_MAX: usize = 64 << 20;
/// Schedules that one amendment works out for this. What is not decided by then is looked at by the next.
const TRIES: usize = 16;

impl Order {
    /// Takes out generations of before the newest ones that neither a lesson nor a run follows, and says which. What the others come to stays as it was.
    pub(crate) fn take_idle(&mut self, kept: usize, now: Timestamp) -> Vec<i64> {
        // One whose successor is still to come may get another successor, and the first says what there is before any amendment.
        let replaced = self.generations.partition_point(|g| g.effective_from <= now).saturating_sub(1);
        let old = self.generations.len().saturating_sub(kept).min(replaced);
        if old <= 1 {
            return Vec::new();
        }
        let schedule = self.schedule();
        let followed = followed(&schedule);
        let idle: Vec<i64> = self.generations[1..old].iter().map(|g| g.number).filter(|number| !followed.contains(number)).collect();
        let mut taken = Vec::new();
        let mut tries = TRIES;
        self.take(&idle, &schedule, &mut tries, &mut taken);
        taken
    }

    /// Takes out all of these, else those of them that can be.
    fn take(&mut self, idle: &[i64], schedule: &Schedule, tries: &mut usize, taken: &mut Vec<i64>) {
        for rest in [Rest::GoesOn, Rest::Ends] {
            if idle.is_empty() || *tries == 0 {
                return;
            }
            *tries -= 1;
            let less = without(&self.generations, idle, rest);
            let whole = std::mem::replace(&mut self.generations, less);
            if are_alike(schedule, &self.schedule()) {
                taken.extend(idle);
                return;
            }
            self.generations = whole;
        }
        if idle.len() > 1 {
            let (earlier, later) = idle.split_at(idle.len() / 2);
            self.take(earlier, schedule, tries, taken);
            self.take(later, schedule, tries, taken);
        }
    }

    /// Whether its generations may be kept, all of them.
    pub(super) fn is_within_bounds(&self) -> bool {
        let mut left = BytesLeft(DOCUMENT_BYTES_MAX);
        let dropped = self.dropped.iter().map(|dropped| &dropped.generation);
        let fits = |generation: &Generation| serde_json::to_writer(&mut left, &generation.document).is_ok();
        self.generations.len() + self.dropped.len() <= GENERATIONS_MAX && self.generations.iter().chain(dropped).all(fits)
    }
}

fn followed(schedule: &Schedule) -> BTreeSet<i64> {
    let lessons = schedule.lessons().iter().map(|held| held.generation);
    let runs = schedule.runs().iter().chain(&schedule.always).map(|run| run.generation);
    // A lesson that went on longer by one of these was over, without it, when the next one took over.
    lessons.chain(runs).chain(schedule.extended.iter().copied()).collect()
}

/// What the generation before does in the time of one that is taken out.
#[derive(Clone, Copy)]
enum Rest {
    /// It wanted nothing then that did not come to pass.
    GoesOn,
    /// It counts until it was replaced.
    Ends,
}

fn without(generations: &[Generation], idle: &[i64], before_does: Rest) -> Vec<Generation> {
    let mut rest: Vec<Generation> = Vec::with_capacity(generations.len());
    for generation in generations {
        match (rest.last_mut(), before_does) {
            (Some(before), Rest::Ends) if idle.contains(&generation.number) => {
                let at = generation.effective_from;
                before.replaced_at = Some(before.replaced_at.map_or(at, |earlier| earlier.min(at)));
            }
            (Some(_), Rest::GoesOn) if idle.contains(&generation.number) => {}
            _ => rest.push(generation.clone()),
        }
    }
    rest
}

/// But for the place of each generation, and when lessons were decided upon, which concerns those that are about to begin alone.
fn are_alike(one: &Schedule, other: &Schedule) -> bool {
    let lesson = |held: &HeldLesson| HeldLesson { generation_index: 0, decided_late_at: None, ..*held };
    let lessons = |schedule: &Schedule| schedule.lessons.iter().map(lesson).collect::<Vec<_>>();
    one.runs == other.runs && one.always == other.always && one.ends_at == other.ends_at && lessons(one) == lessons(other)
}

/// Takes so many bytes and no more.
struct BytesLeft(usize);

impl Write for BytesLeft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
